#include "match/regex_syntax.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace logdiag::match {
namespace {

TEST(RegexSyntax, TellsHowLongAMatchMayBe) {
  const auto longest = [](std::string_view expression) {
    return longest_match(*parse_expression(expression, CaseFolding::ascii));
  };
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

}  // namespace
}  // namespace logdiag::match
