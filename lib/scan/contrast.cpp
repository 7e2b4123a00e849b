#include "scan/contrast.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "text/passed_tests.hpp"

namespace logdiag::scan {
namespace {

using std::string_view;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string lowered(string_view text) {
  constexpr std::size_t kFarthest = 400;
  std::string out(text.substr(0, kFarthest));
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

string_view trimmed(string_view text) {
  const auto out = [](char c) { return c == ' ' || c == '\t' || c == '.' || c == '!'; };
  while (!text.empty() && out(text.back())) text.remove_suffix(1);
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  return text;
}

// Behind a measure: "ok (1.2 s)", "ok [12 ms]".
string_view without_measure(string_view text) {
  if (!text.ends_with(')') && !text.ends_with(']')) return text;
  const std::size_t open = text.find_last_of("([");
  return open == string_view::npos ? text : trimmed(text.substr(0, open));
}

// How much two lines begin alike: up to the last blank, slash, dot or dash of what they share.
std::size_t beginning_shared(string_view a, string_view b) {
  const std::size_t most = std::min(a.size(), b.size());
  std::size_t same = 0, part = 0;
  while (same < most && a[same] == b[same]) {
    ++same;
    if (string_view(" /.:-\t").find(a[same - 1]) != string_view::npos) part = same;
  }
  return part;
}

// "fine" in "Service/api: fine (2 ms)"; empty where it is no word behind a sign.
string_view last_word(string_view text) {
  const string_view line = without_measure(trimmed(text));
  const std::size_t blank = line.find_last_of(" \t");
  if (blank == string_view::npos || blank == 0) return {};
  if (string_view(":.-=>]|").find(line[blank - 1]) == string_view::npos) return {};
  const string_view word = line.substr(blank + 1);
  const bool plain = std::all_of(word.begin(), word.end(),
                                 [](char c) { return is_letter(c) || (c & 0x80) != 0; });
  return plain && word.size() > 1 ? word : string_view{};
}

}  // namespace

bool says_fine(string_view text) {
  if (text::tells_of_passed_test(text)) return true;
  const std::string line = lowered(trimmed(text));
  constexpr std::array<string_view, 13> kFronts{
      "ok ",    "ok:",    "[ok]",   "[pass]",  "pass ", "pass:", "passed ",
      "\u2713", "\u2714", "\u2705", "[done]", "success", "done "};
  if (std::any_of(kFronts.begin(), kFronts.end(),
                  [&](string_view w) { return line.starts_with(w); })) {
    return true;
  }
  constexpr std::array<string_view, 20> kEnds{
      "ok",      "okay",      "passed", "pass",   "done",   "valid",      "fresh",     "clean", "healthy",
      "success", "succeeded", "\u2713", "\u2714", "\u2705", "up to date", "unchanged", "up",
      "matches", "match",     "agree"};
  const string_view said = without_measure(line);
  return std::any_of(kEnds.begin(), kEnds.end(), [&](string_view w) {
    if (!said.ends_with(w)) return false;
    const string_view before = said.substr(0, said.size() - w.size());
    if (before.ends_with("not ") || before.ends_with("isn't ")) return false;
    return before.empty() || !is_letter(w.front()) ||
           (!is_letter(before.back()) && before.back() != '-' && before.back() != '_');
  });
}

bool deviates(string_view text) {
  constexpr std::array<string_view, 87> kWords{
      "expected ",    " is not ",    " are not ",   " isn't ",     " not in ",     " not on ",
      " has no ",
      " have no ",    " had no ",    " lacks ",     " lack ",      "refus",        "over budget", "over the ",
      "over limit",   "exceed",      "above the",   "below ",      "under the ",   " stale",
      "out of date",
      "drift",        "differ",      "no longer",   "instead of",  "want ",        "must ",       "should ",
      "cannot",       "can't",       "unknown",     "duplicate",   "conflict",     " too ",       " never ",
      "unreachable",  "regress",     "changed from", "does not",   "doesn't",      "do not",      "don't",
      "did not",      "didn't",      "broken",      "wrong",       " leak",        "orphan",      "disallow",
      "forbid",       "violat",      "missing",     "absent",      " is empty",    "unresolved",  "overlap",
      "dangling",     "gave up",     "giving up",   "abort",       "inconsisten",  "ambiguous",   "expired",
      "short of",     "less than",   "more than",   "at least",    "at most",      "threshold",   "minimum",
      "maximum",      "blocked",     "rejected",    "no snapshot", " allows ",     "not found",   "without ",
      " limit",       " != ",        "失败",        "错误",        "不存在",      "未找到",      "找不到",
      "缺失",         " than ",       "mismatch"};
  const std::string line = lowered(text);
  // "412.8 kB > 400 kB"
  for (const string_view sign : {" > ", " < ", " >= "}) {
    const std::size_t at = line.find(sign);
    if (at != std::string::npos && line.find_first_of("0123456789") < at &&
        at + sign.size() < line.size() && line[at + sign.size()] >= '0' && line[at + sign.size()] <= '9') {
      return true;
    }
  }
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](string_view word) { return line.find(word) != std::string::npos; });
}

std::vector<bool> odd_ones_out(const std::vector<string_view>& lines) {
  constexpr std::size_t kShared = 4, kBetween = 3;
  constexpr std::ptrdiff_t kSeveral = 2;
  std::vector<string_view> fine, ends(lines.size());
  std::vector<bool> is_fine(lines.size()), out(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) ends[i] = last_word(lines[i]);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    // What several lines end with, behind a name or a colon, is what they all say.
    const bool alike = !ends[i].empty() && std::count(ends.begin(), ends.end(), ends[i]) > kSeveral;
    is_fine[i] = says_fine(lines[i]) || (alike && !deviates(lines[i]));
    if (is_fine[i]) fine.push_back(lines[i]);
  }
  std::size_t before = lines.size();  // the last one that was fine
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!is_fine[i]) {
      out[i] = std::count_if(fine.begin(), fine.end(), [&](string_view f) {
                 return beginning_shared(lines[i], f) >= kShared;
               }) >= kSeveral;
      continue;
    }
    // Few lines between two that say the same.
    if (before < lines.size() && i - before <= kBetween && ends[i] == ends[before] && !ends[i].empty()) {
      // What stands deeper belongs to the line above it.
      const auto depth = [&](std::size_t k) { return lines[k].find_first_not_of(" \t"); };
      for (std::size_t k = before + 1; k < i; ++k) out[k] = depth(k) == depth(before);
    }
    before = i;
  }
  return out;
}

}  // namespace logdiag::scan
