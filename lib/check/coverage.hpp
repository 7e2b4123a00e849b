// coverage.hpp - which patterns the samples show, and whose samples a pattern
// hits that it does not belong to.
#pragma once

#include <cstdint>
#include <logdiag/rule_set.hpp>
#include <vector>

namespace logdiag::check {

struct PatternUse {
  bool asked_always = false;       // nothing in it is required: every line is asked
  bool by_sample = false;          // matches a line of a sample of its own rule
  bool by_counter_sample = false;  // or of one of its counter samples
  std::vector<std::uint32_t> strangers;  // other rules whose sample's own line it matches
};

// One entry a pattern, in the order of the set's patterns. Compiles each
// expression that a line asks for once.
std::vector<PatternUse> pattern_uses(const RuleSet& rules);

}  // namespace logdiag::check
