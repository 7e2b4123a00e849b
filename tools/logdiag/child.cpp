#include "child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <csignal>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace logdiag::cli {
namespace {

constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH, SIGCHLD};

int signal_pipe[2] = {-1, -1};
std::array<struct sigaction, kSignals.size()> signals_before;

void note_signal(int number, siginfo_t* info, void*) {
  const int error = errno;
  const Signal s{number, info != nullptr && info->si_code == SI_KERNEL};
  (void)!write(signal_pipe[1], &s, sizeof s);
  errno = error;
}

bool make_pipe(int (&ends)[2]) {
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
#ifdef F_SETPIPE_SZ
  (void)fcntl(ends[0], F_SETPIPE_SZ, 1 << 20);
#endif
  return true;
}

bool same_file(int a, int b) {
  struct stat x {}, y {};
  return fstat(a, &x) == 0 && fstat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

bool has_terminal() {
  const int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (fd >= 0) close(fd);
  return fd >= 0;
}

}  // namespace

SignalPipe::SignalPipe() {
  if (pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK) != 0) return;
  struct sigaction action {};
  action.sa_sigaction = note_signal;
  action.sa_flags = SA_SIGINFO;  // no restart: a blocked write must let a signal through
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], nullptr, &signals_before[i]);
    // Under nohup a hangup stays ignored, for the child as well.
    const bool ignored = signals_before[i].sa_handler == SIG_IGN && kSignals[i] != SIGCHLD;
    if (!ignored) sigaction(kSignals[i], &action, nullptr);
  }
}

SignalPipe::~SignalPipe() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], &signals_before[i], nullptr);
  }
  close(signal_pipe[0]);
  close(signal_pipe[1]);
}

int SignalPipe::fd() const { return signal_pipe[0]; }

bool SignalPipe::next(Signal& out) {
  return read(signal_pipe[0], &out, sizeof out) == static_cast<ssize_t>(sizeof out);
}

// A terminal like ours, in our terminal's size. While ours passes keys on
// unread, the child's alone makes lines of them and turns newlines into returns.
void Child::open_terminal(int& slave) {
  const int like = isatty(STDOUT_FILENO) == 1 ? STDOUT_FILENO : STDERR_FILENO;
  termios settings{};
  winsize size{};
  if (tcgetattr(like, &settings) != 0) return;
  (void)ioctl(like, TIOCGWINSZ, &size);
  const bool keys = isatty(STDIN_FILENO) == 1 && tcgetpgrp(STDIN_FILENO) == getpgrp();
  if (!keys) settings.c_oflag &= ~static_cast<tcflag_t>(OPOST);
  if (openpty(&terminal_, &slave, nullptr, &settings, &size) != 0) {
    terminal_ = slave = -1;
    return;
  }
  (void)fcntl(terminal_, F_SETFD, FD_CLOEXEC);
  (void)fcntl(slave, F_SETFD, FD_CLOEXEC);
  if (!keys || tcgetattr(STDIN_FILENO, &before_) != 0) return;
  termios raw = before_;
  cfmakeraw(&raw);
  raw_ = tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
}

Child::Child(const std::vector<std::string>& command, int& error) {
  error = 0;
  int out[2] = {-1, -1};
  int err[2] = {-1, -1};
  int report[2] = {-1, -1};
  int slave = -1;
  const bool out_tty = isatty(STDOUT_FILENO) == 1;
  const bool err_tty = isatty(STDERR_FILENO) == 1;
  if (out_tty || err_tty) open_terminal(slave);
  const bool pty = slave >= 0;
  const bool joined = !pty && same_file(STDOUT_FILENO, STDERR_FILENO);
  const bool want_out = !(pty && out_tty);
  const bool want_err = !(pty && err_tty) && !joined;
  if ((want_out && !make_pipe(out)) || (want_err && !make_pipe(err)) || pipe2(report, O_CLOEXEC) != 0) {
    error = errno;
    restore_terminal();
    return;
  }
  own_group_ = pty || !has_terminal();
  pid_ = fork();
  if (pid_ < 0) {
    error = errno;
    restore_terminal();
    return;
  }
  if (pid_ == 0) {
    const int ends[2] = {want_out ? out[1] : slave, want_err ? err[1] : joined ? out[1] : slave};
    become(command, slave, ends, report[1]);
  }
  for (const int fd : {out[1], err[1], report[1], slave}) {
    if (fd >= 0) close(fd);
  }
  // On a terminal a stream of it comes from it; a stream that is none from its pipe.
  out_ = want_out ? out[0] : terminal_;
  err_ = want_err ? err[0] : -1;
  if (want_out && pty && err_tty) {
    err_ = terminal_;
  }
  int failed = 0;
  ssize_t n = 0;
  do {
    n = read(report[0], &failed, sizeof failed);
  } while (n < 0 && errno == EINTR);
  close(report[0]);
  if (n == static_cast<ssize_t>(sizeof failed)) {
    error = failed;
    int status = 0;
    (void)waitpid(pid_, &status, 0);
    gone_ = true;
    restore_terminal();
  }
}

void Child::become(const std::vector<std::string>& command, int slave, const int (&ends)[2],
                   int report) {
  if (slave >= 0) {
    (void)setsid();
    (void)ioctl(slave, TIOCSCTTY, 0);
    if (isatty(STDIN_FILENO) == 1) dup2(slave, STDIN_FILENO);
  } else if (own_group_) {
    (void)setpgid(0, 0);
  }
  dup2(ends[0], STDOUT_FILENO);
  dup2(ends[1], STDERR_FILENO);
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], &signals_before[i], nullptr);
  }
  (void)std::signal(SIGPIPE, SIG_DFL);
  (void)std::signal(SIGXFSZ, SIG_DFL);
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  const int error = errno;
  (void)!write(report, &error, sizeof error);
  _exit(127);
}

Child::~Child() {
  restore_terminal();
  close_out();
  close_err();
  if (terminal_ >= 0) close(terminal_);
}

void Child::close_out() {
  if (out_ >= 0 && out_ != terminal_) close(out_);
  out_ = -1;
}

void Child::close_err() {
  if (err_ >= 0 && err_ != terminal_) close(err_);
  err_ = -1;
}

void Child::signal(int number) const {
  if (gone_ && !own_group_) return;
  if (!own_group_ || kill(-pid_, number) != 0) {
    if (!gone_) (void)kill(pid_, number);
  }
}

void Child::pass_on(const Signal& s) const {
  // What the terminal sends reaches all of its foreground group by itself.
  if (!own_group_ && s.from_terminal) return;
  if (!gone_) signal(s.number);
}

void Child::resize() const {
  winsize size{};
  if (terminal_ >= 0 && ioctl(isatty(STDOUT_FILENO) == 1 ? STDOUT_FILENO : STDERR_FILENO, TIOCGWINSZ,
                              &size) == 0) {
    (void)ioctl(terminal_, TIOCSWINSZ, &size);
  }
}

bool Child::ended(int& status) {
  if (gone_) return true;
  gone_ = waitpid(pid_, &status, WNOHANG) == pid_;
  return gone_;
}

void Child::restore_terminal() {
  if (raw_) (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
  raw_ = false;
}

}  // namespace logdiag::cli
