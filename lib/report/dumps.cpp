#include "report/dumps.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "scan/suspicion.hpp"

namespace logdiag::report {
namespace {

bool failed(const scan::Step& step) {
  return step.failure == scan::Failure::exited && !step.cleanup;
}

// Of each job the first step that failed by its number in the log.
std::vector<std::uint32_t> first_failures(const std::vector<scan::Step>& steps, std::size_t jobs) {
  std::vector<std::uint32_t> out(jobs, std::numeric_limits<std::uint32_t>::max());
  for (const scan::Step& step : steps) {
    if (failed(step)) out[step.job_id] = std::min(out[step.job_id], step.id);
  }
  return out;
}

}  // namespace

void mark_dumps(const RuleSet::Impl& rules, std::vector<scan::Draft>& drafts,
                const std::vector<scan::Step>& steps, const std::vector<scan::JobEnd>& jobs,
                const Telling& telling) {
  const std::vector<std::uint32_t> first = first_failures(steps, jobs.size());
  // What a state follows from may not be shown; that a pull failed is more than the wait.
  const auto tells = [](const rules::RuleEntry& rule) {
    return rule.role == Role::cause || (rule.role == Role::effect && rule.priority > kBroad);
  };
  const auto shows_why = [&](const scan::Draft& d) {
    const scan::Step& step = steps[d.step];
    const rules::RuleEntry& rule = rules.rules[d.rule];
    return step.dumps && step.failure == scan::Failure::none && !step.cleanup &&
           step.id > first[step.job_id] && rule.severity == Severity::error && tells(rule) &&
           !d.scripted;
  };
  if (std::none_of(drafts.begin(), drafts.end(), shows_why)) return;
  std::vector<bool> known(jobs.size());
  for (const scan::Draft& d : drafts) {
    const rules::RuleEntry& rule = rules.rules[d.rule];
    if (failed(steps[d.step]) && rule.severity == Severity::error && rule.role == Role::cause &&
        !d.scripted && !scan::speaks_of_waiting(d.text)) {
      known[steps[d.step].job_id] = true;
    }
  }
  std::vector<bool> that_failed(steps.size());
  std::transform(steps.begin(), steps.end(), that_failed.begin(), failed);
  const std::vector<std::uint64_t> told = telling(that_failed);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (told[i] > 0) known[steps[i].job_id] = true;
  }
  for (scan::Draft& d : drafts) d.dumped = shows_why(d) && !known[steps[d.step].job_id];
}

}  // namespace logdiag::report
