#include "text/passed_tests.hpp"

#include <algorithm>
#include <array>

#include "text/chars.hpp"

namespace logdiag::text {
namespace {

template <std::size_t N>
bool starts_with_any(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.starts_with(word); });
}

template <std::size_t N>
bool ends_with_any(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.ends_with(word); });
}

// Takes "[ 12%]", "(0.01s)", "(12 ms)", "0.01 sec" off the end.
std::string_view without_measure(std::string_view text) {
  if (text.ends_with(']') || text.ends_with(')')) {
    const std::size_t open = text.rfind(text.back() == ']' ? '[' : '(');
    if (open == std::string_view::npos || text.size() - open > 24) return text;
    const std::string_view inside = text.substr(open + 1, text.size() - open - 2);
    if (std::none_of(inside.begin(), inside.end(), is_digit)) return text;
    return trim(text.substr(0, open));
  }
  if (text.ends_with(" sec")) {
    std::string_view rest = text.substr(0, text.size() - 4);
    while (!rest.empty() && (is_digit(rest.back()) || rest.back() == '.')) rest.remove_suffix(1);
    return trim(rest);
  }
  return text;
}

// "[       OK ] Net.refused (0 ms)": GoogleTest's column of twelve signs.
bool googletest(std::string_view text) {
  if (text.size() < 12 || text[0] != '[' || text[11] != ']') return false;
  const std::string_view word = trim(text.substr(1, 10));
  return word == "OK" || word == "PASSED" || word == "RUN" || word == "SKIPPED";
}

// TAP: "ok 12 - name"; Playwright: "ok   1 [chromium] > name". Go's "ok  \tpackage" speaks
// of a package, not of a test.
bool tap(std::string_view text) {
  if (!text.starts_with("ok ")) return false;
  return is_digit(at(text, skip_spaces(text, 3)));
}

// "[gw0] [ 12%] PASSED tests/a.py::test_denied" of pytest-xdist.
bool xdist(std::string_view text) {
  if (!text.starts_with("[gw")) return false;
  const std::size_t at = text.find("%] ");
  return at != std::string_view::npos &&
         starts_with_any(text.substr(at + 3),
                         std::array<std::string_view, 3>{"PASSED ", "SKIPPED ", "XFAIL "});
}

}  // namespace

bool tells_of_passed_test(std::string_view text) {
  constexpr std::array<std::string_view, 30> kBegins{"(pass) ", "(skip) ", "(todo) ", "✓ ",         "✔ ",
                                                     "√ ",         "✅ ",
                                                     "○ ",         "◯ ",
                                                     "↓ ",         "--- PASS",
                                                     "--- SKIP",   "=== RUN",
                                                     "=== PAUSE",  "=== CONT",
                                                     "=== NAME",   "PASS ",
                                                     "PASS: ",     "PASSED ",
                                                     "SKIP ",      "SKIP: ",
                                                     "SKIPPED ",   "XFAIL ",
                                                     "XFAIL: ",    "Passed ",
                                                     "Skipped ",   "TEST-PASS",
                                                     "TEST-START", "TEST-KNOWN-FAIL",
                                                     "TEST-OK"};
  constexpr std::array<std::string_view, 14> kEnds{
      "... ok",  "... OK",   "... skipped", "... ignored", "... PASS", "... passed", "... Passed",
      " PASSED", " SKIPPED", " XFAIL",      " PASS",       "| PASS |", ".. ok",      "   Passed"};
  std::string_view t = trim(text);
  if (starts_with_any(t, kBegins) || googletest(t) || tap(t) || xdist(t)) return true;
  // ScalaTest: "[info] - should refuse"; what failed ends with "*** FAILED ***".
  if (t.starts_with("[info] - ") && t.find("*** ") == std::string_view::npos) return true;
  // unittest tells why a test was skipped.
  if (t.find(" ... skipped ") != std::string_view::npos) return true;
  if (t.starts_with("Test Case '") || t.starts_with("Test case '")) {
    return t.find("' passed") != std::string_view::npos;
  }
  t = without_measure(t);
  // A summary that counts both kinds is no passed test.
  return ends_with_any(t, kEnds) && t.find("FAILED") == std::string_view::npos;
}

}  // namespace logdiag::text
