// What `rules check` says of rules that are valid and yet not good, and `rules test`
// of samples that do not show what they are to show.
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

TEST(CheckRules, TextsAreShortAndStepsDiffer) {
  json wordy = rule("a/one", "widget exploded", "error: widget exploded");
  wordy["title"]["en"] = std::string(200, 'w');
  wordy["fix"].push_back(wordy["fix"][0]);
  const std::vector<Problem> problems = problems_of({wordy});
  EXPECT_TRUE(says(problems, "a/one", "/title", "shorten it"));
  EXPECT_TRUE(says(problems, "a/one", "/fix/1", "same as another step"));
}

TEST(CheckRules, NamesOfOtherRulesAreTrue) {
  json one = rule("a/one", "widget exploded", "error: widget exploded");
  json two = rule("a/two", "gadget imploded", "error: gadget imploded");
  two["title"] = one["title"];
  one["supersedes"] = {"a/one", "a/two", "b/*"};
  two["supersedes"] = {"a/one"};
  two["replaced_by"] = "a/three";
  const std::vector<Problem> problems = problems_of({one, two});
  EXPECT_TRUE(says(problems, "a/two", "/title/en", "the title of a/one too"));
  EXPECT_TRUE(says(problems, "a/one", "/supersedes/0", "names the rule itself"));
  EXPECT_TRUE(says(problems, "a/one", "/supersedes/1", "decide which one wins"));
  EXPECT_TRUE(says(problems, "a/one", "/supersedes/2", "names no rule: b/*"));
  EXPECT_TRUE(says(problems, "a/two", "/replaced_by", "names no rule: a/three"));
}

TEST(CheckRules, GapsAreBoundedAndNotInFront) {
  json gaps = rule("a/one", ".{0,20}widget exploded", "error: widget exploded");
  gaps["match"]["any"].push_back("widget.*exploded");
  gaps["match"]["any"].push_back("[a-z]{2,40}");
  const std::vector<Problem> problems = problems_of({gaps});
  EXPECT_TRUE(says(problems, "a/one", "/match/any/0", "begins with a gap"));
  EXPECT_TRUE(says(problems, "a/one", "/match/any/1", "unbounded gap"));
  EXPECT_TRUE(says(problems, "a/one", "/match/any/2", "no fixed text"));
}

std::vector<Problem> failures_of(const std::vector<json>& rules, std::size_t samples) {
  RuleSetBuilder builder;
  for (const json& r : rules) builder.add_json(r.dump(), "x.json");
  EXPECT_TRUE(builder.problems().empty());
  SampleResults results = test_rules(builder.build().value());
  EXPECT_EQ(results.samples, samples);
  return results.failures;
}

TEST(TestRules, ASampleFailsWhereTheRuleSaysSomethingElse) {
  json good = rule("a/one", "widget (?P<name>\\w{1,20}) exploded", "error: widget x exploded");
  good["captures"] = {{"name", {{"fallback", "NAME"}}}};
  good["samples"][0]["captures"] = {{"name", "x"}};
  EXPECT_TRUE(failures_of({good}, 1).empty());

  json silent = good;
  silent["samples"][0]["log"] = {"all is well"};
  EXPECT_TRUE(says(failures_of({silent}, 1), "a/one", "/samples/0", "nothing fires"));

  json elsewhere = good;
  elsewhere["samples"][0]["log"] = {"well", "widget x exploded"};
  EXPECT_TRUE(says(failures_of({elsewhere}, 1), "a/one", "/samples/0", "line 2, line 1 was expected"));

  json other = good;
  other["samples"][0]["captures"] = {{"name", "y"}};
  EXPECT_TRUE(says(failures_of({other}, 1), "a/one", "/samples/0", "\"x\", \"y\" was expected"));

  json forbidden = good;
  forbidden["counter_samples"] = {{{"name", "two"}, {"why", "it is no widget"}, {"log", {"widget z exploded"}}}};
  EXPECT_TRUE(says(failures_of({forbidden}, 2), "a/one", "/counter_samples/0", "it is no widget"));
}

TEST(TestRules, ASampleFailsWhereAnotherRuleIsFirst) {
  json lesser = rule("a/lesser", "gadget imploded", "gadget imploded");
  json greater = rule("b/greater", "widget exploded", "widget exploded");
  lesser["priority"] = 40, greater["priority"] = 60;
  lesser["samples"][0]["log"] = {"gadget imploded", "widget exploded"};
  EXPECT_TRUE(says(failures_of({lesser, greater}, 2), "a/lesser", "/samples/0", "b/greater (line 2"));
  lesser["samples"][0]["top"] = false;
  EXPECT_TRUE(failures_of({lesser, greater}, 2).empty());
  lesser["samples"][0]["log"] = {"widget exploded"};
  EXPECT_TRUE(says(failures_of({lesser, greater}, 2), "a/lesser", "/samples/0", "does not fire; b/greater"));
}

}  // namespace
}  // namespace logdiag
