#include "report/proposals.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "scan/deciding.hpp"
#include "scan/suspicion.hpp"

namespace logdiag::report {
namespace {

constexpr std::size_t kProposed = 5;

bool at(const Suspect& s, const Finding& f) {
  return f.where.line == s.where.line && f.where.source == s.where.source;
}

// A line that only says that a command or a build ended.
bool wraps(const Finding& f) {
  return f.rule->role != Role::cause &&
         scan::suspicion(f.text, text::Marker::none) < scan::kWrapper;
}

// That names what ended, or what came of it, and not why: any line of its step that looks
// very much like an error says more.
bool says_what_ended(const Finding& f) {
  constexpr int kCatchAll = 34, kEffect = 45;
  return wraps(f) ||
         (f.rule->role == Role::effect ? f.rule->priority <= kEffect : f.rule->priority <= kCatchAll);
}

bool explains(const Finding& f) {
  return f.rule->role != Role::generic && f.rule->severity == Severity::error;
}

// Whether the findings say less than a proposed line does: that something failed, that a
// command ended, or what a step warned of that then failed of something else.
bool says_less(const Finding& f, const Suspect& best, bool step_failed) {
  // What makes a step fail stands closer to its end.
  constexpr std::uint64_t kFar = 25;
  constexpr int kSays = 55;  // what was merely said last scores less
  constexpr int kNames = 40;
  if (f.rule->role == Role::generic) return true;
  if (f.rule->severity == Severity::error) {
    // "container web exited", behind what others said that went well.
    const bool names = f.rule->role == Role::effect && f.rule->priority >= kNames &&
                       best.score < kSays && best.where.line < f.where.line;
    return (says_what_ended(f) && !names && !at(best, f)) || f.cause;
  }
  if (!step_failed || at(best, f)) return false;
  constexpr int kTells = 50;  // behind a warning
  const bool same_step = best.where.step == f.where.step;
  return !f.in_failed_step || (best.score >= scan::kEvident && same_step) ||
         (best.score >= kTells && same_step && best.where.line > f.where.line) ||
         f.where.line + kFar < best.where.line;
}

// Of a log without any known cause.
Unknown guess(Report& report, const std::vector<bool>& forgiven, const scan::Suspects& suspects,
              const std::vector<scan::Step>& steps, const std::vector<scan::JobEnd>& jobs) {
  Unknown unknown;
  unknown.lines = suspects.best(steps, kProposed, [](const scan::Step&) { return true; });
  // Any other line says more than "something failed", or than a warning of a step
  // that did not.
  const auto said_already = [&](const Suspect& s) {
    return std::any_of(report.findings.begin(), report.findings.end(),
                       [&](const Finding& f) { return f.rule->role == Role::generic && at(s, f); });
  };
  if (std::all_of(unknown.lines.begin(), unknown.lines.end(), said_already)) return unknown;
  const bool step_failed =
      std::any_of(jobs.begin(), jobs.end(), [](const scan::JobEnd& j) { return j.step_failed; });
  const Suspect best = unknown.lines.front();
  // What followed is shown behind what may have caused it.
  constexpr std::size_t kBehind = 2;
  const auto effect = std::find_if(report.findings.begin(), report.findings.end(), explains);
  if (effect != report.findings.end() && !at(best, *effect)) {
    std::erase_if(unknown.lines, [&](const Suspect& s) { return at(s, *effect); });
    const std::size_t place = std::min(kBehind, unknown.lines.size());
    const bool apart = forgiven[static_cast<std::size_t>(effect - report.findings.begin())];
    unknown.lines.insert(unknown.lines.begin() + static_cast<std::ptrdiff_t>(place),
                         {effect->where, effect->text,
                          apart ? "in a step that did not decide" : "what followed from it", 0});
    unknown.lines.resize(std::min(unknown.lines.size(), kProposed));
  }
  std::vector<Finding> kept;
  for (std::size_t i = 0; i < report.findings.size(); ++i) {
    Finding& f = report.findings[i];
    f.cause.reset();  // only warnings are left; none explains another
    if (!forgiven[i] && !says_less(f, best, step_failed)) kept.push_back(std::move(f));
  }
  // Nor does what ended say more than a warning of the step that failed.
  const bool warned = std::any_of(kept.begin(), kept.end(), [](const Finding& f) {
    return f.rule->severity != Severity::error && f.in_failed_step;
  });
  if (warned) std::erase_if(kept, [](const Finding& f) { return explains(f); });
  report.findings = std::move(kept);
  return unknown;
}

// Whether the line stands where it says why `f`: before it, or below one that announces it,
// as Nix quotes a log ("> error: ..."), pip the output of a build, rake an exception and
// xcodebuild its commands.
bool may_explain(const Suspect& s, const Finding& f) {
  constexpr std::uint64_t kNext = 2, kCommands = 6, kOutput = 200;
  if (s.where.source != f.where.source) return false;
  if (s.where.line < f.where.line) return true;
  const std::size_t first = s.text.find_first_not_of(' ');
  return (f.text.ends_with(" aborted!") && s.where.line <= f.where.line + kNext) ||
         (f.text.ends_with(" did not run successfully.") && s.where.line <= f.where.line + kOutput) ||
         (f.text.ends_with(" FAILED **") && s.where.line <= f.where.line + kCommands) ||
         (first != std::string::npos && std::string_view(s.text).substr(first).starts_with("> "));
}

// Whether all that is known is that a command ended, and a line says why it may have.
bool only_wrapped(const Report& report, const std::vector<std::size_t>& deciding,
                  const scan::Suspects& suspects, const std::vector<scan::Step>& steps) {
  const auto known = std::find_if(report.findings.begin(), report.findings.end(), explains);
  if (known == report.findings.end() || !says_what_ended(*known) ||
      std::any_of(known, report.findings.end(), [&](const Finding& f) {
        return explains(f) && !f.cause && !says_what_ended(f);
      })) {
    return false;
  }
  const std::vector<Suspect> best = suspects.best(steps, 1, [](const scan::Step&) { return true; });
  if (best.empty() || at(best[0], *known)) return false;
  const Location& where = best[0].where;
  const bool same_step = where.step == known->where.step && where.job == known->where.job;
  const bool evident = best[0].score >= scan::kEvident;
  // One job failed, and so the others were stopped.
  const auto failed = [&](const std::string& job) {
    return std::any_of(steps.begin(), steps.end(), [&](const scan::Step& step) {
      return step.job == job && deciding[step.job_id] < steps.size();
    });
  };
  if (where.job != known->where.job && failed(where.job) && !failed(known->where.job)) {
    return wraps(*known);
  }
  if (!may_explain(best[0], *known) && !(wraps(*known) && known->in_failed_step && evident && same_step)) {
    return false;
  }
  if (wraps(*known)) return evident || (known->in_failed_step && same_step);
  return evident && same_step &&
         std::none_of(report.findings.begin(), report.findings.end(),
                      [&](const Finding& f) { return explains(f) && at(best[0], f); });
}

// A container action that fails leaves no marker: what looks very much like an error
// at the end of the last step may be one.
Unknown guess_at_containers(const scan::Suspects& suspects, const std::vector<scan::Step>& steps) {
  Unknown unknown;
  unknown.lines = suspects.best(steps, kProposed, [](const scan::Step& step) {
    return step.container && step.last_until != 0;
  });
  std::erase_if(unknown.lines, [](const Suspect& s) { return s.score < scan::kEvident; });
  return unknown;
}

}  // namespace

void propose(Report& report, const std::vector<std::size_t>& found_in, const scan::Suspects& suspects,
             const std::vector<scan::Step>& steps, const std::vector<scan::JobEnd>& jobs,
             std::optional<int> exit_code) {
  // What stands in a step that was allowed to fail, or that ran after the failure all the
  // same, explains nothing of the one that decided.
  const std::vector<std::size_t> deciding = scan::deciding_steps(steps, jobs.size());
  // Where so many failed, the log is one of several jobs, or of a job that nobody stops.
  constexpr std::size_t kManyFailed = 6;
  std::vector<std::size_t> failed(jobs.size());
  for (const scan::Step& step : steps) {
    if (step.failure == scan::Failure::exited && !step.cleanup) ++failed[step.job_id];
  }
  std::vector<bool> forgiven(report.findings.size()), explained(jobs.size());
  for (std::size_t i = 0; i < forgiven.size(); ++i) {
    const scan::Step& step = steps[found_in[i]];
    const std::size_t decided = deciding[step.job_id];
    if (decided == found_in[i] || decided >= steps.size() || failed[step.job_id] > kManyFailed) continue;
    forgiven[i] = step.failure == scan::Failure::exited ||
                  (step.failure == scan::Failure::marked && step.id > steps[decided].id);
  }
  if (!only_wrapped(report, deciding, suspects, steps)) {
    for (std::size_t i = 0; i < forgiven.size(); ++i) {
      const Finding& f = report.findings[i];
      if (explains(f) && !forgiven[i]) explained[f.job] = true;
    }
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
    unknown = guess(report, forgiven, suspects, steps, jobs);
    unknown.exit_code = exit_code;
  }
  if (!unknown.lines.empty() || unknown.exit_code) report.unknown = std::move(unknown);
}

}  // namespace logdiag::report
