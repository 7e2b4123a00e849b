// pattern_check.hpp - what is demanded of the patterns of a rule: they compile,
// stay small, and their groups are the captures that the rule declares.
#pragma once

#include <logdiag/rule.hpp>
#include <logdiag/rule_set.hpp>
#include <vector>

namespace logdiag::match {

// Needed for a rule to be used at all. False when there was a problem.
bool check_patterns(const Rule& rule, std::vector<Problem>& problems);

// Demands on good style: no pattern begins with a gap, gaps are bounded.
void check_style(const Rule& rule, std::vector<Problem>& problems);

}  // namespace logdiag::match
