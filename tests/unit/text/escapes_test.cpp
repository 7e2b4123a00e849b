#include "text/escapes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>

namespace logdiag::text {
namespace {

using namespace std::string_literals;

std::string strip(std::string_view text) {
  std::string scratch;
  return std::string(strip_escapes(text, scratch));
}

TEST(Escapes, Removes) {
  const struct {
    std::string raw, text;
  } cases[] = {
      {"a\x1B[31mb\x1B[0;1mc", "abc"},
      {"a\x1B[Kb\x1B[?25lc", "abc"},
      {"a\x1B[3Cb", "a b"},
      {"a\x1B[80Gb", "a b"},
      {"\x1B[3Cb", "b"},
      {"a\x1B(Bb\x1B=c\x1B>d", "abcd"},
      {"\x1B]0;title\x07x", "x"},
      {"\x1B]0;title\x1B\\x", "x"},
      {"\x1B_bk;t=1714979289000\x07x", "x"},
      {"\x1BPq#0\x1B\\x", "x"},
      // Without an end only the introducer goes.
      {"\x1B]0;error", "0;error"},
      {"\x1B]0;a\nb\x07", "0;a\nb"},
      {"\x1B[31", ""},
      {"\x1B[31\nx", "\nx"},
      {"\x1B", ""},
      {"a\x1B\x1B[0m[31mb", "a[31mb"},
      {"\x1B[8mha:////4AbC+/==\x1B[0m[Pipeline] sh", "[Pipeline] sh"},
      {"\x1B[8mha: not one\x1B[0m", "ha: not one"},
      {"ab\b\bxy", "xy"},
      {"ab\bx", "ax"},
      {"\b\bx", "x"},
      {"a\n\bx", "a\nx"},
      {"\xC3\xA9\bx", "x"},
      {"ab\b\b\nx", "ab\nx"},
      {"a\0b\x01\x7F\x0C\x0B"s, "ab"},
      {"a\tb\r\nc\n", "a\tb\r\nc\n"},
  };
  for (const auto& c : cases) EXPECT_EQ(strip(c.raw), c.text) << c.raw;
}

TEST(Escapes, DoesNotCopyCleanText) {
  const std::string text(1000, 'x');
  std::string scratch;
  EXPECT_EQ(strip_escapes(text, scratch).data(), text.data());
}

TEST(Escapes, FindsTheFirstOneAtEveryPlace) {
  for (std::size_t i = 0; i < 200; ++i) {
    std::string text(200, 'x');
    text[i] = '\x1B';
    EXPECT_EQ(strip(text), std::string(199, 'x')) << i;
  }
}

TEST(Escapes, IsLinearOnHostileLines) {
  for (const std::string& piece :
       {"\x1B]"s, "\x1B[8mha:"s, "\x1B["s, "\x1B[8mha:AA\x1B[0"s, "x\b"s, "\x1B(("s, "\x80\b"s}) {
    std::string text;
    while (text.size() < (1U << 20)) text += piece;
    EXPECT_LE(strip(text).size(), text.size());
  }
}

std::string random_block(std::mt19937& random) {
  static const std::string pieces[] = {
      "\x1B[31m", "\x1B[", "\x1B]0;",      "\x07",    "\x1B\\", "\b", "\n",      "\r", "a",
      "\xC3\xA9", "\x80",  "\x1B[8mha:A=", "\x1B[0m", "\x1B",   " ",  "\x1B[2C", "\t", "1;"};
  std::string block;
  for (auto n = random() % 30; n > 0; --n) {
    block += random() % 8 == 0 ? std::string(1, static_cast<char>(random() & 0xFF))
                               : pieces[random() % std::size(pieces)];
  }
  return block;
}

TEST(Escapes, PropertyLinesStayLines) {
  std::mt19937 random(3);
  for (int round = 0; round < 20000; ++round) {
    const std::string block = random_block(random);
    const std::string stripped = strip(block);
    ASSERT_EQ(std::count(stripped.begin(), stripped.end(), '\n'),
              std::count(block.begin(), block.end(), '\n'));
    // Line by line gives the same, and there is nothing left to strip.
    std::string joined;
    for (std::size_t start = 0; start <= block.size();) {
      const std::size_t end = std::min(block.find('\n', start), block.size());
      joined += strip(std::string_view(block).substr(start, end - start));
      if (end < block.size()) joined += '\n';
      start = end + 1;
    }
    ASSERT_EQ(stripped, joined);
    ASSERT_EQ(strip(stripped), stripped);
  }
}

}  // namespace
}  // namespace logdiag::text
