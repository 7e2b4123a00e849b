#include "match/short_lines.hpp"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <string>
#include <vector>

#include "random_patterns.hpp"

namespace logdiag::match {
namespace {

TEST(ShortLines, GapsThatCannotBeFilledDoNotCount) {
  EXPECT_EQ(for_lines_up_to(100, "a.{0,100}b"), "a.*b");
  EXPECT_EQ(for_lines_up_to(100, "a.{1,300}?b"), "a.+?b");
  EXPECT_EQ(for_lines_up_to(100, "(?:x|y){2,200}$"), "(?:x|y){2,}$");
  EXPECT_EQ(for_lines_up_to(100, "[^ ]{1,160} [a-z]{0,120}"), "[^ ]+ [a-z]*");
}

TEST(ShortLines, AllElseStays) {
  for (const char* same : {"a.{0,99}b", "a{200}", "a{3,}", R"(\{0,300})", "[{0,300}]", "[]{0,300}]",
                           "[^]{0,300}]", "[[:alpha:]{0,300}]", R"([\]{0,300}])", R"(\Qa{0,300}\E)",
                           R"(\Qa{0,300})", R"(a\\b)", "x{", "x{1", "x{1,", "x{1,300", "[", R"(\)"}) {
    EXPECT_EQ(for_lines_up_to(100, same), same);
  }
  EXPECT_EQ(for_lines_up_to(100, R"(\\.{0,300}[[:^digit:]x]{0,300})"), R"(\\.*[[:^digit:]x]*)");
}

// Where a match stands and what its groups took.
std::vector<std::string> taken(const std::string& expression, const std::string& line) {
  RE2::Options o;
  o.set_log_errors(false);
  o.set_encoding(RE2::Options::EncodingLatin1);
  const RE2 re(expression, o);
  if (!re.ok()) return {"broken: " + expression};
  std::vector<re2::StringPiece> groups(1 + static_cast<std::size_t>(re.NumberOfCapturingGroups()));
  if (!re.Match(line, 0, line.size(), RE2::UNANCHORED, groups.data(), static_cast<int>(groups.size()))) {
    return {};
  }
  std::vector<std::string> out;
  for (const re2::StringPiece& g : groups) {
    out.push_back(g.data() == nullptr ? "-" : std::to_string(g.data() - line.data()) + "," + std::to_string(g.size()));
  }
  return out;
}

TEST(ShortLines, MatchesAreThoseOfTheExpression) {
  testing::Random random(7);
  int matches = 0;
  for (int i = 0; i < 3'000; ++i) {
    testing::Sample sample = testing::random_expression(random);
    for (const char* gap : {".{0,40}", "(?P<g>[^ ]{1,32})", "(?:ab|a){2,35}?", "\\w{0,300}"}) {
      if (random.one_in(2)) continue;
      const testing::Sample more = testing::random_expression(random);
      sample.expression += gap + more.expression;
      sample.text += "ab" + more.text;
      if (random.one_in(2)) break;  // one name once
    }
    std::vector<std::string> lines = {sample.text, testing::random_line(random, sample)};
    for (std::string& line : lines) {
      line.resize(std::min<std::size_t>(line.size(), 32));
      const std::vector<std::string> whole = taken(sample.expression, line);
      if (!whole.empty() && whole[0].starts_with("broken")) continue;
      matches += !whole.empty();
      ASSERT_EQ(taken(for_lines_up_to(32, sample.expression), line), whole)
          << sample.expression << "\n" << line;
    }
  }
  EXPECT_GT(matches, 500);
}

}  // namespace
}  // namespace logdiag::match
