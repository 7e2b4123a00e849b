// run.cpp - `logdiag run -- COMMAND`: its output passes at once and unchanged,
// and is read along; the report comes when it failed.
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <cstdint>
#include <utility>

#include "backlog.hpp"
#include "behind.hpp"
#include "child.hpp"
#include "commands.hpp"
#include "files.hpp"
#include "outputs.hpp"
#include "progress.hpp"
#include "terminal.hpp"

namespace logdiag::cli {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// After the command ended, what it left running may still hold its output.
constexpr milliseconds kQuiet{200};       // nothing came: nothing more is awaited
constexpr milliseconds kLongest{2000};    // somebody goes on writing
constexpr milliseconds kGrace{10'000};    // from TERM to KILL
constexpr std::size_t kLongestPart = 64u << 10;  // the scanner cuts lines there
constexpr std::size_t kSeen = 4u << 10;  // of what is tapped, the end is read all the same

constexpr int kTimedOut = 124;  // as timeout does
constexpr int kOwnTrouble = 125, kNotExecutable = 126, kNotFound = 127;

class Runner {
 public:
  Runner(const Options& o, Child& child, SignalPipe& signals, Behind& behind, int log)
      : o_(o), child_(child), signals_(signals), queue_(behind.queue()), tap_(behind.tap()), log_(log),
        started_(Clock::now()), last_(started_) {}

  // Until the command has ended and its output was read; its exit code.
  int wait() {
    while (!done()) {
      pollfd fds[4] = {{signals_.fd(), POLLIN, 0},
                       {child_.out(), POLLIN, 0},
                       {child_.err(), POLLIN, 0},
                       {child_.keys() >= 0 ? STDIN_FILENO : -1, POLLIN, 0}};
      const int n = poll(fds, 4, static_cast<int>(wake().count()));
      see_signals();
      see_time();
      idle_ = n == 0;
      if (n <= 0) continue;
      if (fds[1].revents != 0 && !read_from(child_.out(), STDOUT_FILENO, out_)) child_.close_out();
      if (fds[2].revents != 0 && !read_from(child_.err(), STDERR_FILENO, err_)) child_.close_err();
      if (fds[3].revents != 0) keys();
    }
    for (const std::string& part : {out_, err_}) {
      const auto [room, size] = queue_.room();
      std::memcpy(room, part.data(), part.size());
      keep(room, part.size());
    }
    queue_.end();
    // Whoever still lives in the group of a command that timed out.
    if (timed_out_) child_.signal(SIGKILL);
    if (timed_out_) return kTimedOut;
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
  }

  bool timed_out() const { return timed_out_; }
  milliseconds silence() const { return silence_; }
  std::uint64_t printed() const { return printed_; }  // bytes
  // Nobody wanted to read its output any more, and it ended of that.
  bool unread() const { return reader_gone_ && WIFSIGNALED(status_) && WTERMSIG(status_) == SIGPIPE; }

 private:
  bool done() {
    if (!gone_) return false;
    if (child_.out() < 0 && child_.err() < 0) return true;
    const auto now = Clock::now();
    return (idle_ && now - std::max(last_, gone_at_) >= kQuiet) || now - gone_at_ >= kLongest;
  }

  milliseconds wake() const {
    if (gone_) return milliseconds(20);
    if (timed_out_) return milliseconds(50);
    // A child that closed its output is only to be waited for.
    if (o_.timeout == 0) return milliseconds(child_.out() < 0 && child_.err() < 0 ? 50 : 1000);
    const auto left = started_ + std::chrono::seconds(o_.timeout) - Clock::now();
    return std::clamp(std::chrono::duration_cast<milliseconds>(left) + milliseconds(1),
                      milliseconds(1), milliseconds(1000));
  }

  void see_signals() {
    Signal s{};
    while (signals_.next(s)) {
      if (s.number == SIGWINCH) {
        child_.resize();
      } else if (s.number != SIGCHLD) {
        child_.pass_on(s);
      }
    }
    if (!gone_ && child_.ended(status_)) {
      gone_ = true;
      gone_at_ = Clock::now();
    }
  }

  void see_time() {
    if (gone_ || o_.timeout == 0) return;
    const auto now = Clock::now();
    if (!timed_out_ && now >= started_ + std::chrono::seconds(o_.timeout)) {
      timed_out_ = true;
      silence_ = std::chrono::duration_cast<milliseconds>(now - last_);
      kill_at_ = now + kGrace;
      child_.signal(SIGTERM);
      child_.signal(SIGCONT);
    } else if (timed_out_ && now >= kill_at_) {
      child_.signal(SIGKILL);
    }
  }

  // What a quick command printed goes on unread, and a copy of it to the disk: to read
  // and write it took longer than the command itself. How many bytes went; `read_on`
  // becomes false when nobody takes them.
  std::size_t tap(int fd, int to, std::string& part, bool& read_on) {
    const std::size_t waiting = tapping_ && log_ < 0 ? Tap::many(fd) : 0;
    if (waiting == 0) return 0;
    const std::size_t n = queue_.abandoned() ? waiting - kSeen : tap_.copy(fd, waiting - kSeen);
    if (n == 0) return 0;
    const auto [room, size] = queue_.room();
    std::memcpy(room, part.data(), part.size());
    keep(room, part.size());
    part.clear();
    queue_.tapped(n);
    printed_ += n;
    last_ = Clock::now();
    read_on = move(fd, to, n);
    if (gone_) gone_at_ += Clock::now() - last_;
    return n;
  }

  bool move(int fd, int to, std::size_t bytes) {
    while (bytes > 0) {
      const long n = Tap::move(fd, to, bytes);
      if (n > 0) {
        bytes -= static_cast<std::size_t>(n);
      } else if (n == 0 || errno == EINVAL) {  // a file that is appended to, say
        tapping_ = false;
        return read_and_write(fd, to, bytes);
      } else if (!may_go_on(to)) {
        return false;
      }
    }
    return true;
  }

  bool read_and_write(int fd, int to, std::size_t bytes) {
    std::string buffer(kLongestPart, 0);
    while (bytes > 0) {
      const ssize_t n = read(fd, buffer.data(), std::min(bytes, buffer.size()));
      if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (n <= 0) break;
      if (!write_all(to, std::string_view(buffer).substr(0, static_cast<std::size_t>(n)))) return false;
      bytes -= static_cast<std::size_t>(n);
    }
    return true;
  }

  // False at the end of the stream.
  bool read_from(int fd, int to, std::string& part) {
    // Behind what was tapped only to see whether a line begins there.
    bool read_on = true;
    const std::size_t most = tap(fd, to, part, read_on) > 0 ? kSeen : BlockQueue::kBlockBytes;
    if (!read_on) return false;
    // Behind the begun line of this stream.
    const auto [room, size] = queue_.room();
    const ssize_t n = read(fd, room + part.size(), std::min(most, size - part.size()));
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) return true;
    if (n <= 0) return false;
    last_ = Clock::now();
    read_on = pass(to, {room + part.size(), static_cast<std::size_t>(n)});
    std::memcpy(room, part.data(), part.size());
    const std::string_view bytes(room, part.size() + static_cast<std::size_t>(n));
    // Of two streams whole lines are kept, so that a line of one never comes to
    // stand within a line of the other.
    std::size_t whole = bytes.size();
    if (child_.out() >= 0 && child_.err() >= 0) {
      const std::size_t lines = bytes.rfind('\n') + 1;  // 0 without one
      if (bytes.size() - lines < kLongestPart) whole = lines;
    }
    part.assign(bytes.substr(whole));
    keep(room, whole);
    return read_on;
  }

  bool pass(int to, std::string_view bytes) {
    const auto begun = Clock::now();
    const bool good = write_all(to, bytes);
    // A slow reader of ours does not shorten what is left to be read.
    if (gone_) gone_at_ += Clock::now() - begun;
    return good;
  }

  bool write_all(int to, std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = write(to, bytes.data(), bytes.size());
      if (n >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(n));
      } else if (!may_go_on(to)) {
        return false;
      }
    }
    return true;
  }

  // After a write that failed, when it may be tried again.
  bool may_go_on(int to) {
    if (errno == EAGAIN) {
      wait_writable(to);
    } else if (errno != EINTR) {
      // As without us, the command is to feel it: by a closed pipe, whatever it was.
      if (errno != EPIPE && to == STDOUT_FILENO) {
        complain(unwritable(message("standard output", "标准输出"), errno));
      }
      reader_gone_ = true;
      return false;
    }
    see_signals();
    return true;
  }

  // What was read into the room of the queue.
  void keep(const char* room, std::size_t size) {
    queue_.filled(size);
    printed_ += size;
    std::string_view text(room, size);
    while (log_ >= 0 && !text.empty()) {
      const ssize_t n = write(log_, text.data(), text.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) {
        complain(unwritable(o_.log, errno));
        log_ = -1;
        return;
      }
      text.remove_prefix(static_cast<std::size_t>(n));
    }
  }

  void keys() {
    char text[1024];
    const ssize_t n = read(STDIN_FILENO, text, sizeof text);
    if (n <= 0) return;
    (void)pass(child_.keys(), {text, static_cast<std::size_t>(n)});
  }

  const Options& o_;
  Child& child_;
  SignalPipe& signals_;
  BlockQueue& queue_;
  const Tap& tap_;
  int log_;
  std::string out_, err_;  // begun lines
  Clock::time_point started_, last_, gone_at_{}, kill_at_{};
  milliseconds silence_{};
  std::uint64_t printed_ = 0;
  int status_ = 0;
  bool idle_ = false, gone_ = false, timed_out_ = false, reader_gone_ = false;
  bool tapping_ = true;  // until it is seen not to work
};

// Why it ended is known here even where the log does not say.
void note_end(Report& report, int code) {
  if (code == 0) return;
  for (Job& job : report.jobs) job.end = Job::End::failed;
  const bool known = std::any_of(report.findings.begin(), report.findings.end(), [](const Finding& f) {
    return f.rule->role != Role::generic && f.rule->severity == Severity::error;
  });
  if (known) return;
  if (!report.unknown) report.unknown.emplace();
  report.unknown->exit_code = code;
}

void tell_timeout(const Options& o, milliseconds silence) {
  const double seconds = static_cast<double>(silence.count()) / 1000;
  const bool hang = silence >= std::chrono::seconds(o.timeout) / 2;
  complain(message(
      fmt::format("the command had not ended after {} s and was stopped; its last output came "
                  "{:.1f} s before: it {}",
                  o.timeout, seconds, hang ? "probably hangs" : "was still working"),
      fmt::format("{} 秒后命令仍未结束，已停止；最后一次输出在 {:.1f} 秒之前：{}", o.timeout, seconds,
                  hang ? "很可能卡住了" : "仍在工作")));
}

// Until all is scanned that the command printed, or whoever waits has enough.
void wait_for(Behind& behind, std::uint64_t printed, SignalPipe& signals, const Options& o) {
  Progress progress(o);
  progress.expect(printed);
  std::uint64_t read = 0, found = 0;
  while (!behind.wait(milliseconds(50))) {
    for (Signal s{}; signals.next(s);) {
      if (s.number != SIGCHLD && s.number != SIGWINCH) behind.queue().abandon();
    }
    progress.read(behind.scanned() - read);
    read = behind.scanned();
    progress.found(behind.found() - found);
    found = behind.found();
  }
}

}  // namespace

int run_command(const Options& o) {
  if (o.words.empty()) {
    complain(message("run wants a command after --, for example: logdiag run -- make -j8",
                     "run 需要在 -- 之后写命令，例如：logdiag run -- make -j8"));
    return kOwnTrouble;
  }
  const std::optional<RuleSet> rules = load_rules(o);
  if (!rules) return kOwnTrouble;
  int log = -1;
  if (!o.log.empty()) {
    log = open(o.log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (log < 0) {
      complain(unwritable(o.log, errno));
      return kOwnTrouble;
    }
  }
  SignalPipe signals;
  int error = 0;
  Child child(o.words, error);
  if (error != 0) {
    complain(message(fmt::format("{}: cannot be run ({})", o.words[0], reason(error)),
                     fmt::format("{}：无法运行（{}）", o.words[0], reason(error))));
    return error == ENOENT ? kNotFound : kNotExecutable;
  }
  ScanOptions scan;
  scan.input = o.input;
  scan.context_lines = o.context;
  scan.transcript_bytes = transcript_bytes(o);
  Behind behind(*rules, scan, o.log, !o.quiet);
  Runner runner(o, child, signals, behind, log);
  const int code = runner.wait();
  child.restore_terminal();
  if (log >= 0) close(log);
  if (runner.timed_out()) tell_timeout(o, runner.silence());
  if (o.quiet || (!o.always && (code == 0 || runner.unread()))) return code;
  wait_for(behind, runner.printed(), signals, o);
  std::optional<Report> report;
  try {
    report = behind.finish();
  } catch (const std::exception& e) {  // the exit code is the command's all the same
    complain(message(fmt::format("the output could not be diagnosed ({})", e.what()),
                     fmt::format("无法诊断命令的输出（{}）", e.what())));
    return code;
  }
  note_end(*report, code);
  // What the command printed has gone where it belongs; the report is for
  // whoever watches.
  (void)dup2(STDERR_FILENO, STDOUT_FILENO);
  (void)write_outputs(*report, o);
  return code;
}

}  // namespace logdiag::cli
