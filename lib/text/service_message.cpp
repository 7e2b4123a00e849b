#include "text/service_message.hpp"

#include <cstddef>
#include <cstdint>

#include "base/utf8.hpp"
#include "text/chars.hpp"

namespace logdiag::text {
namespace {

// The raw text between the quotes of `key='...'`, or of the message's only,
// nameless value when `key` is empty.
std::string_view raw_value(std::string_view body, std::string_view key) {
  std::size_t i = 0;
  while (i < body.size()) {
    while (at(body, i) == ' ') ++i;
    const std::size_t name = i;
    while (is_alnum(at(body, i)) || at(body, i) == '_') ++i;
    const std::string_view found = body.substr(name, i - name);
    if (at(body, i) == '=') ++i;
    if (at(body, i) != '\'') return {};
    const std::size_t value = ++i;
    while (i < body.size() && body[i] != '\'') i += body[i] == '|' ? 2 : 1;
    if (i >= body.size()) return {};
    if (found == key) return body.substr(value, i - value);
    ++i;
  }
  return {};
}

// `|0x00e9` behind the bar: its code point, and where it ends.
bool hex_escape(std::string_view raw, std::size_t i, char32_t& value) {
  if (at(raw, i) != '0' || at(raw, i + 1) != 'x') return false;
  value = 0;
  for (std::size_t k = i + 2; k < i + 6; ++k) {
    const char c = at(raw, k);
    const char lower = is_upper(c) ? static_cast<char>(c + 32) : c;
    if (is_digit(c)) {
      value = value * 16 + static_cast<char32_t>(c - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      value = value * 16 + static_cast<char32_t>(lower - 'a' + 10);
    } else {
      return false;
    }
  }
  return true;
}

// Appends the value with |' |[ |] || |n |r |x |l |p and |0xXXXX resolved. Line
// breaks become blanks: a Line is one line.
void append_decoded(std::string& out, std::string_view raw) {
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '|' || i + 1 == raw.size()) {
      out.push_back(raw[i] == '\r' ? ' ' : raw[i]);
      continue;
    }
    char32_t value = 0;
    if (hex_escape(raw, ++i, value)) {
      const bool usable = value >= 0x20 && value != 0x7F && (value < 0xD800 || value > 0xDFFF);
      base::append_utf8(out, usable ? value : U' ');
      i += 5;
    } else if (raw[i] == '\r' || raw[i] == 'n' || raw[i] == 'r' || raw[i] == 'x' || raw[i] == 'l' ||
               raw[i] == 'p') {
      out.push_back(' ');
    } else {
      out.push_back(raw[i]);
    }
  }
}

Marker marker_of_status(std::string_view status) {
  if (status == "ERROR" || status == "FAILURE") return Marker::error;
  if (status == "WARNING") return Marker::warning;
  return Marker::none;
}

}  // namespace

Taken take_service_message(std::string_view& text, Line& line, std::string& scratch) {
  std::string_view rest = text;
  if (!take(rest, "##teamcity[")) return Taken::nothing;
  std::size_t i = 0;
  while (is_alnum(at(rest, i)) || at(rest, i) == '.') ++i;
  const std::string_view kind = rest.substr(0, i);
  const std::string_view body = rest.substr(i);
  scratch.clear();
  // Views into scratch are taken only when it no longer grows.
  const auto show = [&](std::string_view first, std::string_view second = {}) {
    append_decoded(scratch, first);
    if (!first.empty() && !second.empty()) scratch.append(": ");
    append_decoded(scratch, second);
    // A message without a value we know is shown as it is.
    if (!scratch.empty()) text = scratch;
    return Taken::whole;
  };
  const auto named = [&](Marker marker, std::string_view name) {
    if (name.empty()) return Taken::nothing;
    line.marker = marker;
    show(name);
    line.name = text;
    return Taken::whole;
  };
  if (kind == "message") {
    const Marker marker = marker_of_status(raw_value(body, "status"));
    if (marker != Marker::none) line.marker = marker;
    return show(raw_value(body, "text"), raw_value(body, "errorDetails"));
  }
  if (kind == "buildProblem") {
    line.marker = Marker::error;
    return show(raw_value(body, "description"));
  }
  if (kind == "buildStatus") {
    const Marker marker = marker_of_status(raw_value(body, "status"));
    if (marker != Marker::none) line.marker = marker;
    return show(raw_value(body, "text"));
  }
  if (kind == "testFailed") {
    line.marker = Marker::error;
    return show(raw_value(body, "name"), raw_value(body, "message"));
  }
  if (kind == "blockOpened" || kind == "testSuiteStarted") {
    return named(Marker::group, raw_value(body, "name"));
  }
  if (kind == "compilationStarted") return named(Marker::group, raw_value(body, "compiler"));
  if (kind == "progressMessage") return show(raw_value(body, {}));
  if (kind == "progressStart") return named(Marker::group, raw_value(body, {}));
  if (kind == "blockClosed" || kind == "testSuiteFinished" || kind == "compilationFinished" ||
      kind == "progressFinish") {
    line.marker = Marker::endgroup;
    text = {};
    return Taken::whole;
  }
  return Taken::nothing;
}

}  // namespace logdiag::text
