#include "scan/retold.hpp"

#include <algorithm>
#include <cstddef>

namespace logdiag::scan {
namespace {

constexpr std::size_t kMost = 32, kBytes = 1000;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

// "+ cat": what it shows stands in the script.
bool shows_document(std::string_view traced) {
  traced.remove_prefix(std::min(traced.find_first_not_of('+'), traced.size()));
  return traced == " cat" || traced == " cat -" || traced.starts_with(" cat <<");
}

}  // namespace

void Retold::see_command(std::string_view text, std::uint32_t step_id) {
  if (text.find("echo ") == std::string_view::npos && text.find("printf ") == std::string_view::npos &&
      text.find("Write-") == std::string_view::npos) {
    return;
  }
  if (step_id != step_id_) commands_.clear();
  step_id_ = step_id;
  if (commands_.size() == kMost) commands_.pop_front();
  commands_.emplace_back(text.substr(0, kBytes));
}

Retold::Told Retold::told(std::string_view text, std::uint32_t step_id,
                          const std::vector<std::string_view>& before, text::InputKind kind) {
  Told told;
  constexpr std::size_t kShort = 12;
  const std::string_view said = trimmed(text);
  if (step_id == step_id_ && said.size() >= kShort &&
      std::any_of(commands_.begin(), commands_.end(), [&](const std::string& command) {
        return command.find(said) != std::string::npos;
      })) {
    told.echoed = true;
  }
  aside_.set_kind(kind);
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i].find("+ ") == std::string_view::npos) continue;
    const std::string_view line = aside_.clean(before[i].substr(0, before[i].find('\n'))).text;
    if (!line.starts_with("+ ") && !line.starts_with("++ ")) continue;
    told.traced = i + 1;
    told.echoed = told.echoed || shows_document(line);
    break;
  }
  return told;
}

bool Retold::goes_on_with_comment(std::string_view text, std::string_view before,
                                  text::InputKind kind) {
  if (!text.starts_with("# ")) return false;
  aside_.set_kind(kind);
  const std::string_view line = aside_.clean(before.substr(0, before.find('\n'))).text;
  // A sentence; crashes and test runners begin theirs with a capital letter.
  constexpr std::ptrdiff_t kWords = 4;
  return line.size() > 2 && line.starts_with("# ") && line[2] >= 'a' && line[2] <= 'z' &&
         std::count(line.begin(), line.end(), ' ') > kWords;
}

}  // namespace logdiag::scan
