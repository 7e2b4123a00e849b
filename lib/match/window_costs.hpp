// window_costs.hpp - where class strings can be looked for, and what that costs.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "match/byte_model.hpp"
#include "match/byte_set.hpp"
#include "match/factors.hpp"
#include "match/placement.hpp"

namespace logdiag::match {

// Windows of class strings, remembered by string.
class WindowCosts {
 public:
  WindowCosts(const SetPool& pool, const ByteModel& model) : pool_(pool), model_(model) {}

  // Cheapest first; none for a string that no key can be made of.
  const std::vector<Window>& windows(const ClassString& string);

  // For FactorCost: occurrences of the strings per place of log text, and a
  // little for each string.
  double factor_cost(const Factor& factor);

  // All keys of a window, with the bit 0x20 of each byte set.
  std::vector<std::uint64_t> keys(const ClassString& string, std::uint32_t offset,
                                  std::uint32_t width) const;

  // The rarest byte of a string, letters of either case, outside `width` bytes from `offset` on:
  // its place, negative if there is none, and the byte with the bit 0x20 set.
  std::pair<int, std::uint8_t> mark(const ClassString& string, std::uint32_t offset,
                                    std::uint32_t width) const;

  // The offset of the best run of bytes, letters of either case, that is long
  // enough for the sampler: kRun bytes. Negative if there is none, or if that is met
  // much more often than a window.
  static constexpr std::uint32_t kRun = kGramBytes + kSampleStep - 1;
  int sampled_run(const ClassString& string);

  void forget() { known_.clear(); }

 private:
  WindowRates rates(const ClassString& string) const;
  double occurrence(const ClassString& string, double window_cost) const;
  double element_weight(char16_t element) const;  // against a byte that is one
  bool has_run(const ClassString& string) const;
  bool single(char16_t element) const;

  const SetPool& pool_;
  const ByteModel& model_;
  std::unordered_map<ClassString, std::vector<Window>> known_;
};

}  // namespace logdiag::match
