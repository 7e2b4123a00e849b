#include "scan/retold.hpp"

#include <algorithm>
#include <cstddef>

#include "scan/hearsay.hpp"
#include "text/chars.hpp"
#include "text/echoes.hpp"
#include "text/passed_tests.hpp"

namespace logdiag::scan {
namespace {

constexpr std::size_t kMost = 32, kBytes = 1000;

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

Retold::Told Retold::told(const text::Line& line, const Place& place, const Before& before) {
  Told told;
  const bool echoes = text::echoes(line);
  told.hearsay = echoes || text::tells_of_passed_test(line.text) ||
                 (line.marker == text::Marker::notice && place.hit) ||
                 (line.text.starts_with("# ") && goes_on_with_comment(place, before));
  if (echoes || place.scripted) {
    see_command(line.text, place.step_id);
  } else if (place.hit) {
    look_back(line.text, place, before, told);
  }
  return told;
}

void Retold::look_back(std::string_view text, const Place& place, const Before& before, Told& told) {
  constexpr std::size_t kShort = 12;
  const std::string_view said = text::trim(text);
  told.echoed = place.step_id == step_id_ && said.size() >= kShort &&
                std::any_of(commands_.begin(), commands_.end(), [&](const std::string& command) {
                  return command.find(said) != std::string::npos;
                });
  // Jenkins traces every command.
  constexpr std::size_t kNear = 6, kFar = 40;
  aside_.set_kind(place.kind);
  std::uint64_t number = place.number;
  for (const std::string_view raw : before(place.kind == text::InputKind::jenkins ? kFar : kNear)) {
    --number;
    if (raw.find("+ ") == std::string_view::npos) continue;
    const std::string_view line = aside_.clean(raw.substr(0, raw.find('\n'))).text;
    if (!line.starts_with("+ ") && !line.starts_with("++ ")) continue;
    told.traced_at = number;
    told.echoed = told.echoed || shows_document(line);
    return;
  }
}

// Whether the line before one behind a mark is a comment.
bool Retold::goes_on_with_comment(const Place& place, const Before& before) {
  const std::vector<std::string_view> lines = before(1);
  if (lines.empty()) return false;
  aside_.set_kind(place.kind);
  const std::string_view line = aside_.clean(lines[0].substr(0, lines[0].find('\n'))).text;
  return Hearsay::begins_comment(line);
}

}  // namespace logdiag::scan
