#include "inputs.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

#include "ahead.hpp"
#include "crew.hpp"
#include "files.hpp"
#include "run_archive.hpp"
#include "terminal.hpp"
#include "unpack.hpp"

namespace logdiag::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepest = 64;  // folders within folders

// Reads the beginning; less than kPeekBytes only at the end.
long peek(InputFile& file, char* buffer) {
  std::size_t size = 0;
  while (size < kPeekBytes) {
    const long n = file.read(buffer + size, kPeekBytes - size);
    if (n < 0) return -1;
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
  }
  return static_cast<long>(size);
}

class Intake {
 public:
  Intake(Crew& crew, Progress& progress)
      : crew_(crew), progress_(progress), buffer_(std::make_unique_for_overwrite<char[]>(kReadBytes)) {}

  void standard_input() {
#ifdef F_SETPIPE_SZ
    (void)fcntl(STDIN_FILENO, F_SETPIPE_SZ, 1 << 20);  // fewer switches between the processes
#endif
    InputFile file(STDIN_FILENO);
    stream(file, "");
  }

  void path(const std::string& name) {
    std::string wrong;
    InputFile file(name, wrong);
    if (!file.is_open()) return complain_about(wrong);
    if (file.directory()) {
      folder(name);
    } else if (file.regular()) {
      regular(file, name, nullptr, name);
    } else {
      stream(file, name);
    }
  }

  bool good() const { return good_; }

  void tell_skipped() const {
    if (skipped_.binary > 0) {
      complain(message(skipped_.binary == 1 ? std::string("skipped 1 binary file")
                                            : fmt::format("skipped {} binary files", skipped_.binary),
                       fmt::format("跳过了 {} 个二进制文件", skipped_.binary)));
    }
    if (skipped_.other > 0) {
      complain(message(fmt::format("skipped {} devices, pipes or sockets", skipped_.other),
                       fmt::format("跳过了 {} 个设备、管道或 socket", skipped_.other)));
    }
  }

 private:
  void complain_about(const std::string& text) {
    complain(text);
    good_ = false;
  }

  // What is no regular file is read once, from the beginning to the end.
  void stream(InputFile& file, const std::string& name) {
    progress_.expect_more_than_known();
    const std::string shown = name.empty() ? message("standard input", "标准输入") : name;
    // A log that comes slowly is not waited for: what is there tells enough.
    const long n = file.read(buffer_.get(), kReadBytes);
    if (n < 0) return complain_about(unreadable(shown, errno));
    std::string head(buffer_.get(), static_cast<std::size_t>(n));
    const Content content = content_of(head);
    if (content == Content::archive) {
      good_ = read_archive(file, head, name.empty() ? "-" : name, crew_, skipped_) && good_;
      return;
    }
    if (content != Content::text) return complain_about(no_log(shown, content));
    crew_.start();
    crew_.source(name);
    std::uint64_t read = 0;
    for (long size = n; size != 0;) {
      crew_.bytes({buffer_.get(), static_cast<std::size_t>(size)});
      read += static_cast<std::uint64_t>(size);
      if (crew_.looks_ahead() && read >= Ahead::kWorthIt) {
        if (const std::string wrong = crew_.rest(file, shown); !wrong.empty()) complain_about(wrong);
        break;
      }
      size = file.read(buffer_.get(), kReadBytes);
      if (size < 0) {
        complain_about(unreadable(shown, errno));
        break;
      }
    }
    crew_.end();
  }

  static std::string no_log(const std::string& name, Content content) {
    if (content == Content::binary) {
      return message(fmt::format("{}: is binary data, not a log", name),
                     fmt::format("{}：是二进制数据，不是日志", name));
    }
    return message(
        fmt::format("{}: archives of this kind are not read; unpack it and give the files", name),
        fmt::format("{}：不支持这种压缩包；请解开后给出其中的文件", name));
  }

  // `within` takes the files of a folder, by their path in it.
  void regular(InputFile& file, const std::string& name, RunSorter* within, const std::string& path) {
    const long n = peek(file, buffer_.get());
    if (n < 0) return complain_about(unreadable(name, errno));
    const std::string head(buffer_.get(), static_cast<std::size_t>(n));
    switch (content_of(head)) {
      case Content::archive:
        progress_.expect_more_than_known();
        good_ = read_archive(file, head, name, crew_, skipped_) && good_;
        return;
      case Content::text:
        progress_.expect(file.size());
        if (within != nullptr) return within->file(path);
        crew_.start();
        crew_.file(name);
        crew_.end();
        return;
      case Content::binary:
      case Content::foreign_archive:
        if (within == nullptr) return complain_about(no_log(name, content_of(head)));
        ++skipped_.binary;
        return;
    }
  }

  void folder(const std::string& name) {
    RunSorter sorter(crew_, name);
    std::set<std::pair<dev_t, ino_t>> above;
    walk(name, "", sorter, above);
    sorter.finish();
  }

  void walk(const std::string& name, const std::string& inside, RunSorter& sorter,
            std::set<std::pair<dev_t, ino_t>>& above) {
    struct stat info {};
    if (stat(name.c_str(), &info) != 0) {
      return complain_about(unreadable(name, errno));
    }
    const std::pair key{info.st_dev, info.st_ino};
    if (above.size() >= kDeepest || !above.insert(key).second) {
      return complain_about(
          message(fmt::format("{}: leads back to a folder above it, or too deep", name),
                  fmt::format("{}：指回了上层文件夹，或层次过深", name)));
    }
    std::error_code error;
    std::vector<std::string> names;
    for (fs::directory_iterator it(name, error), end; !error && it != end; it.increment(error)) {
      names.push_back(it->path().filename().string());
    }
    if (error) complain_about(unreadable(name, error.value()));
    std::sort(names.begin(), names.end());
    const std::string here = name.ends_with('/') ? name : name + "/";
    const std::string here_inside = inside.empty() ? inside : inside + "/";
    for (const std::string& entry : names) {
      if (entry == ".git") continue;
      const std::string whole = here + entry;
      const std::string path = here_inside + entry;
      struct stat target {};
      if (stat(whole.c_str(), &target) != 0) {
        complain_about(unopened(whole, errno));
      } else if (S_ISDIR(target.st_mode)) {
        walk(whole, path, sorter, above);
      } else if (!S_ISREG(target.st_mode)) {
        ++skipped_.other;
      } else {
        std::string wrong;
        InputFile file(whole, wrong);
        if (file.is_open()) {
          regular(file, whole, &sorter, path);
        } else {
          complain_about(wrong);
        }
      }
    }
    above.erase(key);
  }

  Crew& crew_;
  Progress& progress_;
  std::unique_ptr<char[]> buffer_;
  Skipped skipped_;
  bool good_ = true;
};

// Whether there may be several logs in it. A single one has one scanner.
bool may_be_many(const std::vector<std::string>& names) {
  if (names.size() != 1) return true;
  if (names[0] == "-") return false;
  std::error_code error;
  const fs::file_status status = fs::status(names[0], error);
  if (fs::is_directory(status)) return true;
  if (!fs::is_regular_file(status)) return false;  // opening a pipe is felt at its other end
  std::string wrong;
  InputFile file(names[0], wrong);
  if (!file.is_open()) return false;
  char head[kPeekBytes];
  const long n = peek(file, head);
  return n > 0 && content_of({head, static_cast<std::size_t>(n)}) == Content::archive;
}

}  // namespace

Report read_inputs(const std::vector<std::string>& names, const RuleSet& rules, const Options& o,
                   bool& all_read) {
  ScanOptions scan;
  scan.input = o.input;
  scan.context_lines = o.context;
  const bool many = may_be_many(names);
  scan.transcript_bytes = transcript_bytes(o);
  if (o.follow) return follow_input(rules, scan, o, all_read);
  Progress progress(o);
  const unsigned threads = o.jobs > 0 ? o.jobs : std::max(1u, std::thread::hardware_concurrency());
  const unsigned ahead = many || threads == 1 ? 0 : threads;
  Crew crew(rules, scan, many ? threads : 1, ahead, progress.wanted() ? &progress : nullptr);
  Intake intake(crew, progress);
  for (const std::string& name : names) {
    if (name == "-") {
      intake.standard_input();
    } else {
      intake.path(name);
    }
  }
  Report report = crew.finish();
  intake.tell_skipped();
  all_read = intake.good() && crew.all_read();
  return report;
}

}  // namespace logdiag::cli
