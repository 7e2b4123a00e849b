#include "scan/claims.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "text/chars.hpp"
#include "text/passed_tests.hpp"

namespace logdiag::scan {
namespace {

using std::string_view;

// "drift on 1 of 3 hosts": which, is said elsewhere.
bool counts_some_of_all(string_view line) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const std::size_t at = line.find(" of ");
  return at != string_view::npos && at > 0 && at + 4 < line.size() && digit(line[at - 1]) &&
         digit(line[at + 4]);
}

}  // namespace

std::string lowered(string_view text) {
  constexpr std::size_t kFarthest = 400;
  std::string out(text.substr(0, kFarthest));
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

string_view unframed(string_view text) {
  const auto out = [](char c) { return c == ' ' || c == '\t' || c == '.' || c == '!'; };
  constexpr string_view kFrame = "\u2502";  // of a table
  for (bool again = true; again;) {
    while (!text.empty() && (out(text.back()) || text.back() == '|')) text.remove_suffix(1);
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '|')) {
      text.remove_prefix(1);
    }
    again = false;
    if (text.ends_with(kFrame)) text.remove_suffix(kFrame.size()), again = true;
    if (text.starts_with(kFrame)) text.remove_prefix(kFrame.size()), again = true;
  }
  return text;
}

string_view without_measure(string_view text) {
  if (!text.ends_with(')') && !text.ends_with(']')) return text;
  const std::size_t open = text.find_last_of("([");
  return open == string_view::npos ? text : unframed(text.substr(0, open));
}

bool says_fine(string_view text) {
  if (text::tells_of_passed_test(text)) return true;
  const std::string line = lowered(unframed(text));
  constexpr std::array<string_view, 13> kFronts{
      "ok ", "ok:", "[ok]", "[pass]", "pass ", "pass:", "passed ", "\u2713", "\u2714", "\u2705",
      "[done]", "success", "done "};
  if (std::any_of(kFronts.begin(), kFronts.end(),
                  [&](string_view w) { return line.starts_with(w); })) {
    return true;
  }
  constexpr std::array<string_view, 23> kEnds{
      "ok", "fine", "yes", "in sync", "okay", "passed", "pass", "done", "valid", "fresh", "clean",
      "healthy", "success", "succeeded", "\u2713", "\u2714", "\u2705", "up to date", "unchanged", "up",
      "matches", "match", "agree"};
  const string_view said = without_measure(line);
  // "index scan -> index scan"
  if (const std::size_t at = said.find(" -> "); at != string_view::npos) {
    const string_view after = said.substr(at + 4);
    if (!after.empty() && said.substr(0, at).ends_with(after)) return true;
  }
  return std::any_of(kEnds.begin(), kEnds.end(), [&](string_view w) {
    if (!said.ends_with(w)) return false;
    const string_view before = said.substr(0, said.size() - w.size());
    if (before.ends_with("not ") || before.ends_with("isn't ")) return false;
    return before.empty() || !text::is_alpha(w.front()) ||
           (!text::is_alpha(before.back()) && before.back() != '-' && before.back() != '_');
  });
}

bool deviates(string_view text) {
  constexpr auto kWords = std::to_array<string_view>({
      "ceiling", " no ", " nobody", " nothing ", " none ", " deny", " demanded", "disagree",
      "not agree", " wanted", " needed", " required", "not passed", "taken already", "already taken",
      "expected ", " is not ", " are not ", " isn't ", " not in ", " not on ", " has no ", " have no ",
      " had no ", " lacks ", " lack ", "refus", "over budget", "over the ", "over limit", "exceed",
      "above the", "below ", "under the ", " stale", "out of date", "drift", "differ", "no longer",
      "instead of", "want ", "must ", "should ", "cannot", "can't", "unknown", "duplicate", "conflict",
      " too ", " never ", "unreachable", "regress", "changed from", "does not", "doesn't", "do not",
      "don't", "did not", "didn't", "broken", "wrong", " leak", "orphan", "disallow", "forbid",
      "violat", "missing", "absent", " is empty", "unresolved", "overlap", "dangling", "gave up",
      "giving up", "abort", "inconsisten", "ambiguous", "expired", "short of", "less than", "more than",
      "at least", "at most", "threshold", "minimum", "maximum", "blocked", "rejected", "no snapshot",
      " allowed", "not found", "without ", " limit", " != ", "失败", "错误", "不存在",
      "未找到", "找不到", "缺失", " than ", "mismatch"});
  const std::string line = lowered(text);
  if (counts_some_of_all(line)) return false;
  // "412.8 kB > 400 kB"
  for (const string_view sign : {" > ", " < ", " >= "}) {
    const std::size_t at = line.find(sign);
    if (at != std::string::npos && line.find_first_of("0123456789") < at &&
        at + sign.size() < line.size() && line[at + sign.size()] >= '0' && line[at + sign.size()] <= '9') {
      return true;
    }
  }
  return std::any_of(kWords.begin(), kWords.end(), [&](string_view word) {
    const std::size_t at = line.find(word);
    // In a table a word stands by itself: "changed: no    version: 2".
    return at != std::string::npos && !(word.back() == ' ' && line.substr(at + word.size()).starts_with(' '));
  });
}

}  // namespace logdiag::scan
