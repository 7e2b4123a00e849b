// check_rules.cpp - the demands on rules that `logdiag rules check` makes.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <logdiag/check.hpp>
#include <vector>

#include "base/words.hpp"
#include "match/pattern_check.hpp"
#include "match/rule_set_impl.hpp"
#include "rules/rule_check.hpp"

namespace logdiag {
namespace {

void check_samples_cover(const Rule& rule, std::vector<Problem>& problems) {
  const auto used = [&](const std::string& pattern, const std::vector<Sample>& samples) {
    return std::any_of(samples.begin(), samples.end(), [&](const Sample& s) {
      return std::any_of(s.log.begin(), s.log.end(), [&](const std::string& line) {
        return match::matches_once(pattern, line);
      });
    });
  };
  const auto list = [&](const char* key, const std::vector<std::string>& patterns, bool veto) {
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      if (used(patterns[i], rule.samples) || (veto && used(patterns[i], rule.counter_samples))) {
        continue;
      }
      problems.push_back({rule.origin, rule.id, fmt::format("/match/{}/{}", key, i),
                          veto ? "no counter sample shows this pattern; add one"
                               : "no sample shows this pattern; add one, or remove it"});
    }
  };
  list("any", rule.match.any, false);
  list("fallback", rule.match.fallback, false);
  list("sequence", rule.match.sequence, false);
  list("all", rule.match.all, false);
  list("capture", rule.match.capture, false);
  list("unless", rule.match.unless, true);
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
    check_samples_cover(*rule, problems);
    for (const Problem& p : references) {
      if (p.rule_id == rule->id) problems.push_back(p);
    }
  }
  return problems;
}

}  // namespace logdiag
