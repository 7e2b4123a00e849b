// Which of several findings are causes of their own.
#include <gtest/gtest.h>

#include <logdiag/logdiag.hpp>
#include <string>
#include <utility>

namespace logdiag {
namespace {

Report diagnose(const std::string& log) {
  RuleSetBuilder builder;
  builder.add_builtin();
  Scanner scanner(std::move(builder.build()).value());
  std::string stamped;
  for (std::size_t at = 0; at < log.size();) {
    const std::size_t end = log.find('\n', at) + 1;
    stamped += "2025-03-04T05:06:07.0000000Z " + log.substr(at, end - at);
    at = end;
  }
  scanner.feed(stamped);
  return scanner.finish();
}

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
  EXPECT_EQ(causes(diagnose("##[group]Run mvn package\n##[endgroup]\n"
                            "[ERROR] /src/App.java:[12,5] cannot find symbol\n" +
                            kGoal + kExit)),
            "java/compile-error ");
  EXPECT_EQ(causes(diagnose("##[group]Run mvn package\n##[endgroup]\n" + kGoal + kExit)),
            "maven/goal-failed ");
}

TEST(Rank, AStepThatWasAllowedToFailIsNoCause) {
  const std::string tolerated =
      "##[group]Run ./first\n##[endgroup]\nmv: cannot stat 'x.json': No such file or directory\n" + kExit;
  const std::string others =
      "##[group]Run ./second\n##[endgroup]\nfine\n##[group]Run ./third\n##[endgroup]\nfine\n";
  const std::string decided =
      "##[group]Run ./fourth\n##[endgroup]\nwrite /x: no space left on device\n" + kExit;
  EXPECT_EQ(causes(diagnose(tolerated + others + decided)), "disk/no-space-left ");
  // Nobody publishes after a failure: the job went on, and passed.
  EXPECT_EQ(causes(diagnose(tolerated + "##[group]Run docker/build-push-action@v6\n##[endgroup]\nfine\n"
                                        "Post job cleanup.\nCleaning up orphan processes\n")),
            "green/failed-step-tolerated ");
  EXPECT_EQ(causes(diagnose(tolerated + "##[group]Run actions/upload-artifact@v4\n##[endgroup]\nfine\n"
                                        "Post job cleanup.\nCleaning up orphan processes\n")),
            "shell/no-such-file ");
  // Where the one that decided says nothing, it is all that is known.
  EXPECT_EQ(causes(diagnose(tolerated)), "shell/no-such-file ");
}

}  // namespace
}  // namespace logdiag
