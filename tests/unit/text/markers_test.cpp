#include "text/markers.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "text/cleaner.hpp"

namespace logdiag::text {
namespace {

struct Case {
  std::string_view raw;
  Marker marker;
  std::string_view text;
  std::string_view name = {};
  InputKind kind = InputKind::automatic;
};

void check(const Case& c) {
  Cleaner cleaner(c.kind);
  const Line line = cleaner.clean(c.raw);
  EXPECT_EQ(static_cast<int>(line.marker), static_cast<int>(c.marker)) << c.raw;
  EXPECT_EQ(line.text, c.text) << c.raw;
  EXPECT_EQ(line.name, c.name) << c.raw;
}

TEST(Markers, Actions) {
  const Case cases[] = {
      {"##[error]Process completed with exit code 1.", Marker::error,
       "Process completed with exit code 1."},
      {"##[warning]x", Marker::warning, "x"},
      {"##[notice]x", Marker::notice, "x"},
      {"##[debug]x", Marker::debug, "x"},
      {"##[command]git x", Marker::command, "git x"},
      {"[command]/usr/bin/git version", Marker::command, "/usr/bin/git version"},
      {"##[group]Run npm ci", Marker::group, "Run npm ci", "Run npm ci"},
      {"##[endgroup]", Marker::endgroup, ""},
      {"##[other]x", Marker::none, "##[other]x"},
      {"::error::msg", Marker::error, "msg"},
      {"  ::error file=a.c,line=3::msg", Marker::error, "msg"},
      {"::error file=a.c,line=3", Marker::none, "::error file=a.c,line=3"},
      {"::warning title=a b::msg: x", Marker::warning, "msg: x"},
      {"::notice::msg", Marker::notice, "msg"},
      {"::debug::msg", Marker::debug, "msg"},
      {"::group::Name", Marker::group, "Name", "Name"},
      {"::endgroup::", Marker::endgroup, ""},
      {"::add-mask::x", Marker::none, "::add-mask::x"},
      {"::errors::x", Marker::none, "::errors::x"},
      {"##[error]::warning::x", Marker::error, "x"},
  };
  for (const Case& c : cases) check(c);
}

TEST(Markers, Azure) {
  const Case cases[] = {
      {"##[section]Starting: Install dependencies", Marker::section_begin, "Install dependencies",
       "Install dependencies"},
      {"##[section]Finishing: Install", Marker::section_end, "Install", "Install"},
      {"##[section]Async Command Start: x", Marker::none, "Async Command Start: x"},
      {"##vso[task.logissue type=error;sourcepath=a.c]msg", Marker::error, "msg"},
      {"##vso[task.logissue type=warning]msg", Marker::warning, "msg"},
      {"##vso[task.complete result=Failed;]msg", Marker::error, "msg"},
      {"##vso[task.complete result=Succeeded;]msg", Marker::none, "msg"},
      {"##vso[task.setvariable variable=a]b", Marker::debug, "##vso[task.setvariable variable=a]b"},
      {"##vso[broken", Marker::none, "##vso[broken"},
  };
  for (const Case& c : cases) check(c);
}

TEST(Markers, GitLab) {
  const Case cases[] = {
      {"section_start:1715000000:step_script\r\x1B[0K\x1B[36;1mExecuting\x1B[0m",
       Marker::section_begin, "Executing", "step_script"},
      {"\x1B[0Ksection_start:1:a[collapsed=true]\r\x1B[0KHeader", Marker::section_begin, "Header",
       "a"},
      {"section_end:1:a\r\x1B[0Ksection_start:2:b\r\x1B[0KHeader", Marker::section_begin, "Header",
       "b"},
      {"section_end:1:a\r\x1B[0K\x1B[31;1mERROR: Job failed: exit code 1", Marker::section_end,
       "ERROR: Job failed: exit code 1", "a"},
      {"section_end:1:a\r", Marker::section_end, "a", "a"},
      {"2024-05-06T07:08:09.123456Z 00O section_start:1:a\r\x1B[0KHeader", Marker::section_begin,
       "Header", "a"},
      {"section_start:x:a", Marker::none, "section_start:x:a"},
      {"\x1B[32;1m$ npm ci\x1B[0;m", Marker::command, "$ npm ci", "npm ci", InputKind::gitlab},
      {"2024-05-06T07:08:09.123456Z 00O \x1B[32;1m$ npm ci\x1B[0;m", Marker::command, "$ npm ci",
       "npm ci", InputKind::gitlab},
      {"$ tsc --noEmit", Marker::none, "$ tsc --noEmit", "", InputKind::gitlab},
      {"\x1B[2m$ tsc\x1B[0m", Marker::none, "$ tsc", "", InputKind::gitlab},
      {"\x1B[32;1m$ npm ci\x1B[0;m", Marker::none, "$ npm ci", "", InputKind::jenkins},
  };
  for (const Case& c : cases) check(c);
}

TEST(Markers, TravisJenkinsMozharness) {
  const Case cases[] = {
      {"travis_fold:start:install.npm\r\x1B[0Ktravis_time:start:0a1b\r\x1B[0K$ npm ci",
       Marker::section_begin, "$ npm ci", "install.npm"},
      {"travis_fold:end:install.npm\r\x1B[0K", Marker::section_end, "", "install.npm"},
      {"travis_time:end:0a1b:start=1,finish=2,duration=1\r\x1B[0KDone.", Marker::none, "Done."},
      {"[Pipeline] { (Install dependencies)", Marker::section_begin, "Install dependencies",
       "Install dependencies"},
      {"\x1B[8mha:////4Ab=\x1B[0m[Pipeline] sh", Marker::command, "[Pipeline] sh"},
      {"[Pipeline] // stage", Marker::section_end, "[Pipeline] // stage"},
      {"[mozharness: 2025-02-13 21:47:59.645123Z] Running build step.", Marker::section_begin,
       "[mozharness: 2025-02-13 21:47:59.645123Z] Running build step.", "build"},
      {"[mozharness: 2025-02-13 21:47:59Z] Finished build step (failed)", Marker::section_end,
       "[mozharness: 2025-02-13 21:47:59Z] Finished build step (failed)", "build"},
      {"[mozharness: 2025-02-13 21:47:59Z] Running post-run listener: x", Marker::none,
       "[mozharness: 2025-02-13 21:47:59Z] Running post-run listener: x"},
  };
  for (const Case& c : cases) check(c);
}

TEST(Markers, OnlyOfTheirKind) {
  const InputKind bk = InputKind::buildkite;
  const InputKind tc = InputKind::teamcity;
  const Case cases[] = {
      {"--- :npm: Install dependencies", Marker::section_begin, "Install dependencies",
       "Install dependencies", bk},
      {"~~~ Preparing working directory", Marker::section_begin, "Preparing working directory",
       "Preparing working directory", bk},
      {"+++ Tests", Marker::section_begin, "Tests", "Tests", bk},
      {"--- :npm:", Marker::none, "--- :npm:", "", bk},
      {"--- a/x.c", Marker::none, "--- a/x.c", "", bk},
      {"--- FAIL: TestX (0.0s)", Marker::none, "--- FAIL: TestX (0.0s)", "", bk},
      {"^^^ +++", Marker::none, "", "", bk},
      {"\xF0\x9F\x9A\xA8 Error: The command exited with status 1", Marker::error,
       "Error: The command exited with status 1", "", bk},
      {"====>> npm ci", Marker::section_begin, "npm ci", "npm ci", InputKind::circleci},
      {"[07:08:09] : Step 1/3: Install (Command Line) (12s)", Marker::section_begin, "Install",
       "Install", tc},
      {"[07:08:09]W: Step 1/3: Install (all) (Command Line)", Marker::section_begin,
       "Install (all)", "Install (all)", tc},
      {"[07:08:09]W:\t [Step 1/3] npm error", Marker::none, "npm error", "", tc},
      {"[07:08:09]E:\t [Step 1/3] Process exited with code 1", Marker::error,
       "Process exited with code 1", "", tc},
  };
  for (const Case& c : cases) check(c);
}

}  // namespace
}  // namespace logdiag::text
