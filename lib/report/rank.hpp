// rank.hpp - from drafts to findings, the root cause first, consequences
// attached to their cause.
#pragma once

#include <cstddef>
#include <logdiag/report.hpp>
#include <vector>

#include "match/rule_set_impl.hpp"
#include "scan/draft.hpp"
#include "scan/scope.hpp"

namespace logdiag::report {

struct Ranking {
  std::vector<Finding> findings;
  std::vector<std::size_t> steps;  // of each the step, by its place in the list of steps
};

// Orders the drafts; the first difference decides, and its name is kept in
// Finding::decided. See lib/ARCHITECTURE.md, "Ranking".
Ranking rank(const RuleSet::Impl& rules, std::vector<scan::Draft> drafts,
             const std::vector<scan::Step>& steps, const std::vector<scan::JobEnd>& jobs);

}  // namespace logdiag::report
