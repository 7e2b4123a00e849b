#include "report/rank.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <tuple>

#include "report/overcome.hpp"
#include "scan/deciding.hpp"
#include "scan/line_shapes.hpp"
#include "scan/suspicion.hpp"

namespace logdiag::report {
namespace {

// What two findings are compared by, most important first.
enum Key : std::size_t {
  kSaysMore,    // a generic line is never first when any other line says more
  kError,       // warnings never outrank errors
  kCleanup,     // what runs after the job is decided explains nothing
  kFailedStep,  // in a step that failed, and of several in the one that decided
  kRole,        // a cause before an effect
  kOvercome,    // the step began anew after it, and failed of something else; or a test printed it
  kPassed,      // the step went on from a helper that failed to the sources, which fail by themselves
  kSuperseded,  // not explained by another finding
  kTriedAgain,  // and did not come again
  kWeakness,    // the stronger line of the same rule
  kPriority,    // the more specific rule
  kConfirmed,   // the runner repeats another line of the same rule as its error
  kSeverity,
  kSource,      // earlier input
  kLine,        // earlier line: causes come before consequences
  kKeys
};

constexpr std::array<std::string_view, kKeys> kNames{
    "says only that something failed", "is no error",    "stands in a cleanup step",
    "stands in a step that did not decide", "is an effect",
    "was overcome: the step went on from it",
    "was passed over: the sources fail by themselves", "is superseded",
    "was tried again",                 "is a weaker line of the same trouble",
    "is less specific",                "is not what the runner repeats",
    "is less severe",                  "comes from a later input",
    "comes later"};

struct Ranked {
  scan::Draft draft;
  std::array<std::int64_t, kKeys> key{};
  std::size_t superseder = ~std::size_t{0};  // index before sorting
  std::size_t before = 0;                    // index before sorting
};

// A rule that tells only which program or goal ended, whatever was the matter.
bool catches_all(const Rule& rule) {
  constexpr int kPriority = 32;
  return rule.priority <= kPriority && rule.severity == Severity::error;
}

// "a.c:3:9: error: ...", "    sum_test.go:12: got 4".
bool begins_with_place(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  return first != std::string_view::npos && scan::begins_with_place(text.substr(first));
}

// What a compiler or test runner says of the sources: each line is a trouble of its own.
bool is_diagnostic(const Rule& rule, const scan::Draft& draft) {
  return rule.severity == Severity::error && rule.role == Role::cause && rule.priority > kBroad &&
         draft.weakness == 0 &&
         (rule.owner == "code" || rule.owner == "tests" || begins_with_place(draft.text));
}

// Of a program that fetches or prepares something. Scripts go on from it as they like; where
// they do not, it ends the step.
bool tells_of_helper(const Rule& rule) {
  constexpr std::array<std::string_view, 25> kFamilies{
      "actions", "apt",     "aws",     "azure",       "docker", "gcp",     "ghcr",     "git",
      "gitlab",  "k8s",     "deploy",  "huggingface", "manifest", "network", "npm",    "os-packages",
      "pip",     "pnpm",    "pypi",    "permissions", "registry", "release", "ssh",    "tls",
      "yarn"};
  return std::find(kFamilies.begin(), kFamilies.end(), rules::family_of(rule.id)) != kFamilies.end();
}

// What a summary or a bare name weighs less than the rule's own lines: a message that
// another rule knows says more.
constexpr std::int64_t kFallback = 10;

}  // namespace

Ranking rank(const RuleSet::Impl& rules, std::vector<scan::Draft> drafts,
             const std::vector<scan::Step>& steps, const std::vector<scan::JobEnd>& jobs) {
  std::vector<Ranked> all;
  const std::vector<std::size_t> deciding = scan::deciding_steps(steps, jobs.size());
  std::vector<bool> caused(steps.size());
  for (const scan::Draft& d : drafts) {
    const rules::RuleEntry& rule = rules.rules[d.rule];
    if (rule.severity == Severity::error && rule.role == Role::cause && !d.scripted) {
      caused[d.step] = true;
    }
  }
  for (scan::Draft& d : drafts) {
    const rules::RuleEntry& rule = rules.rules[d.rule];
    // In a job that passed, an error was retried or tolerated. A container action
    // that fails leaves no marker: the last step may be one that did.
    const scan::Step& step = steps[d.step];
    const scan::JobEnd& job = jobs[step.job_id];
    const bool may_have_failed = step.container && step.last_until != 0;
    if (rule.severity == Severity::error && job.verdict == scan::Verdict::passed &&
        !may_have_failed) {
      continue;
    }
    // Nor did a step that passed make the job fail in which another one failed, unless it
    // shows why that one waited in vain.
    if (rule.severity == Severity::error && job.step_failed && !d.dumped &&
        (step.failure == scan::Failure::none || step.cleanup)) {
      continue;
    }
    const std::size_t decided = deciding[step.job_id];
    if (rule.severity == Severity::error && step.cleanup && decided < steps.size() && !d.dumped) {
      continue;
    }
    // Nor something broad in one that was allowed to fail, where the one that decided says
    // why it failed.
    if (rule.severity == Severity::error && rule.priority <= kBroad &&
        step.failure == scan::Failure::exited &&
        decided < steps.size() && step.id < steps[decided].id && caused[decided]) {
      continue;
    }
    // A script says what it would say.
    if (rule.severity == Severity::error && d.scripted && step.script_end > d.where.line) continue;
    // What a tool warned of, and then did all the same, was a retry that succeeded.
    if (rule.severity == Severity::error && d.warned && step.run > d.run) continue;
    Ranked r;
    r.before = all.size();
    r.draft = std::move(d);
    all.push_back(std::move(r));
  }
  // In which run of a step a cause was seen last.
  std::vector<std::uint32_t> last_run(steps.size());
  for (const Ranked& r : all) {
    const rules::RuleEntry& rule = rules.rules[r.draft.rule];
    if (rule.severity == Severity::error && rule.role == Role::cause) {
      last_run[r.draft.step] = std::max(last_run[r.draft.step], r.draft.run);
    }
  }
  const auto overcome = [&](const Ranked& r) {
    const std::uint32_t last = last_run[r.draft.step];
    return (last > r.draft.run ? last - r.draft.run : 0) + (was_printed_by_test(r.draft) ? 1 : 0);
  };
  // "connection refused, retrying", each time; then something failed that waits for nothing.
  // By step: the last lines of two rules that do.
  struct Unwaiting {
    std::uint64_t line = 0, other_line = 0;
    std::uint32_t rule = 0;
  };
  std::vector<Unwaiting> unwaiting(steps.size());
  for (const Ranked& r : all) {
    const rules::RuleEntry& rule = rules.rules[r.draft.rule];
    if (rule.severity != Severity::error || rule.role != Role::cause) continue;
    if (scan::speaks_of_waiting(r.draft.text)) continue;
    Unwaiting& u = unwaiting[r.draft.step];
    if (r.draft.rule == u.rule && u.line != 0) {
      u.line = std::max(u.line, r.draft.where.line);
    } else if (r.draft.where.line >= u.line) {
      u = {r.draft.where.line, u.line, r.draft.rule};
    } else {
      u.other_line = std::max(u.other_line, r.draft.where.line);
    }
  }
  const auto gone = [&](const Ranked& r) {
    if (r.draft.warned || !scan::speaks_of_retry(r.draft.text)) return false;
    const Unwaiting& u = unwaiting[r.draft.step];
    return (u.rule == r.draft.rule ? u.other_line : u.line) > r.draft.last;
  };
  // "docker pull cache || true", and then the sources do not compile. Where they lack something, it
  // may have been the helper that failed to bring it; tests run programs of all kinds.
  const auto passed_over = [&](const Ranked& r) {
    const Rule& rule = rules.rule(r.draft.rule);
    if (rule.severity != Severity::error || rule.role != Role::cause || r.draft.marked ||
        !tells_of_helper(rule)) {
      return false;
    }
    bool fails_by_itself = false;
    for (const Ranked& other : all) {
      const rules::RuleEntry& entry = rules.rules[other.draft.rule];
      const scan::Draft& d = other.draft;
      if (entry.severity != Severity::error || entry.role != Role::cause || d.step != r.draft.step ||
          d.source != r.draft.source || d.where.line <= r.draft.last + 1 || d.warned || d.finished ||
          supersedes(rules.rules[r.draft.rule], entry)) {
        continue;
      }
      const Rule& theirs = rules.rule(d.rule);
      if (tells_of_helper(theirs)) continue;
      if (scan::speaks_of_absence(d.text)) return false;
      fails_by_itself = fails_by_itself ||
                        (is_diagnostic(theirs, d) && rules::family_of(theirs.id) != "docs" &&
                         !was_printed_by_test(d) &&
                         (theirs.owner != "tests" || d.test_runs > r.draft.test_runs ||
                          d.traced_at > r.draft.last));
    }
    return fails_by_itself;
  };
  scan::Failure worst = scan::Failure::none;
  for (const scan::Step& s : steps) worst = std::max(worst, s.failure);
  // Whether b is another trouble behind a in what a tool says of the sources.
  const auto are_siblings = [&](const Ranked& a, const Ranked& b) {
    constexpr std::uint64_t kSame = 10;  // without a place of its own
    const Rule& one = rules.rule(a.draft.rule);
    const Rule& other = rules.rule(b.draft.rule);
    if (a.draft.step != b.draft.step || a.draft.run != b.draft.run ||
        a.draft.source != b.draft.source || !is_diagnostic(one, a.draft) ||
        !is_diagnostic(other, b.draft)) {
      return false;
    }
    // Of two tools where both name a place.
    const bool places = one.owner == "code" && other.owner == "code" &&
                        begins_with_place(a.draft.text) && begins_with_place(b.draft.text);
    if (rules::family_of(one.id) != rules::family_of(other.id) && !places) return false;
    const std::uint64_t line = a.draft.where.line, its = b.draft.where.line;
    const auto has_code = [](const Ranked& r) { return r.draft.text.starts_with("error[E"); };  // rustc
    return line < its && (its > line + kSame || begins_with_place(a.draft.text) ||
                          (has_code(a) && has_code(b)));
  };
  // They are in no order but that of their lines: the first counts as much as the heaviest,
  // unless that says more of the same.
  const auto weight = [&](const Ranked& r) {
    const std::int64_t own = rules.rules[r.draft.rule].priority;
    std::int64_t most = own;
    for (const Ranked& other : all) {
      const std::int64_t theirs = rules.rules[other.draft.rule].priority;
      const std::uint64_t its = other.draft.where.line;
      if (theirs > own && its == r.draft.where.line && other.draft.source == r.draft.source) return own;
      if (theirs > most && are_siblings(r, other)) most = theirs;
    }
    return most;
  };
  for (Ranked& r : all) {
    const rules::RuleEntry& rule = rules.rules[r.draft.rule];
    const scan::Step& step = steps[r.draft.step];
    const bool comes_and_goes = r.draft.warned && rules.rule(r.draft.rule).transient;
    bool weaker = false, confirmed_other = false;
    for (const Ranked& other : all) {
      // What comes and goes is warned of as long as it is tried again.
      const bool no_warning = comes_and_goes && !other.draft.warned;
      confirmed_other =
          confirmed_other || (other.draft.rule == r.draft.rule && other.draft.step == r.draft.step &&
                              (other.draft.marked || no_warning));
      weaker = weaker || (other.draft.rule == r.draft.rule &&
                          other.draft.weakness < r.draft.weakness &&
                          steps[other.draft.step].job_id == step.job_id);
      if (other.draft.rule != r.draft.rule && steps[other.draft.step].job_id == step.job_id &&
          r.superseder == ~std::size_t{0} && overcome(other) <= overcome(r) &&
          supersedes(rules.rules[other.draft.rule], rule) &&
          !are_siblings(r, other)) {
        r.superseder = other.before;
      }
    }
    r.key[kSaysMore] = rule.role == Role::generic;
    r.key[kError] = rule.severity != Severity::error;
    r.key[kCleanup] = step.cleanup;
    const std::size_t decided = deciding[step.job_id];
    r.key[kFailedStep] = r.draft.dumped
                             ? 0
                             : 2 * (static_cast<int>(worst) - static_cast<int>(step.failure)) +
                                   (decided < steps.size() && decided != r.draft.step);
    r.key[kRole] = static_cast<int>(rule.role);
    r.key[kOvercome] = overcome(r);
    r.key[kPassed] = passed_over(r);
    r.key[kTriedAgain] = (r.draft.repeats == 0 && was_tried_again(r.draft)) || gone(r);
    r.key[kConfirmed] = confirmed_other && !r.draft.marked;
    r.key[kSuperseded] = r.superseder != ~std::size_t{0};
    r.key[kWeakness] = weaker ? r.draft.weakness : 0;
    r.key[kPriority] = (r.draft.weakness > 0 ? kFallback : 0) - weight(r);
    r.key[kSeverity] = -static_cast<std::int64_t>(rule.severity);
    r.key[kSource] = r.draft.source;
    r.key[kLine] = static_cast<std::int64_t>(r.draft.where.line);
  }
  std::sort(all.begin(), all.end(), [&](const Ranked& a, const Ranked& b) {
    if (a.key != b.key) return a.key < b.key;
    return std::tie(a.draft.rule, a.before) < std::tie(b.draft.rule, b.before);
  });
  std::vector<std::size_t> place(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) place[all[i].before] = i;

  Ranking ranking;
  std::vector<Finding>& out = ranking.findings;
  for (std::size_t i = 0; i < all.size(); ++i) {
    Ranked& r = all[i];
    Finding f;
    f.rule = &rules.rule(r.draft.rule);
    f.where = r.draft.where;
    f.where.job = steps[r.draft.step].job;
    f.where.step = steps[r.draft.step].name;
    f.job = steps[r.draft.step].job_id;
    f.text = std::move(r.draft.text);
    f.context = std::move(r.draft.context->lines);
    f.captures = std::move(r.draft.captures);
    f.repeats = r.draft.repeats;
    f.in_failed_step = steps[r.draft.step].failure != scan::Failure::none;
    if (r.superseder != ~std::size_t{0}) {
      if (place[r.superseder] < i) f.cause = place[r.superseder];
    } else if (r.key[kWeakness] > 0) {
      for (std::size_t c = 0; c < i && !f.cause; ++c) {
        if (all[c].draft.rule == r.draft.rule) f.cause = c;
      }
    } else if (f.rule->role != Role::cause || catches_all(*f.rule)) {
      // A consequence belongs to the best cause of its step, else of its job; what only
      // names the program that ended, to that of its step.
      for (const bool same_step : {true, false}) {
        if (!same_step && f.rule->role == Role::cause) break;
        for (std::size_t c = 0; c < i && !f.cause; ++c) {
          const scan::Step& theirs = steps[all[c].draft.step];
          const scan::Step& mine = steps[r.draft.step];
          const bool near = same_step ? theirs.id == mine.id : theirs.job_id == mine.job_id;
          const bool explains = out[c].rule->role == Role::cause && !out[c].cause &&
                                (f.rule->role != Role::cause || !catches_all(*out[c].rule));
          if (near && explains) f.cause = c;
        }
      }
    }
    // A line has one cause: the rule that knows it best tells it.
    for (std::size_t c = 0; c < i && !f.cause; ++c) {
      const scan::Draft& other = all[c].draft;
      const bool same_line = other.source == r.draft.source && other.where.line == r.draft.where.line;
      if (same_line && out[c].rule->severity >= f.rule->severity) f.cause = c;
    }
    // What explains the explanation explains it all.
    while (f.cause && out[*f.cause].cause) f.cause = out[*f.cause].cause;
    if (i > 0) {
      for (std::size_t k = 0; k < kKeys; ++k) {
        if (r.key[k] != all[i - 1].key[k]) {
          f.decided = kNames[k];
          break;
        }
      }
    }
    out.push_back(std::move(f));
    ranking.steps.push_back(r.draft.step);
  }
  return ranking;
}

}  // namespace logdiag::report
