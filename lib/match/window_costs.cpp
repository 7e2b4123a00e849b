#include "match/window_costs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "text/find.hpp"

namespace logdiag::match {
namespace {

constexpr double kMostKeys = 64;           // of one window
// Against an occurrence per place of log text, for which a line is looked at:
constexpr double kKeyCost = 0.1;           // a key met
constexpr double kStringCost = 5e-7;       // a string more
constexpr double kNotSampledCost = 3e-6;   // a string that every place has to be looked at for

unsigned folded(unsigned byte) { return byte | 32; }

ByteSet folded(const ByteSet& set) {
  ByteSet out;
  set.each([&](unsigned b) { out.add(folded(b)); });
  return out;
}

double key_count(const ClassString& s, const SetPool& pool, std::uint32_t offset,
                 std::uint32_t width) {
  double n = 1;
  for (std::uint32_t i = offset; i < offset + width; ++i) {
    if (s[i] >= 256) n *= folded(pool.set(s[i])).size();
  }
  return n;
}

}  // namespace

WindowRates WindowCosts::rates(const ClassString& s) const {
  std::vector<ByteSet> sets;
  for (const char16_t e : s) sets.push_back(pool_.set(e));
  return {model_, sets};
}

const std::vector<Window>& WindowCosts::windows(const ClassString& s) {
  const auto [it, fresh] = known_.try_emplace(s);
  std::vector<Window>& out = it->second;
  if (!fresh) return out;
  const WindowRates rates = this->rates(s);
  for (const std::uint32_t width : kKeyWidths) {
    for (std::uint32_t o = 0; o + width <= s.size(); ++o) {
      if (key_count(s, pool_, o, width) <= kMostKeys) out.push_back({o, width, rates.rate(o, width)});
    }
    if (!out.empty()) break;  // a wider key is always the better one
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Window& a, const Window& b) { return a.cost < b.cost; });
  return out;
}

double WindowCosts::element_weight(char16_t element) const {
  constexpr double kAnyByte = 6.6;  // bits: printable ASCII
  const std::size_t n = element < 256 ? 1 : folded(pool_.set(element)).size();
  return n <= 1 ? 1 : std::max(0.0, 1 - std::log2(static_cast<double>(n)) / kAnyByte);
}

// A string is met at most as often as its rarest window; where even that is frequent
// (of short strings, or of wide sets), the whole of it decides.
double WindowCosts::occurrence(const ClassString& s, double window_cost) const {
  constexpr double kRare = 3e-6;
  // What is longer than its window may differ there, which the text of the model is too small to
  // tell: "Found 1" is met less often than "Found ".
  constexpr double kLonger = 0.8;
  constexpr double kMostLonger = 24;
  double length = 0;  // a byte that may be many tells little
  for (const char16_t e : s) length += element_weight(e);
  window_cost *= std::pow(kLonger, std::min(length, kMostLonger));
  // What the model has not may yet be in every line of another log: ".kt".
  constexpr double kUnseen = 3e-4, kUnseenLonger = 0.4;
  const double unseen = kUnseen * std::pow(kUnseenLonger, length);
  if (window_cost <= kRare) return std::max(window_cost, unseen);
  std::vector<ByteSet> sets;
  for (const char16_t e : s) sets.push_back(pool_.set(e));
  return std::max(unseen, std::min(window_cost, model_.most(sets)));
}

double WindowCosts::factor_cost(const Factor& factor) {
  double sum = 0;
  for (const ClassString& s : factor) {
    const std::vector<Window>& w = windows(s);
    if (w.empty()) return std::numeric_limits<double>::infinity();
    sum += occurrence(s, w.front().cost) + kKeyCost * w.front().cost + kStringCost +
           (has_run(s) ? 0 : kNotSampledCost);
  }
  return sum;
}

std::vector<std::uint64_t> WindowCosts::keys(const ClassString& s, std::uint32_t offset,
                                             std::uint32_t width) const {
  std::vector<std::uint64_t> out{0};
  for (std::uint32_t i = 0; i < width; ++i) {
    std::vector<std::uint64_t> longer;
    folded(pool_.set(s[offset + i])).each([&](unsigned b) {
      for (const std::uint64_t k : out) longer.push_back(k | std::uint64_t{b} << 8 * i);
    });
    out = std::move(longer);
  }
  return out;
}

bool WindowCosts::single(char16_t element) const {
  return element < 256 || folded_byte(pool_.set(element)).has_value();
}

std::pair<int, std::uint8_t> WindowCosts::mark(const ClassString& s, std::uint32_t offset,
                                               std::uint32_t width) const {
  std::pair<int, std::uint8_t> best{-1, 0};
  unsigned least = ~0u;
  for (std::uint32_t i = 0; i < s.size(); ++i) {
    if (i >= offset && i < offset + width) continue;
    const auto byte = folded_byte(pool_.set(s[i]));
    if (!byte) continue;
    const unsigned often = text::frequency(static_cast<char>(*byte));
    // Strings with the same key differ more the farther one looks.
    if (often <= least) least = often, best = {static_cast<int>(i), *byte};
  }
  return best;
}

bool WindowCosts::has_run(const ClassString& s) const {
  std::uint32_t run = 0;
  for (const char16_t e : s) {
    run = single(e) ? run + 1 : 0;
    if (run == kRun) return true;
  }
  return false;
}

int WindowCosts::sampled_run(const ClassString& s) {
  if (!has_run(s)) return -1;
  const WindowRates rates = this->rates(s);
  std::vector<double> known(s.size(), -1);  // by place: rate of the gram there
  int best = -1;
  double least = std::numeric_limits<double>::infinity();
  std::uint32_t run = 0;
  for (std::uint32_t i = 0; i < s.size(); ++i) {
    run = single(s[i]) ? run + 1 : 0;
    if (run < kRun) continue;
    const std::uint32_t start = i + 1 - kRun;
    double cost = 0;
    for (std::uint32_t j = start; j < start + kSampleStep; ++j) {
      if (known[j] < 0) known[j] = rates.rate(j, kGramBytes);
      cost += known[j];
    }
    if (cost < least) least = cost, best = static_cast<int>(start);
  }
  // Such as "] https://": a window at every place is met less often.
  constexpr double kOften = 4e-4, kMuchMore = 8;
  if (least > kOften && least > kMuchMore * windows(s).front().cost) return -1;
  return best;
}

}  // namespace logdiag::match
