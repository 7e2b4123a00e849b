#include "progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "terminal.hpp"

namespace logdiag::cli {
namespace {

constexpr std::chrono::milliseconds kFirst{1000};
constexpr std::chrono::milliseconds kEvery{250};

std::string amount(double bytes) {
  if (bytes >= 1e9) return fmt::format("{:.1f} GB", bytes / 1e9);
  return fmt::format("{:.1f} MB", bytes / 1e6);
}

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != 0;
}

}  // namespace

Progress::Progress(const Options& options)
    : lang_(language(options)), started_(std::chrono::steady_clock::now()) {
  if (isatty(STDERR_FILENO) != 1 || is_set("CI") || options.quiet) return;
  thread_ = std::thread([this] { show(); });
}

Progress::~Progress() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  stop_.notify_all();
  thread_.join();
}

void Progress::show() {
  const auto put = [](std::string_view text) { (void)!write(STDERR_FILENO, text.data(), text.size()); };
  std::unique_lock lock(mutex_);
  auto next = kFirst;
  while (!stop_.wait_for(lock, next, [&] { return stopped_; })) {
    put("\r" + line() + "\x1b[K");
    progress_shown = true;
    next = kEvery;
  }
  if (progress_shown.exchange(false)) put("\r\x1b[K");
}

std::string Progress::line() const {
  const bool zh = lang_ == Lang::zh;
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  const auto bytes = static_cast<double>(bytes_);
  std::string text = fmt::format(fmt::runtime(zh ? "已读 {}，{}/s，{} 个结果" : "{} read, {}/s, {} found"),
                                 amount(bytes), amount(bytes / seconds), findings_.load());
  if (!open_end_ && expected_ > 0) {
    const double share = std::min(1.0, bytes / static_cast<double>(expected_));
    text += fmt::format(fmt::runtime(zh ? "，{:.0f}%" : ", {:.0f}%"), share * 100);
  }
  return text;
}

}  // namespace logdiag::cli
