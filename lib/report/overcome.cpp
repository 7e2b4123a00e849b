#include "report/overcome.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "scan/suspicion.hpp"

namespace logdiag::report {
namespace {

// Lines that stand closer together may be about the same trouble.
constexpr std::uint64_t kAside = 10;
// What ends a step stands closer to its end.
constexpr std::uint64_t kFar = 25;
// Where a script goes on for as many lines, it goes on.
constexpr std::uint64_t kOn = 5;

enum class Doubt : std::uint8_t {
  none,
  broad,   // scripts often tolerate what its rule tells of
  warned,  // it calls itself a warning
  tried,   // and it was tried again
  finished,  // it stands in a vertex of BuildKit that ended well
  let_pass,  // its command may fail
  echoed,  // a command of the step was to say it
  hint,    // a warning of something broad
  logged,  // a program wrote it to its log, once, and may have gone on
  passing  // what is cleared away was not there
};

bool of_sources(const Rule& rule) { return rule.owner == "code" || rule.owner == "tests"; }

// What it failed to bring may be missed later.
bool installs(std::string_view family) {
  constexpr std::array<std::string_view, 8> kFamilies{"npm", "pip",         "pnpm", "yarn",
                                                      "apt", "os-packages", "ruby", "php"};
  return std::find(kFamilies.begin(), kFamilies.end(), family) != kFamilies.end();
}

// "+ true" behind it, as a trace shows "... || true".
bool was_let_pass(const scan::Draft& draft) {
  return std::any_of(draft.context->lines.begin(), draft.context->lines.end(), [&](const auto& l) {
    return l.number > draft.last && (l.text == "+ true" || l.text == "+ :");
  });
}

// "make: [Makefile:3: a] Error 1 (ignored)": make went on, and says so.
bool ignored_by_make(const scan::Draft& draft) {
  return std::any_of(draft.context->lines.begin(), draft.context->lines.end(), [&](const auto& l) {
    return l.number > draft.last && l.text.find("] Error ") != std::string::npos &&
           l.text.ends_with(" (ignored)");
  });
}

// "E, [2026-02-01T09:31:00.101 #21] ERROR -- : ...", "ERROR 21 --- [main] d.o.Rates : ...",
// "09:31:02.114 [main] ERROR dev.octo.Rates - ...": the layouts of Ruby's Logger, of Spring
// and of Logback.
bool is_logged(std::string_view text) {
  if (text.starts_with("E, [") || text.starts_with("W, [")) return text.find(" -- ") < 60;
  text.remove_prefix(std::min(text.find_first_not_of("0123456789:. "), text.size()));
  const std::string_view head = text.substr(0, 60);
  if (head.starts_with("ERROR ")) return head.find(" --- [") != std::string_view::npos;
  const std::size_t thread = head.find("] ERROR ");
  return head.starts_with('[') && thread != std::string_view::npos &&
         text.substr(thread).find(" - ") != std::string_view::npos;
}

std::vector<Doubt> doubts_of(const RuleSet::Impl& rules, const std::vector<scan::Draft>& drafts,
                             const std::vector<scan::Step>& steps) {
  std::vector<Doubt> out(drafts.size(), Doubt::none);
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    const scan::Draft& d = drafts[i];
    const rules::RuleEntry& rule = rules.rules[d.rule];
    if (rule.severity != Severity::error || rule.role == Role::generic) continue;
    const bool broad = rule.priority <= kBroad;
    const std::vector<scan::Tolerated>& may_fail = steps[d.step].tolerated;
    const bool let_pass = !d.scripted && !of_sources(rules.rule(d.rule)) &&
        (was_let_pass(d) || std::any_of(may_fail.begin(), may_fail.end(), [&](const scan::Tolerated& t) {
           return t.line < d.where.line && scan::may_have_said(t.program, d.text, rule.id);
         }));
    out[i] = let_pass && !d.finished && !d.echoed ? Doubt::let_pass
             : scan::speaks_in_passing(d.text) ? Doubt::passing
             : d.finished         ? Doubt::finished
             : d.echoed           ? Doubt::echoed
             : d.warned && broad             ? Doubt::hint
             : was_printed_by_test(d)        ? Doubt::hint
             : was_tried_again(d)            ? Doubt::tried
             : d.warned                      ? Doubt::warned
             : broad                         ? Doubt::broad
             : d.repeats == 0 && is_logged(d.text) ? Doubt::logged
                                                   : Doubt::none;
  }
  return out;
}

// "+ ./deploy": the trace of what ran next, which ended nothing by itself.
bool goes_on_with_command(const scan::Draft& draft) {
  constexpr std::array<std::string_view, 7> kSays{"echo ", "printf ", "cat", "exit",
                                                  "return", "false", "set "};
  return std::any_of(draft.context->lines.begin(), draft.context->lines.end(), [&](const auto& l) {
    if (l.number <= draft.last) return false;
    std::string_view said = l.text;
    said.remove_prefix(std::min(said.find_first_not_of('+'), said.size()));
    if (said.size() == l.text.size() || said.size() < 2 || said.front() != ' ') return false;
    said.remove_prefix(1);
    return std::none_of(kSays.begin(), kSays.end(),
                        [&](std::string_view word) { return said.starts_with(word); });
  });
}

// "ERROR    shop.client:client.py:40 connection refused": how pytest shows what a test logged.
bool pytest_shows_log(std::string_view text) {
  for (const std::string_view level : {"ERROR ", "WARNING ", "CRITICAL "}) {
    if (!text.starts_with(level)) continue;
    const std::size_t name = text.find_first_not_of(' ', level.size());
    if (name == std::string_view::npos) return false;
    const std::string_view place = text.substr(name, text.find(' ', name) - name);
    const std::size_t file = place.find(".py:");
    return file != std::string_view::npos && place.find(':') < file;
  }
  return false;
}

}  // namespace

bool was_tried_again(const scan::Draft& draft) {
  constexpr std::uint64_t kNear = 3;
  return std::any_of(draft.context->lines.begin(), draft.context->lines.end(), [&](const auto& l) {
    if (l.number < draft.where.line || l.number > draft.where.line + kNear) return false;
    // Many lines wait for something; only the next one may wait for this, and what timed
    // out waiting waits no more.
    const std::size_t at = l.text.find("aiting for ");
    const bool waits = l.number <= draft.where.line + 1 && at != std::string::npos &&
                       !std::string_view(l.text).substr(0, at).ends_with("ut w");
    return waits || scan::speaks_of_retry(l.text) ||
           (l.number > draft.where.line && scan::says_not_yet(l.text));
  });
}

bool was_printed_by_test(const scan::Draft& draft) {
  constexpr std::uint64_t kBelow = 2;
  if (pytest_shows_log(draft.text)) return true;
  const bool indented = draft.text.starts_with("    ");  // as Gradle shows it
  return std::any_of(draft.context->lines.begin(), draft.context->lines.end(), [&](const auto& l) {
    if (l.number >= draft.where.line || l.number + kBelow < draft.where.line) return false;
    if (indented && (l.text.ends_with(" STANDARD_OUT") || l.text.ends_with(" STANDARD_ERROR"))) return true;
    const std::string_view said = std::string_view(l.text).substr(
        std::min(l.text.find_first_not_of(' '), l.text.size()));
    return said == "console.error" || said == "console.warn" || said == "console.log" ||
           said.starts_with("stderr | ") || said.starts_with("stdout | ");
  });
}

std::vector<scan::Draft> take_overcome(const RuleSet::Impl& rules, std::vector<scan::Draft>& drafts,
                                       const std::vector<scan::Step>& steps,
                                       const Telling& telling, const Retried& retried) {
  const std::vector<Doubt> doubts = doubts_of(rules, drafts, steps);
  std::vector<bool> doubtful(steps.size());
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    if (doubts[i] != Doubt::none) doubtful[drafts[i].step] = true;
  }
  if (std::find(doubtful.begin(), doubtful.end(), true) == doubtful.end()) return {};
  const std::vector<std::uint64_t> told = telling(doubtful);
  const auto explains = [&](std::size_t k, const scan::Draft& d, std::uint64_t far) {
    const scan::Draft& other = drafts[k];
    const rules::RuleEntry& theirs = rules.rules[other.rule];
    const bool sure = doubts[k] == Doubt::none || doubts[k] == Doubt::logged;
    return sure && theirs.severity == Severity::error &&
           theirs.role == Role::cause && other.step == d.step && !other.scripted &&
           other.where.line > d.last + far && other.rule != d.rule &&
           !supersedes(rules.rules[d.rule], theirs);
  };
  // What was not there for it may be what a vertex failed to bring.
  const auto fails_apart = [&](const scan::Draft& other, const scan::Draft& d) {
    const rules::RuleEntry& theirs = rules.rules[other.rule];
    return !other.finished && theirs.severity == Severity::error && theirs.role != Role::generic &&
           other.step == d.step && !other.scripted && other.rule != d.rule &&
           !scan::speaks_of_absence(other.text);
  };
  // What another program said later, and was not let pass: the same one may be called again.
  const auto ends_instead = [&](std::size_t k, const scan::Draft& d) {
    const scan::Draft& other = drafts[k];
    const rules::RuleEntry& theirs = rules.rules[other.rule];
    if (other.step != d.step || other.scripted || other.where.line <= d.last ||
        theirs.severity != Severity::error || theirs.role != Role::cause ||
        (doubts[k] != Doubt::none && doubts[k] != Doubt::broad)) {
      return false;
    }
    const std::string_view mine = rules::family_of(rules.rules[d.rule].id);
    if (of_sources(rules.rule(other.rule)) || rules::family_of(theirs.id) != mine) {
      return !(installs(mine) && scan::speaks_of_absence(other.text));
    }
    const std::string_view name = std::string_view(d.text).substr(0, d.text.find(": "));
    return name.size() < 12 && name.size() < d.text.size() && !other.text.starts_with(name);
  };
  std::vector<bool> out(drafts.size());
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    const scan::Draft& d = drafts[i];
    const scan::Step& step = steps[d.step];
    const auto exits_behind = [&](std::uint64_t lines) {
      return step.failure == scan::Failure::exited && step.failed_at > d.last + lines;
    };
    const bool exited_later = exits_behind(kFar);
    if (doubts[i] == Doubt::none) continue;
    if (doubts[i] == Doubt::finished) {
      out[i] = told[d.step] > d.last ||
               std::any_of(drafts.begin(), drafts.end(),
                           [&](const scan::Draft& other) { return fails_apart(other, d); });
      continue;
    }
    if (ignored_by_make(d)) {
      out[i] = true;
      continue;
    }
    // What a test made it log is no cause where the test tells of something else.
    if (doubts[i] == Doubt::logged) {
      for (std::size_t k = 0; k < drafts.size() && !out[i]; ++k) {
        out[i] = explains(k, d, 0) && rules.rule(drafts[k].rule).category == "test";
      }
      continue;
    }
    const bool broad = doubts[i] == Doubt::broad;
    // Of a version that no tag tells scripts make one of their own.
    constexpr std::uint64_t kVersion = 2;
    const bool version = d.text.find("cannot describe") != std::string::npos;
    out[i] = doubts[i] == Doubt::passing ? exits_behind(version ? kVersion : kOn)
             : broad
                 ? exited_later && told[d.step] > d.last + kAside
                 : told[d.step] > d.last + kAside || (doubts[i] == Doubt::hint && exited_later) ||
                       (doubts[i] == Doubt::tried &&
                        (d.repeats == 0 ? exits_behind(kAside)
                                        : exits_behind(kOn) && retried(d.source, d.last)));
    if (doubts[i] == Doubt::echoed) out[i] = told[d.step] > d.last || goes_on_with_command(d);
    const bool near = doubts[i] == Doubt::hint || doubts[i] == Doubt::echoed;
    const std::uint64_t far = near ? 0 : broad && !exited_later ? kFar : kAside;
    for (std::size_t k = 0; k < drafts.size() && !out[i]; ++k) {
      out[i] = doubts[i] == Doubt::let_pass ? ends_instead(k, d) : explains(k, d, far);
    }
  }
  std::vector<scan::Draft> taken, kept;
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    (out[i] ? taken : kept).push_back(std::move(drafts[i]));
  }
  drafts = std::move(kept);
  return taken;
}

}  // namespace logdiag::report
