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
        "[ERROR] COMPILATION ERROR :", "10 tests completed, 1 failed"}) {
    EXPECT_LT(plain(line), 10) << line;
  }
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
      {"[ERROR] /src/A.java:[3,5] cannot find symbol", "[ERROR] Failed to execute goal a:b: Compilation failure"},
  };
  for (const auto& [more, less] : pairs) EXPECT_GT(plain(more), plain(less)) << more;
}

TEST(Suspicion, WordsInsideNamesCountNothing) {
  EXPECT_EQ(plain("highlighting module code... torch.distributed.elastic.errors"), 0);
  EXPECT_EQ(plain("installed lib/errors/index"), 0);
  EXPECT_GT(plain("3 errors found"), 0);
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
