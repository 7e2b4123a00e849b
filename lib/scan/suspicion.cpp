#include "scan/suspicion.hpp"

#include <algorithm>
#include <array>
#include <string>

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
    if (!part(before) && before != '.' && before != '/' && !part(after) && after != '/' && !dotted) {
      return true;
    }
  }
  return false;
}

struct Sign {
  std::string_view words;  // in lower case
  int score;
};

// Lines that only pass a failure on.
constexpr std::array<std::string_view, 43> kWrappers{
    "process completed with exit code", "exited with code",
    "exit code",                        "exit status",
    "exiting with",                     "returned a non-zero",
    "returned non-zero",                "make: ***",
    "make[",                            "ninja: build stopped",
    "elifecycle",                       "failed to solve",
    "did not complete success",         "build failed with an exception",
    "lifecycle script",                 "collect2: error",
    "could not compile",                "error command failed",
    "the operation was canceled",       "subprocess-exited-with-error",
    "command failed with exit",         "compilation error :",
    "failed to compile.",               "build failure",
    "build failed",                     "tests completed,",
    "test completed,",                  "final attempt failed",
    "error: test failed, to rerun",     "an error occurred during the fetch of",
    "unsuccessful",                     "see above",
    "execution failed for task",        "exited (1)",
    "aborting task",                    "result: failed",
    "to see the full stack trace",      "re-run maven",
    "error code 1",                     "signal=",
    "failed with exit",                 "script failed",
    "task failed"};

// Words that say "error" without meaning one.
constexpr std::array<std::string_view, 62> kHarmless{
    "0 errors",          "0 failed",          "no errors",        "errors: 0",
    "error: 0",          "failures: 0",       "failed: 0",        "0 failures",
    "continue-on-error", "if-no-files-found", "fail-fast",        "fail_on",
    "on-error",          "--no-fail",         "error-prone",      "errorprone",
    "0 error(s)",        "warn(",             "-werror",          "erroraction",
    "set -e",            "passed",            "fail-on",          "onerror",
    "errors=0",          "failures=0",        "error rate",       "errorlevel",
    "handling",          "libgpg-error",      "ignore_errors",    "stop on error",
    "seterror",          "failed=0",          "unreachable=0",    "error_",
    "_error",            "errors.py",         "error.js",         "errors.go",
    "|| ",               "echo ",             "fail \"",          "unable to strip",
    "policy-rc.d",       "dependency resolver does not",          "retrying",
    "will retry",        "will be ignored",   "ignoring",         "(ignored)",
    "skipping",          "deprecat",          "not cleaning",     "if [",
    "debconf:",          "falling back",      "fallback",         "skipped",
    "test-pass",         "--- pass",          "# skip"};

// The strongest sign wins; what stands at the start of a line says more.
constexpr std::array<Sign, 44> kAnywhere{{{"fatal error", 62},
                                          {"test-unexpected-", 70},
                                          {"sanitizer: ", 68},
                                          {"error:", 56},
                                          {"fatal:", 60},
                                          {"exception:", 56},
                                          {"assertionerror", 60},
                                          {"panicked at", 66},
                                          {"panic:", 66},
                                          {"segmentation fault", 66},
                                          {"core dumped", 60},
                                          {"out of memory", 64},
                                          {"no space left", 66},
                                          {"command not found", 62},
                                          {"no such file or directory", 52},
                                          {"permission denied", 58},
                                          {"access denied", 56},
                                          {"connection refused", 54},
                                          {"timed out", 50},
                                          {"timeout", 34},
                                          {"undefined reference", 64},
                                          {"unresolved", 44},
                                          {"cannot find", 54},
                                          {"could not find", 50},
                                          {"could not", 42},
                                          {"cannot ", 42},
                                          {"can't ", 40},
                                          {"unable to", 44},
                                          {"not found", 42},
                                          {"not permitted", 50},
                                          {"unauthorized", 50},
                                          {"forbidden", 48},
                                          {"traceback (most", 30},
                                          {"unexpected", 38},
                                          {"mismatch", 38},
                                          {"error[", 56},
                                          {"denied", 46},
                                          {"invalid", 38},
                                          {"failed", 40},
                                          {"failure", 34},
                                          {"error", 36},
                                          {"errors", 26},
                                          {"missing", 28},
                                          {"violat", 30}}};
// From here on in kAnywhere the words occur in names too and must stand apart.
constexpr std::size_t kOrdinary = 36;

constexpr std::array<Sign, 22> kAtStart{{{"error:", 72},   {"error[", 72},    {"fatal:", 72},
                                         {"fatal error", 72}, {"err!", 60},   {"error ", 62},
                                         {"[error]", 66},  {"failed ", 66},   {"fail ", 64},
                                         {"fail:", 66},    {"--- fail", 68},  {"not ok", 64},
                                         {"panic:", 74},   {"exception", 58}, {"e: ", 66},
                                         {"✗", 62},        {"✖", 62},         {"✘", 62},
                                         {"✕", 66},        {"❌", 64},        {"×", 62},
                                         {"[failed]", 60}}};

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
    if ((body[i] == ':' || body[i] == '(') && (is_digit(body[i + 1]) || body[i + 1] == '[')) return true;
  }
  return false;
}

}  // namespace

std::string_view suspicion_reason(int score, bool marked) {
  if (marked) return "marked as an error by the runner";
  if (score >= 60) return "begins like an error message";
  return "contains words of an error message";
}

bool calls_itself_warning(std::string_view text) {
  constexpr std::array<std::string_view, 10> kWords{
      "[WARNING]", "[WARN]", "WARNING", "WARN ",     "WARN:",
      "Warning",   "W: ",    "warning", "npm WARN ", "npm warn "};
  const std::size_t first = text.find_first_not_of(" \t>|");
  if (first == std::string_view::npos) return false;
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
    return text.substr(first).starts_with(word);
  });
}

int suspicion(std::string_view text, text::Marker marker) {
  const std::size_t first = text.find_first_not_of(" \t|>│└├─");
  if (first == std::string_view::npos) return 0;
  const std::string_view body = text.substr(first, 600);
  std::string line(body.size(), '\0');
  std::transform(body.begin(), body.end(), line.begin(), lower);
  for (const std::string_view wrapper : kWrappers) {
    if (contains(line, wrapper)) return 6;
  }
  int score = marker == text::Marker::error ? 64 : 0;
  for (const Sign& sign : kAtStart) {
    if (line.starts_with(sign.words)) score = std::max(score, sign.score);
  }
  // pytest marks the lines of the exception; only its first says what happened.
  const bool pytest = line.starts_with("e   ");
  std::string_view said = body;
  if (pytest) said.remove_prefix(std::min(body.size(), body.find_first_not_of(' ', 1)));
  if (begins_with_exception(said)) score = std::max(score, pytest ? 72 : 66);
  for (std::size_t i = 0; i < kAnywhere.size(); ++i) {
    const Sign& sign = kAnywhere[i];
    if (sign.score <= score) continue;
    if (i < kOrdinary ? contains(line, sign.words) : contains_apart(line, sign.words)) {
      score = sign.score;
    }
  }
  if (body.ends_with(" FAILED")) score = std::max(score, 62);
  if (score == 0) return 0;
  if (marker == text::Marker::error) return std::min(100, score + 8);
  if (marker == text::Marker::debug || marker == text::Marker::command ||
      marker == text::Marker::group) {
    return 0;
  }
  if (names_a_place(body)) score += 8;
  if (marker == text::Marker::warning) score -= 36;
  for (const std::string_view harmless : kHarmless) {
    if (contains(line, harmless)) score -= 30;
  }
  if (contains(line, "warn")) score -= 24;
  if (contains(line, "info ") || contains(line, "debug")) score -= 12;
  // A stack frame says where, not what.
  if (line.starts_with("at ") || line.starts_with("file \"")) score -= 30;
  // A traced command or an assignment repeats words without meaning them.
  if (text.starts_with("+ ") || text.starts_with("++ ") || text.starts_with("$ ") ||
      text.starts_with("> ")) {
    score -= 24;
  }
  if (body.size() > 400) score -= 10;
  return std::clamp(score, 0, 100);
}

}  // namespace logdiag::scan
