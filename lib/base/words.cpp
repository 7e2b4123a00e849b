#include "base/words.hpp"

#include <algorithm>
#include <utility>

namespace logdiag::base {

bool glob_matches(std::string_view glob, std::string_view text) {
  std::size_t g = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t mark = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      mark = t;
    } else if (g < glob.size() && glob[g] == text[t]) {
      ++g;
      ++t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  // The rows of one letter of `a`, and of the two before it.
  std::vector<std::size_t> row(b.size() + 1), above(b.size() + 1), two_above;
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    two_above = std::exchange(above, std::exchange(row, std::vector<std::size_t>(b.size() + 1)));
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = above[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, changed});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], two_above[j - 2] + 1);
      }
    }
    // A swap reaches over one row, so two have to be beyond the limit.
    if (std::min(*std::min_element(row.begin(), row.end()),
                 *std::min_element(above.begin(), above.end())) > limit) {
      return limit + 1;
    }
  }
  return std::min(row[b.size()], limit + 1);
}

std::string_view did_you_mean(std::string_view word, const std::vector<std::string_view>& among,
                              std::size_t slips) {
  constexpr std::size_t kLongest = 200;  // the work grows with the square
  if (word.size() < 2 || word.size() > kLongest) return {};
  std::string_view best;
  std::size_t least = std::min(slips, word.size() / 3) + 1;
  for (const std::string_view candidate : among) {
    const bool begun = word.size() >= 3 && candidate.starts_with(word);
    const std::size_t d = begun && word != candidate ? 1 : edit_distance(word, candidate, least);
    if (d < least) {
      best = candidate;
      least = d;
    }
  }
  return best;
}

std::uint64_t hash_of(std::string_view text, std::uint64_t seed) {
  std::uint64_t h = seed;
  for (const char c : text) {
    h ^= static_cast<unsigned char>(c);
    h *= 0x100000001b3ULL;
  }
  return h;
}

}  // namespace logdiag::base
