// The filter may be wrong in one direction only: what RE2 matches, it must see.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "match/literal_filter.hpp"
#include "match/literals.hpp"
#include "match/matcher.hpp"

namespace logdiag::match {
namespace {

using Words = std::vector<std::string>;

TEST(Literals, Extracts) {
  EXPECT_EQ(required_literals("permission_denied: write_package"),
            Words{"permission_denied: write_package"});
  EXPECT_EQ(required_literals("^npm (?:ERR!|error) code E404"),
            (Words{"npm err! code e404", "npm error code e404"}));
  EXPECT_EQ(required_literals("(?P<file>[^ ]{1,80}): undefined reference to"),
            Words{": undefined reference to"});
  EXPECT_EQ(required_literals("(?i)Could Not Resolve host"), Words{"could not resolve host"});
  EXPECT_EQ(required_literals("error\\[E0[0-9]{3}\\]"), Words{"error[e0"});
  EXPECT_EQ(required_literals("a[bc]defgh"), (Words{"abdefgh", "acdefgh"}));
  EXPECT_EQ(required_literals("(?:alpha|beta)x{2,3}"), (Words{"alpha", "beta"}));
}

TEST(Literals, SaysWhenThereIsNone) {
  for (const char* none : {"[a-z]+", "abc", "(?:longword)?", "(?:longword|x)", "\\d{3}", "(?:long)*"}) {
    EXPECT_TRUE(required_literals(none).empty()) << none;
  }
}

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

// All patterns of all rules against all sample lines, the filter against RE2.
TEST(LiteralFilter, NeverMissesWhatRe2Matches) {
  const std::vector<std::string> patterns = rule_patterns();
  ASSERT_GT(patterns.size(), 500u);
  LiteralFilter filter;
  std::vector<bool> always(patterns.size());
  for (std::uint32_t i = 0; i < patterns.size(); ++i) {
    const Words literals = required_literals(patterns[i]);
    always[i] = literals.empty();
    for (const std::string& l : literals) filter.add(l, i);
  }
  filter.build();
  std::vector<std::string_view> views(patterns.begin(), patterns.end());
  const Matcher matcher(views);
  std::mt19937 random(7);
  std::vector<std::string> lines = rule_lines();
  std::shuffle(lines.begin(), lines.end(), random);
  lines.resize(std::min<std::size_t>(lines.size(), 400));
  std::size_t checked = 0;
  for (const std::string& line : lines) {
    std::vector<Candidate> candidates;
    filter.find(line, candidates);
    std::vector<bool> seen(patterns.size());
    for (const Candidate& c : candidates) seen[c.pattern] = true;
    for (std::uint32_t i = 0; i < patterns.size(); ++i) {
      if (seen[i] || always[i]) continue;
      EXPECT_FALSE(matcher.find(i, line)) << patterns[i] << "\n on: " << line;
      ++checked;
    }
  }
  EXPECT_GT(checked, 100'000u);
}

TEST(LiteralFilter, FindsAtTheEdgesOfABlock) {
  LiteralFilter filter;
  filter.add("first", 1);
  filter.add("word at the end", 2);
  filter.build();
  std::vector<Candidate> out;
  filter.find("FIRST line\nand a Word At The End", out);
  ASSERT_EQ(out.size(), 2u);
  EXPECT_EQ(out[0].pattern, 1u);
  EXPECT_EQ(out[1].pattern, 2u);
  out.clear();
  filter.find("firs", out);
  filter.find("", out);
  filter.find("word at the en", out);
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
  EXPECT_EQ(check_expression("abc(?P<x>d)"), "");
  EXPECT_NE(check_expression("abc(d)"), "");
  EXPECT_NE(check_expression("(?<x>d)"), "");
  EXPECT_NE(check_expression("a{1,1000}b{1,1000}"), "");
  EXPECT_NE(check_expression("[✖x]yz"), "");
  EXPECT_EQ(group_names("(?P<a>x)(?P<b>y)"), (std::vector<std::string>{"a", "b"}));
}

}  // namespace
}  // namespace logdiag::match
