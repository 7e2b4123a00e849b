// check_rules.cpp - the demands on rules that `logdiag rules check` makes.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <logdiag/check.hpp>
#include <string_view>
#include <vector>

#include "base/words.hpp"
#include "check/coverage.hpp"
#include "match/pattern_check.hpp"
#include "match/rule_set_impl.hpp"
#include "rules/rule_check.hpp"

namespace logdiag {
namespace {

// A cause whose pattern stands in the very line of this many other rules says
// nothing of its own.
constexpr std::size_t kTooBroad = 12;

constexpr std::array<std::string_view, 6> kKeys{"any", "fallback", "sequence",
                                                "all", "unless",   "capture"};

bool explains(const Rule& rule, std::string_view other) {
  return std::any_of(rule.supersedes.begin(), rule.supersedes.end(), [&](const std::string& glob) {
    return base::glob_matches(glob, other);
  });
}

// What running all samples shows of one pattern.
void check_use(const RuleSet& rules, const rules::PatternEntry& pattern,
               const check::PatternUse& use, std::vector<Problem>& problems) {
  const Rule& rule = rules.rule(pattern.rule);
  const auto clause = static_cast<std::size_t>(pattern.clause);
  const std::string place = fmt::format("/match/{}/{}", kKeys[clause], pattern.index);
  const bool veto = pattern.clause == rules::Clause::unless;
  if (!use.by_sample && !(veto && use.by_counter_sample)) {
    problems.push_back({rule.origin, rule.id, place,
                        veto ? "no counter sample shows this pattern; add one"
                             : "no sample shows this pattern; add one, or remove it"});
  }
  if (use.asked_always) {
    problems.push_back({rule.origin, rule.id, place,
                        "has no fixed text that every match contains, so it is asked on every "
                        "line, which is slow; add words of the message"});
  }
  // With `all` a pattern does not decide alone.
  if (pattern.clause != rules::Clause::any || rule.role != Role::cause || !rule.match.all.empty()) {
    return;
  }
  std::vector<std::string_view> strangers;
  for (const std::uint32_t other : use.strangers) {
    const Rule& theirs = rules.rule(other);
    if (theirs.role == Role::cause && !explains(theirs, rule.id) && !explains(rule, theirs.id)) {
      strangers.push_back(theirs.id);
    }
  }
  if (strangers.size() >= kTooBroad) {
    problems.push_back({rule.origin, rule.id, place,
                        fmt::format("is too broad: it matches the line of {} other rules as well, "
                                    "{} and {} among them; use more of the tool's own words",
                                    strangers.size(), strangers.front(), strangers.back())});
  }
}

}  // namespace

std::vector<Problem> check_rules(const RuleSet& rules, std::string_view glob,
                                 std::string_view root) {
  std::vector<Problem> problems;
  std::vector<const Rule*> all;
  for (std::size_t i = 0; i < rules.size(); ++i) all.push_back(&rules.rule(i));
  std::vector<Problem> references;
  rules::check_references(all, references);
  for (const Rule* rule : all) {
    if (!base::glob_matches(glob, rule->id)) continue;
    if (!root.empty() && rule->origin != "built-in") {
      const std::string path = std::filesystem::path(rule->origin)
                                   .lexically_relative(std::filesystem::path(root))
                                   .replace_extension()
                                   .generic_string();
      if (path != rule->id && path != ".") {
        problems.push_back({rule->origin, rule->id, "/id",
                            fmt::format("must be {}, the path of its file", path)});
      }
    }
    rules::check_texts(*rule, problems);
    match::check_style(*rule, problems);
    for (const Problem& p : references) {
      if (p.rule_id == rule->id) problems.push_back(p);
    }
  }
  const RuleSet::Impl& table = RuleSetAccess::impl(rules);
  const std::vector<check::PatternUse> uses = check::pattern_uses(rules);
  for (std::size_t p = 0; p < uses.size(); ++p) {
    if (base::glob_matches(glob, rules.id(table.patterns[p].rule))) {
      check_use(rules, table.patterns[p], uses[p], problems);
    }
  }
  std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
    return a.rule_id < b.rule_id;
  });
  return problems;
}

}  // namespace logdiag
