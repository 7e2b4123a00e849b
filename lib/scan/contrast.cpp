#include "scan/contrast.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "scan/claims.hpp"
#include "text/chars.hpp"

namespace logdiag::scan {
namespace {

using std::string_view;

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

// "fine" in "Service/api: fine (2 ms)"; empty where it is no word behind a sign or two blanks.
string_view last_word(string_view text) {
  const string_view line = without_measure(unframed(text));
  const std::size_t blank = line.find_last_of(" \t");
  if (blank == string_view::npos || blank == 0) return {};
  if (string_view(":.-=>]| ").find(line[blank - 1]) == string_view::npos) return {};
  const string_view word = line.substr(blank + 1);
  const bool plain = std::all_of(word.begin(), word.end(),
                                 [](char c) { return text::is_alpha(c) || (c & 0x80) != 0; });
  return plain && word.size() > 1 ? word : string_view{};
}

// The cells of a row: what a frame, a tab or two blanks part.
std::vector<string_view> cells(string_view line) {
  constexpr string_view kFrame = "\u2502";
  constexpr std::size_t kMost = 12;
  std::vector<string_view> out;
  line = unframed(line);
  std::size_t from = 0;
  for (std::size_t at = 0; at <= line.size() && out.size() < kMost;) {
    const string_view rest = line.substr(at);
    std::size_t gap = 0;
    if (rest.empty()) gap = 1;
    if (rest.starts_with(kFrame)) gap = kFrame.size();
    if (rest.starts_with("| ") || rest.starts_with("  ") || rest.starts_with('\t')) gap = 1;
    if (gap == 0) {
      ++at;
      continue;
    }
    if (const string_view cell = unframed(line.substr(from, at - from)); !cell.empty()) out.push_back(cell);
    at = from = at + gap;
  }
  return out;
}

// "200" in "200 /start", "[x]" in "[x] tidy": a number or a word in capitals before something
// else, or a short sign in brackets.
string_view leading_sign(string_view line) {
  constexpr std::size_t kLongest = 6;
  line = unframed(line);
  if (line.starts_with('[')) {
    const std::size_t end = line.find("] ");
    return end < kLongest ? line.substr(0, end + 1) : string_view{};
  }
  const string_view word = line.substr(0, line.find(' '));
  const bool sign = word.size() > 1 && word.size() < line.size() &&
                    std::all_of(word.begin(), word.end(), [](char c) {
                      return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
                    });
  return sign ? word : string_view{};
}

// A line and what it has in a place where others have something too.
struct Value {
  std::size_t line = 0;
  string_view text;
};

// Which lines have another value than nearly all do.
void mark_other_values(const std::vector<Value>& values, std::vector<bool>& out) {
  constexpr std::size_t kFew = 3, kShare = 5, kLongest = 12;
  constexpr std::array<string_view, 8> kTitles{"status", "result", "state", "check",
                                               "verdict", "outcome", "passed", "ok?"};
  if (values.size() < kFew) return;
  for (const Value& usual : values) {
    const auto same = static_cast<std::size_t>(std::count_if(
        values.begin(), values.end(), [&](const Value& v) { return v.text == usual.text; }));
    const std::size_t others = values.size() - same;
    if (usual.text.size() > kLongest || same < 2 || others == 0) continue;
    if (others > std::max<std::size_t>(1, values.size() / kShare)) continue;
    for (const Value& v : values) {
      const bool title = v.line == values.front().line &&
                         std::find(kTitles.begin(), kTitles.end(), lowered(v.text)) != kTitles.end();
      if (v.text != usual.text && !title) out[v.line] = true;
    }
    return;
  }
}

// Of lines as deep as each other, which have another part than nearly all do. `part` gives
// nothing for a line that ends the series.
template <typename Part>
void mark_odd_parts(const std::vector<string_view>& lines, const Part& part, std::vector<bool>& out) {
  const auto depth = [&](std::size_t i) { return lines[i].find_first_not_of(" \t|"); };
  for (std::size_t from = 0, to = 0; from < lines.size(); from = std::max(to, from + 1)) {
    std::vector<Value> values;
    for (to = from; to < lines.size(); ++to) {
      // What stands deeper belongs to the line above it.
      if (to > from && depth(to) != string_view::npos && depth(to) > depth(from)) continue;
      const string_view value = part(from, to);
      if (value.empty() || depth(to) != depth(from)) break;
      values.push_back({to, value});
    }
    mark_other_values(values, out);
  }
}

// "KO   filters by tag" among "ok   renders", "ok   sorts".
void mark_other_verdicts(const std::vector<string_view>& lines, std::vector<bool>& out) {
  constexpr std::array<string_view, 4> kFine{"ok ", "pass ", "passed ", "[ok] "};
  constexpr std::size_t kLongest = 6;
  constexpr std::ptrdiff_t kSeveral = 2;
  const auto depth = [](string_view line) { return line.find_first_not_of(" \t|"); };
  const auto fine = [&](string_view line) {
    const std::string said = lowered(unframed(line));
    return std::any_of(kFine.begin(), kFine.end(), [&](string_view w) { return said.starts_with(w); });
  };
  if (std::count_if(lines.begin(), lines.end(), fine) < kSeveral) return;
  const string_view model = *std::find_if(lines.begin(), lines.end(), fine);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const string_view word = unframed(lines[i]).substr(0, unframed(lines[i]).find(' '));
    out[i] = out[i] || (depth(lines[i]) == depth(model) && !fine(lines[i]) && !word.empty() &&
                        word.size() < unframed(lines[i]).size() && word.size() <= kLongest &&
                        std::none_of(word.begin(), word.end(), [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
                        }));
  }
}

// The cells of rows that have as many of them, whether one has more, and the signs that
// lines begin with.
void mark_odd_rows(const std::vector<string_view>& lines, std::vector<bool>& out) {
  std::vector<std::vector<string_view>> rows;
  rows.reserve(lines.size());
  std::size_t most = 0;
  for (const string_view line : lines) {
    rows.push_back(cells(line));
    most = std::max(most, rows.back().size());
  }
  for (std::size_t column = 1; column < most; ++column) {
    mark_odd_parts(lines, [&](std::size_t first, std::size_t i) {
      const bool row = rows[i].size() == rows[first].size() && column < rows[i].size();
      return row ? rows[i][column] : string_view{};
    }, out);
  }
  mark_odd_parts(lines, [&](std::size_t, std::size_t i) { return leading_sign(lines[i]); }, out);
  // "mirror eu1: serial 88121", "mirror us1: serial 88007"
  const auto words = [&](std::size_t i) { return std::count(lines[i].begin(), lines[i].end(), ' '); };
  mark_odd_parts(lines, [&](std::size_t first, std::size_t i) {
    const string_view line = lines[i], model = lines[first];
    const bool alike = words(i) > 1 && words(i) == words(first) &&
                       line.substr(0, line.find(' ', 1)) == model.substr(0, model.find(' ', 1));
    return alike ? line.substr(line.rfind(' ') + 1) : string_view{};
  }, out);
  mark_other_verdicts(lines, out);
  constexpr string_view kCounts = "0123456789abcdef";
  std::vector<bool> longer(lines.size());
  mark_odd_parts(lines, [&](std::size_t, std::size_t i) {
    return rows[i].size() > 1 ? kCounts.substr(rows[i].size(), 1) : string_view{};
  }, longer);
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    const std::size_t beside = i == 0 || rows[i - 1].size() < 2 ? i + 1 : i - 1;
    if (longer[i] && rows[i].size() > rows[beside].size()) out[i] = true;
  }
}

}  // namespace

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
                 return beginning_shared(unframed(lines[i]), unframed(f)) >= kShared;
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

std::vector<bool> other_values(const std::vector<string_view>& lines) {
  std::vector<bool> out(lines.size());
  mark_odd_rows(lines, out);
  for (std::size_t i = 0; i < lines.size(); ++i) out[i] = out[i] && !says_fine(lines[i]);
  return out;
}

}  // namespace logdiag::scan
