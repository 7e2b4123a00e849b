#include "match/relaxed.hpp"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "match/matcher.hpp"
#include "random_patterns.hpp"

namespace logdiag::match {
namespace {

TEST(Relaxed, GapsLoseTheirBoundAndGetAGroup) {
  EXPECT_EQ(relax("a.{0,100}b").text, "a(.*)b");
  EXPECT_EQ(relax("a.{1,300}?b").text, "a(.+?)b");
  EXPECT_EQ(relax("[^ ]{1,160} x{2,120}\\w{0,9}").text, "([^ ]+) (x{2,})(\\w*)");
  EXPECT_EQ(relax(R"(\\.{0,300}[[:^digit:]x]{0,300})").text, R"(\\(.*)([[:^digit:]x]*))");
  EXPECT_EQ(relax("(?i)(?P<a>b.{0,40})(?: c.{0,50})?$").text, "(?i)(?P<a>b(.*))(?: c(.*))?$");
}

TEST(Relaxed, SomeGapsKeepTheirBounds) {
  const std::string_view expression = "a.{0,90}b.{0,8}(?P<x>c.{1,90})?d.{0,90}";
  const Relaxed some = relax(expression, gap_bit(1));
  EXPECT_EQ(some.text, "a(.*)b.{0,8}(?P<x>c.{1,90})?d(.*)");
  ASSERT_EQ(some.gaps.size(), 2u);
  EXPECT_EQ(some.gaps[1].number, 2u);
  EXPECT_EQ(some.gaps[1].group, 3u);
  EXPECT_EQ(relax(expression, 7).text, expression);
}

TEST(Relaxed, AllElseStays) {
  for (const char* same :
       {"a.{0,8}b", "a{200}", "a{30,}", R"(\{0,300})", "[{0,300}]", "[]{0,300}]", "[^]{0,300}]",
        "[[:alpha:]{0,300}]", R"([\]{0,300}])", R"(\Qa{0,300}\E)", R"(\Qa{0,300})", R"(a\\b)", "x{",
        "x{1", "x{1,", "x{1,300", "[", R"(\)", "(?:x|y){2,200}$", "(?:a.{0,300}b)*", "(?:(.{0,300})b){2}",
        "(?U)a.{0,300}b", R"(\x{41}{0,300})", R"(\pL{0,300})", "(", ")", "(?", "(?P<"}) {
    EXPECT_EQ(relax(same).text, same);
    EXPECT_TRUE(relax(same).gaps.empty()) << same;
  }
}

TEST(Relaxed, KnowsWhereNothingStandsBehind) {
  const auto lasts = [](std::string_view expression) {
    std::vector<bool> out;
    for (const Gap& gap : relax(expression).gaps) out.push_back(gap.last);
    return out;
  };
  EXPECT_EQ(lasts("a.{0,90}b.{0,90}"), (std::vector{false, true}));
  EXPECT_EQ(lasts("a(?P<x>(?:.{0,90}))?|b.{0,90}$"), (std::vector{true, false}));
  EXPECT_EQ(lasts("(?:a.{0,90}|b)c"), (std::vector{false}));
  EXPECT_EQ(lasts("(?:a.{0,90}|b)"), (std::vector{true}));
  EXPECT_EQ(lasts("(?P<x>a.{0,90}|(?:b.{1,90}|[)c]{0,90}c)|(?i)d\\)(?:e))?"), (std::vector{true, true, false}));
  EXPECT_EQ(lasts("(?:(?:a.{0,90}|b)|c)$"), (std::vector{false}));
  EXPECT_EQ(lasts("a.{0,90}?"), (std::vector{false}));
  EXPECT_EQ(lasts("a.{0,90}\\b"), (std::vector{false}));
}

// Where a match stands and what its groups took.
std::string taken(const std::string& expression, std::string_view line) {
  RE2::Options o;
  o.set_log_errors(false);
  o.set_encoding(RE2::Options::EncodingLatin1);
  // Behind something, as RE2 has a fault at the beginning of an expression (match/expression).
  const RE2 re("(?:^|)(?:" + expression + ")", o);
  std::vector<re2::StringPiece> groups(1 + static_cast<std::size_t>(re.NumberOfCapturingGroups()));
  if (!re.Match({line.data(), line.size()}, 0, line.size(), RE2::UNANCHORED, groups.data(),
                static_cast<int>(groups.size()))) {
    return "none";
  }
  std::string out = std::to_string(groups[0].data() - line.data()) + "+" + std::to_string(groups[0].size());
  for (const auto& [index, name] : re.CapturingGroupNames()) {
    const re2::StringPiece& g = groups[static_cast<std::size_t>(index)];
    if (g.data() != nullptr) out += " " + name + "=" + std::string(g);
  }
  return out;
}

std::string taken(const std::optional<Span>& span) {
  if (!span) return "none";
  std::string out = std::to_string(span->begin) + "+" + std::to_string(span->size);
  for (const auto& [name, value] : span->groups) out += " " + name + "=" + std::string(value);
  return out;
}

TEST(Relaxed, AlternativesMayBeginWithTheSameBytesOfACharacter) {
  const Matcher matcher({"(?:✖|✗) .{0,30}x", "(?:✖|✗) problem"});
  for (int i = 0; i < 100; ++i) {  // by backtracking and by an automaton
    EXPECT_TRUE(matcher.matches(0, "  ✗ a x"));
    EXPECT_TRUE(matcher.matches(1, "✗ problem"));
    EXPECT_TRUE(matches_once("(?:✖|✗) problem", "✗ problem"));
  }
}

// Bounds that lines keep, and bounds that they do not keep, in the middle and at the end.
TEST(Relaxed, MatchesAndGroupsAreThoseOfTheExpression) {
  testing::Random random(11);
  constexpr std::string_view kGaps[] = {".{0,12}",  "(?P<g>[^ ]{1,16})", "\\w{0,9}", "[a-z ]{2,20}?",
                                        "(?P<g>.{3,10})", "(?:x.{0,30}){0,3}", "\\s{0,9}(?P<g>[!-~]{1,14})?",
                                        "(?:x.{0,12}|\\w{0,9})", "(?P<g>x(?:[^ ]{0,9}|y.{0,20}))"};
  int matches = 0, cut = 0;
  for (int i = 0; i < 1'000; ++i) {
    testing::Sample sample = testing::random_expression(random);
    for (std::size_t n = 1 + random.below(2); n > 0; --n) {
      const std::string_view gap = random.pick(kGaps);
      if (sample.expression.find("<g>") != std::string::npos && gap.find("<g>") != std::string::npos) continue;
      sample.expression += gap;
      sample.text += std::string(random.below(24), 'x');
      if (random.one_in(3)) continue;
      const testing::Sample more = testing::random_expression(random);
      sample.expression += more.expression;
      sample.text += more.text;
    }
    std::vector<std::string> names;
    if (!check_expression(sample.expression, names).empty()) continue;
    const Matcher matcher({sample.expression});
    std::vector<std::string> lines = {sample.text, sample.text + " and so on and on"};
    for (int k = 0; k < 4; ++k) lines.push_back(testing::random_line(random, sample));
    // First by backtracking, then by an automaton.
    for (int round = 0; round < 8; ++round) {
      for (const std::string& line : lines) {
        const std::string expected = taken(sample.expression, line);
        ASSERT_EQ(taken(matcher.find(0, line)), expected) << sample.expression << "\n" << line;
        ASSERT_EQ(matcher.matches(0, line), expected != "none") << sample.expression << "\n" << line;
        matches += expected != "none";
        cut += expected != "none" && taken(relax(sample.expression).text, line) != expected;
      }
    }
  }
  EXPECT_GT(matches, 2'000);
  EXPECT_GT(cut, 60);
}

// Text that needs no RE2 is found as RE2 would; what only looks like text goes to RE2.
TEST(Matcher, ExpressionsWithoutOperatorsAreText) {
  const std::vector<std::string> expressions = {
      "denied: permission", "a\\.b\\(c\\)", "100% \\[x\\]", "\\{\\}\\|\\\\", "\\/\\-\\\"\\ ",  "錯誤: x",
      "a\\tb",              "\\Qa.b\\E",      "(?i)denied",    "\\x41",           "a.b",            "^denied"};
  const std::vector<std::string> lines = {
      "x denied: permission", "Denied: permission", "aXb(c)", "a.b(c) a.b(c)", "100% [x]", "{}|\\",
      "/-\" ",                "錯誤: x",             "a\tb",  "A",             "a.b",      ""};
  const Matcher matcher(std::vector<std::string_view>(expressions.begin(), expressions.end()));
  int matches = 0;
  for (std::uint32_t e = 0; e < expressions.size(); ++e) {
    for (const std::string& line : lines) {
      const std::string expected = taken(expressions[e], line);
      EXPECT_EQ(taken(matcher.find(e, line)), expected) << expressions[e] << "\n" << line;
      EXPECT_EQ(matcher.matches(e, line), expected != "none") << expressions[e] << "\n" << line;
      matches += expected != "none";
    }
  }
  EXPECT_GE(matches, 12);
}

// A quote that is never closed goes to the end of the expression, and no further.
TEST(Matcher, AnOpenQuoteEndsWithItsExpression) {
  const Matcher matcher({"\xff\xffY\xff|\xff\xff\xff\\Q", "x+\\Qa)", "\\\\Qa", "z*\\Qb\\"});
  const auto span = [&](std::uint32_t expression, std::string_view line) {
    const std::optional<Span> found = matcher.find(expression, line);
    EXPECT_EQ(matcher.matches(expression, line), found.has_value()) << line;
    return found ? std::pair(found->begin, found->size) : std::pair(0u, 0u);
  };
  // First by backtracking, then by an automaton.
  for (int round = 0; round < 60; ++round) {
    ASSERT_EQ(span(0, "a\xff\xff\xff"), std::pair(1u, 3u));
    ASSERT_EQ(span(0, "\xff\xff\xfeY"), std::pair(0u, 0u));
    ASSERT_EQ(span(1, "0xxa)"), std::pair(1u, 4u));
    ASSERT_EQ(span(2, "a\\Qa"), std::pair(1u, 3u));
    ASSERT_EQ(span(3, "zzb\\"), std::pair(0u, 4u));
  }
}

// Long lines are asked in parts; matches stand within one and across the border of two.
TEST(Matcher, ALongLineIsAskedAsAWhole) {
  testing::Random random(23);
  constexpr std::string_view kGaps[] = {".{0,90}", "(?P<g>[^ ]{1,160})", "[a-z ]{2,40}?", "\\s*",
                                        "(?:x.{0,30}){0,3}", ".{0,200}$"};
  int matches = 0, further_on = 0;
  for (int i = 0; i < 600; ++i) {
    testing::Sample sample = testing::random_expression(random);
    const std::string_view gap = random.pick(kGaps);
    if (sample.expression.find("<g>") != std::string::npos && gap.find("<g>") != std::string::npos) continue;
    const testing::Sample more = testing::random_expression(random);
    sample.expression += std::string(gap) + more.expression;
    sample.text += std::string(random.below(120), random.one_in(2) ? 'x' : ' ') + more.text;
    std::vector<std::string> names;
    if (!check_expression(sample.expression, names).empty()) continue;
    const Matcher matcher({sample.expression});
    for (int k = 0; k < 12; ++k) {
      std::string line = std::string(random.below(6'000), random.one_in(2) ? '.' : 'x');
      if (random.one_in(4)) line.resize(2'048 - random.below(sample.text.size() + 2), '.');
      line += sample.text;
      while (random.one_in(2)) line += testing::random_line(random, sample);
      line += std::string(random.below(4'000), ' ');
      const std::string expected = taken(sample.expression, line);
      ASSERT_EQ(taken(matcher.find(0, line)), expected) << sample.expression << "\n" << line;
      ASSERT_EQ(matcher.matches(0, line), expected != "none") << sample.expression << "\n" << line;
      matches += expected != "none";
      further_on += expected != "none" && matcher.find(0, line)->begin > 1'000;
    }
  }
  EXPECT_GT(matches, 400);
  EXPECT_GT(further_on, 300);
}

}  // namespace
}  // namespace logdiag::match
