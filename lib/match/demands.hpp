// demands.hpp - what a pattern requires of its line besides the string that was
// found there.
//
// A demand is a row of factors: the number of words that follow, then class strings
// of which one has to be there: the number of its pairs of symbols, these pairs, the
// number of its elements, these elements (as in PlanString).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "match/byte_set.hpp"
#include "match/line_grams.hpp"

namespace logdiag::match {

// Whether every factor is in the line. `grams`, of the same line, leave few strings to
// look for; without them all are. `sets` are those of elements from 256 on.
bool meets(std::span<const std::uint16_t> demand, std::string_view line, const LineGrams* grams,
           std::span<const ByteSet> sets);

// Appends a factor to a demand; not one that says nothing.
void demand_factor(std::span<const ClassString> factor, const SetPool& pool,
                   std::vector<std::uint16_t>& demand);

// Whether a demand from outside can be read, where there are `sets` sets.
bool well_formed(std::span<const std::uint16_t> demand, std::size_t sets);

}  // namespace logdiag::match
