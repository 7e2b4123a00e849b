#include "scan/transcript.hpp"

#include <gtest/gtest.h>

#include <string>

#include "scan/colours.hpp"

namespace logdiag::scan {
namespace {

std::string styles(std::string_view raw, std::string_view text) {
  std::string out;
  for (const LogStyle& s : colours_of(raw, text)) out += std::to_string(s.at) + "=" + s.name + ";";
  return out;
}

TEST(Colours, BeginWhereTheTextDoes) {
  EXPECT_EQ(styles("10:00 \x1b[1;31mred\x1b[0m plain", "red plain"), "0=f1 fb;3=;");
  EXPECT_EQ(styles("a\x1b[38;5;196mb\x1b[38;2;1;2;3mc\x1b[39md", "abcd"), "1=#ff0000;2=#010203;3=;");
  EXPECT_EQ(styles("\x1b[92mx", "x"), "0=f10;");
  EXPECT_EQ(styles("no colours", "no colours"), "");
  EXPECT_EQ(styles("\x1b[0mplain", "plain"), "");
  EXPECT_EQ(styles("\x1b[31mdrawn\x1b[2Gover", "over"), "");
  EXPECT_EQ(styles("\x1b[38;5m\x1b[31", ""), "");
}

std::string numbered(int from, int to, std::string_view text) {
  std::string out;
  for (int n = from; n <= to; ++n) out += std::string(text) + " " + std::to_string(n) + "\n";
  return out;
}

TEST(Transcript, ASmallLogIsWhole) {
  TranscriptWriter t(1 << 20, text::InputKind::github);
  t.begin("a.log", "", "");
  t.see("##[group]Run one\nshell: bash\n##[endgroup]\nout\n");
  t.see("##[error]bad\n##[group]Run two\nfine\n");
  const std::vector<LogSource> log = t.finish();
  ASSERT_EQ(log.size(), 1u);
  EXPECT_EQ(log[0].name, "a.log");
  EXPECT_EQ(log[0].lines, 7u);
  ASSERT_EQ(log[0].parts.size(), 3u);
  EXPECT_EQ(log[0].parts[0].group, "Run one");
  EXPECT_EQ(log[0].parts[1].step, "Run one");
  EXPECT_EQ(log[0].parts[1].group, "");
  EXPECT_TRUE(log[0].parts[0].failed);
  EXPECT_TRUE(log[0].parts[1].failed);
  EXPECT_FALSE(log[0].parts[2].failed);
  EXPECT_EQ(log[0].parts[1].lines.back().mark, 'e');
  EXPECT_EQ(log[0].errors, (std::vector<std::uint32_t>{1}));
}

TEST(Transcript, ALargeLogKeepsBeginningMarksAndEnd) {
  TranscriptWriter t(200'000, text::InputKind::plain);
  t.begin("", "", "");
  t.see(numbered(1, 5'000, "early"));
  t.see(numbered(5'001, 5'100, "near"));
  t.mark(5'050);
  for (int n = 5'101; n < 60'000; n += 100) t.see(numbered(n, n + 99, "late"));
  const std::vector<LogSource> log = t.finish();
  std::set<std::uint64_t> numbers;
  std::size_t bytes = 0;
  for (const LogLine& line : log[0].parts[0].lines) {
    EXPECT_TRUE(numbers.insert(line.number).second);
    bytes += line.text.size();
  }
  EXPECT_LT(bytes, 200'000u);
  EXPECT_TRUE(numbers.count(1) && numbers.count(200));
  for (std::uint64_t n = 5'000; n <= 5'100; ++n) EXPECT_TRUE(numbers.count(n)) << n;
  EXPECT_TRUE(numbers.count(log[0].lines));
  EXPECT_FALSE(numbers.count(20'000));
  EXPECT_EQ(log[0].parts[0].last, log[0].lines);
}

TEST(Transcript, ErrorCountsStayBounded) {
  TranscriptWriter t(10'000, text::InputKind::github);
  t.begin("", "", "");
  for (int n = 0; n < 1'000; ++n) t.see("##[error]bad\n" + numbered(1, 99, "x"));
  const std::vector<LogSource> log = t.finish();
  EXPECT_LE(log[0].errors.size(), 512u);
  std::uint64_t sum = 0;
  for (const std::uint32_t n : log[0].errors) sum += n;
  EXPECT_EQ(sum, 1'000u);
  EXPECT_GE(log[0].bucket_lines * log[0].errors.size(), 99'901u);
}

TEST(Transcript, ASourceWithoutBytesLeavesNoTrace) {
  TranscriptWriter t(10'000, text::InputKind::plain);
  t.begin("empty", "", "");
  t.begin("full", "job", "step");
  t.see("x\n");
  const std::vector<LogSource> log = t.finish();
  ASSERT_EQ(log.size(), 1u);
  EXPECT_EQ(log[0].name, "full");
  EXPECT_EQ(log[0].parts[0].job, "job");
  EXPECT_TRUE(t.finish().empty());
}

}  // namespace
}  // namespace logdiag::scan
