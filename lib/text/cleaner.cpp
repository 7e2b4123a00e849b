#include "text/cleaner.hpp"

#include <cstddef>

#include "base/utf8.hpp"
#include "text/chars.hpp"
#include "text/markers.hpp"
#include "text/stamps.hpp"
#include "text/tool_prefixes.hpp"

namespace logdiag::text {
namespace {

using std::size_t;
using std::string_view;

// Prefixes nest (columns, stamp, marker, BuildKit, compose ...); nobody nests
// more of them than this, and hostile lines must not be able to.
constexpr int kMostPrefixes = 10;

constexpr size_t kLongestColumn = 512;

bool is_ascii(string_view text) {
  unsigned char any = 0;
  for (const char c : text) any = static_cast<unsigned char>(any | static_cast<unsigned char>(c));
  return any < 0x80;
}

// What is left on the screen of `10%\r 20%\r   \rDone\r`: the last part that is
// not blank.
string_view last_drawn(string_view text) {
  if (text.find('\r') == string_view::npos) return text;  // quicker than from the end
  while (true) {
    const size_t back = text.rfind('\r');
    const string_view part = back == string_view::npos ? text : text.substr(back + 1);
    if (back == string_view::npos || !trim(part).empty()) return part;
    text = text.substr(0, back);
  }
}

string_view without_trailing_blanks(string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) {
    text.remove_suffix(1);
  }
  return text;
}

// `job TAB step TAB [BOM] stamp text`.
void take_columns(string_view& text, InputKind kind, Line& line) {
  const string_view columns = gh_columns(text, kind);
  if (columns.empty()) return;
  const size_t tab = columns.find('\t');
  line.job = trim(columns.substr(0, tab));
  line.step = trim(columns.substr(tab + 1));
  if (line.step == "UNKNOWN STEP") line.step = {};
  text = text.substr(columns.size() + 1);
}

// The digits at the beginning, of which there are few.
std::uint32_t number_of(string_view text) {
  std::uint32_t number = 0;
  for (const char c : text.substr(0, skip_digits(text, 0))) {
    number = number * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return number;
}

// GitLab writes each command of a script in green before it runs it. Without the
// colour a `$ ` is what some program printed.
void see_gitlab_command(string_view raw_line, Line& line) {
  if (line.marker != Marker::none || !line.text.starts_with("$ ")) return;
  if (raw_line.find("\x1b[32;1m$ ") == string_view::npos) return;
  line.marker = Marker::command;
  line.name = trim(line.text.substr(2));
}

}  // namespace

string_view gh_columns(string_view raw_line, InputKind kind) {
  take(raw_line, kByteOrderMark);
  const size_t job = raw_line.substr(0, kLongestColumn).find('\t');
  if (job == string_view::npos || job == 0) return {};
  const size_t step = raw_line.substr(job + 1, kLongestColumn).find('\t');
  if (step == string_view::npos || step == 0) return {};
  const string_view columns = raw_line.substr(0, job + 1 + step);
  if (kind != InputKind::gh) {
    string_view behind = raw_line.substr(columns.size() + 1);
    take(behind, kByteOrderMark);
    if (!starts_with_runner_stamp(behind)) return {};
  }
  return columns.find('\r') == string_view::npos ? columns : string_view{};
}

string_view Cleaner::repair(string_view raw) {
  string_view text = strip_escapes(raw, stripped_);
  if (is_ascii(text) || base::is_valid_utf8(text)) return text;
  repaired_ = base::repair_utf8(text);
  return repaired_;
}

Line Cleaner::clean(string_view raw_line) {
  Line line;
  string_view text = without_trailing_blanks(repair(raw_line));
  take(text, kByteOrderMark);
  take_columns(text, kind_, line);
  for (int prefixes = 0; prefixes < kMostPrefixes; ++prefixes) {
    if (text.empty()) break;
    if (take(text, kByteOrderMark) || take_stamp(text, kind_, line)) continue;
    const Taken taken = take_marker(text, kind_, line, decoded_);
    if (taken == Taken::whole) break;
    if (taken == Taken::prefix) continue;
    const string_view whole = text;
    if (take_tool_prefix(text)) {
      if (whole.front() == '#') line.vertex = number_of(whole.substr(1));
      continue;
    }
    // No more prefixes here; behind a carriage return a new line was drawn.
    const string_view drawn = last_drawn(text);
    if (drawn.size() == text.size()) break;
    text = drawn;
  }
  line.text = without_trailing_blanks(last_drawn(text));
  if (kind_ == InputKind::gitlab) see_gitlab_command(raw_line, line);
  return line;
}

}  // namespace logdiag::text
