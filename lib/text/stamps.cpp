#include "text/stamps.hpp"

#include <algorithm>
#include <array>

#include "text/chars.hpp"

namespace logdiag::text {
namespace {

using std::size_t;
using std::string_view;

bool digits_at(string_view text, size_t from, size_t count) {
  for (size_t i = from; i < from + count; ++i) {
    if (!is_digit(at(text, i))) return false;
  }
  return true;
}

// A lone blank belongs to the stamp; more are the indentation of the text.
void drop_stamp(string_view& text, size_t size) {
  text.remove_prefix(std::min(size, text.size()));
  take(text, " ");
}

bool ends_stamp(char c) { return c == ' ' || c == '\0' || c == '\r'; }

// What xcpretty puts before each of its lines, which fastlane passes on.
constexpr string_view kXcpretty = "\xE2\x96\xB8 ";

void set_time(Line& line, string_view stamp) {
  if (line.time.empty()) line.time = stamp;
}

// Zuul: `2024-05-06 07:08:09.123456 | node | text`.
void take_node(string_view& text) {
  if (!text.starts_with("| ")) return;
  size_t i = 2;
  while (is_alnum(at(text, i)) || at(text, i) == '-' || at(text, i) == '_' || at(text, i) == '.') ++i;
  if (i == 2) return;
  if (text.substr(i).starts_with(" | ")) text.remove_prefix(i + 3);
}

// fastlane in a pipe: `INFO [2024-05-06 07:08:09.12]: text`.
bool take_logger(string_view& text) {
  constexpr std::array<string_view, 5> kLevels{"INFO [", "ERROR [", "WARN [", "DEBUG [", "FATAL ["};
  for (const string_view level : kLevels) {
    if (!text.starts_with(level)) continue;
    bool zoned = false;
    const size_t size = date_time_size(text.substr(level.size()), zoned);
    if (size == 0 || !text.substr(level.size() + size).starts_with("]: ")) return false;
    text.remove_prefix(level.size() + size + 3);
    take(text, kXcpretty);
    return true;
  }
  return false;
}

// `2024-05-06T07:08:09Z text`, with GitLab's stream letters or without.
bool take_date_time(string_view& text, Line& line) {
  bool zoned = false;
  const size_t size = date_time_size(text, zoned);
  if (size == 0 || !ends_stamp(at(text, size))) return false;
  if (zoned) set_time(line, text.substr(0, size));
  drop_stamp(text, size);
  if (zoned) {
    text.remove_prefix(stream_size(text));
  } else {
    take_node(text);
  }
  return true;
}

// TeamCity's downloads: `[07:08:09]W:\t [Step 1/3] text`. The letter W stands
// for standard error, which says little; E and F are real failures.
bool take_teamcity_clock(string_view& text, size_t clock_end, InputKind kind, Line& line) {
  if (kind != InputKind::teamcity && kind != InputKind::automatic && kind != InputKind::plain) {
    return false;
  }
  const char level = at(text, clock_end);
  if ((level != ' ' && level != 'W' && level != 'E' && level != 'F' && level != 'i') ||
      at(text, clock_end + 1) != ':') {
    return false;
  }
  size_t i = clock_end + 2;
  if ((level == 'E' || level == 'F') && line.marker == Marker::none) line.marker = Marker::error;
  // The colon tells the header of a step from what its programs print.
  if (kind == InputKind::teamcity && text.substr(i).starts_with(" Step ")) {
    text.remove_prefix(i - 1);
    return true;
  }
  while (at(text, i) == '\t') ++i;
  text.remove_prefix(i);
  take(text, " ");
  return true;
}

// `[2024-05-06T07:08:09.123Z] text` (Jenkins), `[07:08:09] text`.
bool take_bracketed(string_view& text, InputKind kind, Line& line) {
  const string_view inside = text.substr(1);
  bool zoned = false;
  if (const size_t size = date_time_size(inside, zoned); size > 0) {
    if (at(inside, size) != ']' || !ends_stamp(at(inside, size + 1))) return false;
    if (zoned) set_time(line, inside.substr(0, size));
    drop_stamp(text, size + 2);
    return true;
  }
  const size_t size = clock_size(inside);
  if (size == 0 || at(inside, size) != ']') return false;
  if (take_teamcity_clock(text, size + 2, kind, line)) return true;
  if (text.substr(size + 2).starts_with(": ")) {  // fastlane
    text.remove_prefix(size + 4);
    take(text, kXcpretty);
    return true;
  }
  if (!ends_stamp(at(inside, size + 1))) return false;
  drop_stamp(text, size + 2);
  return true;
}

// `[task 2024-05-06T07:08:09.123Z] text`. The worker's own lines, `[taskcluster
// ...]`, keep their prefix: it tells them from the task's output.
bool take_taskcluster(string_view& text, Line& line) {
  size_t i = 1;
  while (is_lower(at(text, i))) ++i;
  const string_view word = text.substr(1, i - 1);
  if (word.empty() || word.size() > 12) return false;
  if (word == "taskcluster") {
    const bool error = text.substr(i).starts_with(":error");
    if (const size_t blank = text.find(' ', i); blank != string_view::npos && blank < i + 8) {
      bool zoned = false;
      const size_t size = date_time_size(text.substr(blank + 1), zoned);
      if (size > 0 && zoned) set_time(line, text.substr(blank + 1, size));
    }
    if (error && line.marker == Marker::none) line.marker = Marker::error;
    return false;
  }
  if (at(text, i) != ' ') return false;
  bool zoned = false;
  const size_t size = date_time_size(text.substr(i + 1), zoned);
  if (size == 0 || !zoned || at(text, i + 1 + size) != ']') return false;
  set_time(line, text.substr(i + 1, size));
  drop_stamp(text, i + 2 + size);
  return true;
}

// `07:08:09  text` (Jenkins' timestamper) and mozharness' `07:08:09     INFO -
// text`. A clock with one blank may be the message itself except in Jenkins, and
// with milliseconds.
bool take_clock(string_view& text, InputKind kind, Line& line) {
  const size_t size = clock_size(text);
  if (size > 8 && at(text, size) == '\t') {  // Cloudflare Pages
    text.remove_prefix(size + 1);
    return true;
  }
  if (size == 0 || at(text, size) != ' ') return false;
  for (const string_view half : {" AM: ", " PM: "}) {  // Netlify
    if (!text.substr(size).starts_with(half)) continue;
    text.remove_prefix(size + half.size());
    return true;
  }
  const size_t start = skip_spaces(text, size);
  constexpr std::array<string_view, 6> kLevels{"DEBUG -", "INFO -",     "WARNING -",
                                               "ERROR -", "CRITICAL -", "FATAL -"};
  for (size_t k = 0; k < kLevels.size(); ++k) {
    const size_t end = start + kLevels[k].size();
    if (!text.substr(start).starts_with(kLevels[k]) || !ends_stamp(at(text, end))) continue;
    if (k >= 3 && line.marker == Marker::none) {
      line.marker = Marker::error;
      line.logged = k == 3;  // what follows a FATAL is the end
    }
    drop_stamp(text, end);
    take(text, " ");  // mozharness sets off the output of commands with a blank
    return true;
  }
  // Vercel's has milliseconds.
  if (start - size < 2 && size != 12 && kind != InputKind::jenkins) return false;
  text.remove_prefix(std::min(start, size + 2));
  return true;
}

// `Jan 02 03:04:05 host unit[123]: text`, also with a full stamp in front.
size_t syslog_origin(string_view text) {
  size_t i = 0;
  while (is_alnum(at(text, i)) || at(text, i) == '-' || at(text, i) == '.') ++i;
  if (i == 0 || at(text, i) != ' ') return 0;
  const size_t unit = ++i;
  while (is_alnum(at(text, i)) || at(text, i) == '-' || at(text, i) == '_' || at(text, i) == '.' ||
         at(text, i) == '@' || at(text, i) == '/') {
    ++i;
  }
  if (i == unit || at(text, i) != '[') return 0;
  const size_t pid = i + 1;
  i = skip_digits(text, pid);
  if (i == pid || at(text, i) != ']' || at(text, i + 1) != ':' || at(text, i + 2) != ' ') return 0;
  return i + 3;
}

bool take_syslog(string_view& text) {
  constexpr string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const size_t month = kMonths.find(text.substr(0, 3));
  if (text.size() < 16 || month == string_view::npos || month % 3 != 0 || text[3] != ' ') {
    return false;
  }
  const bool day = (text[4] == ' ' || is_digit(text[4])) && is_digit(text[5]) && text[6] == ' ';
  const size_t clock = day ? clock_size(text.substr(7)) : 0;
  if (clock == 0 || at(text, 7 + clock) != ' ') return false;
  const size_t origin = syslog_origin(text.substr(8 + clock));
  if (origin == 0) return false;
  text.remove_prefix(8 + clock + origin);
  return true;
}

}  // namespace

size_t clock_size(string_view text) {
  if (!digits_at(text, 0, 2) || at(text, 2) != ':' || !digits_at(text, 3, 2) ||
      at(text, 5) != ':' || !digits_at(text, 6, 2)) {
    return 0;
  }
  if ((at(text, 8) == '.' || at(text, 8) == ',') && is_digit(at(text, 9))) {
    return std::min<size_t>(skip_digits(text, 9), 18);
  }
  return 8;
}

size_t date_time_size(string_view text, bool& zoned) {
  zoned = false;
  const char dash = at(text, 4);
  if (!digits_at(text, 0, 4) || (dash != '-' && dash != '/') || !digits_at(text, 5, 2) ||
      at(text, 7) != dash || !digits_at(text, 8, 2)) {
    return 0;
  }
  const char separator = at(text, 10);
  if (separator != ' ' && (separator != 'T' || dash != '-')) return 0;
  const size_t clock = clock_size(text.substr(11));
  if (clock == 0) return 0;
  size_t i = 11 + clock;
  if (dash == '/') return i;
  if (at(text, i) == 'Z') {
    zoned = true;
    return i + 1;
  }
  const char sign = at(text, i);
  if ((sign == '+' || sign == '-') && digits_at(text, i + 1, 2)) {
    const size_t minutes = at(text, i + 3) == ':' ? i + 4 : i + 3;
    if (digits_at(text, minutes, 2)) {
      zoned = true;
      i = minutes + 2;
    }
  }
  return i;
}

bool starts_with_runner_stamp(string_view text) {
  bool zoned = false;
  return date_time_size(text, zoned) == 28 && zoned && text[10] == 'T' && text[19] == '.' &&
         text[27] == 'Z' && ends_stamp(at(text, 28));
}

size_t stream_size(string_view text) {
  const auto hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
  const bool letters = hex(at(text, 0)) && hex(at(text, 1)) &&
                       (at(text, 2) == 'O' || at(text, 2) == 'E') &&
                       (ends_stamp(at(text, 3)) || at(text, 3) == '+');
  if (!letters) return 0;
  return at(text, 3) == ' ' || at(text, 3) == '+' ? 4 : 3;
}

bool take_stamp(string_view& text, InputKind kind, Line& line) {
  switch (at(text, 0)) {
    case '[':
      return take_bracketed(text, kind, line) || take_taskcluster(text, line);
    case '(': {  // Bazel: `(07:08:09) ERROR: ...`
      const size_t size = clock_size(text.substr(1));
      if (size == 0 || at(text, size + 1) != ')' || at(text, size + 2) != ' ') return false;
      text.remove_prefix(size + 3);
      return true;
    }
    case 'J':
    case 'M':
    case 'A':
    case 'S':
    case 'O':
    case 'N':
      return take_syslog(text);
    case 'F':
    case 'D':
      return take_syslog(text) || take_logger(text);
    case 'I':
    case 'E':
    case 'W':
      return take_logger(text);
    default:
      break;
  }
  if (!is_digit(at(text, 0))) return false;
  if (!take_date_time(text, line)) return take_clock(text, kind, line);
  text.remove_prefix(syslog_origin(text));
  return true;
}

}  // namespace logdiag::text
