// diagnose.cpp - `logdiag [FILE...]`: inputs in, one report out.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <system_error>

#include "commands.hpp"
#include "outputs.hpp"
#include "terminal.hpp"

namespace logdiag::cli {
namespace {

constexpr std::size_t kReadBytes = 256u << 10;

std::string reason(int error) { return std::generic_category().message(error); }

// Feeds one open file; an errno, or 0.
int feed_all(int fd, Scanner& scanner, char* buffer) {
  while (true) {
    const ssize_t n = read(fd, buffer, kReadBytes);
    if (n > 0) {
      scanner.feed({buffer, static_cast<std::size_t>(n)});
    } else if (n == 0) {
      return 0;
    } else if (errno != EINTR) {
      return errno;
    }
  }
}

bool read_input(const std::string& name, bool show_name, Scanner& scanner, char* buffer) {
  if (name == "-") {
    scanner.begin("");
#ifdef F_SETPIPE_SZ
    (void)fcntl(STDIN_FILENO, F_SETPIPE_SZ, 1 << 20);  // fewer switches between the processes
#endif
    if (const int error = feed_all(STDIN_FILENO, scanner, buffer)) {
      complain(fmt::format("standard input: cannot be read ({})", reason(error)));
      return false;
    }
    return true;
  }
  const int fd = open(name.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    complain(fmt::format("{}: cannot be opened ({})", name, reason(errno)));
    return false;
  }
  struct stat info {};
  int error = fstat(fd, &info) == 0 ? 0 : errno;
  if (error == 0 && S_ISDIR(info.st_mode)) error = EISDIR;
  if (error == 0) {
    scanner.begin(show_name ? name : std::string());
    error = feed_all(fd, scanner, buffer);
  }
  close(fd);
  if (error != 0) {
    complain(fmt::format("{}: cannot be read ({})", name, reason(error)));
    return false;
  }
  return true;
}

}  // namespace

int diagnose(const Options& o) {
  if (o.words.empty() && isatty(STDIN_FILENO) == 1) {
    complain("give a log file, or pipe a log in:\n  logdiag build.log\n"
             "  gh run view --log-failed | logdiag\nSee logdiag --help.");
    return 2;
  }
  const std::optional<RuleSet> rules = load_rules(o);
  if (!rules) return 2;
  ScanOptions scan;
  scan.input = o.input;
  scan.context_lines = o.context;
  Scanner scanner(*rules, scan);
  std::vector<std::string> names = o.words;
  if (names.empty()) names.emplace_back("-");
  const auto buffer = std::make_unique<char[]>(kReadBytes);
  bool all_read = true;
  for (const std::string& name : names) {
    all_read = read_input(name, true, scanner, buffer.get()) && all_read;
  }
  const Report report = scanner.finish();

  if (!o.quiet && !o.should_retry) all_read = write_outputs(report, o) && all_read;
  if (!all_read) return 2;
  if (o.should_retry && !worth_a_retry(report)) return 1;
  const auto diagnosed = [](const Finding& f) { return f.rule->role != Role::generic; };
  if (o.quiet && std::none_of(report.findings.begin(), report.findings.end(), diagnosed)) return 1;
  if (o.fail_on && std::any_of(report.findings.begin(), report.findings.end(), [&](const Finding& f) {
        return f.rule->severity >= *o.fail_on;
      })) {
    return 1;
  }
  return 0;
}

}  // namespace logdiag::cli
