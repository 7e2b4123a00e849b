#include "text/decoder.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

#include "base/utf8.hpp"

namespace logdiag::text {
namespace {

using namespace std::string_literals;

std::string utf16(std::u16string_view text, bool little) {
  std::string bytes = little ? "\xFF\xFE"s : "\xFE\xFF"s;
  for (const char16_t unit : text) {
    const char low = static_cast<char>(unit & 0xFF);
    const char high = static_cast<char>(unit >> 8);
    bytes.push_back(little ? low : high);
    bytes.push_back(little ? high : low);
  }
  return bytes;
}

std::string decode(std::string_view bytes, std::size_t piece) {
  Decoder decoder;
  std::string scratch;
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += piece) {
    out += decoder.feed(bytes.substr(i, piece), scratch);
  }
  out += decoder.finish(scratch);
  return out;
}

TEST(Decoder, PassesBytesThroughUncopied) {
  Decoder decoder;
  std::string scratch;
  const std::string bytes = "\xEF\xBB\xBFplain \xFF\xFE\n";
  EXPECT_EQ(decoder.feed(bytes, scratch).data(), bytes.data());
  EXPECT_EQ(decoder.feed(bytes, scratch).data(), bytes.data());
  EXPECT_FALSE(decoder.transcoding());
  EXPECT_EQ(decoder.raw_size("\xC3\xA9"), 2U);
  EXPECT_TRUE(decoder.finish(scratch).empty());
}

TEST(Decoder, TranscodesBothOrders) {
  const std::u16string text = u"a\u00E9\u4E2D\U0001F600\n\n";
  const std::string expected =
      "\xEF\xBB\xBF"
      "a\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80\n\n";
  for (const bool little : {true, false}) {
    const std::string bytes = utf16(text, little);
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
      EXPECT_EQ(decode(bytes, piece), expected) << piece;
    }
  }
}

TEST(Decoder, RepairsSurrogates) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  constexpr std::string_view kBad = "\xEF\xBF\xBD";
  const std::u16string high(1, char16_t{0xD800});
  const std::u16string low(1, char16_t{0xDC00});
  const auto expect = [&](const std::u16string& text, const std::string& out) {
    for (std::size_t piece = 1; piece < 5; ++piece) {
      EXPECT_EQ(decode(utf16(text, true), piece), std::string(kMark) + out);
    }
  };
  expect(high, std::string(kBad));
  expect(low, std::string(kBad));
  expect(high + u"a", std::string(kBad) + "a");
  expect(high + high + low, std::string(kBad) + "\xF0\x90\x80\x80");
  EXPECT_EQ(decode("\xFF\xFE"
                   "a",
                   2),
            std::string(kMark) + std::string(kBad));
}

TEST(Decoder, HandsBackWhatOnlyLooksLikeAMark) {
  for (const std::string& bytes : {"\xFF"s, "\xFE"s, "\xFFx"s, "\xFF\xFF"s, "\xFE\xFE y"s, ""s}) {
    for (std::size_t piece = 1; piece < 4; ++piece) EXPECT_EQ(decode(bytes, piece), bytes);
  }
}

TEST(Decoder, ResetForgets) {
  Decoder decoder;
  std::string scratch;
  decoder.feed("\xFF\xFE\x41", scratch);
  EXPECT_TRUE(decoder.transcoding());
  decoder.reset();
  EXPECT_EQ(decoder.feed("plain", scratch), "plain");
}

TEST(Decoder, PropertyCutsDoNotMatterAndSizesAddUp) {
  std::mt19937 random(4);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes = round % 2 == 0 ? "\xFF\xFE" : "\xFE\xFF";
    for (auto n = random() % 60 * 2; n > 0; --n) {
      bytes.push_back(static_cast<char>(random() % 4 == 0 ? 0xD8 + random() % 8 : random() & 0xFF));
    }
    const std::string whole = decode(bytes, bytes.size());
    ASSERT_TRUE(base::is_valid_utf8(whole));
    ASSERT_EQ(decode(bytes, 1 + random() % 9), whole);
    Decoder decoder;
    std::string scratch;
    decoder.feed(bytes, scratch);
    ASSERT_EQ(decoder.raw_size(whole), bytes.size());
    const std::size_t cut = random() % (whole.size() + 1);
    ASSERT_EQ(decoder.raw_size(std::string_view(whole).substr(0, cut)) +
                  decoder.raw_size(std::string_view(whole).substr(cut)),
              bytes.size());
  }
}

}  // namespace
}  // namespace logdiag::text
