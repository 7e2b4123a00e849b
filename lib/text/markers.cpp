#include "text/markers.hpp"

#include <array>
#include <cstddef>

#include "text/chars.hpp"
#include "text/service_message.hpp"

namespace logdiag::text {
namespace {

using std::size_t;
using std::string_view;

// The first thing said about a line stands: `##[error]::warning::x` is an error.
void mark(Line& line, Marker marker) {
  if (line.marker == Marker::none) line.marker = marker;
}

// Names end at the first carriage return; what follows is drawn over them.
string_view until_return(string_view text) { return text.substr(0, text.find('\r')); }

Taken open(string_view& text, Line& line, Marker marker, string_view name) {
  line.marker = marker;
  line.name = trim(name);
  text = line.name;
  return Taken::whole;
}

Marker marker_of_word(string_view word) {
  if (word == "error") return Marker::error;
  if (word == "warning") return Marker::warning;
  if (word == "notice") return Marker::notice;
  if (word == "debug") return Marker::debug;
  if (word == "command") return Marker::command;
  if (word == "group") return Marker::group;
  if (word == "endgroup") return Marker::endgroup;
  return Marker::none;
}

Taken apply_word(string_view& text, string_view rest, Marker marker, Line& line) {
  if (marker == Marker::group) return open(text, line, marker, until_return(rest));
  mark(line, marker);
  text = rest;
  return Taken::prefix;
}

// Azure: `##[section]Starting: Install dependencies`.
Taken take_section(string_view& text, string_view rest, Line& line) {
  string_view name = until_return(rest);
  if (take(name, "Starting: ")) return open(text, line, Marker::section_begin, name);
  if (take(name, "Finishing: ")) return open(text, line, Marker::section_end, name);
  text = rest;
  return Taken::prefix;
}

// Azure: `##vso[task.logissue type=error;sourcepath=a.c]text`.
Taken take_vso(string_view& text, string_view rest, Line& line) {
  const size_t end = rest.find(']');
  if (end == string_view::npos) return Taken::nothing;
  const string_view command = rest.substr(0, end);
  const string_view message = rest.substr(end + 1);
  if (command.starts_with("task.logissue")) {
    const bool warning = command.find("type=warning") != string_view::npos;
    mark(line, warning ? Marker::warning : Marker::error);
  } else if (command.starts_with("task.complete")) {
    if (command.find("result=Failed") != string_view::npos) mark(line, Marker::error);
  } else if (command.starts_with("task.debug")) {
    mark(line, Marker::debug);
  } else {
    // The command is all there is (task.setvariable); nobody fails with it.
    mark(line, Marker::debug);
    return Taken::whole;
  }
  text = message;
  return Taken::prefix;
}

Taken take_double_hash(string_view& text, Line& line, std::string& scratch) {
  string_view rest = text;
  if (rest.starts_with("##teamcity[")) return take_service_message(text, line, scratch);
  if (take(rest, "##vso[")) return take_vso(text, rest, line);
  if (!take(rest, "##[")) return Taken::nothing;
  size_t i = 0;
  while (is_lower(at(rest, i))) ++i;
  if (at(rest, i) != ']') return Taken::nothing;
  const string_view word = rest.substr(0, i);
  rest.remove_prefix(i + 1);
  if (word == "section") return take_section(text, rest, line);
  const Marker marker = marker_of_word(word);
  return marker == Marker::none ? Taken::nothing : apply_word(text, rest, marker, line);
}

// Actions' workflow commands as programs print them: `::error file=a.c::text`.
Taken take_workflow_command(string_view& text, Line& line) {
  string_view rest = text;
  if (!take(rest, "::")) return Taken::nothing;
  size_t i = 0;
  while (is_lower(at(rest, i))) ++i;
  const Marker marker = marker_of_word(rest.substr(0, i));
  if (marker == Marker::none || marker == Marker::command) return Taken::nothing;
  size_t end = i;
  if (at(rest, i) == ' ') end = rest.find("::", i);
  if (end == string_view::npos || !rest.substr(end).starts_with("::")) return Taken::nothing;
  return apply_word(text, rest.substr(end + 2), marker, line);
}

// GitLab: `section_start:1715000000:step_script[collapsed=true]\r` and a header
// drawn over it; one line often ends a section and starts the next.
Taken take_gitlab_section(string_view& text, Line& line) {
  string_view rest = text;
  const bool begin = take(rest, "section_start:");
  if (!begin && !take(rest, "section_end:")) return Taken::nothing;
  const size_t digits = skip_digits(rest, 0);
  if (digits == 0 || at(rest, digits) != ':') return Taken::nothing;
  rest.remove_prefix(digits + 1);
  const size_t end = rest.find_first_of("\r[ \t");
  const string_view name = rest.substr(0, end);
  if (name.empty()) return Taken::nothing;
  if (begin || line.marker != Marker::section_begin) {
    line.marker = begin ? Marker::section_begin : Marker::section_end;
    line.name = name;
  }
  if (const size_t back = rest.find('\r'); back != string_view::npos) {
    text = rest.substr(back + 1);
    return Taken::prefix;
  }
  text = name;
  return Taken::whole;
}

// Travis: `travis_fold:start:install.npm\r` and `travis_time:start:0a1b\r`.
Taken take_travis(string_view& text, Line& line) {
  string_view rest = text;
  const bool fold = take(rest, "travis_fold:");
  if (!fold && !take(rest, "travis_time:")) return Taken::nothing;
  const bool start = take(rest, "start:");
  if (!start && !take(rest, "end:")) return Taken::nothing;
  const size_t end = rest.find_first_of("\r \t");
  const string_view name = rest.substr(0, end);
  if (fold && !name.empty() && (start || line.marker != Marker::section_begin)) {
    line.marker = start ? Marker::section_begin : Marker::section_end;
    line.name = name;
  }
  text = end == string_view::npos ? string_view{} : rest.substr(end + 1);
  return Taken::prefix;
}

// `[Pipeline] { (Build)`, `[Pipeline] // stage`, `[Pipeline] sh`.
Taken take_pipeline(string_view& text, Line& line) {
  string_view rest = text;
  if (!take(rest, "[Pipeline] ")) return Taken::nothing;
  rest = trim(until_return(rest));
  if (rest.starts_with("{ (") && rest.ends_with(")")) {
    return open(text, line, Marker::section_begin, rest.substr(3, rest.size() - 4));
  }
  mark(line, rest == "// stage" ? Marker::section_end : Marker::command);
  return Taken::whole;
}

// `[mozharness: 2024-05-06 07:08:09.123Z] Running build step.`
Taken take_mozharness(string_view& text, Line& line) {
  string_view rest = text;
  if (!take(rest, "[mozharness: ")) return Taken::nothing;
  const size_t end = rest.substr(0, 40).find("] ");
  if (end == string_view::npos) return Taken::nothing;
  rest.remove_prefix(end + 2);
  const bool begin = take(rest, "Running ");
  if (!begin && !take(rest, "Finished ")) return Taken::nothing;
  const size_t name = rest.find(" step");
  if (name == 0 || name == string_view::npos || rest.substr(0, name).find(' ') < name) {
    return Taken::nothing;
  }
  line.marker = begin ? Marker::section_begin : Marker::section_end;
  line.name = rest.substr(0, name);
  return Taken::whole;
}

// Buildkite's group headers. Diffs, Go's test lines and rulers look the same.
Taken take_buildkite(string_view& text, Line& line) {
  string_view rest = text;
  if (rest.starts_with("^^^ +++")) {
    text = {};
    return Taken::whole;
  }
  if (take(rest, "\xF0\x9F\x9A\xA8 Error: ")) {  // a police light
    mark(line, Marker::error);
    take(text, "\xF0\x9F\x9A\xA8 ");
    return Taken::whole;
  }
  if (!take(rest, "~~~ ") && !take(rest, "--- ") && !take(rest, "+++ ")) return Taken::nothing;
  constexpr std::array<string_view, 7> kNotHeaders{"a/",   "b/",   "/",    "FAIL",
                                                   "PASS", "SKIP", "BENCH"};
  for (const string_view start : kNotHeaders) {
    if (rest.starts_with(start)) return Taken::nothing;
  }
  string_view name = trim(until_return(rest));
  while (name.starts_with(':')) {  // `:npm: Install`
    const size_t end = name.find(':', 1);
    if (end == string_view::npos || name.substr(0, end).find(' ') < end) break;
    name = trim(name.substr(end + 1));
  }
  if (name.empty()) return Taken::nothing;
  return open(text, line, Marker::section_begin, name);
}

// TeamCity's downloads: `: Step 1/3: Install dependencies (Command Line) (12s)`
// at the start of a step, ` [Step 1/3] ` before each of its lines.
Taken take_teamcity_step(string_view& text, Line& line) {
  string_view rest = text;
  const bool bracket = take(rest, "[");
  if (!bracket && !take(rest, ": ")) return Taken::nothing;
  if (!take(rest, "Step ")) return Taken::nothing;
  const size_t slash = skip_digits(rest, 0);
  if (slash == 0 || at(rest, slash) != '/') return Taken::nothing;
  const size_t end = skip_digits(rest, slash + 1);
  if (end == slash + 1) return Taken::nothing;
  if (bracket) {
    if (at(rest, end) != ']') return Taken::nothing;
    text = rest.substr(end + 1);
    take(text, " ");
    return Taken::prefix;
  }
  if (!rest.substr(end).starts_with(": ")) return Taken::nothing;
  string_view name = until_return(rest.substr(end + 2));
  // The duration stands last, the kind of runner before it.
  for (int notes = 0; notes < 2; ++notes) {
    const size_t note = name.rfind(" (");
    if (note == string_view::npos || note == 0 || !name.ends_with(')')) break;
    const char first = at(name, note + 2);
    name = name.substr(0, note);
    if (!is_digit(first) && first != '<') break;
  }
  return open(text, line, Marker::section_begin, name);
}

Taken take_circleci(string_view& text, Line& line) {
  string_view rest = text;
  if (!take(rest, "====>> ")) return Taken::nothing;
  const string_view name = trim(until_return(rest));
  return name.empty() ? Taken::nothing : open(text, line, Marker::section_begin, name);
}

// Marker words that only one system uses as such.
Taken take_kind_marker(string_view& text, InputKind kind, Line& line) {
  switch (kind) {
    case InputKind::buildkite:
      return take_buildkite(text, line);
    case InputKind::circleci:
      return take_circleci(text, line);
    case InputKind::teamcity:
      return take_teamcity_step(text, line);
    default:
      return Taken::nothing;
  }
}

}  // namespace

Taken take_marker(string_view& text, InputKind kind, Line& line, std::string& scratch) {
  // Runners trim the line before they look for a command.
  string_view rest = text;
  while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t')) rest.remove_prefix(1);
  Taken taken = Taken::nothing;
  switch (at(rest, 0)) {
    case '#':
      taken = take_double_hash(rest, line, scratch);
      break;
    case ':':
      taken = take_workflow_command(rest, line);
      break;
    case '[':
      if (take(rest, "[command]")) {
        mark(line, Marker::command);
        taken = Taken::prefix;
      } else if (taken = take_pipeline(rest, line); taken == Taken::nothing) {
        taken = take_mozharness(rest, line);
      }
      break;
    case 's':
      taken = take_gitlab_section(rest, line);
      break;
    case 't':
      taken = take_travis(rest, line);
      break;
    default:
      break;
  }
  if (taken == Taken::nothing) {
    rest = kind == InputKind::teamcity ? rest : text;
    taken = take_kind_marker(rest, kind, line);
  }
  if (taken != Taken::nothing) text = rest;
  return taken;
}

}  // namespace logdiag::text
