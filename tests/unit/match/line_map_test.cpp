#include "match/line_map.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "random_patterns.hpp"
#include "text/escapes.hpp"

namespace logdiag::match {
namespace {

using testing::Random;

// What it is to be, byte by byte.
std::size_t end_in(std::string_view text, std::size_t at) { return std::min(text.find('\n', at), text.size()); }
std::size_t start_in(std::string_view text, std::size_t at) {
  return at == 0 ? 0 : text.rfind('\n', at - 1) + 1;  // npos + 1 is 0
}

TEST(LineMap, FindsWhereLinesBeginAndEnd) {
  Random random(8);
  for (const Target t : targets()) {
    for (const unsigned one_in : {2u, 9u, 200u}) {
      for (const std::size_t size : {0u, 1u, 63u, 64u, 65u, 128u, 1000u}) {
        std::string text(size, 'x');
        for (char& c : text) c = random.one_in(one_in) ? '\n' : c;
        LineMap map;
        map.survey(text, kernels(t));
        for (std::size_t at = 0; at <= size; ++at) {
          ASSERT_EQ(map.line_end(at), end_in(text, at)) << size << " at " << at;
          ASSERT_EQ(map.line_start(at), start_in(text, at)) << size << " at " << at;
          const auto begin = text.begin() + static_cast<std::ptrdiff_t>(at / 3);
          const auto end = text.begin() + static_cast<std::ptrdiff_t>(at);
          ASSERT_EQ(map.count(at / 3, at), static_cast<std::uint64_t>(std::count(begin, end, '\n')));
        }
      }
    }
  }
}

TEST(LineMap, IsThatOfTheLastTextOnly) {
  LineMap map("a\nb\n");
  map.survey("ab");
  EXPECT_EQ(map.line_end(0), 2u);
  EXPECT_EQ(map.count(0, 2), 0u);
}

TEST(LineMap, IsThatOfTheTextWithoutItsEscapes) {
  LineMap map;
  std::string scratch;
  EXPECT_EQ(without_escapes("a\x1b[0m\nb\n", scratch, map), "a\nb\n");
  EXPECT_EQ(map.line_end(0), 1u);
  EXPECT_EQ(map.count(0, 4), 2u);
  const std::string_view plain = "a\nb\n";
  EXPECT_EQ(without_escapes(plain, scratch, map).data(), plain.data());
}

TEST(LineMap, CountsNewlines) {
  Random random(5);
  std::string text(70'000, '\n');
  for (const Target t : targets()) {
    EXPECT_EQ(count_newlines(text, kernels(t)), text.size());
    for (std::size_t size = 0; size < 600; size += 7) {
      EXPECT_EQ(count_newlines(std::string_view(text).substr(3, size), kernels(t)), size);
    }
  }
  for (char& c : text) c = random.one_in(5) ? '\n' : static_cast<char>(random.below(256));
  const auto expected = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
  for (const Target t : targets()) EXPECT_EQ(count_newlines(text, kernels(t)), expected);
}

TEST(LineMap, FindsWhatCleaningRemoves) {
  std::string scratch;
  for (const Target t : targets()) {
    EXPECT_FALSE(LineMap().survey("", kernels(t)));
    for (unsigned byte = 0; byte < 256; ++byte) {
      // Alone, in the middle of vectors, at the end.
      for (const std::size_t at : {0u, 70u, 255u, 299u}) {
        std::string text(300, '[');
        text[at] = static_cast<char>(byte);
        const bool removed = text::strip_escapes(text, scratch).data() != text.data();
        EXPECT_EQ(LineMap().survey(text, kernels(t)), removed) << byte << " at " << at;
      }
    }
  }
}

}  // namespace
}  // namespace logdiag::match
