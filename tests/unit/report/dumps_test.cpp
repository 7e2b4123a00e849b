// Steps that ran after the failure to show why.
#include <gtest/gtest.h>

#include <string>

#include "diagnosed.hpp"

namespace logdiag {
namespace {

// The first finding of a job of which `failing` is what the failed step said, and `dump`
// what the step `name` said behind it.
std::string first_of(const std::string& failing, const std::string& name, const std::string& dump) {
  const Report report = testing::diagnosed(
      "Current runner version: '2.323.0'\n##[group]Run ./deploy\n##[endgroup]\n" + failing +
      "\n##[error]Process completed with exit code 1.\n" + name + "\n##[endgroup]\n" + dump +
      "\nPost job cleanup.\nCleaning up orphan processes\n");
  return report.findings.empty() ? "" : std::string(report.findings.front().rule->id);
}

const std::string kWaited = "error: timed out waiting for the condition on deployments/app";
const std::string kPanic = "FATAL:  password authentication failed for user \"app\"";
const std::string kDescribe = "##[group]Run kubectl describe pods";

TEST(Dumps, ShowWhyAStepWaitedInVain) {
  EXPECT_EQ(first_of(kWaited, kDescribe, kPanic), "service/postgres-auth-failed");
  EXPECT_EQ(first_of(kWaited, "##[group]Run echo pods\necho pods\nkubectl logs deploy/app", kPanic),
            "service/postgres-auth-failed");
  EXPECT_EQ(first_of("curl: (7) Failed to connect to localhost port 8080: Connection refused",
                     "##[group]Run docker compose logs", kPanic),
            "service/postgres-auth-failed");
}

TEST(Dumps, SayNothingWhereTheStepSaidItself) {
  EXPECT_EQ(first_of("write /var/lib/x: no space left on device", kDescribe, kPanic),
            "disk/no-space-left");
  // Nor where it looks as if it did.
  EXPECT_NE(first_of("error: the gate did not open until monday", kDescribe, kPanic),
            "service/postgres-auth-failed");
}

TEST(Dumps, AreKnownByWhatTheyShow) {
  EXPECT_NE(first_of(kWaited, "##[group]Run ./notify", kPanic), "service/postgres-auth-failed");
  EXPECT_NE(first_of(kWaited, "Post job cleanup.", kPanic), "service/postgres-auth-failed");
}

TEST(Dumps, TellOfAPullThatFailedWhateverItFollowsFrom) {
  EXPECT_EQ(first_of("Error: UPGRADE FAILED: timed out waiting for the condition",
                     "##[group]Run kubectl get events -A",
                     "default 117s Warning Failed pod/octo-7d9 Failed to pull image "
                     "\"registry.internal/octo:dev\": rpc error: code = NotFound"),
            "k8s/image-pull-failed");
  EXPECT_NE(first_of(kWaited, kDescribe, "make: *** [Makefile:3: logs] Error 1"), "make/error-n");
}

}  // namespace
}  // namespace logdiag
