#include "scan/suspicion.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "match/words.hpp"
#include "scan/suspicion_words.hpp"

namespace logdiag::scan {
namespace {

using text::Marker;

int plain(std::string_view line) { return suspicion(line, Marker::none); }

TEST(Suspicion, WrappersStayBelowEverythingElse) {
  for (const std::string_view line :
       {"Process completed with exit code 1.", "make: *** [all] Error 2", "Failed to compile.",
        "ninja: build stopped: subcommand failed.", "error: test failed, to rerun pass `--lib`",
        "[ERROR] COMPILATION ERROR :", "10 tests completed, 1 failed",
        "error: the following command failed with 1 compilation errors:", "Failed examples:",
        "BEGIN failed--compilation aborted at app.pl line 4.", "npm error command failed",
        "rake aborted!", "make[1]: *** [all] Error 1", "** TEST FAILED **",
        "npm ERR! Failed at the octo@1.0.0 test script.", "ERROR: Failed building wheel for octo",
        "ERROR: octo did not exit normally - check the logs at /var/log/octo"}) {
    EXPECT_LT(plain(line), 10) << line;
  }
}

TEST(Suspicion, ProbesOfCMakeAreNoErrors) {
  for (const std::string_view line :
       {"-- Performing Test HAVE_FLAG - Failed", "-- Looking for pthread_create in pthreads - not found",
        "-- Check size of long double - failed", "-- Checking for module 'x' - not found"}) {
    EXPECT_EQ(plain(line), 0) << line;
  }
  EXPECT_GT(plain("-- acme: module 'x' not found"), 0);
}

TEST(Suspicion, MoreTellingLinesScoreHigher) {
  const std::string_view pairs[][2] = {
      {"E   AssertionError: assert 1 == 2", "E    +  where 1 = error.code"},
      {"ModuleNotFoundError: No module named 'x'", "  File \"errors.py\", line 3, in error"},
      {"src/main.c:3:1: error: expected ';'", "compiling src/error.c"},
      {"e: file:///a/B.kt:87:46 Unresolved reference 'x'", "Unable to strip these libraries"},
      {"LogDifferTest > parses() FAILED", "LogDifferTest > parses() PASSED"},
      {"fatal: repository not found", "echo fatal: repository not found"},
      {"bash: foo: command not found", "+ foo || echo not found"},
      {"  ✘  performance failure for minScore assertion", "a failure of performance"},
      {"src/a.zig:118:27: error: expected type", "error: the following command failed with 1 errors:"},
      {"stderr: fatal: unable to access 'https://a.example'", "ERROR: Error cloning remote repo 'a'"},
      {"> Unable to create Root Module: config", "> Task :app:checkstyleMain FAILED"},
      {"a.c:3:1: error: implicit declaration [-Werror=implicit]", "error: build of a failed"},
      {"==7==ERROR: AddressSanitizer: heap-use-after-free", "FATAL: the server failed to start: x"},
      {"AssertionError: Timed out retrying after 4000ms", "  ✖  1 of 2 failed (50%)"},
      {"E       AssertionError: assert 1 == 2", "src/a_test.py:19: AssertionError"},
      {"[ERROR] /src/A.java:[3,5] cannot find symbol", "[ERROR] Failed to execute goal a:b: Compilation failure"},
      {"configure: error: libevent 2.1 is required", "configuration failed for package x"},
      {"src/a.zig:42:17: error: expected type 'u32'", "error: 1 error occurred:"},
      {"#   Failed test 'parses nothing'", "Failed 1/4 subtests"},
      {"Makefile:3: *** missing separator.  Stop.", "make: *** [all] Error 2"},
      {"E       assert 3 == 4", "tests/test_a.py:7: AssertionError"},
      {"WARNING: DATA RACE", "FAIL example.com/shop/cache 0.03s"},
      {"Could not find gem 'octo (~> 3.0)' in the sources or installed locally.",
       "Unable to find image 'octo:1.2' locally"},
      {"aws_instance.web (remote-exec): E: Unable to locate package octo", "Error: remote-exec provisioner error"},
      {"octo: \"global\" threshold (90%) not met: 84%", "Tests:       4 passed, 4 total"},
      {"a.csproj : error NU1605: Warning As Error: detected downgrade", "Failed to restore a.csproj"},
      {"ld: library not found for -lsqlite", "e: ld invocation reported errors"},
      {"t/a.t (Wstat: 512 Tests: 4 Failed: 2)", "Failed tests:  2, 4"},
      {"[ERROR] com.acme.OctoTest.total -- Time elapsed: 0.01 s <<< FAILURE!",
       "[ERROR] Tests run: 3, Failures: 1, Errors: 0, Skipped: 0 <<< FAILURE! -- in com.acme.OctoTest"},
      {"not ok 2 fails without arguments", "7 examples, 2 failures, 0 errors, 0 pending"},
      {"print: ../print.c:14: main: Assertion `x' failed.", "Fail:               1"},
      {"ERROR: the table is there already", "Error: P3006"},
      {"ERROR: no tag class", "ERROR: Step 'Publish JUnit test result report' failed"},
      {"Can't locate JSON/XS.pm in @INC", "3 tests, 1 failed"},
      {"Invalid Login        | FAIL |", "Total: 3, failed: 1, in 0.3 s"},
      {"error: connection refused", "\"message\": \"error: connection refused\","},
      {"Error: no such table", "Error: No such container: app-db"},
      {"Warning, treated as error:", "cc1: all warnings being treated as errors"},
  };
  for (const auto& [more, less] : pairs) EXPECT_GT(plain(more), plain(less)) << more;
}

TEST(Suspicion, WordsInsideNamesCountNothing) {
  EXPECT_EQ(plain("highlighting module code... torch.distributed.elastic.errors"), 0);
  EXPECT_EQ(plain("installed lib/errors/index"), 0);
  EXPECT_GT(plain("3 errors found"), 0);
}

TEST(Suspicion, CountsAreNoNames) {
  EXPECT_LT(plain("Tests:  1 failed, 4 passed, 5 total"), 40);
  EXPECT_GT(plain("FAILED tests/cart.py::test_total"), 60);
  EXPECT_GT(plain("1 of 3 widgets failed: bolt"), 0);
}

TEST(Suspicion, AmongLastLinesReportsOfTestsHaveAForm) {
  EXPECT_GT(detail("  1) adds numbers"), 0);
  EXPECT_GT(detail("  ● formats euros"), 0);
  EXPECT_GT(detail("    expected: 3"), 0);
  for (const std::string_view line : {"  1 passing (5ms)", "Expected:", "  2024) x", "adds numbers"}) {
    EXPECT_EQ(detail(line), 0) << line;
  }
  for (const std::string_view line : {"-----------", "    at f (a.js:3:1)", " 12 | return widget;",
                                      "#4      main (app.dart:28:5)", "(nil)"}) {
    EXPECT_FALSE(says_something(line)) << line;
  }
  EXPECT_TRUE(says_something("the notes have no section for 2.3.0"));
}

TEST(Suspicion, MarkersDecide) {
  EXPECT_GT(suspicion("anything", Marker::error), 60);
  EXPECT_EQ(suspicion("error: x", Marker::command), 0);
  EXPECT_LT(suspicion("error: x", Marker::warning), plain("error: x"));
}

// Only lines with a watched word are judged, so each sign needs one.
TEST(Suspicion, EverySignIsWatched) {
  // Too short to be looked for in every line; such lines mostly hold another word.
  constexpr std::array<std::string_view, 4> kShort{"e: ", "! [", "! ", "[!]"};
  const auto bare = [](std::string_view words) {
    while (words.ends_with(' ')) words.remove_suffix(1);
    while (words.starts_with(' ')) words.remove_prefix(1);
    return words;
  };
  for (const auto signs : {signs_at_start(), signs_anywhere(), signs_apart()}) {
    for (const Sign& sign : signs) {
      if (std::find(kShort.begin(), kShort.end(), sign.words) != kShort.end()) continue;
      const auto watched = match::suspicious_words();
      EXPECT_TRUE(std::any_of(watched.begin(), watched.end(), [&](std::string_view word) {
        return sign.words.find(bare(word)) != std::string_view::npos ||
               word.find(bare(sign.words)) != std::string_view::npos;
      })) << sign.words;
    }
  }
}

}  // namespace
}  // namespace logdiag::scan
