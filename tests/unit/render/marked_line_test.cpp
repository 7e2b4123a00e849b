#include "render/marked_line.hpp"

#include <gtest/gtest.h>

#include "base/utf8.hpp"

namespace logdiag::rendering {
namespace {

std::string shown(std::string_view text, std::size_t begin, std::size_t size, std::size_t room,
                  std::size_t most = 4) {
  std::string out;
  for (const MarkedRow& row : marked_rows(text, begin, size, room, most)) {
    EXPECT_LE(base::display_width(row.text), room) << row.text;
    EXPECT_LE(row.marks.size(), room);
    out += row.text + "\n";
    if (!row.marks.empty()) out += row.marks + "\n";
  }
  return out;
}

TEST(MarkedRows, AShortLineIsOneRow) {
  EXPECT_EQ(shown("error: no", 7, 2, 20), "error: no\n       ^^\n");
  EXPECT_EQ(shown("error", 2, 0, 20), "error\n  ^\n");  // a match of nothing is a place
  EXPECT_EQ(shown("", 0, 0, 20), "");
}

TEST(MarkedRows, ALongLineIsWholeAndBrokenAtBlanks) {
  EXPECT_EQ(shown("one two three four five", 4, 14, 14),
            "one two three\n    ^^^^^^^^^\nfour five\n^^^^\n");
}

TEST(MarkedRows, AWordWithoutBlanksIsBrokenWhereItMustBe) {
  EXPECT_EQ(shown("abcdefghijklmnop", 8, 4, 10), "abcdefghij\n        ^^\nklmnop\n^^\n");
}

TEST(MarkedRows, IndentationGoesWhereRoomIsShort) {
  EXPECT_EQ(shown("          Failed test", 10, 6, 14), "Failed test\n^^^^^^\n");
}

TEST(MarkedRows, OfALineThatIsTooLongTheBeginningOfTheMatchIsShown) {
  const std::string text = std::string(50, 'a') + "MATCH" + std::string(50, 'b');
  EXPECT_EQ(shown(text, 50, 5, 10, 2), "…aMATCHbb\n  ^^^^^\nbbbbbbbb…\n");
  EXPECT_EQ(shown(text, 0, 5, 10, 2).substr(0, 16), "aaaaaaaaa\n^^^^^\n");
  EXPECT_NE(shown(text, 104, 1, 10, 2).find("^"), std::string::npos);
}

TEST(MarkedRows, OfAMatchThatIsTooLongBothEndsAreShown) {
  const std::string text = "fetch " + std::string(60, 'u') + ": 403 no, and more than that";
  EXPECT_EQ(shown(text, 0, 6 + 60 + 8, 14, 3),
            "fetch uuuuuuu\n^^^^^^^^^^^^^\nuuuuuuuuuuuu…\n^^^^^^^^^^^^\n…no, and more…\n ^^\n");
}

TEST(MarkedRows, WideCharactersCountTwo) {
  EXPECT_EQ(shown("错误：找不到文件", 9, 9, 20), "错误：找不到文件\n      ^^^^^^\n");
  EXPECT_EQ(shown("错误错误错误", 6, 12, 10), "错误错误错\n    ^^^^^^\n误\n^^\n");
}

}  // namespace
}  // namespace logdiag::rendering
