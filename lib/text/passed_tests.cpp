#include "text/passed_tests.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "text/chars.hpp"
#include "text/find.hpp"

namespace logdiag::text {
namespace {

// Words at one end of a text, of which most lines do not even have the outermost byte.
template <std::size_t N>
class Words {
 public:
  enum class End : std::uint8_t { front, back };
  constexpr Words(End end, const std::array<std::string_view, N>& words) : words_(words), end_(end) {
    for (const std::string_view word : words) {
      outermost_[static_cast<unsigned char>(end == End::front ? word.front() : word.back())] = true;
    }
  }
  bool match(std::string_view text) const {
    if (text.empty()) return false;
    const bool front = end_ == End::front;
    if (!outermost_[static_cast<unsigned char>(front ? text.front() : text.back())]) return false;
    return std::any_of(words_.begin(), words_.end(), [&](std::string_view word) {
      return front ? text.starts_with(word) : text.ends_with(word);
    });
  }

 private:
  std::array<std::string_view, N> words_;
  std::array<bool, 256> outermost_{};
  End end_;
};

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
  static constexpr Words<3> kResults(Words<3>::End::front, {"PASSED ", "SKIPPED ", "XFAIL "});
  if (!text.starts_with("[gw")) return false;
  const std::size_t at = text.find("%] ");
  return at != std::string_view::npos && kResults.match(text.substr(at + 3));
}

// "Passed checks: 12, Failed checks: 3", "PASS: 12 FAIL: 3": what counts both kinds is no
// passed test.
bool counts_both(std::string_view text) {
  if (text.starts_with("Passed checks: ")) return true;
  return (text.starts_with("PASS: ") || text.starts_with("PASSED ")) &&
         is_digit(at(text, text.find(' ') + 1)) && text.find("FAIL") != std::string_view::npos;
}

}  // namespace

bool tells_of_passed_test(std::string_view text) {
  static constexpr Words<30> kBegins(
      Words<30>::End::front,
      {"(pass) ", "(skip) ", "(todo) ", "✓ ", "✔ ", "√ ", "✅ ", "○ ", "◯ ", "↓ ", "--- PASS",
       "--- SKIP", "=== RUN", "=== PAUSE", "=== CONT", "=== NAME", "PASS ", "PASS: ", "PASSED ",
       "SKIP ", "SKIP: ", "SKIPPED ", "XFAIL ", "XFAIL: ", "Passed ", "Skipped ", "TEST-PASS",
       "TEST-START", "TEST-KNOWN-FAIL", "TEST-OK"});
  static constexpr Words<14> kEnds(Words<14>::End::back, {
      "... ok",  "... OK",   "... skipped", "... ignored", "... PASS", "... passed", "... Passed",
      " PASSED", " SKIPPED", " XFAIL",      " PASS",       "| PASS |", ".. ok",      "   Passed"});
  std::string_view t = trim(text);
  if (counts_both(t)) return false;
  if (kBegins.match(t) || googletest(t) || tap(t) || xdist(t)) return true;
  // ScalaTest: "[info] - should refuse"; what failed ends with "*** FAILED ***".
  if (t.starts_with("[info] - ") && t.find("*** ") == std::string_view::npos) return true;
  // unittest tells why a test was skipped.
  if (find_words(t, " ... skipped ") != std::string_view::npos) return true;
  if (t.starts_with("Test Case '") || t.starts_with("Test case '")) {
    return t.find("' passed") != std::string_view::npos;
  }
  t = without_measure(t);
  // A summary that counts both kinds is no passed test.
  return kEnds.match(t) && t.find("FAILED") == std::string_view::npos;
}

}  // namespace logdiag::text
