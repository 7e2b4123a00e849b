#include "scan/hearsay.hpp"

#include <algorithm>

#include "scan/line_shapes.hpp"
#include "scan/suspicion.hpp"
#include "text/chars.hpp"

namespace logdiag::scan {
namespace {

constexpr int kAnything = 100;
// Less than what any tool says; more than a line without a sign.
constexpr int kPrinted = 30;
// A script may say why it ends; a tool that it calls says it better.
constexpr int kEchoed = 41;
// A program that ends of it says so; what a test made it log is less than the test's verdict.
constexpr int kLogged = 50, kException = 58;

// "ERROR 1 --- [main] o.s.boot.Application : ...", "ERROR [main] com.acme.Retry - ...",
// "[main] ERROR com.acme.Retry - ...": the layouts of Logback and Log4j.
bool logs(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t end = text.find("] ");
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 2);
    return text.starts_with("ERROR ") && text.find(" - ") != std::string_view::npos;
  }
  if (!text.starts_with("ERROR ")) return false;
  const std::string_view head = text.substr(0, 60);
  return head.find(" --- [") != std::string_view::npos ||
         (text.substr(6).starts_with('[') && text.find(" - ") != std::string_view::npos);
}

}  // namespace

bool Hearsay::begins_comment(std::string_view text) {
  constexpr std::ptrdiff_t kWords = 4;
  return text.size() > 2 && text.starts_with("# ") && text[2] >= 'a' && text[2] <= 'z' &&
         std::count(text.begin(), text.end(), ' ') > kWords;
}

bool Hearsay::tolerates(std::string_view text) {
  const std::string_view said = text::trim(text);
  return speaks_of_retry(said) || (says_not_yet(said) && !said.starts_with("Error")) ||
         said.starts_with("...ignoring") || said.starts_with("falling back ") ||
         said.starts_with("Falling back ");
}

int Hearsay::most(std::string_view text, std::uint64_t line) {
  constexpr std::uint64_t kShown = 2, kDocument = 30;
  const std::string_view said = text::trim(text);
  if (said == "console.error" || said == "console.warn") {
    printed_until_ = line + kShown;
    return kPrinted;
  }
  if (said.starts_with("+ echo ") || said.starts_with("++ echo ") || said.starts_with("echo ")) {
    traced_ = said;
    traced_at_ = line;
    return kAnything;
  }
  if (said.starts_with("# ") && (begins_comment(said) || (comment_at_ != 0 && line == comment_at_ + 1))) {
    comment_at_ = line;
    return 0;
  }
  if (said.starts_with("+ ")) shown_until_ = said == "+ cat" ? line + kDocument : 0;
  if (line <= printed_until_ || line <= shown_until_) return kPrinted;
  if (logs(said)) {
    logged_at_ = line;
    return kLogged;
  }
  if (logged_at_ != 0 && line == logged_at_ + 1 && !said.starts_with("Caused by: ") &&
      names_exception(said)) {
    return kException;
  }
  const bool echoed = traced_at_ != 0 && line == traced_at_ + 1 && !said.empty() &&
                      traced_.find(said) != std::string::npos;
  return echoed ? kEchoed : kAnything;
}

}  // namespace logdiag::scan
