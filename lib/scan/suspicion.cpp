#include "scan/suspicion.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "scan/line_shapes.hpp"
#include "scan/suspicion_words.hpp"
#include "scan/word_finder.hpp"

namespace logdiag::scan {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool contains(std::string_view text, std::string_view words) {
  return text.find(words) != std::string_view::npos;
}

// Whether the words stand on their own: "errors" in "app.errors.py" does not.
bool contains_apart(std::string_view text, std::string_view words) {
  const auto part = [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-'; };
  for (std::size_t at = text.find(words); at != std::string_view::npos;
       at = text.find(words, at + 1)) {
    const char before = at == 0 ? ' ' : text[at - 1];
    const std::size_t end = at + words.size();
    const char after = end >= text.size() ? ' ' : text[end];
    const bool dotted = after == '.' && end + 1 < text.size() && is_letter(text[end + 1]);
    if (!part(before) && before != '.' && before != '/' && !part(after) && after != '/' &&
        !dotted) {
      return true;
    }
  }
  return false;
}

// Behind blanks and what draws a frame or a tree around text. Sign by sign: the bytes of
// a frame are those of other signs too.
std::size_t skip_frame(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (std::string_view(" \t|>").find(text[at]) != std::string_view::npos) {
      ++at;
      continue;
    }
    const std::string_view sign = text.substr(at, 3);
    if (sign != "│" && sign != "└" && sign != "├" && sign != "─") return at;
    at += sign.size();
  }
  return std::string_view::npos;
}

// "ModuleNotFoundError: ...", "java.io.IOException: ...": an exception by name
// at the start of what is said.
bool begins_with_exception(std::string_view body) {
  std::size_t end = 0;
  while (end < body.size() && (is_letter(body[end]) || is_digit(body[end]) || body[end] == '.' ||
                               body[end] == '_' || body[end] == '$')) {
    ++end;
  }
  if (end < 6 || end >= body.size() || body[end] != ':') return false;
  const std::string_view name = body.substr(0, end);
  return name.ends_with("Error") || name.ends_with("Exception") || name.ends_with("Failure");
}

// "app/main.c:12:", "Main.cpp(12)", "App.java:[12,5]": names a place in a source.
bool names_a_place(std::string_view body) {
  for (std::size_t at = body.find('.'); at != std::string_view::npos && at < 300;
       at = body.find('.', at + 1)) {
    std::size_t i = at + 1;
    while (i < body.size() && i < at + 6 && (is_letter(body[i]) || body[i] == '+')) ++i;
    if (i == at + 1 || i + 1 >= body.size()) continue;
    if ((body[i] == ':' || body[i] == '(') && (is_digit(body[i + 1]) || body[i + 1] == '['))
      return true;
  }
  return false;
}

// Behind a time of day and the name of who speaks: "2025/06/24 07:37:57 Error: ...",
// "12:00:03.305 | ERROR | ...", "worker(5432) | ...".
std::string_view skip_speaker(std::string_view line) {
  if (line.starts_with("stderr: ")) return line.substr(8);
  if (line.starts_with('[')) {  // "[web] error ...", but not a level
    std::size_t end = 1;
    while (end < line.size() && end < 24 && (is_letter(line[end]) || line[end] == '-')) ++end;
    if (end > 1 && end + 1 < line.size() && line[end] == ']' && line[end + 1] == ' ') {
      return line.substr(end + 2);
    }
  }
  std::size_t at = 0;
  while (at < line.size() && (is_digit(line[at]) || contains("-:/.,+|[]() \t", line.substr(at, 1))))
    ++at;
  if (at > 0 && line[at - 1] != ' ' && line[at - 1] != '|') at = 0;
  const std::string_view rest = line.substr(at);
  const std::size_t bar = rest.substr(0, 40).find(" | ");
  return bar == std::string_view::npos ? rest : rest.substr(bar + 3);
}

// Whether anything is said behind the words that announce it: "[ERROR]", "npm ERR!",
// "Error Message:", "[ERROR] Failures:" say nothing by themselves.
bool only_announces(std::string_view line) {
  constexpr auto kWords = std::to_array<std::string_view>({
      "tasks", "projects", "targets", "packages", "suites", "files", "error", "errors", "err", "npm",
      "message", "failures", "failure", "failed", "warning", "fatal", "e", "remote", "tests", "results",
      "an", "occurred", "details", "stack", "trace", "summary", "the", "following", "failing",
      "examples", "test", "messages", "output", "checks", "steps", "scenarios", "cases", "are", "is",
      "was", "were"});
  std::size_t at = 0;
  while (at < line.size()) {
    if (!is_letter(line[at])) {
      if (is_digit(line[at])) return false;
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < line.size() && is_letter(line[end])) ++end;
    const std::string_view word = line.substr(at, end - at);
    if (std::find(kWords.begin(), kWords.end(), word) == kWords.end()) return false;
    at = end;
  }
  return true;
}

// "configure: error: ...", "app/main.c:3:1: fatal error: ...": who says it, or where;
// "SCRIPT ERROR: ...": of what kind it is.
int error_behind_a_name(std::string_view line) {
  constexpr int kNamed = 68, kKind = 62;
  const std::size_t at = std::min(line.find("error: "), line.find("fatal: "));
  if (at != std::string_view::npos && at >= 2 && at <= 200 && line[at - 1] == ' ') {
    std::string_view name = line.substr(0, at - 1);
    if (name.ends_with(" fatal")) name.remove_suffix(6);
    if (name.ends_with(':') && !contains(name, " ")) return kNamed;
  }
  return begins_with_error(line) ? kKind : 0;
}

// "\"message\": \"connection refused\",", "message: \"...": a member of an object that is
// printed.
bool member_of_data(std::string_view line) {
  if (line.starts_with('"')) {
    const std::size_t end = line.substr(0, 60).find("\": ", 1);
    return end != std::string_view::npos && !contains(line.substr(0, end), " ");
  }
  std::size_t end = 0;
  while (end < line.size() && (is_letter(line[end]) || line[end] == '_')) ++end;
  const std::string_view name = line.substr(0, end);
  return (name == "message" || name == "description" || name == "title" || name == "help") &&
         (line.substr(end).starts_with(": \"") || line.substr(end).starts_with(": '"));
}

// "-- Performing Test HAVE_X - Failed", "-- Looking for x - not found": CMake tried what the
// platform has.
bool is_probe(std::string_view line) {
  if (!line.starts_with("-- ")) return false;
  for (const std::string_view way : {"performing test ", "looking for ", "check ", "checking ",
                                     "detecting "}) {
    if (line.substr(3).starts_with(way)) return line.ends_with("failed") || line.ends_with("not found");
  }
  return false;
}

// Words that are harmless in most lines but not in this one: the flag behind a compiler's
// error, what a test waited for.
bool meant(std::string_view harmless, std::string_view line, std::string_view said) {
  if (harmless == "-werror") return contains(line, "error: ");
  return harmless == "retrying" && begins_with_exception(said);
}

// "W1121 09:31:00.101000    2101 library.go:101] ...": the layout of klog, of a warning or less.
bool klog_below_error(std::string_view line) {
  return line.size() > 8 && (line[0] == 'w' || line[0] == 'i') &&
         std::all_of(line.begin() + 1, line.begin() + 5, is_digit) && line[5] == ' ' && is_digit(line[6]) &&
         is_digit(line[7]) && line[8] == ':';
}

// What a line of this shape says at most: others in its step tell why.
int within_bounds_of_shape(int score, std::string_view message) {
  constexpr int kSummaryAtLeast = 43, kSummary = 46, kCode = 34, kCall = 52, kWhere = 30, kFile = 62;
  // A server that logs in a test says who does, and what in the next line.
  if (message.starts_with("fail: ") && message.ends_with(']')) return kWhere;
  if (message.starts_with("task :") && message.ends_with(" failed")) return kWhere;
  if (message.ends_with("traceback (most recent call last):")) return std::min(score, kWhere);
  if (contains(message, "in [it] - ")) return std::min(score, kWhere);
  if (only_names_test_file(message)) return std::min(score, kFile);
  if (only_sums_up(message)) return std::clamp(score, kSummaryAtLeast, kSummary);
  if (only_names_code(message)) return std::min(score, kCode);
  if (only_names_failed_call(message)) return std::min(score, kCall);
  return score;
}

}  // namespace

std::string_view suspicion_reason(int score, bool marked) {
  if (marked) return "marked as an error by the runner";
  if (score >= 60) return "begins like an error message";
  return "contains words of an error message";
}

int announcement(std::string_view text, int own) {
  const std::size_t first = text.find_first_not_of(" \t>|");
  if (first == std::string_view::npos) return 0;
  if (announces_by_code(text)) return 62;
  if (text.substr(first).starts_with("Caused by:")) return 60;
  if (text.find("Execution failed for task") != std::string_view::npos) return 62;
  if (text.ends_with(" aborted!")) return 62;  // rake
  constexpr int kReason = 60, kCommands = 52;  // xcodebuild names commands, which says little
  for (const std::string_view end : {"due to failure:", "because:", " reason:", "cause:"}) {
    if (text.ends_with(end)) return std::max(own, kReason);
  }
  if (text.find("build commands failed:") != std::string_view::npos) return kCommands;
  return own < 10 ? 44 : own;
}

bool announces_by_code(std::string_view text) {
  std::string line(text.substr(0, 80));
  std::transform(line.begin(), line.end(), line.begin(), lower);
  return text.size() < 80 && only_names_code(line);
}

bool passes_failure_on(std::string_view text) {
  std::string line(text.substr(0, 600));
  std::transform(line.begin(), line.end(), line.begin(), lower);
  return WordFinder(line).has_any(wrapper_words());
}

bool continues(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t>|-");
  if (first == std::string_view::npos) return false;
  const std::string_view said = text.substr(first);
  const bool frame =
      said.starts_with("at ") || said.starts_with("File \"") || said.starts_with("in ");
  std::size_t word = 0;
  while (word < said.size() && (is_letter(said[word]) || said[word] == '_')) ++word;
  const bool member = word > 0 && said.substr(word).starts_with(": ");
  return !frame && !member && std::count_if(said.begin(), said.end(), is_letter) >= 5;
}

bool calls_itself_warning(std::string_view text) {
  constexpr std::string_view kThinBlank = "\u2009";  // pnpm's
  constexpr std::array<std::string_view, 11> kWords{
      "[WARNING]", "[WARN]", "WARNING", "WARN ",     "WARN:",     "Warning",
      "W: ",       "warning", "npm WARN ", "npm warn ", "WARN\u2009"};
  if (text.starts_with(kThinBlank)) text.remove_prefix(kThinBlank.size());
  if (contains(text.substr(0, 80), " WARN -- ")) return true;  // Ruby's
  const std::size_t first = text.find_first_not_of(" \t>|");
  if (first == std::string_view::npos) return false;
  const auto starts = [&](std::string_view word) { return text.substr(first).starts_with(word); };
  // With these words race detectors and sanitizers report what makes the program fail.
  if (starts("WARNING: DATA RACE") || starts("WARNING: ThreadSanitizer: ") ||
      starts("WARNING: MemorySanitizer: ")) {
    return false;
  }
  return std::any_of(kWords.begin(), kWords.end(), starts);
}

bool speaks_of_retry(std::string_view text) {
  const WordFinder finder(text);
  if (finder.has("imed out retrying")) return false;  // Cypress gave up
  constexpr std::array<std::string_view, 18> kWords{
      "etrying", "ill retry", "rying again", "efore retry", "retry in ", "RETRYING", "rying next",
      "tries remaining", "retries left", "acking off", "Retry(total=", "rying another", "...ignoring",
      "(ignored)", "ext attempt", "using cache", "another mirror", "alling back"};
  if (finder.has_any(kWords)) return true;
  // A mirror or an index that apt and dnf go on without.
  if (text.starts_with("Ign:") || text.starts_with("[MIRROR]")) return true;
  for (const std::string_view words : {"ttempt ", "ttempt #", "[Attempt ", " retry ", "Retry ", " retry #"}) {
    const bool first = words.front() == ' ' && text.starts_with(words.substr(1));
    const std::string_view said = words.substr(first ? 1 : 0);
    const std::size_t at = finder.has(said) ? text.find(said) : std::string_view::npos;
    if (at != std::string_view::npos && at + said.size() < text.size() &&
        is_digit(text[at + said.size()])) {
      return true;
    }
  }
  return false;
}

bool says_not_yet(std::string_view text) {
  const std::size_t at = text.find("ot ");
  return (at != std::string_view::npos && contains(text.substr(at), " yet")) ||
         contains(text, "hecking again") || contains(text, "till waiting");
}

bool speaks_in_passing(std::string_view text) {
  // What was looked at, and often need not be there.
  constexpr std::array<std::string_view, 10> kLooks{
      "cat: ",  "ls: ",   "rm: ", "grep: ",  "head: ", "tail: ", "stat: cannot ", "wc: ",
      "find: ", "du: "};
  if (contains(text, "o such file") &&
      std::any_of(kLooks.begin(), kLooks.end(),
                  [&](std::string_view word) { return text.starts_with(word); })) {
    return true;
  }
  constexpr std::array<std::string_view, 8> kNotThere{
      "o names found, cannot describe",
      "o such container", "o such remote",  "o such image",         "o such network",
      "o such volume",    "o such process", "registry cache importer"};
  return WordFinder(text).has_any(kNotThere);
}

bool speaks_of_absence(std::string_view text) {
  constexpr std::array<std::string_view, 12> kWords{
      "ot found", "o such ", "annot find", "ould not find", "an't find", "ot exist", "o module",
      "n't exist", "ot resolve", "ndefined: ", "nresolved ", "ot declared"};
  return WordFinder(text).has_any(kWords);
}

bool speaks_of_waiting(std::string_view text) {
  std::string line(text.substr(0, 600));
  std::transform(line.begin(), line.end(), line.begin(), lower);
  return WordFinder(line).has_any(waiting_words());
}

int detail(std::string_view text) {
  constexpr int kNumbered = 45, kBullet = 48, kExpected = 44;
  const std::size_t first = skip_frame(text);
  if (first == std::string_view::npos) return 0;
  const std::string_view said = text.substr(first);
  std::size_t digits = 0;
  while (digits < said.size() && is_digit(said[digits])) ++digits;
  if (digits > 0 && digits < 4 && said.substr(digits).starts_with(") ")) return kNumbered;
  if (said.starts_with("● ") && !said.starts_with("● Console")) return kBullet;
  const bool expected = said.starts_with("Expected") || said.starts_with("expected");
  return expected && said.size() > 10 && std::count(said.begin(), said.end(), ' ') > 0 ? kExpected : 0;
}

bool tells_of_signal(std::string_view text) {
  constexpr std::array<std::string_view, 4> kCodes{"134", "137", "139", "143"};
  const std::size_t begin = text.find_last_of(' ') + 1;  // npos + 1 is 0
  return std::find(kCodes.begin(), kCodes.end(), text.substr(begin, 3)) != kCodes.end();
}

bool says_something(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return false;
  const std::string_view said = text.substr(first);
  // Rules, carets, gutters and brackets; frames of a stack.
  if (std::count_if(said.begin(), said.end(), is_letter) < 8) return false;
  if (said.starts_with("====") || said.starts_with("----")) return false;
  if (said.starts_with("at ") && !contains(said, ": ")) return false;
  if (said.starts_with("File \"") || said.starts_with("...")) return false;
  if (said.front() == '#' || said.front() == '<') return said.size() > 1 && said[1] == ' ';
  std::size_t digits = 0;
  while (digits < said.size() && is_digit(said[digits])) ++digits;
  if (digits == 0) return true;
  // "2 breaking changes": what was counted stands above.
  const std::string_view counted = said.substr(digits);
  if (digits == 3 && (counted.starts_with(" http") || counted.starts_with(" /"))) return true;
  return !counted.starts_with(" |") &&
         !(counted.size() > 1 && counted[0] == ' ' && is_letter(counted[1]));
}

bool sums_up(std::string_view text) {
  const std::size_t first = skip_frame(text);
  if (first == std::string_view::npos) return false;
  std::string line(text.substr(first, 600));
  std::transform(line.begin(), line.end(), line.begin(), lower);
  // A count is no time of day.
  if (only_sums_up(line) || only_sums_up(skip_label(skip_speaker(line)))) return true;
  // "verify: 40 fresh, 1 stale"
  return names_speaker(line) && only_sums_up(line.substr(line.find(": ") + 2));
}

int suspicion(std::string_view text, text::Marker marker, bool logged) {
  constexpr int kInPassing = 34;
  const std::size_t first = skip_frame(text);
  if (first == std::string_view::npos) return 0;
  const std::string_view body = text.substr(first, 600);
  std::string line(body.size(), '\0');
  std::transform(body.begin(), body.end(), line.begin(), lower);
  if (is_probe(line)) return 0;
  const WordFinder finder(line);
  if (finder.has_any(wrapper_words())) return 6;
  if (only_announces(line)) return 4;
  // Who logs with a level says so of every line; the runner says so of a failure.
  int score = marker != text::Marker::error ? 0 : logged ? 40 : 64;
  const std::string_view spoken = skip_speaker(line);
  const std::string_view message = skip_label(spoken);
  for (const Sign& sign : signs_at_start()) {
    if (line.starts_with(sign.words) || spoken.starts_with(sign.words) ||
        message.starts_with(sign.words)) {
      score = std::max(score, sign.score);
    }
  }
  // What another command had said, as the one that called it tells.
  if (line.starts_with("stderr: ") && score >= kEvident) score += 10;
  // pytest marks the lines of the exception; only its first says what happened.
  const bool pytest = line.starts_with("e   ");
  std::string_view said = body;
  if (pytest) said.remove_prefix(std::min(body.size(), body.find_first_not_of(' ', 1)));
  if (begins_with_exception(said)) score = std::max(score, pytest ? 72 : 66);
  if (const int named = error_behind_a_name(message)) score = std::max(score, named);
  for (const Sign& sign : signs_anywhere()) {
    if (sign.score > score && finder.has(sign.words)) score = sign.score;
  }
  for (const Sign& sign : signs_apart()) {
    if (sign.score > score && finder.has(sign.words) && contains_apart(line, sign.words)) {
      score = sign.score;
    }
  }
  for (const std::string_view verdict :
       {" FAILED", " FAIL", "| FAIL |", "│ FAIL │", "[FAIL]", "***Failed", "(Failed)", " ✗", " ✘", " ❌",
        " ✖", "✗ │", "✘ │", "❌ │", "✖ │", "✗ |", "✘ |", "❌ |", "✖ |"}) {
    if (body.ends_with(verdict) && !body.starts_with("Task :")) score = std::max(score, 62);
  }
  if (names_jest_test(text)) score = std::max(score, 70);
  if (message.starts_with("failed ") && message.ends_with("s]")) score = std::max(score, 78);
  // Maven names the goal behind what it found wrong; only these reasons say no more.
  constexpr int kGoal = 50;
  if (contains(line, "failed to execute goal") &&
      (contains(line, "compilation failure") || contains(line, "there are test failures"))) {
    score = std::min(score, kGoal);
  }
  if (score == 0) return 0;
  score = within_bounds_of_shape(score, message);
  if (marker == text::Marker::error && !logged) return std::min(100, score + 8);
  if (marker == text::Marker::debug || marker == text::Marker::command ||
      marker == text::Marker::group) {
    return 0;
  }
  if (names_a_place(body))
    score = marker == text::Marker::error ? std::max(score + 8, 66) : score + 8;
  // A compiler says it best.
  constexpr int kCompiler = 80;
  const bool error = marker == text::Marker::error || line.starts_with("[error] ") ||
                     contains_apart(message, "error");
  if (error && begins_with_place(message)) {
    score = std::max(score, kCompiler);
  }
  if (marker == text::Marker::warning) score -= 36;
  for (const std::string_view harmless : harmless_words()) {
    if (finder.has(harmless) && !meant(harmless, line, said)) score -= 30;
  }
  const bool raised_warning =
      contains(line, "warning, treated as error") || contains(line, "warning as error") ||
      contains(line, "warning: data race");
  if (contains(line, "warn") && !raised_warning) score -= 24;
  if (klog_below_error(line)) score -= 48;
  if (contains(line, "info ") || contains(line, "debug")) score -= 12;
  // A stack frame says where, not what.
  if (line.starts_with("at ") || line.starts_with("file \"")) score -= 30;
  // A traced command or an assignment repeats words without meaning them.
  if (text.starts_with("+ ") || text.starts_with("++ ") || text.starts_with("$ ")) score -= 24;
  if (text.starts_with("> ")) score -= 8;
  const bool of_retry = speaks_of_retry(body) && !begins_with_exception(said);
  if (speaks_in_passing(body) || of_retry) score = std::min(score, kInPassing);
  if (member_of_data(line)) score -= 24;
  // A row of a table of counts: none failed.
  if (line.ends_with(" 0")) score -= 30;
  if (body.size() > 400) score -= 10;
  return std::clamp(score, 0, 100);
}

}  // namespace logdiag::scan
