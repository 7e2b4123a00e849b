#include "terminal.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace logdiag::cli {
namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view(value);
}

bool out_failed = false;

}  // namespace

Lang language(const Options& options) {
  if (options.lang) return *options.lang;
  if (const std::string_view own = variable("LOGDIAG_LANG"); !own.empty()) {
    return own.starts_with("zh") ? Lang::zh : Lang::en;
  }
  if (!variable("CI").empty()) return Lang::en;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (const std::string_view locale = variable(name); !locale.empty()) {
      return locale.starts_with("zh") ? Lang::zh : Lang::en;
    }
  }
  return Lang::en;
}

bool wants_color(const Options& options) {
  if (options.color != When::automatic) return options.color == When::always;
  if (!variable("NO_COLOR").empty()) return false;
  for (const char* name : {"CLICOLOR_FORCE", "FORCE_COLOR"}) {
    if (const std::string_view v = variable(name); !v.empty() && v != "0") return true;
  }
  const std::string_view term = variable("TERM");
  return !term.empty() && term != "dumb" && isatty(STDOUT_FILENO) == 1;
}

bool wants_links(const Options& options) {
  if (options.hyperlinks != When::automatic) return options.hyperlinks == When::always;
  // Where colours are wanted, but not by the console, which would show the codes.
  return isatty(STDOUT_FILENO) == 1 && wants_color(options) && variable("TERM") != "linux";
}

unsigned terminal_width() {
  winsize size{};
  if (isatty(STDOUT_FILENO) == 1 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return std::max<unsigned>(size.ws_col, 40);
  }
  return 80;
}

bool write_out(std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = write(STDOUT_FILENO, text.data(), text.size());
    if (n >= 0) {
      text.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno == EAGAIN) {  // whoever gave it to us made it so
      wait_writable(STDOUT_FILENO);
    } else if (errno != EINTR) {
      if (errno != EPIPE && !std::exchange(out_failed, true)) {
        complain(unwritable(message("standard output", "标准输出"), errno));
      }
      return false;
    }
  }
  return true;
}

std::string unwritable(std::string_view path, int error) {
  const std::string why = std::generic_category().message(error);
  return message(fmt::format("{}: cannot be written ({})", path, why),
                 fmt::format("{}：无法写入（{}）", path, why));
}

bool output_failed() { return out_failed; }

void wait_writable(int fd) {
  pollfd p{fd, POLLOUT, 0};
  (void)poll(&p, 1, 100);
}

void write_error(std::string_view text) {
  // Where that cannot be written, there is nowhere left to say so.
  (void)std::fwrite(text.data(), 1, text.size(), stderr);
}

std::string message(std::string_view en, std::string_view zh) {
  return std::string(message_language == Lang::zh ? zh : en);
}

void complain(std::string_view message) {
  if (progress_shown.exchange(false)) write_error("\r\x1b[K");
  write_error("logdiag: " + safe_text(message) + "\n");
}

}  // namespace logdiag::cli
