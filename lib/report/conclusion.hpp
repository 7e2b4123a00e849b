// conclusion.hpp - from what was seen in a log to its report: what is no cause after all,
// the order of the rest, and what is shown where no rule knows.
#pragma once

#include <logdiag/report.hpp>
#include <logdiag/rule_set.hpp>
#include <optional>
#include <vector>

#include "scan/draft.hpp"
#include "scan/scope.hpp"
#include "scan/suspects.hpp"

namespace logdiag::report {

// The findings and proposals of a report; suspects that turn out to be no cause are
// forgotten. The texts of the drafts are those of a report already.
Report conclude(const RuleSet& rules, std::vector<scan::Draft> drafts, scan::Suspects& suspects,
                const std::vector<scan::Step>& steps, const std::vector<scan::JobEnd>& jobs,
                std::optional<int> exit_code);

}  // namespace logdiag::report
