#include "text/cleaner.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <string_view>

#include "base/utf8.hpp"

namespace logdiag::text {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

struct Case {
  std::string raw;
  std::string text;
  Marker marker = Marker::none;
  std::string name = {};
  InputKind kind = InputKind::automatic;
};

void check(const Case& c) {
  Cleaner cleaner(c.kind);
  const Line line = cleaner.clean(c.raw);
  EXPECT_EQ(line.text, c.text) << "raw: " << c.raw;
  EXPECT_EQ(static_cast<int>(line.marker), static_cast<int>(c.marker)) << "raw: " << c.raw;
  EXPECT_EQ(line.name, c.name) << "raw: " << c.raw;
}

TEST(Cleaner, RepairsBytes) {
  const Case cases[] = {
      {"", ""},
      {"plain text", "plain text"},
      {"\xEF\xBB\xBFtext", "text"},
      {"text\r", "text"},
      {"text\r\r", "text"},
      {"text  \t", "text"},
      {"  indented", "  indented"},
      {"er\x1B[31mror\x1B[0m: x", "error: x"},
      {"\x1B]0;title\x07text", "text"},
      {"\x1B]8;;https://a.example\x1B\\link\x1B]8;;\x1B\\ text", "link text"},
      {"10%\r 20%\r100%", "100%"},
      {"10%\r 20%\r    \r", " 20%"},
      {"10%\rerror: x\r\r", "error: x"},
      {"10%\b\b\b20%", "20%"},
      {"error: x\b\b\b", "error: x"},
      {"a\0b\x01"s, "ab"},
      {"caf\xC3\xA9", "caf\xC3\xA9"},
      {"caf\xE9!", "caf\xEF\xBF\xBD!"},
      {"a\tb", "a\tb"},
  };
  for (const Case& c : cases) check(c);
}

TEST(Cleaner, KeepsViewsIntoCleanLines) {
  const std::string raw = "2024-05-06T07:08:09.1234567Z nothing to repair \xC3\xA9";
  Cleaner cleaner;
  const Line line = cleaner.clean(raw);
  EXPECT_GE(line.text.data(), raw.data());
  EXPECT_LE(line.text.data() + line.text.size(), raw.data() + raw.size());
}

TEST(Cleaner, NestsPrefixes) {
  const Case cases[] = {
      {"2024-05-06T07:08:09.1234567Z ##[error]#12 3.456 failed", "failed", Marker::error},
      {"2024-05-06T07:08:09.1234567Z #12 3.456 web-1  | error: x", "error: x"},
      {"build\tInstall\t2024-05-06T07:08:09.1234567Z #7 [build 2/4] RUN npm ci",
       "[build 2/4] RUN npm ci"},
      {"\xEF\xBB\xBF"
       "2024-05-06T07:08:09.1234567Z \x1B[31m##[error]x\x1B[0m",
       "x", Marker::error},
      {"2024-05-06T07:08:09.1234567Z 10%\r#12 3.456 20%", "20%"},
      {"[task 2024-05-06T07:08:09.123Z] 07:08:09    ERROR -  error: linking", "error: linking",
       Marker::error},
  };
  for (const Case& c : cases) check(c);
}

TEST(Cleaner, BoundsNesting) {
  std::string raw;
  for (int i = 0; i < 2000; ++i) raw += "##[error]";
  Cleaner cleaner;
  EXPECT_GT(cleaner.clean(raw).text.size(), raw.size() / 2);
}

TEST(Cleaner, LeavesMessagesAlone) {
  constexpr std::string_view kMessages[] = {
      "error: x",
      "Error: connect ECONNREFUSED 127.0.0.1:5432",
      "foo.c:12:3: error: expected ';'",
      "src/a.rs:4:9: warning: unused",
      "npm ERR! code ERESOLVE",
      "npm error code ERESOLVE",
      "E   assert 1 == 2",
      "| table | row |",
      "name   | value | more",
      "TEST-UNEXPECTED-FAIL | a/b.js | timed out",
      "GECKO(1047) | console.error:",
      "--- FAIL: TestFoo (0.00s)",
      "--- a/foo.c",
      "+++ b/foo.c",
      "+ npm ci",
      "$ npm ci",
      "#0 0x55d in main /a.c:3",
      "#1  main () at a.c:3",
      "#0 /var/www/index.php(12): foo()",
      "#1 {main}",
      "#include <stdio.h>",
      "## Summary",
      "::set-output name=a::b",
      "std::error_code",
      "error:0308010C:digital envelope routines::unsupported",
      "error: build: x",
      "main.go:12: undefined: x",
      "[ERROR] Failed to execute goal",
      "[error] x",
      "[1/2] Building",
      "[2025-02-13T21:41:11Z DEBUG sccache::config] Attempting to read",
      "(node:123) Warning: x",
      "12:34:56 is a time",
      "12 | int x;",
      "   12 |   int x;",
      "2024 was a year",
      "1.2.3.4 - - GET /",
      "@acme/web@workspace:packages/web: x",
      "sha256:abc: Pulling fs layer",
      "http://example.com: refused",
      "section_start of nothing",
      "travis_folding",
      "[Pipeline]",
      "Jan is a month",
      "March 3",
      "====>> x",
      "~~~ x",
      "Step 1/3: x",
      "a\tb\tc",
  };
  for (const std::string_view message : kMessages) {
    Cleaner cleaner;
    const Line line = cleaner.clean(message);
    EXPECT_EQ(line.text, message);
    EXPECT_EQ(static_cast<int>(line.marker), static_cast<int>(Marker::none)) << message;
    EXPECT_TRUE(line.name.empty()) << message;
  }
}

TEST(Cleaner, ReadsColumns) {
  Cleaner cleaner;
  Line line = cleaner.clean(
      "build (20)\tRun tests\t\xEF\xBB\xBF"
      "2024-05-06T07:08:09.1234567Z x");
  EXPECT_EQ(line.job, "build (20)");
  EXPECT_EQ(line.step, "Run tests");
  EXPECT_EQ(line.time, "2024-05-06T07:08:09.1234567Z");
  EXPECT_EQ(line.text, "x");

  line = cleaner.clean("build\tUNKNOWN STEP\t2024-05-06T07:08:09.1234567Z ");
  EXPECT_EQ(line.job, "build");
  EXPECT_EQ(line.step, "");
  EXPECT_EQ(line.text, "");

  // Without a stamp two tabs mean columns only when the log is known to be gh's.
  EXPECT_EQ(cleaner.clean("a\tb\tc").text, "a\tb\tc");
  cleaner.set_kind(InputKind::gh);
  line = cleaner.clean("a\tb\tc");
  EXPECT_EQ(line.text, "c");
  EXPECT_EQ(line.job, "a");
  EXPECT_EQ(line.step, "b");
}

TEST(Cleaner, FindsColumns) {
  EXPECT_EQ(gh_columns("job\tstep\ttext", InputKind::gh), "job\tstep");
  EXPECT_EQ(gh_columns("\xEF\xBB\xBFjob\tstep\ttext", InputKind::gh), "job\tstep");
  EXPECT_EQ(gh_columns("job\tstep", InputKind::gh), "");
  EXPECT_EQ(gh_columns("\tstep\ttext", InputKind::gh), "");
  EXPECT_EQ(gh_columns("", InputKind::gh), "");
  // Elsewhere tabs are tabs, unless a runner's stamp stands behind them.
  EXPECT_EQ(gh_columns("job\tstep\ttext", InputKind::plain), "");
  EXPECT_EQ(gh_columns("job\tstep\t2024-05-06T07:08:09.1234567Z text", InputKind::plain), "job\tstep");
}

// Random lines made of what the parsers look for and of plain bytes.
std::string random_line(std::mt19937& random) {
  static const std::array kPieces{"2024-05-06T07:08:09.1234567Z "s,
                                  "2024-05-06T07:08:09Z 00O "s,
                                  "[07:08:09]W:\t "s,
                                  "07:08:09     INFO - "s,
                                  "[task 2024-05-06T07:08:09Z] "s,
                                  "##[error]"s,
                                  "##[group]"s,
                                  "##[section]Starting: "s,
                                  "##vso[task.logissue type=error]"s,
                                  "::error file=a::"s,
                                  "##teamcity[message text='a|'|n|0x00e9' status='ERROR']"s,
                                  "##teamcity["s,
                                  "section_start:1:a\r"s,
                                  "section_end:1:a\r"s,
                                  "travis_fold:start:a\r"s,
                                  "[Pipeline] "s,
                                  "[Pipeline] { (a)"s,
                                  "#12 3.4 "s,
                                  "web-1  | "s,
                                  "a:build: "s,
                                  "[pod/a/b] "s,
                                  "~~~ "s,
                                  "job\tstep\t"s,
                                  "\xEF\xBB\xBF"s,
                                  "\x1B[31m"s,
                                  "\x1B["s,
                                  "\x1B]0;"s,
                                  "\x07"s,
                                  "\x1B\\"s,
                                  "\x1B[8mha:AAAA"s,
                                  "\x1B[0m"s,
                                  "\b"s,
                                  "\r"s,
                                  "\t"s,
                                  " "s,
                                  "\0"s,
                                  "\xE9"s,
                                  "\xC3\xA9"s,
                                  "\xF0\x9F\x9A\xA8 Error: "s,
                                  "\x1B[3C"s,
                                  "\x7F"s,
                                  "error"s,
                                  "|"s,
                                  "'"s,
                                  "]"s,
                                  ":"s,
                                  "\x1B"s};
  std::string line;
  const auto pieces = std::uniform_int_distribution<std::size_t>(0, 12)(random);
  for (std::size_t i = 0; i < pieces; ++i) {
    if (random() % 4 == 0) {
      const char c = static_cast<char>(random() & 0xFF);
      if (c != '\n') line.push_back(c);
    } else {
      line += kPieces[random() % kPieces.size()];
    }
  }
  return line;
}

constexpr std::array kKinds{InputKind::automatic, InputKind::gh,       InputKind::buildkite,
                            InputKind::teamcity,  InputKind::circleci, InputKind::jenkins};

TEST(Cleaner, PropertyCleanTextIsClean) {
  std::mt19937 random(1);
  for (int round = 0; round < 20000; ++round) {
    const std::string raw = random_line(random);
    Cleaner cleaner(kKinds[random() % kKinds.size()]);
    const Line line = cleaner.clean(raw);
    for (const std::string_view part : {line.text, line.name, line.job, line.step, line.time}) {
      ASSERT_TRUE(base::is_valid_utf8(part)) << raw;
      for (const char c : part) {
        const auto u = static_cast<unsigned char>(c);
        ASSERT_TRUE((u >= 0x20 && u != 0x7F) || u == '\t') << raw;
      }
    }
  }
}

TEST(Cleaner, PropertyStrippingFirstChangesNothing) {
  std::mt19937 random(2);
  for (int round = 0; round < 20000; ++round) {
    const std::string raw = random_line(random);
    const InputKind kind = kKinds[random() % kKinds.size()];
    Cleaner once(kind);
    Cleaner twice(kind);
    std::string scratch;
    const Line a = once.clean(raw);
    const Line b = twice.clean(strip_escapes(raw, scratch));
    ASSERT_EQ(a.text, b.text) << raw;
    ASSERT_EQ(static_cast<int>(a.marker), static_cast<int>(b.marker)) << raw;
    ASSERT_EQ(a.name, b.name) << raw;
  }
}

}  // namespace
}  // namespace logdiag::text
