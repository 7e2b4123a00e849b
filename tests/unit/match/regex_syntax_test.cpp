#include "match/regex_syntax.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace logdiag::match {
namespace {

MatchLength length_of(std::string_view expression) {
  return match_length(*parse_expression(expression, CaseFolding::ascii));
}

TEST(RegexSyntax, TellsHowLongAMatchMayBe) {
  const auto longest = [](std::string_view expression) { return length_of(expression).most; };
  EXPECT_EQ(longest("^abc$"), 3u);
  EXPECT_EQ(longest("a.{0,20}(?:bc|[^d]{2,4})\\s?"), 26u);
  EXPECT_EQ(longest("(?:ab{0,9}){3}"), 30u);
  EXPECT_EQ(longest("✖ \\S{1,5}"), 9u);
  EXPECT_EQ(longest("(?i)É"), 2u);
  EXPECT_EQ(longest("(?:^|\\b){0,5}"), 0u);
  for (const char* endless : {"a*", "a+b", "a{3,}", "✖{0,3}", "(?:a{0,1000}){0,1000}(?:.*)"}) {
    EXPECT_EQ(longest(endless), SyntaxNode::kUnbounded) << endless;
  }
}

TEST(RegexSyntax, TellsHowShortAMatchMayBe) {
  const auto shortest = [](std::string_view expression) { return length_of(expression).least; };
  EXPECT_EQ(shortest("^abc$"), 3u);
  EXPECT_EQ(shortest("(?:abc|de|f{3})x?"), 2u);
  EXPECT_EQ(shortest("(?:ab[cd]{0,9}){3}y+"), 7u);
  EXPECT_EQ(shortest("a.{2,20}b"), 2u);  // what a gap takes is not known
  EXPECT_EQ(shortest("a*|b"), 0u);
}

}  // namespace
}  // namespace logdiag::match
