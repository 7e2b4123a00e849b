#include <gtest/gtest.h>

#include <logdiag/logdiag.hpp>
#include <string>
#include <utility>
#include <vector>

namespace logdiag {
namespace {

RuleSet builtin() {
  RuleSetBuilder builder;
  builder.add_builtin();
  return std::move(builder.build()).value();
}

Report scan(const RuleSet& rules, const std::string& source, const std::string& log) {
  Scanner scanner(rules);
  scanner.begin(source);
  scanner.feed(log);
  return scanner.finish();
}

std::string failing(const std::string& package) {
  return "2026-05-14T09:31:02.0000000Z Current runner version: '2.316.1'\n"
         "2026-05-14T09:31:02.0000000Z ERROR: failed to push ghcr.io/acme/" + package +
         ":main: denied: permission_denied: write_package\n2026-05-14T09:31:02.0000000Z ##[error]Process completed with exit code 1.\n";
}

TEST(Merge, OneReportStaysAsItIs) {
  const RuleSet rules = builtin();
  const Report alone = scan(rules, "a", failing("x"));
  std::vector<Report> one{alone};
  const Report merged = merge(std::move(one));
  EXPECT_EQ(render(merged, Format::json), render(alone, Format::json));
}

TEST(Merge, CausesPointAtTheirFindingsAndJobs) {
  const RuleSet rules = builtin();
  std::vector<Report> reports;
  for (const char* source : {"a", "b", "c"}) {
    reports.push_back(scan(rules, source, failing(source == std::string("c") ? "y" : "x")));
  }
  const std::size_t each = reports[0].findings.size();
  ASSERT_GE(each, 1U);
  const Report all = merge(std::move(reports));
  ASSERT_EQ(all.jobs.size(), 3U);
  EXPECT_EQ(all.findings.size(), 3 * each);
  for (std::size_t i = 0; i < all.findings.size(); ++i) {
    const Finding& f = all.findings[i];
    EXPECT_EQ(all.jobs[f.job].source, f.where.source);
    EXPECT_EQ(f.decided.empty(), i == 0) << i;
    if (f.cause) {
      EXPECT_LT(*f.cause, i);
      EXPECT_EQ(all.findings[*f.cause].job, f.job);
    }
    if (f.same_as) {
      EXPECT_EQ(all.findings[*f.same_as].signature(), f.signature());
      EXPECT_NE(all.findings[*f.same_as].job, f.job);
    }
  }
  for (const Job& job : all.jobs) {
    EXPECT_EQ(job.end, Job::End::failed);
    ASSERT_TRUE(job.cause.has_value());
    EXPECT_EQ(all.findings[*job.cause].where.source, job.source);
  }
  // b fails as a does; c pushes another package.
  EXPECT_TRUE(all.findings[*all.jobs[1].cause].same_as.has_value());
  EXPECT_FALSE(all.findings[*all.jobs[2].cause].same_as.has_value());
}

TEST(Merge, WhatSaysMoreStandsFirst) {
  const RuleSet rules = builtin();
  std::vector<Report> reports;
  reports.push_back(scan(rules, "a", "2026-05-14T09:31:02.0000000Z ##[error]Process completed with exit code 1.\n"));
  reports.push_back(scan(rules, "b", failing("x")));
  const Report all = merge(std::move(reports));
  ASSERT_FALSE(all.findings.empty());
  EXPECT_EQ(all.findings[0].where.source, "b");
}

TEST(Merge, OnlyFailedJobsAreStillToBeExplained) {
  const RuleSet rules = builtin();
  const std::string odd = "flurb: error: the gizmo is bent\n";
  std::vector<Report> reports;
  reports.push_back(scan(rules, "a", failing("x")));
  reports.push_back(scan(rules, "b", odd));
  EXPECT_FALSE(merge(reports).unknown.has_value());
  reports.push_back(scan(rules, "c", odd + "##[error]Process completed with exit code 7.\n"));
  const Report all = merge(std::move(reports));
  ASSERT_TRUE(all.unknown.has_value());
  ASSERT_FALSE(all.unknown->lines.empty());
  EXPECT_EQ(all.unknown->lines[0].where.source, "c");
}

TEST(Merge, StatisticsAreSums) {
  const RuleSet rules = builtin();
  std::vector<Report> reports;
  reports.push_back(scan(rules, "a", failing("x")));
  reports.push_back(scan(rules, "b", "one\ntwo\n"));
  const Report all = merge(std::move(reports));
  EXPECT_EQ(all.statistics.lines, 5U);
  EXPECT_EQ(all.statistics.bytes, failing("x").size() + 8);
  EXPECT_EQ(all.statistics.input, "github, plain");
}

}  // namespace
}  // namespace logdiag
