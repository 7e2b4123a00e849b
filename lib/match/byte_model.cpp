#include "match/byte_model.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace logdiag::match {
namespace {

// Contexts of three bytes, of two, of one, of none.
constexpr unsigned kOrder = 3;

// The table: see tools/byte-model. `key` holds a context, up to three bytes (the
// last one lowest) and above them their number; `next` its four most frequent
// successors, lowest byte first; `share` their probabilities in 256ths, added up.
// What is left is drawn from the context one byte shorter.
struct ByteModelEntry {
  std::uint32_t key, next, share;
};
constexpr ByteModelEntry kTable[] = {  // ascending by key
#include "match/byte_model_table.inc"
};

// How often the most frequent four bytes of a hash are met, in steps of half a
// power of two from 5e-7 on; '0' for less.
constexpr char kGrams[] =
#include "match/byte_model_grams.inc"
    ;
constexpr unsigned kGramTableBits = 17;
constexpr std::size_t kGram = 4;
static_assert(sizeof kGrams == (std::size_t{1} << kGramTableBits) + 1);

char gram_level(std::uint32_t gram) {  // the first byte is the lowest
  return kGrams[(gram * 0x9E3779B1u) >> (32 - kGramTableBits)];
}

// xorshift64*: the same text on every machine.
class Draw {
 public:
  unsigned byte() {
    state_ ^= state_ >> 12, state_ ^= state_ << 25, state_ ^= state_ >> 27;
    return static_cast<unsigned>(state_ * 0x2545F4914F6CDD1Dull >> 56);
  }

 private:
  std::uint64_t state_ = 0x9E3779B97F4A7C15ull;
};

const ByteModelEntry* find_entry(std::uint32_t key) {
  const auto* it =
      std::lower_bound(std::begin(kTable), std::end(kTable), key,
                       [](const ByteModelEntry& e, std::uint32_t k) { return e.key < k; });
  return it != std::end(kTable) && it->key == key ? it : nullptr;
}

std::string draw_text(std::size_t size) {
  Draw draw;
  std::string text = "\n";
  text.reserve(size + 1);
  while (text.size() <= size) {
    std::uint32_t context = 0;
    for (unsigned i = 0; i < kOrder; ++i) {
      if (i < text.size()) {
        context |= std::uint32_t(static_cast<unsigned char>(text[text.size() - 1 - i])) << 8 * i;
      }
    }
    int next = -1;
    for (unsigned order = kOrder; next < 0; --order) {
      const std::uint32_t kept = order == 0 ? 0 : context & (0xffffffu >> 8 * (kOrder - order));
      const ByteModelEntry* e = find_entry(order << 24 | kept);
      if (e != nullptr) {
        const unsigned r = draw.byte();
        for (unsigned shift = 0; shift < 32 && next < 0; shift += 8) {
          if (r < (e->share >> shift & 255)) next = static_cast<int>(e->next >> shift & 255);
        }
      }
      // Bytes that follow so rarely that no table holds them.
      if (order == 0 && next < 0) next = static_cast<int>(' ' + draw.byte() % 95);
      if (order == 0) break;
    }
    text.push_back(static_cast<char>(next));
  }
  return text.substr(1);
}

// Bytes of words depend on each other further than pairs tell: what a chain of
// pairs calls one in 10^10 is met once in 10^5.
double unseen(double chain) { return std::sqrt(chain); }

unsigned folded(unsigned byte) { return (byte & 127) | 32; }

ByteSet folded(const ByteSet& set) {
  ByteSet out;
  set.each([&](unsigned b) { out.add(folded(b)); });
  return out;
}

}  // namespace

ByteModel::ByteModel(std::size_t size) : text_(draw_text(size + kReach)), folded_(text_) {
  for (char& c : folded_) c = static_cast<char>(folded(static_cast<unsigned char>(c)));
  const auto pair = [&](std::size_t i) {
    return static_cast<std::size_t>(folded_[i]) * 128 + static_cast<std::size_t>(folded_[i + 1]);
  };
  pair_begin_.assign(128 * 128 + 1, 0);
  for (std::size_t i = 0; i < this->size(); ++i) ++pair_begin_[pair(i) + 1];
  for (std::size_t i = 1; i < pair_begin_.size(); ++i) pair_begin_[i] += pair_begin_[i - 1];
  pair_places_.resize(this->size());
  std::vector<std::uint32_t> fill(pair_begin_.begin(), pair_begin_.end() - 1);
  for (std::size_t i = 0; i < this->size(); ++i) {
    pair_places_[fill[pair(i)]++] = static_cast<std::uint32_t>(i);
    single_[static_cast<unsigned char>(folded_[i])] += 1.0 / static_cast<double>(this->size());
  }
  for (unsigned level = '0' + 1; level < level_rates_.size(); ++level) {
    level_rates_[level] = 5e-7 * std::exp2((level - '0') / 2.0);
  }
}

double ByteModel::gram_rate(std::uint32_t gram) const {
  return level_rates_[static_cast<unsigned char>(gram_level(gram))];
}

double ByteModel::most(std::span<const ByteSet> string) const {
  constexpr std::size_t kPairsTried = 1024;  // of two sets
  const std::size_t length = std::min(string.size(), kReach);
  // Where the rarest pair stands, the whole string may stand.
  std::size_t rarest = kReach, fewest = size();
  std::array<ByteSet, kReach> sets;
  for (std::size_t i = 0; i < length; ++i) sets[i] = folded(string[i]);
  for (std::size_t i = 0; i + 1 < length; ++i) {
    if (std::size_t{sets[i].size()} * sets[i + 1].size() > kPairsTried) continue;
    std::size_t count = 0;
    sets[i].each([&](unsigned a) {
      sets[i + 1].each([&](unsigned b) { count += pair_count(a, b); });
    });
    if (count < fewest) fewest = count, rarest = i;
  }
  if (rarest == kReach) return 1;
  std::size_t hits = 1;
  sets[rarest].each([&](unsigned a) {
    sets[rarest + 1].each([&](unsigned b) {
      for (const std::uint32_t place : pair_places(a, b)) {
        bool same = place >= rarest;
        for (std::size_t i = 0; same && i < length; ++i) {
          same = string[i].has(static_cast<unsigned char>(text_[place - rarest + i]));
        }
        hits += same;
      }
    });
  });
  return static_cast<double>(hits) / static_cast<double>(size());
}

WindowRates::WindowRates(const ByteModel& model, std::span<const ByteSet> string)
    : model_(model), places_(string.size()) {
  constexpr unsigned kPairsTried = 256;  // of two sets; wider ones say little anyway
  std::vector<unsigned char> bytes;      // of all sets, one after the other
  std::vector<std::size_t> begin{0};
  for (std::size_t i = 0; i < string.size(); ++i) {
    Place& p = places_[i];
    p.set = folded(string[i]);
    p.set.each([&](unsigned b) {
      bytes.push_back(static_cast<unsigned char>(b));
      p.alone += model.single_[b];
    });
    begin.push_back(bytes.size());
  }
  const auto of = [&](std::size_t i) {
    return std::span(bytes).subspan(begin[i], begin[i + 1] - begin[i]);
  };
  for (std::size_t i = 0; i + 1 < string.size(); ++i) {
    if (of(i).size() * of(i + 1).size() > kPairsTried) continue;
    double count = 0;
    for (const unsigned a : of(i)) {
      for (const unsigned b : of(i + 1)) count += static_cast<double>(model.pair_count(a, b));
    }
    places_[i].pairs = count;
  }
  for (std::size_t i = 0; i + kGram <= string.size(); ++i) {
    constexpr std::size_t kGramsTried = 256;
    std::size_t grams = 1;
    for (std::size_t k = 0; k < kGram; ++k) grams *= of(i + k).size();
    if (grams > kGramsTried) continue;
    double sum = 0;
    for (std::size_t g = 0; g < grams; ++g) {
      std::uint32_t gram = 0;
      for (std::size_t k = 0, rest = g; k < kGram; ++k) {
        gram = gram << 8 | of(i + k)[rest % of(i + k).size()];
        rest /= of(i + k).size();
      }
      sum += model.gram_rate(gram);
    }
    places_[i].grams = sum;
  }
}

// What four bytes of the window tell outweighs the text, which is short.
double WindowRates::rate(std::size_t offset, std::size_t width) const {
  const std::span<const Place> window = std::span(places_).subspan(offset, width);
  std::size_t rarest = 0;
  const double chain = this->chain(window, rarest);
  double least = -1;
  for (std::size_t at = 0; at + kGram <= width; ++at) {
    if (window[at].grams < 0) continue;
    if (at > 0 && least < 0) least = text_rate(window, chain, rarest);
    if (at == 0 || window[at].grams < least) least = window[at].grams;
  }
  if (least < 0) least = text_rate(window, chain, rarest);
  constexpr double kHardlyMet = 3e-7;
  return std::max(least, kHardlyMet * std::min(1.0, std::sqrt(chain)));
}

// A chain of pairs estimates the rate; the rarest pair says where to count.
double WindowRates::chain(std::span<const Place> window, std::size_t& rarest) const {
  const double n = static_cast<double>(model_.size());
  double chain = window.empty() ? 1 : std::max(window[0].alone, 0.3 / n);
  rarest = window.size();
  double fewest = n;
  for (std::size_t i = 0; i + 1 < window.size(); ++i) {
    if (window[i].pairs < 0) {
      chain *= std::min(1.0, window[i + 1].alone);
      continue;
    }
    chain *= std::min(1.0, (window[i].pairs + 0.3) / (window[i].alone * n + 1));
    if (window[i].pairs < fewest) fewest = window[i].pairs, rarest = i;
  }
  return chain;
}

double WindowRates::text_rate(std::span<const Place> window, double chain,
                              std::size_t rarest) const {
  if (rarest == window.size()) return chain;
  const double n = static_cast<double>(model_.size());
  double hits = 0;
  window[rarest].set.each([&](unsigned a) {
    window[rarest + 1].set.each([&](unsigned b) {
      for (const std::uint32_t place : model_.pair_places(a, b)) {
        bool same = place >= rarest;
        for (std::size_t i = 0; same && i < window.size(); ++i) {
          same = window[i].set.has(static_cast<unsigned char>(model_.folded_[place - rarest + i]));
        }
        hits += same;
      }
    });
  });
  return (hits + std::min(0.5, unseen(chain) * n)) / n;
}

}  // namespace logdiag::match
