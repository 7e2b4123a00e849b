#include "report/conclusion.hpp"

#include <cstdint>
#include <string_view>
#include <utility>

#include "match/rule_set_impl.hpp"
#include "report/dumps.hpp"
#include "report/overcome.hpp"
#include "report/proposals.hpp"
#include "report/rank.hpp"
#include "scan/suspicion.hpp"

namespace logdiag::report {

Report conclude(const RuleSet& rules, std::vector<scan::Draft> drafts, scan::Suspects& suspects,
                const std::vector<scan::Step>& steps, const std::vector<scan::JobEnd>& jobs,
                std::optional<int> exit_code) {
  const RuleSet::Impl& table = RuleSetAccess::impl(rules);
  const auto telling = [&](bool (*beside)(std::string_view)) -> Telling {
    return [&, beside](const std::vector<bool>& wanted) {
      return suspects.telling(steps, wanted, beside);
    };
  };
  for (const scan::Draft& d : take_overcome(
           table, drafts, steps, telling(scan::speaks_of_retry),
           [&](std::uint32_t source, std::uint64_t line) { return suspects.retried(source, line); })) {
    suspects.forget(d.source, d.where.line);
    suspects.forget(d.source, d.last);
  }
  mark_dumps(table, drafts, steps, jobs, telling(scan::speaks_of_waiting));
  Ranking ranking = rank(table, std::move(drafts), steps, jobs);
  Report report{rules, std::move(ranking.findings), {}, {}, {}, {}};
  propose(report, ranking.steps, suspects, steps, jobs, exit_code);
  return report;
}

}  // namespace logdiag::report
