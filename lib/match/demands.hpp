// demands.hpp - what a pattern requires of its line besides the string that was
// found there.
//
// A demand is a row of factors, class strings of which one has to be there. A factor is
// a list (its length, its words) of two parts: a list of lists, for each string grams of it, the
// rarest first, and lists, for each string two words that tell where to look for it and its
// elements (as in PlanString). So what mostly says no lies close together.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "match/byte_set.hpp"
#include "match/kernels.hpp"
#include "match/line_grams.hpp"

namespace logdiag::match {

// Whether every factor is in the line, as far as that is worth being known. `grams`, of the same
// line, leave few strings to look for. `sets` are those of elements from 256 on.
bool meets(std::span<const std::uint16_t> demand, std::string_view line, const LineGrams& grams,
           std::span<const ByteSet> sets, const Kernels& kernels);

// How often log text has each gram and each byte.
class GramCounts {
 public:
  explicit GramCounts(std::string_view log_text);
  std::uint32_t of(unsigned gram) const { return grams_[gram]; }
  std::uint32_t of_byte(std::uint8_t folded) const { return bytes_[folded]; }  // without case

 private:
  std::vector<std::uint32_t> grams_, bytes_;
};

// Appends a factor to a demand; not one that says nothing.
void demand_factor(std::span<const ClassString> factor, const SetPool& pool,
                   const GramCounts& counts, std::vector<std::uint16_t>& demand);

// Whether a demand from outside can be read, where there are `sets` sets.
bool well_formed(std::span<const std::uint16_t> demand, std::size_t sets);

}  // namespace logdiag::match
