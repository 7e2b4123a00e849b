// What `rules check` says of rules that are valid and yet not good.
#include <gtest/gtest.h>

#include <algorithm>
#include <logdiag/check.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace logdiag {
namespace {

using nlohmann::json;

json rule(const std::string& id, const std::string& pattern, const std::string& sample) {
  return {{"schema", 1},
          {"id", id},
          {"category", "build"},
          {"severity", "error"},
          {"role", "cause"},
          {"owner", "code"},
          {"transient", false},
          {"title", {{"en", "Trouble of " + id}, {"zh", id + " 出错"}}},
          {"match", {{"any", {pattern}}}},
          {"diagnosis", {{"en", "It broke."}, {"zh", "出了问题。"}}},
          {"fix", {{{"en", "Mend it."}, {"zh", "修好它。"}}}},
          {"docs", {"https://example.com/docs"}},
          {"samples", {{{"name", "one"}, {"log", {sample}}, {"line", 1}}}}};
}

std::vector<Problem> problems_of(const std::vector<json>& rules) {
  RuleSetBuilder builder;
  for (const json& r : rules) builder.add_json(r.dump(), r["id"].get<std::string>() + ".json");
  EXPECT_TRUE(builder.problems().empty());
  return check_rules(builder.build().value());
}

bool says(const std::vector<Problem>& problems, std::string_view id, std::string_view place,
          std::string_view words) {
  return std::any_of(problems.begin(), problems.end(), [&](const Problem& p) {
    return p.rule_id == id && p.place == place && p.message.find(words) != std::string::npos;
  });
}

TEST(CheckRules, AGoodRuleHasNoProblem) {
  EXPECT_TRUE(problems_of({rule("a/one", "widget exploded", "error: widget exploded")}).empty());
}

TEST(CheckRules, APatternThatNoSampleShowsIsDead) {
  json dead = rule("a/one", "widget exploded", "error: widget exploded");
  dead["match"]["any"].push_back("gadget imploded");
  EXPECT_TRUE(says(problems_of({dead}), "a/one", "/match/any/1", "no sample shows"));
}

TEST(CheckRules, PatternsSeeTheCleanedLine) {
  // The runner's marker is taken off before any pattern is asked.
  const json marked = rule("a/one", "##\\[error\\]widget", "##[error]widget exploded");
  EXPECT_TRUE(says(problems_of({marked}), "a/one", "/match/any/0", "no sample shows"));
}

TEST(CheckRules, APatternThatTakesTheLinesOfManyRulesIsTooBroad) {
  std::vector<json> rules{rule("a/broad", "exploded", "a thing exploded")};
  for (int i = 0; i < 12; ++i) {
    const std::string part = "part" + std::to_string(100 + i);
    rules.push_back(rule("b/" + part, part + " exploded", part + " exploded today"));
  }
  EXPECT_TRUE(says(problems_of(rules), "a/broad", "/match/any/0", "too broad"));
  // What is settled by `supersedes` is no trouble.
  for (std::size_t i = 1; i < rules.size(); ++i) rules[i]["supersedes"] = {"a/broad"};
  EXPECT_FALSE(says(problems_of(rules), "a/broad", "/match/any/0", "too broad"));
}

TEST(CheckRules, BothLanguagesMustCarryTheSame) {
  json uneven = rule("a/one", "widget exploded", "error: widget exploded");
  uneven["diagnosis"] = {{"en", "Run `make`."}, {"zh", "运行一下。"}};
  EXPECT_TRUE(says(problems_of({uneven}), "a/one", "/diagnosis", "`code`"));
}

}  // namespace
}  // namespace logdiag
