#include "match/line_grams.hpp"

#include <algorithm>

namespace logdiag::match {
namespace {

constexpr std::size_t kMostGrams = 12;  // of a string; more hardly tell more
constexpr std::size_t kMostWords = 1024;

// The symbol of all bytes of a set, or none.
int symbol_of(const ByteSet& set) {
  int symbol = -1;
  bool one = true;
  set.each([&](unsigned b) {
    one = one && (symbol < 0 || symbol == kSymbols[b]);
    symbol = kSymbols[b];
  });
  return one ? symbol : -1;
}

}  // namespace

void demand_factor(std::span<const ClassString> factor, const SetPool& pool,
                   std::vector<std::uint16_t>& demand) {
  std::vector<std::uint16_t> words;
  for (const ClassString& s : factor) {
    std::vector<std::uint16_t> grams;
    int before = -1;
    for (const char16_t element : s) {
      const int symbol = symbol_of(pool.set(element));
      if (before >= 0 && symbol >= 0) {
        grams.push_back(static_cast<std::uint16_t>(before * 64 + symbol));
      }
      before = symbol;
    }
    std::sort(grams.begin(), grams.end());
    grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
    if (grams.empty()) return;  // this string may always be there
    grams.resize(std::min(grams.size(), kMostGrams));
    words.push_back(static_cast<std::uint16_t>(grams.size()));
    words.insert(words.end(), grams.begin(), grams.end());
  }
  if (words.empty() || words.size() > kMostWords) return;
  demand.push_back(static_cast<std::uint16_t>(words.size()));
  demand.insert(demand.end(), words.begin(), words.end());
}

bool well_formed(std::span<const std::uint16_t> demand) {
  while (!demand.empty()) {
    if (demand[0] >= demand.size()) return false;
    auto factor = demand.subspan(1, demand[0]);
    demand = demand.subspan(1 + std::size_t{demand[0]});
    while (!factor.empty()) {
      if (factor[0] >= factor.size()) return false;
      for (const std::uint16_t g : factor.subspan(1, factor[0])) {
        if (g >= 64 * 64) return false;
      }
      factor = factor.subspan(1 + std::size_t{factor[0]});
    }
  }
  return true;
}

}  // namespace logdiag::match
