#include "text/find.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace logdiag::text {
namespace {

// All texts and words of a few letters, as std::string_view finds them.
TEST(Find, FindsWords) {
  std::uint32_t seed = 1;
  const auto next = [&](unsigned below) { return ((seed = seed * 1664525u + 1013904223u) >> 16) % below; };
  for (int i = 0; i < 20'000; ++i) {
    std::string text, words;
    for (unsigned n = next(12); n > 0; --n) text += " e.K"[next(4)];
    for (unsigned n = 1 + next(4); n > 0; --n) words += " e.K"[next(4)];
    ASSERT_EQ(find_words(text, words), text.find(words)) << '"' << words << "\" in \"" << text << '"';
  }
}

TEST(Find, FindsTheBeginningOfALine) {
  const std::string_view text = "ab\n\nlonger than eight\n";
  for (std::size_t at = 0; at <= text.size(); ++at) {
    EXPECT_EQ(line_start(text, at), at == 0 ? 0 : text.rfind('\n', at - 1) + 1) << at;
  }
}

}  // namespace
}  // namespace logdiag::text
