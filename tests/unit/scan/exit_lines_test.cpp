#include "scan/exit_lines.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace logdiag::scan {
namespace {

using text::Marker;

std::optional<int> code(std::string_view text, Marker marker = Marker::none) {
  text::Line line;
  line.text = text;
  line.marker = marker;
  return exit_code_of(line);
}

TEST(ExitLines, EachRunnerHasItsOwn) {
  EXPECT_EQ(code("Process completed with exit code 2.", Marker::error), 2);
  EXPECT_EQ(code("Error: Process completed with exit code 2."), 2);
  EXPECT_EQ(code("Bash exited with code '3'.", Marker::error), 3);
  EXPECT_EQ(code("PowerShell exited with code '1'.", Marker::error), 1);
  EXPECT_EQ(code("The command \"make -j2\" exited with 2."), 2);
  EXPECT_EQ(code("The command \"make\" exited with 0."), 0);
  EXPECT_EQ(code("The command \"apt-get update\" failed and exited with 100 during ."), 100);
  EXPECT_EQ(code("Exited with code exit status 4"), 4);
  EXPECT_EQ(code("Exited with code 11"), 11);
  EXPECT_EQ(code("Command exited with code 1"), 1);
  EXPECT_EQ(code("Process exited with code 1 (Step: Command Line)"), 1);
  EXPECT_EQ(code("🚨 Error: The command exited with status 5"), 5);
  EXPECT_EQ(code("container step-gate has failed  : [{\"key\":\"StartedAt\",\"type\":3}]"), 1);
}

TEST(ExitLines, ScriptsAndServicesOnlyTellOfOthers) {
  EXPECT_FALSE(code("echo 'Process completed with exit code 1.'"));
  EXPECT_FALSE(code("Bash exited with code '3'."));
  EXPECT_FALSE(code("web_1 exited with code 1"));
  EXPECT_FALSE(code("The command exited with 2."));
  EXPECT_FALSE(code("The command \"make\" is slow"));
  EXPECT_FALSE(code("Exited with code that nobody read"));
}

TEST(ExitLines, JenkinsSaysSoInWords) {
  EXPECT_TRUE(ends_jenkins_build("Build step 'Execute shell' marked build as failure"));
  EXPECT_TRUE(ends_jenkins_build("20:44:20 Build step 'Execute shell' marked build as failure"));
  EXPECT_FALSE(ends_jenkins_build("Build step 'Execute shell' changed build result to UNSTABLE"));
  EXPECT_TRUE(ends_jenkins_pipeline("ERROR: script returned exit code 2"));
  EXPECT_FALSE(ends_jenkins_pipeline("the script returned exit code 2"));
}

}  // namespace
}  // namespace logdiag::scan
