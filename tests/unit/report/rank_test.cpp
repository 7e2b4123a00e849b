// Which of several findings are causes of their own.
#include <gtest/gtest.h>

#include <string>

#include "diagnosed.hpp"

namespace logdiag {
namespace {

using testing::diagnosed;

// The rules of the findings that nothing else explains.
std::string causes(const Report& report) {
  std::string out;
  for (const Finding& f : report.findings) {
    if (!f.cause) out += std::string(f.rule->id) + " ";
  }
  return out;
}

const std::string kGoal =
    "[ERROR] Failed to execute goal com.example:widget-maven-plugin:1.2.0:bend (default) on project "
    "app: the widget did not bend\n";
const std::string kExit = "##[error]Process completed with exit code 1.\n";

TEST(Rank, WhatOnlyNamesTheGoalFollowsFromTheCauseOfItsStep) {
  EXPECT_EQ(causes(diagnosed("##[group]Run mvn package\n##[endgroup]\n"
                            "[ERROR] /src/App.java:[12,5] cannot find symbol\n" +
                            kGoal + kExit)),
            "java/compile-error ");
  EXPECT_EQ(causes(diagnosed("##[group]Run mvn package\n##[endgroup]\n" + kGoal + kExit)),
            "maven/goal-failed ");
}

TEST(Rank, AStepThatWasAllowedToFailIsNoCause) {
  const std::string tolerated =
      "##[group]Run ./first\n##[endgroup]\nmv: cannot stat 'x.json': No such file or directory\n" + kExit;
  const std::string others =
      "##[group]Run ./second\n##[endgroup]\nfine\n##[group]Run ./third\n##[endgroup]\nfine\n";
  const std::string decided =
      "##[group]Run ./fourth\n##[endgroup]\nwrite /x: no space left on device\n" + kExit;
  EXPECT_EQ(causes(diagnosed(tolerated + others + decided)), "disk/no-space-left ");
  // Nobody publishes after a failure: the job went on, and passed.
  EXPECT_EQ(causes(diagnosed(tolerated + "##[group]Run docker/build-push-action@v6\n##[endgroup]\nfine\n"
                                        "Post job cleanup.\nCleaning up orphan processes\n")),
            "green/failed-step-tolerated ");
  EXPECT_EQ(causes(diagnosed(tolerated + "##[group]Run actions/upload-artifact@v4\n##[endgroup]\nfine\n"
                                        "Post job cleanup.\nCleaning up orphan processes\n")),
            "shell/no-such-file ");
  // Where the one that decided says nothing, it is all that is known.
  EXPECT_EQ(causes(diagnosed(tolerated)), "shell/no-such-file ");
}

TEST(Rank, ASummaryStandsBehindTheMessageThatAnotherRuleKnows) {
  const Report report = diagnosed(
      " FAIL  src/cart.test.ts [ src/cart.test.ts ]\n"
      "Error: Cannot find module './price' imported from /home/runner/work/shop/shop/src/cart.test.ts\n" + kExit);
  ASSERT_FALSE(report.findings.empty());
  EXPECT_EQ(report.findings[0].rule->id, "node/module-not-found");
}

TEST(Rank, ALineHasOneCause) {
  EXPECT_EQ(causes(diagnosed("##[group]Run cargo build\n##[endgroup]\n"
                            "error[E0308]: mismatched types\n" + kExit)),
            "rust/e0308-mismatched-types ");
}

// Of what a compiler or test runner says the first line leads, whichever rule is the heavier one.
TEST(Rank, OfTroublesOfTheSourcesTheFirstLeads) {
  const auto first = [](const std::string& log) {
    const Report report = diagnosed("##[group]Run make\n##[endgroup]\n" + log + kExit);
    return report.findings.empty() ? 0 : report.findings[0].where.line;
  };
  const std::string argument = "src/a.ts(1,25): error TS2345: Argument of type 'string' is not assignable "
                               "to parameter of type 'number'.\n";
  const std::string module = "src/b.ts(2,23): error TS2307: Cannot find module './gone' or its "
                             "corresponding type declarations.\n";
  EXPECT_EQ(first(argument + module), 3u);
  EXPECT_EQ(first(module + argument), 3u);
  EXPECT_EQ(first("--- FAIL: TestSum (0.00s)\n    sum_test.go:12: Sum(1,2) = 4, want 3\nFAIL\n"
                  "FAIL\texample.com/acme/sum\t0.004s\n--- FAIL: TestLoad (0.00s)\n"
                  "panic: runtime error: invalid memory address or nil pointer dereference\n"),
            4u);
  // Where it says more of the same, the heavier one leads.
  EXPECT_EQ(first("--- FAIL: TestLoad (0.00s)\n"
                  "panic: runtime error: invalid memory address or nil pointer dereference\n"),
            4u);
}

}  // namespace
}  // namespace logdiag
