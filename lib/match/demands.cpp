#include "match/demands.hpp"

#include <algorithm>
#include <cstring>

#include "text/find.hpp"

namespace logdiag::match {
namespace {

constexpr std::size_t kMostGrams = 6;      // of a string; more hardly tell more
constexpr std::size_t kMostElements = 24;  // a part of a required string is required, too
constexpr std::size_t kMostWords = 4096;

// The symbol of all bytes of a set, or none.
int line_symbol_of(const ByteSet& set) {
  int symbol = -1;
  bool one = true;
  set.each([&](unsigned b) {
    one = one && (symbol < 0 || symbol == kLineSymbols[b]);
    symbol = kLineSymbols[b];
  });
  return one ? symbol : -1;
}

// Takes the next list off the front: its length, its items.
std::span<const std::uint16_t> take_list(std::span<const std::uint16_t>& from) {
  const auto list = from.subspan(1, from[0]);
  from = from.subspan(1 + std::size_t{from[0]});
  return list;
}

bool stands_at(std::span<const std::uint16_t> string, const char* text,
               std::span<const ByteSet> sets) {
  for (std::size_t i = 0; i < string.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (string[i] < 256 ? string[i] != byte : !sets[string[i] - 256u].has(byte)) return false;
  }
  return true;
}

// The place in the first `size` elements of the rarest byte that is always the same: it is found
// quickest. Their end where there is none.
std::size_t rarest(const ClassString& string, std::size_t size) {
  std::size_t fixed = size;
  unsigned least = ~0u;
  for (std::size_t i = 0; i < size && least > 0; ++i) {
    if (string[i] < 256 && text::frequency(static_cast<char>(string[i])) < least) {
      least = text::frequency(static_cast<char>(string[i]));
      fixed = i;
    }
  }
  return fixed;
}

// A string stands behind the place of its rarest byte.
bool stands_in(std::span<const std::uint16_t> placed, std::string_view line,
               std::span<const ByteSet> sets) {
  const std::size_t fixed = placed[0];
  const auto string = placed.subspan(1);
  if (string.size() > line.size()) return false;
  const char* const last = line.data() + line.size() - string.size();
  const char* at = line.data();
  if (fixed < string.size()) {
    for (; at <= last; ++at) {
      const void* const found =
          std::memchr(at + fixed, string[fixed], static_cast<std::size_t>(last - at) + 1);
      if (found == nullptr) return false;
      at = static_cast<const char*>(found) - fixed;
      if (stands_at(string, at, sets)) return true;
    }
    return false;
  }
  for (; at <= last; ++at) {
    if (stands_at(string, at, sets)) return true;
  }
  return false;
}

}  // namespace

PairCounts::PairCounts(std::string_view log_text) : counts_(kLinePairs) {
  for (std::size_t i = 1; i < log_text.size(); ++i) {
    ++counts_[line_pair(log_text[i - 1], log_text[i])];
  }
}

bool meets(std::span<const std::uint16_t> demand, std::string_view line, const LineGrams& grams,
           std::span<const ByteSet> sets) {
  const auto possible = [&](std::span<const std::uint16_t> pairs) {
    return std::all_of(pairs.begin(), pairs.end(), [&](auto pair) { return grams.has(pair); });
  };
  // The pairs of all factors first: they cost next to nothing.
  for (auto rest = demand; !rest.empty();) {
    auto factor = take_list(rest);
    bool any = false;
    for (auto pairs = take_list(factor); !pairs.empty() && !any;) any = possible(take_list(pairs));
    if (!any) return false;
  }
  for (auto rest = demand; !rest.empty();) {
    auto factor = take_list(rest);
    bool there = false;
    for (auto pairs = take_list(factor); !pairs.empty() && !there;) {
      const auto string = take_list(factor);
      there = possible(take_list(pairs)) && stands_in(string, line, sets);
    }
    if (!there) return false;
  }
  return true;
}

void demand_factor(std::span<const ClassString> factor, const SetPool& pool,
                   const PairCounts& counts, std::vector<std::uint16_t>& demand) {
  const auto add_list = [](const auto& items, std::size_t size, std::vector<std::uint16_t>& to) {
    to.push_back(static_cast<std::uint16_t>(size));
    for (std::size_t i = 0; i < size; ++i) to.push_back(static_cast<std::uint16_t>(items[i]));
  };
  std::vector<std::uint16_t> pairs, strings;
  for (const ClassString& s : factor) {
    std::vector<std::uint16_t> grams;
    int before = -1;
    for (const char16_t element : s) {
      const int symbol = line_symbol_of(pool.set(element));
      if (before >= 0 && symbol >= 0) {
        grams.push_back(static_cast<std::uint16_t>(before * 64 + symbol));
      }
      before = symbol;
    }
    std::sort(grams.begin(), grams.end(), [&](std::uint16_t a, std::uint16_t b) {
      return counts.of(a) != counts.of(b) ? counts.of(a) < counts.of(b) : a < b;
    });
    grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
    if (grams.empty()) return;  // this string may always be there
    add_list(grams, std::min(grams.size(), kMostGrams), pairs);
    const std::size_t size = std::min(s.size(), kMostElements);
    ClassString placed(1, static_cast<char16_t>(rarest(s, size)));
    placed.append(s, 0, size);
    add_list(placed, placed.size(), strings);
    if (pairs.size() + strings.size() > kMostWords) return;
  }
  if (pairs.empty()) return;
  std::vector<std::uint16_t> words;
  add_list(pairs, pairs.size(), words);
  words.insert(words.end(), strings.begin(), strings.end());
  add_list(words, words.size(), demand);
}

bool well_formed(std::span<const std::uint16_t> demand, std::size_t sets) {
  const auto list = [](std::span<const std::uint16_t>& from, std::size_t below) {
    if (from.empty() || from[0] >= from.size()) return false;
    const auto items = take_list(from);
    return std::all_of(items.begin(), items.end(), [&](auto item) { return item < below; });
  };
  const auto string = [&](std::span<const std::uint16_t>& from) {
    const bool placed = from.size() > 1 && from[0] > 0 && from[1] < from[0];
    return placed && list(from, 256 + sets);
  };
  while (!demand.empty()) {
    if (demand[0] >= demand.size()) return false;
    auto factor = take_list(demand);
    if (factor.empty() || factor[0] >= factor.size()) return false;
    for (auto pairs = take_list(factor); !pairs.empty();) {
      if (!list(pairs, kLinePairs) || !string(factor)) return false;
    }
    if (!factor.empty()) return false;
  }
  return true;
}

}  // namespace logdiag::match
