#include "text/stamps.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace logdiag::text {
namespace {

TEST(Stamps, Takes) {
  const struct {
    std::string_view raw, text, time;
    InputKind kind = InputKind::automatic;
  } cases[] = {
      {"2024-05-06T07:08:09.1234567Z  x", " x", "2024-05-06T07:08:09.1234567Z"},
      {"2024-05-06T07:08:09Z x", "x", "2024-05-06T07:08:09Z"},
      {"2024-05-06T07:08:09Z", "", "2024-05-06T07:08:09Z"},
      {"2024-05-06T07:08:09+02:00 x", "x", "2024-05-06T07:08:09+02:00"},
      {"2024-05-06 07:08:09,123 ERROR x", "ERROR x", ""},
      {"2024/05/06 07:08:09 x", "x", ""},
      {"2024-05-06T07:08:09.123456Z 00O x", "x", "2024-05-06T07:08:09.123456Z"},
      {"2024-05-06T07:08:09.123456Z 01E+x", "x", "2024-05-06T07:08:09.123456Z"},
      {"2024-05-06T07:08:09.123456Z 00O", "", "2024-05-06T07:08:09.123456Z"},
      {"[2024-05-06T07:08:09.123Z] x", "x", "2024-05-06T07:08:09.123Z"},
      {"[07:08:09] x", "x", ""},
      {"[07:08:09.123] x", "x", ""},
      {"[07:08:09]W:\t x", "x", ""},
      {"[07:08:09] :\t  x", " x", ""},
      {"(07:08:09) ERROR: x", "ERROR: x", ""},
      {"07:08:09  x", "x", ""},
      {"07:08:09     x", "   x", ""},
      {"07:08:09 x", "x", "", InputKind::jenkins},
      {"07:08:09     INFO - x", "x", ""},
      {"07:08:09     INFO -", "", ""},
      {"[task 2024-05-06T07:08:09.123Z] x", "x", "2024-05-06T07:08:09.123Z"},
      {"[vcs 2024-05-06T07:08:09.123Z] x", "x", "2024-05-06T07:08:09.123Z"},
      {"Jan 02 03:04:05 host docker[123]: x", "x", ""},
      {"Jan  2 03:04:05 host-1 a@b.service[1]: x", "x", ""},
      {"2024-05-06T07:08:09+0200 host unit[12]: x", "x", "2024-05-06T07:08:09+0200"},
      {"[07:08:09]: x", "x", ""},
      {"[07:08:09]: \xE2\x96\xB8 x", "x", ""},
      {"INFO [2024-05-06 07:08:09.12]: \xE2\x96\xB8 x", "x", ""},
      {"ERROR [2024-05-06 07:08:09.12]: x", "x", ""},
      {"07:08:09.123 x", "x", ""},
      {"07:08:09.123\tx", "x", ""},
      {"07:08:09 AM: x", "x", ""},
      {"2024-05-06 07:08:09.123456 | node-1 | x", "x", ""},
  };
  for (const auto& c : cases) {
    std::string_view text = c.raw;
    Line line;
    EXPECT_TRUE(take_stamp(text, c.kind, line)) << c.raw;
    EXPECT_EQ(text, c.text) << c.raw;
    EXPECT_EQ(line.time, c.time) << c.raw;
  }
}

TEST(Stamps, Leaves) {
  for (const std::string_view raw :
       {"", "x", "2024-05-06", "2024-05-06T07:08:09.1234567Zx", "2024-05-06X07:08:09Z x",
        "07:08:09 x", "07:08", "[07:08:09", "[07:08:09]x", "(07:08:09)x", "[task x] y",
        "Jan 02 03:04:05 x", "Jan 02 03:04:05 host unit: x", "[2024-05-06T07:08:09Z DEBUG a] x",
        "INFO x", "ERROR [x] y", "ERROR [2024-05-06 07:08:09.12] x", "07:08:09\tx"}) {
    std::string_view text = raw;
    Line line;
    EXPECT_FALSE(take_stamp(text, InputKind::automatic, line)) << raw;
    EXPECT_EQ(text, raw);
  }
}

TEST(Stamps, WorkerLinesKeepTheirPrefix) {
  std::string_view text = "[taskcluster 2024-05-06 07:08:09.123Z] x";
  Line line;
  EXPECT_FALSE(take_stamp(text, InputKind::taskcluster, line));
  EXPECT_EQ(text, "[taskcluster 2024-05-06 07:08:09.123Z] x");
  EXPECT_EQ(line.time, "2024-05-06 07:08:09.123Z");

  text = "[taskcluster:error] exit status 1";
  line = {};
  EXPECT_FALSE(take_stamp(text, InputKind::taskcluster, line));
  EXPECT_EQ(line.marker, Marker::error);
  EXPECT_EQ(text, "[taskcluster:error] exit status 1");
}

TEST(Stamps, LevelsThatMeanFailure) {
  for (const std::string_view raw : {"07:08:09    ERROR - x", "07:08:09    FATAL - x",
                                     "07:08:09 CRITICAL - x", "[07:08:09]E:\t x"}) {
    std::string_view text = raw;
    Line line;
    EXPECT_TRUE(take_stamp(text, InputKind::automatic, line));
    EXPECT_EQ(line.marker, Marker::error) << raw;
    EXPECT_EQ(text, "x");
  }
}

TEST(Stamps, Runner) {
  EXPECT_TRUE(starts_with_runner_stamp("2024-05-06T07:08:09.1234567Z x"));
  EXPECT_TRUE(starts_with_runner_stamp("2024-05-06T07:08:09.1234567Z"));
  EXPECT_FALSE(starts_with_runner_stamp("2024-05-06T07:08:09.123456Z x"));
  EXPECT_FALSE(starts_with_runner_stamp("2024-05-06T07:08:09.1234567Zx"));
  EXPECT_FALSE(starts_with_runner_stamp("2024-05-06T07:08:09.12345+01 x"));
}

}  // namespace
}  // namespace logdiag::text
