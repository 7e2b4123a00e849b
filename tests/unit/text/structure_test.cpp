#include "text/structure.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>

#include "text/cleaner.hpp"

namespace logdiag::text {
namespace {

using namespace std::string_literals;

bool has_literal(std::string_view text, InputKind kind) {
  const auto literals = structure_literals(kind);
  return std::any_of(literals.begin(), literals.end(), [&](std::string_view literal) {
    return text.find(literal) != std::string_view::npos;
  });
}

TEST(Structure, LiteralsAreUsable) {
  for (std::size_t i = 0; i < kInputKinds; ++i) {
    const auto literals = structure_literals(static_cast<InputKind>(i));
    EXPECT_FALSE(literals.empty());
    // The shortest key of the prefilter.
    for (const std::string_view literal : literals) EXPECT_GE(literal.size(), 2U);
  }
}

TEST(Structure, OrdinaryTextHasNone) {
  for (const std::string_view text : {"std::error_code ec;", "foo.c:3: error: x", "::errors",
                                      "--- a/x", "+ npm ci", "== Step =="}) {
    EXPECT_FALSE(has_literal(text, InputKind::github)) << text;
  }
}

// Every line with a marker or a name has a literal, whatever it is made of.
TEST(Structure, PropertyNoMarkerWithoutLiteral) {
  static const std::string pieces[] = {"2024-05-06T07:08:09.1234567Z ",
                                       "[07:08:09]",
                                       "[07:08:09]E:\t ",
                                       "[07:08:09]F:",
                                       "[07:08:09] : Step 1/2: a",
                                       " : Step 1/2: a",
                                       "[Step 1/2] ",
                                       "07:08:09    ",
                                       "ERROR - ",
                                       "FATAL - ",
                                       "CRITICAL -",
                                       "[taskcluster:error] ",
                                       "[taskcluster:error 2024-05-06T07:08:09Z] ",
                                       "[mozharness: 2024-05-06 07:08:09Z] ",
                                       "Running a step.",
                                       "Finished a step",
                                       "##[",
                                       "error]",
                                       "group]",
                                       "endgroup]",
                                       "section]",
                                       "Starting: ",
                                       "Finishing: ",
                                       "##vso[",
                                       "task.logissue type=error]",
                                       "##teamcity[",
                                       "message text='a' status='ERROR']",
                                       "blockOpened name='a']",
                                       "::",
                                       "error",
                                       "warning",
                                       "notice",
                                       "debug",
                                       "group",
                                       "endgroup",
                                       " file=a",
                                       "[command]",
                                       "[Pipeline] ",
                                       "{ (a)",
                                       "// stage",
                                       "section_start:1:a\r",
                                       "section_end:1:a",
                                       "travis_fold:",
                                       "start:a\r",
                                       "end:a",
                                       "~~~ ",
                                       "--- ",
                                       "+++ ",
                                       "====>> ",
                                       "\xF0\x9F\x9A\xA8 Error: ",
                                       "a",
                                       " ",
                                       "\t",
                                       "\r",
                                       "\x1B[0m",
                                       "\xEF\xBB\xBF",
                                       ":"};
  std::mt19937 random(5);
  int marked = 0;
  for (int round = 0; round < 60000; ++round) {
    std::string raw;
    for (auto n = random() % 6; n > 0; --n) raw += pieces[random() % std::size(pieces)];
    const auto kind = static_cast<InputKind>(random() % kInputKinds);
    Cleaner cleaner(kind);
    const Line line = cleaner.clean(raw);
    if (line.marker == Marker::none && line.name.empty()) continue;
    ++marked;
    std::string scratch;
    ASSERT_TRUE(has_literal(strip_escapes(raw, scratch), kind)) << raw;
  }
  EXPECT_GT(marked, 5000);
}

}  // namespace
}  // namespace logdiag::text
