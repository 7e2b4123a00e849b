#include "text/input_kind.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "text/cleaner.hpp"

#ifndef LOGDIAG_TEST_DATA
#define LOGDIAG_TEST_DATA "tests"
#endif

namespace logdiag::text {
namespace {

constexpr std::size_t kFirstSample = static_cast<std::size_t>(InputKind::plain);

std::vector<std::string> sample(InputKind kind) {
  const std::string path =
      LOGDIAG_TEST_DATA "/logs/inputs/" + std::string(input_name(kind)) + ".log";
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', start), bytes.size());
    lines.push_back(bytes.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

InputKind detect(const std::vector<std::string>& lines) {
  InputDetector detector;
  for (const std::string& line : lines) detector.observe(line);
  return detector.kind();
}

TEST(InputKind, Names) {
  for (std::size_t i = 0; i < kInputKinds; ++i) {
    const auto kind = static_cast<InputKind>(i);
    EXPECT_EQ(input_from_name(input_name(kind)), kind);
  }
  EXPECT_EQ(input_name(InputKind::automatic), "auto");
  EXPECT_EQ(input_name(InputKind::taskcluster), "taskcluster");
  EXPECT_FALSE(input_from_name("").has_value());
  EXPECT_FALSE(input_from_name("GitHub").has_value());
}

TEST(InputKind, Samples) {
  for (std::size_t i = kFirstSample; i < kInputKinds; ++i) {
    const auto kind = static_cast<InputKind>(i);
    EXPECT_EQ(input_name(detect(sample(kind))), input_name(kind));
  }
}

// The same failure reads the same in every system's log.
TEST(InputKind, SamplesCleanToTheSameFailure) {
  std::vector<std::string> expected;
  for (std::size_t i = kFirstSample; i < kInputKinds; ++i) {
    const auto kind = static_cast<InputKind>(i);
    std::vector<std::string> failure;
    std::string section;
    std::string step;
    Cleaner cleaner(kind);
    for (const std::string& raw : sample(kind)) {
      const Line line = cleaner.clean(raw);
      if (line.marker == Marker::section_begin) section = line.name;
      if (line.text.starts_with("npm error") && line.text.find("_logs") == std::string::npos) {
        failure.emplace_back(line.text);
        step = line.step.empty() ? section : std::string(line.step);
      }
    }
    if (expected.empty()) expected = failure;
    EXPECT_EQ(failure, expected) << input_name(kind);
    EXPECT_EQ(failure.size(), 18U) << input_name(kind);
    switch (kind) {
      case InputKind::gh:
      case InputKind::jenkins:
      case InputKind::azure:
      case InputKind::circleci:
      case InputKind::buildkite:
      case InputKind::teamcity:
        EXPECT_EQ(step, "Install dependencies") << input_name(kind);
        break;
      case InputKind::gitlab:
        EXPECT_EQ(step, "step_script");
        break;
      case InputKind::travis:
        EXPECT_EQ(step, "install.npm");
        break;
      case InputKind::taskcluster:
        EXPECT_EQ(step, "install-dependencies");
        break;
      default:
        EXPECT_EQ(step, "") << input_name(kind);
    }
  }
}

TEST(InputKind, OneSignIsEnough) {
  const struct {
    std::string_view line;
    InputKind kind;
  } cases[] = {
      {"a\tb\t\xEF\xBB\xBF"
       "2024-05-06T07:08:09.1234567Z x",
       InputKind::gh},
      {"\xEF\xBB\xBF"
       "2024-05-06T07:08:09.1234567Z Current runner version: '2'",
       InputKind::github},
      {"2024-05-06T07:08:09.1234567Z ##[section]Starting: x", InputKind::azure},
      {"2024-05-06T07:08:09.123456Z 00O x", InputKind::gitlab},
      {"[2024-05-06T07:08:09.123Z] [Pipeline] sh", InputKind::jenkins},
      {"07:08:09  [Pipeline] sh", InputKind::jenkins},
      {"\x1B[8mha:////4A=\x1B[0mx", InputKind::jenkins},
      {"\x1B_bk;t=1\x07x", InputKind::buildkite},
      {"[07:08:09]W:\t x", InputKind::teamcity},
      {"  #!/bin/bash -eo pipefail", InputKind::circleci},
  };
  for (const auto& c : cases) {
    InputDetector detector;
    EXPECT_FALSE(detector.settled());
    detector.observe(c.line);
    EXPECT_TRUE(detector.settled()) << c.line;
    EXPECT_EQ(input_name(detector.kind()), input_name(c.kind)) << c.line;
  }
}

TEST(InputKind, OutputOfProgramsUnderARunnerIsNoEvidence) {
  InputDetector detector;
  detector.observe("2024-05-06T07:08:09.1234567Z ====>> x");
  detector.observe("2024-05-06T07:08:09.1234567Z [Pipeline] x");
  EXPECT_FALSE(detector.settled());
  EXPECT_EQ(detector.kind(), InputKind::github);
}

TEST(InputKind, SettlesInTheEnd) {
  InputDetector detector;
  EXPECT_EQ(detector.kind(), InputKind::plain);
  for (int i = 0; i < 99; ++i) detector.observe("x");
  EXPECT_FALSE(detector.settled());
  detector.observe("x");
  EXPECT_TRUE(detector.settled());
  detector.observe("[Pipeline] sh");
  EXPECT_EQ(detector.kind(), InputKind::plain);
}

}  // namespace
}  // namespace logdiag::text
