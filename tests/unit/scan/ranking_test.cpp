// What is first when several lines of a whole log could be the cause.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <logdiag/logdiag.hpp>
#include <string>

namespace logdiag {
namespace {

std::string rule(std::string_view id, std::string_view pattern, std::string_view more = "",
                 std::string_view category = "build") {
  return fmt::format(
      R"j({{"schema": 1, "id": "{}", "category": "{}", "severity": "error", "role": "cause",
      "owner": "code", "transient": false, {} "title": {{"en": "T {}", "zh": "题"}},
      "match": {{"any": ["{}"]}}, "diagnosis": {{"en": "d", "zh": "因"}},
      "captures": {{"x": {{"fallback": "X"}}}},
      "fix": [{{"en": "f", "zh": "修"}}], "docs": ["https://example.com"],
      "samples": [{{"name": "s", "log": ["l"], "line": 1}}]}})j",
      id, category, more, id, pattern);
}

RuleSet rules() {
  RuleSetBuilder b;
  for (const std::string& t :
       {rule("a/sharp", "sharp trouble (?P<x>\\\\w+)", R"j("priority": 80,)j"),
        rule("a/plain", "plain trouble (?P<x>\\\\w+)"),
        rule("a/test", "test (?P<x>\\\\w+) failed", "", "test")}) {
    EXPECT_TRUE(b.add_json(t, "test")) << b.problems()[0].text();
  }
  return b.build().value();
}

std::string order(std::string_view log) {
  static const RuleSet set = rules();
  Scanner s(set);
  s.feed(log);
  std::string out;
  for (const Finding& f : s.finish().findings) out += fmt::format("{}:{} ", f.rule->id, f.where.line);
  return out;
}

constexpr std::string_view kFails = "##[error]Process completed with exit code 1.\n";

std::string step(std::string_view name, std::string_view lines) {
  return fmt::format("##[group]Run {}\n##[endgroup]\n{}", name, lines);
}

TEST(Ranking, WhatTheStepWentOnFromWasOvercome) {
  EXPECT_EQ(order("sharp trouble a\n[INFO] Scanning for projects...\nplain trouble b\n"),
            "a/plain:3 a/sharp:1 ");
  EXPECT_EQ(order("sharp trouble a\nTASK [deploy : start the service] *****\nplain trouble b\n"),
            "a/plain:3 a/sharp:1 ");
  // Nothing went wrong after it: then it is the cause all the same.
  EXPECT_EQ(order("sharp trouble a\n[INFO] Scanning for projects...\nfine\n"), "a/sharp:1 ");
}

TEST(Ranking, AToolThatHadSuccessGotOverWhatStoodBefore) {
  for (const char* done : {"42 packages are looking for funding", "BUILD SUCCESSFUL in 3s", "[INFO] BUILD SUCCESS",
                           "-- Build files have been written to: /srv/octo/build",
                           "Test Suites: 3 passed, 3 total", "  12 passing (1s)"}) {
    EXPECT_EQ(order(fmt::format("sharp trouble a\n{}\nplain trouble b\n", done)), "a/plain:3 a/sharp:1 ")
        << done;
  }
}

TEST(Ranking, TestsThatFailedArePassedByNobody) {
  for (const char* end : {"Test Suites: 1 failed, 3 passed, 4 total", "  x passing (1s)"}) {
    EXPECT_EQ(order(fmt::format("sharp trouble a\n{}\nplain trouble b\n", end)), "a/sharp:1 a/plain:3 ")
        << end;
  }
}

TEST(Ranking, WhatATestPrintedGivesWayToWhatFailed) {
  for (const char* head : {"  console.error", "stderr | src/a.test.ts > refuses"}) {
    EXPECT_EQ(order(fmt::format("{}\nsharp trouble a\n\nplain trouble b\n", head)), "a/plain:4 ") << head;
    EXPECT_EQ(order(fmt::format("{}\nsharp trouble a\n", head)), "a/sharp:2 ") << head;
  }
  EXPECT_EQ(order("RateTest > retries() STANDARD_OUT\n    sharp trouble a\n\nplain trouble b\n"), "a/plain:4 ");
  EXPECT_EQ(order("ERROR    shop.client:client.py:40 sharp trouble a\nplain trouble b\n"), "a/plain:2 ");
}

TEST(Ranking, WhatAProgramLoggedOnceGivesWayToTheTestThatFailed) {
  for (const char* head :
       {"E, [2026-02-01T09:31:00.101 #21] ERROR -- : ", "09:31:02.114 [main] ERROR dev.octo.Rates - ",
        "2026-02-01T09:31:05.120Z ERROR 21 --- [shop] [main] d.o.Rates : "}) {
    EXPECT_EQ(order(fmt::format("{}sharp trouble a\ntest b failed\n", head)), "a/test:2 ") << head;
    EXPECT_EQ(order(fmt::format("{}sharp trouble a\nplain trouble b\n", head)), "a/sharp:1 a/plain:2 ") << head;
  }
  // What comes again and again makes tests fail.
  const std::string logged = "09:31:02.114 [main] ERROR dev.octo.Rates - sharp trouble a\n";
  EXPECT_EQ(order(logged + logged + "test b failed\n"), "a/sharp:1 a/test:3 ");
}

TEST(Ranking, OfAttemptsTheLastOneCounts) {
  const std::string banner = "============ test session starts ============\n";
  EXPECT_EQ(order(banner + "plain trouble a\nplain trouble b\n" + banner + "plain trouble b\n"),
            "a/plain:5 a/plain:2 ");
  EXPECT_EQ(order("sharp trouble a\n##[warning]Attempt 1 failed. Reason: Child_process exited with error code 1\n"
                  "plain trouble b\n"),
            "a/plain:3 a/sharp:1 ");
}

TEST(Ranking, WhatWasTriedAgainAndDidNotComeBackIsNotTheCause) {
  EXPECT_EQ(order("plain trouble a\nRetrying in 5 seconds\nfine\nplain trouble b\n"),
            "a/plain:4 a/plain:1 ");
  EXPECT_EQ(order("plain trouble a\nRetrying in 5 seconds\nplain trouble a\nx\nx\nx\nplain trouble b\n"),
            "a/plain:1 a/plain:7 ");
}

TEST(Ranking, WhatSaidEachTimeThatItIsTriedAgainWas) {
  EXPECT_EQ(order("sharp trouble a, retrying in 1s\nsharp trouble a, retrying in 1s\nplain trouble b\n"),
            "a/plain:3 a/sharp:1 ");
  // What waits for the same may be the same.
  EXPECT_EQ(order("sharp trouble a, retrying in 1s\nsharp trouble a, retrying in 1s\n"
                  "plain trouble timed out\n"),
            "a/sharp:1 a/plain:3 ");
}

TEST(Ranking, AStepThatManyOthersFollowedWasAllowedToFail) {
  const std::string fine = step("make one", "") + step("make two", "") + step("make three", "");
  const std::string first = step("make zero", "sharp trouble a\n" + std::string(kFails));
  EXPECT_EQ(order(first + fine + step("test", "plain trouble b\n" + std::string(kFails))),
            "a/plain:13 a/sharp:3 ");
  // The next one, and one that runs in any case, did not decide.
  EXPECT_EQ(order(first + step("x", "plain trouble b\n" + std::string(kFails))),
            "a/sharp:3 a/plain:7 ");
  // What looks at the style of the sources is often forgiven.
  EXPECT_EQ(order(step("lint", "sharp trouble a\n" + std::string(kFails)) +
                  step("test", "plain trouble b\n" + std::string(kFails))),
            "a/plain:7 a/sharp:3 ");
  EXPECT_EQ(order(step("./gradlew spotlessCheck", "sharp trouble a\n" + std::string(kFails)) +
                  step("test", "plain trouble b\n" + std::string(kFails))),
            "a/plain:7 a/sharp:3 ");
  EXPECT_EQ(order(step("make zero", "plain trouble a\n" + std::string(kFails)) + fine +
                  step("./upload-results", "sharp trouble b\n" + std::string(kFails))),
            "a/plain:3 a/sharp:13 ");
}

TEST(Ranking, AScriptThatMarkedAnErrorAndWentOnDidNotFail) {
  const std::string script = "##[group]Run npm test\nshell: /usr/bin/bash -e {0}\n##[endgroup]\n";
  const std::string end = "Post job cleanup.\nCleaning up orphan processes\n";
  EXPECT_EQ(order(script + "##[error]plain trouble a\n1\n2\n3\n4 passed\n" + end), "");
  EXPECT_EQ(order(script + "##[error]plain trouble a\n1\n2\n3\n4 passed\n" + std::string(kFails) + end), "a/plain:4 ");
  // What the runner says stands last, and steps that are no scripts end without a code.
  EXPECT_EQ(order(script + "plain trouble a\n##[error]The operation was canceled.\n" + end), "a/plain:4 ");
  EXPECT_EQ(order(step("acme/deploy@v1", "##[error]plain trouble a\n1\n2\n3\n4\n") + end), "a/plain:3 ");
}

TEST(Ranking, TheLineThatTheRunnerRepeatsComesFirst) {
  EXPECT_EQ(order("plain trouble a\nplain trouble b\n##[error]build failed: plain trouble b\n"),
            "a/plain:2 a/plain:1 ");
}

TEST(Ranking, AWarningGivesWayToTheErrorItBecame) {
  const std::string gap = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";
  EXPECT_EQ(order("[WARNING] plain trouble a\n" + gap + "[ERROR] plain trouble a\n"), "a/plain:12 ");
  // A race detector calls what it reports a warning.
  EXPECT_EQ(order("WARNING: ThreadSanitizer: plain trouble a\n" + gap + "plain trouble a\n"), "a/plain:1 ");
  EXPECT_EQ(order("WARNING: plain trouble a\nERROR: plain trouble a\n"), "a/plain:1 ");
}

TEST(Ranking, TheLevelOfALogLineIsNoVerdictOnItsStep) {
  const std::string log =
      "[taskcluster 2025-02-13T21:32:14.225Z] Task ID: x\n"
      "[task 2025-02-13T21:32:15.000Z] 21:32:15     INFO - [mozharness: 2025-02-13 21:32:15.000000Z] Running test step.\n"
      "[task 2025-02-13T21:32:16.000Z] 21:32:16     INFO - plain trouble a\n"
      "[task 2025-02-13T21:32:17.000Z] 21:32:17     INFO - [mozharness: 2025-02-13 21:32:17.000000Z] Running tidy step.\n"
      "[task 2025-02-13T21:32:18.000Z] 21:32:18    ERROR - Can not find the old profile\n"
      "[taskcluster:error] exit status 1\n";
  EXPECT_EQ(order(log), "a/plain:3 ");
}

}  // namespace
}  // namespace logdiag
