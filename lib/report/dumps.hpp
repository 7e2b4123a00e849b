// dumps.hpp - what steps say that ran after the failure to show why: `if: failure()` with
// kubectl describe, docker logs, journalctl.
#pragma once

#include <vector>

#include "match/rule_set_impl.hpp"
#include "report/overcome.hpp"
#include "scan/draft.hpp"
#include "scan/scope.hpp"

namespace logdiag::report {

// Marks the drafts of such steps as told by a dump, in jobs whose failed steps only waited
// in vain: no other cause is known of them, and `telling` (as in take_overcome(), without
// lines about waiting) knows no line that looks like one.
void mark_dumps(const RuleSet::Impl& rules, std::vector<scan::Draft>& drafts,
                const std::vector<scan::Step>& steps, const std::vector<scan::JobEnd>& jobs,
                const Telling& telling);

}  // namespace logdiag::report
