// rank.hpp - from drafts to findings, the root cause first, consequences
// attached to their cause.
#pragma once

#include <logdiag/report.hpp>
#include <vector>

#include "match/rule_set_impl.hpp"
#include "scan/draft.hpp"
#include "scan/scope.hpp"

namespace logdiag::report {

// Orders the drafts; the first difference decides, and its name is kept in
// Finding::decided. See lib/ARCHITECTURE.md, "Ranking".
std::vector<Finding> rank(const RuleSet::Impl& rules, std::vector<scan::Draft> drafts,
                          const std::vector<scan::Step>& steps,
                          const std::vector<scan::JobEnd>& jobs);

}  // namespace logdiag::report
