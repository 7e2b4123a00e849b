#include "scan/hearsay.hpp"

namespace logdiag::scan {
namespace {

constexpr int kAnything = 100;
// Less than what any tool says; more than a line without a sign.
constexpr int kPrinted = 30;
// A script may say why it ends; a tool that it calls says it better.
constexpr int kEchoed = 41;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

}  // namespace

int Hearsay::most(std::string_view text, std::uint64_t line) {
  constexpr std::uint64_t kShown = 2;
  const std::string_view said = trimmed(text);
  if (said == "console.error" || said == "console.warn") {
    printed_until_ = line + kShown;
    return kPrinted;
  }
  if (said.starts_with("+ echo ") || said.starts_with("++ echo ") || said.starts_with("echo ")) {
    traced_ = said;
    traced_at_ = line;
    return kAnything;
  }
  if (line <= printed_until_) return kPrinted;
  const bool echoed = traced_at_ != 0 && line == traced_at_ + 1 && !said.empty() &&
                      traced_.find(said) != std::string::npos;
  return echoed ? kEchoed : kAnything;
}

}  // namespace logdiag::scan
