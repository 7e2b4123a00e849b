#include "report/proposals.hpp"

#include <algorithm>
#include <utility>

#include "scan/suspicion.hpp"

namespace logdiag::report {
namespace {

constexpr std::size_t kProposed = 5;

bool explains(const Finding& f) {
  return f.rule->role != Role::generic && f.rule->severity == Severity::error;
}

// Of a log without any known cause.
Unknown guess(Report& report, const scan::Suspects& suspects, const std::vector<scan::Step>& steps,
              const std::vector<scan::JobEnd>& jobs) {
  Unknown unknown;
  unknown.lines = suspects.best(steps, kProposed, [](const scan::Step&) { return true; });
  // Any other line says more than "something failed", or than a warning of a step
  // that did not.
  const auto said_already = [&](const Suspect& s) {
    return std::any_of(report.findings.begin(), report.findings.end(), [&](const Finding& f) {
      return f.rule->role == Role::generic && f.where.line == s.where.line &&
             f.where.source == s.where.source;
    });
  };
  if (std::all_of(unknown.lines.begin(), unknown.lines.end(), said_already)) return unknown;
  const bool step_failed =
      std::any_of(jobs.begin(), jobs.end(), [](const scan::JobEnd& j) { return j.step_failed; });
  std::erase_if(report.findings, [&](Finding& f) {
    f.cause.reset();  // only warnings are left; none explains another
    return f.rule->role == Role::generic || (step_failed && !f.in_failed_step);
  });
  return unknown;
}

// A container action that fails leaves no marker: what looks very much like an error
// at the end of the last step may be one.
Unknown guess_at_containers(const scan::Suspects& suspects, const std::vector<scan::Step>& steps) {
  Unknown unknown;
  unknown.lines = suspects.best(steps, kProposed,
                                [](const scan::Step& step) {
                                  return step.container && step.last_until != 0;
                                });
  std::erase_if(unknown.lines, [](const Suspect& s) { return s.score < scan::kEvident; });
  return unknown;
}

}  // namespace

void propose(Report& report, const scan::Suspects& suspects, const std::vector<scan::Step>& steps,
             const std::vector<scan::JobEnd>& jobs, std::optional<int> exit_code) {
  std::vector<bool> explained(jobs.size());
  for (const Finding& f : report.findings) {
    if (explains(f)) explained[f.job] = true;
  }
  const bool all_passed =
      !steps.empty() && std::all_of(steps.begin(), steps.end(), [&](const scan::Step& step) {
        return jobs[step.job_id].verdict == scan::Verdict::passed;
      });
  Unknown unknown;
  if (std::find(explained.begin(), explained.end(), true) != explained.end()) {
    // Beside known causes, only a job that did fail has still to be explained.
    unknown.lines = suspects.best(steps, kProposed, [&](const scan::Step& step) {
      return !explained[step.job_id] && jobs[step.job_id].verdict == scan::Verdict::failed;
    });
  } else if (all_passed) {
    unknown = guess_at_containers(suspects, steps);
  } else {
    unknown = guess(report, suspects, steps, jobs);
    unknown.exit_code = exit_code;
  }
  if (!unknown.lines.empty() || unknown.exit_code) report.unknown = std::move(unknown);
}

}  // namespace logdiag::report
