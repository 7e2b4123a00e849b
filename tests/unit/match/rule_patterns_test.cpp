// The prefilter and the matcher on the patterns and samples of the built-in rules.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "match/lookout.hpp"
#include "match/matcher.hpp"
#include "match/plan.hpp"
#include "match/prefilter.hpp"
#include "plan_of.hpp"

namespace logdiag::match {
namespace {

std::vector<std::string> rule_patterns() {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(LOGDIAG_RULES_DIR)) {
    if (entry.path().extension() != ".json" || entry.path().filename() == "schema.json") continue;
    std::ifstream in(entry.path());
    const auto rule = nlohmann::json::parse(in);
    for (const char* key : {"any", "fallback", "sequence", "all", "unless", "capture"}) {
      if (!rule["match"].contains(key)) continue;
      for (const auto& p : rule["match"][key]) out.push_back(p);
    }
  }
  return out;
}

std::vector<std::string> rule_lines() {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(LOGDIAG_RULES_DIR)) {
    if (entry.path().extension() != ".json" || entry.path().filename() == "schema.json") continue;
    std::ifstream in(entry.path());
    const auto rule = nlohmann::json::parse(in);
    for (const auto& sample : rule["samples"]) {
      for (const auto& line : sample["log"]) out.push_back(line);
    }
  }
  return out;
}

// All patterns of all rules against all sample lines, the prefilter against RE2.
TEST(Prefilter, MissesNothingOfTheRules) {
  const std::vector<std::string> patterns = rule_patterns();
  ASSERT_GT(patterns.size(), 500u);
  testing::Plan plan = testing::plan_of(patterns, PlanEffort::quick, CaseFolding::ascii);
  const std::vector<std::string_view> views(patterns.begin(), patterns.end());
  const Matcher matcher(views);
  std::mt19937 random(7);
  std::vector<std::string> lines = rule_lines();
  std::shuffle(lines.begin(), lines.end(), random);
  lines.resize(std::min<std::size_t>(lines.size(), LOGDIAG_TEST_SLOWLY ? 25 : 200));
  std::size_t checked = 0;
  for (const Target t : targets()) {
    const Prefilter filter(plan.view(), t);
    Prefilter::Scratch scratch;
    for (const std::string& line : lines) {
      std::vector<Candidate> candidates;
      filter.find(line, LineMap(line), scratch, candidates);
      std::vector<bool> seen(patterns.size());
      for (const std::uint32_t p : plan.view().slow_patterns()) seen[p] = true;
      for (const Candidate& c : candidates) seen[c.pattern] = true;
      for (std::uint32_t i = 0; i < patterns.size(); ++i) {
        if (seen[i]) continue;
        // The targets find the same strings; one of them is compared in full.
        if (t == Target::scalar || i % 16 == 0) {
          EXPECT_FALSE(matcher.find(i, line)) << patterns[i] << "\n on: " << line;
          ++checked;
        }
      }
    }
  }
  EXPECT_GT(checked, 100'000u);
}

TEST(Plan, KnowsWhetherAMatchCanBeLookedFor) {
  const auto is_slow = [](std::string expression) {
    return !testing::plan_of({std::move(expression)}, PlanEffort::quick, CaseFolding::ascii)
                .view().slow_patterns().empty();
  };
  for (const char* some : {"permission_denied: write_package", "^npm (?:ERR!|error) code E404", "abc",
                           "(?i)Could Not Resolve host", "error\\[E0[0-9]{3}\\]", "(?:alpha|beta)x{2,3}",
                           "(?P<file>[^ ]{1,80}): undefined reference to", "x[0-9]"}) {
    EXPECT_FALSE(is_slow(some)) << some;
  }
  for (const char* none : {"[a-z]+", "(?:longword)?", "(?:longword|x)", "[^a]{3}", "(?:long)*", "."}) {
    EXPECT_TRUE(is_slow(none)) << none;
  }
}

TEST(Lookout, TellsTheNumbersOfSeveralPlans) {
  const std::vector<std::string> first_patterns = {"alpha beta", "[a-z]+", "gamma"};
  testing::Plan first = testing::plan_of(first_patterns, PlanEffort::quick, CaseFolding::ascii);
  const std::vector<std::string_view> second = {"delta", ".{3}", "alpha beta gamma"};
  Lookout lookout;
  lookout.add(first.view(), {7, 1, Lookout::kUnwanted});
  lookout.add(second, {0, 3, 9});
  EXPECT_EQ(lookout.always(), (std::vector<std::uint32_t>{1, 3}));
  Lookout::Scratch scratch;
  std::vector<Candidate> out;
  std::string_view block = "- delta alpha beta gamma delta\nalpha beta\n";
  lookout.find(block, LineMap(block), scratch, out);
  EXPECT_EQ(out, (std::vector<Candidate>{{2, 0}, {8, 7}, {8, 9}, {31, 7}}));
  block = "nothing\n";
  lookout.find(block, LineMap(block), scratch, out);
  EXPECT_TRUE(out.empty());
}

TEST(Matcher, SetsAndSinglesAgree) {
  const std::vector<std::string> lines = rule_lines();
  const std::vector<std::string> patterns = rule_patterns();
  std::vector<std::string_view> views(patterns.begin(), patterns.begin() + 300);
  const Matcher matcher(views);
  for (std::size_t l = 0; l < lines.size(); l += 37) {
    std::vector<std::uint32_t> with_sets;
    matcher.match_all(lines[l], with_sets);
    std::vector<std::uint32_t> singly;
    for (std::uint32_t i = 0; i < views.size(); ++i) {
      if (matcher.find(i, lines[l])) singly.push_back(i);
    }
    EXPECT_EQ(with_sets, singly) << lines[l];
  }
}

TEST(Matcher, ChecksExpressions) {
  std::vector<std::string> names;
  EXPECT_EQ(check_expression("abc(?P<x>d)", names), "");
  EXPECT_NE(check_expression("abc(d)", names), "");
  EXPECT_NE(check_expression("(?<x>d)", names), "");
  EXPECT_NE(check_expression("a{1,1000}b{1,1000}", names), "");
  EXPECT_NE(check_expression("[✖x]yz", names), "");
  EXPECT_EQ(check_expression("(?P<a>x)(?P<b>y)", names), "");
  EXPECT_EQ(names, (std::vector<std::string>{"x", "a", "b"}));
}

}  // namespace
}  // namespace logdiag::match
