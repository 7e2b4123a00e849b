// rulepack - checks all of rules/ and writes them, with the prefilter's plan for
// their patterns, as one rule pack, which is linked into the library. Refuses
// what `logdiag rules check` refuses.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "match/pattern_check.hpp"
#include "match/plan.hpp"
#include "match/watch.hpp"
#include "rules/pack.hpp"
#include "rules/rule_check.hpp"
#include "rules/rule_files.hpp"

// rulepack itself has no built-in rules.
namespace logdiag::rules {
std::string_view builtin_pack() { return {}; }
}  // namespace logdiag::rules

namespace logdiag {
namespace {

int pack_rules(const std::string& root, const std::string& target) {
  const Result<std::vector<std::string>> names = rules::rule_file_names(root);
  if (!names) {
    fmt::print(stderr, "rulepack: {}\n", names.error().message);
    return 2;
  }
  std::vector<Problem> problems;
  std::vector<rules::ParsedRule> all;
  for (const std::string& name : *names) {
    const Result<std::string> bytes = rules::read_rule_file(name);
    if (!bytes) {
      fmt::print(stderr, "rulepack: {}\n", bytes.error().message);
      return 2;
    }
    for (rules::ParsedRule& rule : rules::parse_rules(*bytes, name, problems)) {
      const std::string expected =
          std::filesystem::path(name).lexically_relative(root).replace_extension().string();
      if (rule.rule.id != expected) {
        problems.push_back({name, rule.rule.id, "/id",
                            fmt::format("must be {}, the path below rules/", expected)});
      }
      match::check_patterns(rule.rule, problems);
      rules::check_texts(rule.rule, problems);
      all.push_back(std::move(rule));
    }
  }
  std::vector<const Rule*> pointers;
  pointers.reserve(all.size());
  for (const rules::ParsedRule& r : all) pointers.push_back(&r.rule);
  rules::check_references(pointers, problems);
  for (const Problem& p : problems) fmt::print(stderr, "{}\n", p.text());
  if (!problems.empty()) {
    fmt::print(stderr, "rulepack: {} problem(s) in {}\n", problems.size(), root);
    return 1;
  }
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return a.rule.id < b.rule.id; });
  std::ofstream out(target, std::ios::binary | std::ios::trunc);
  // The plans number their patterns in the order of the pack; the watches stand
  // behind those that open.
  std::vector<std::string_view> opening, nearby;
  for (const rules::ParsedRule& r : all) {
    for (const rules::RulePattern& p : rules::patterns_of(r.rule)) {
      (p.opens ? opening : nearby).push_back(p.text);
    }
  }
  const std::vector<std::string> watches = match::watch_expressions();
  opening.insert(opening.end(), watches.begin(), watches.end());
  const auto plan = [](const std::vector<std::string_view>& patterns, double often) {
    return match::build_plan(patterns, match::PlanEffort::thorough, match::CaseFolding::ascii, often);
  };
  const std::string pack =
      rules::write_pack(all, plan(opening, match::kNeverOften), plan(nearby, match::kOftenNearby));
  out.write(pack.data(), static_cast<std::streamsize>(pack.size()));
  out.close();
  if (!out) {
    fmt::print(stderr, "rulepack: cannot write {}\n", target);
    return 2;
  }
  return 0;
}

}  // namespace
}  // namespace logdiag

int main(int argc, char** argv) {
  if (argc != 3) {
    (void)std::fputs("usage: rulepack RULES_DIRECTORY OUTPUT\n", stderr);
    return 2;
  }
  try {
    return logdiag::pack_rules(argv[1], argv[2]);
  } catch (const std::exception& e) {
    (void)std::fprintf(stderr, "rulepack: %s\n", e.what());
    return 2;
  }
}
