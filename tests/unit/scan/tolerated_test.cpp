#include "scan/tolerated.hpp"

#include <gtest/gtest.h>

namespace logdiag::scan {
namespace {

std::string found(std::string_view text) {
  std::vector<Tolerated> all;
  find_tolerated(text, 7, all);
  std::string out;
  for (const Tolerated& t : all) out += t.program + " ";
  return out;
}

TEST(Tolerated, Finds) {
  EXPECT_EQ(found("git fetch origin gh-pages || true"), "git ");
  EXPECT_EQ(found("sudo -E apt-get install -y x || :"), "apt-get ");
  EXPECT_EQ(found("cd x && A=b timeout 30 /usr/bin/curl -f x | tar x || echo none"), "tar ");
  EXPECT_EQ(found("python3 -m pip install x || true"), "pip ");
  EXPECT_EQ(found("#7 [3/6] RUN npm ci || true; docker pull x || true"), "npm docker ");
  EXPECT_EQ(found("[ -f .env ] || cp .env.example .env || true"), "cp ");
  EXPECT_EQ(found("+ git fetch || true"), "git ");
  EXPECT_EQ(found("npm ci || yarn"), "npm ");
}

TEST(Tolerated, FindsNone) {
  EXPECT_EQ(found("git fetch || exit 1"), "");
  EXPECT_EQ(found("git diff --exit-code || { echo changed; }"), "");
  EXPECT_EQ(found("git diff --exit-code || (echo changed; exit 1)"), "");
  EXPECT_EQ(found("git fetch || echo gone && exit 1"), "");
  EXPECT_EQ(found("[ -n \"$X\" ] || true"), "");
  EXPECT_EQ(found("npm ci || npm install"), "");
  EXPECT_EQ(found("git fetch ||"), "");
  EXPECT_EQ(found("|| true"), "");
  EXPECT_EQ(found("git fetch"), "");
}

TEST(Tolerated, WhatAProgramMayHaveSaid) {
  EXPECT_TRUE(may_have_said("curl", "curl: (6) Could not resolve host: x", "network/dns-failure"));
  EXPECT_FALSE(may_have_said("curl", "wget: unable to resolve host address", "network/dns-failure"));
  EXPECT_TRUE(may_have_said("npm", "npm error code E401", "npm/e401"));
  EXPECT_TRUE(may_have_said("docker", "Error response from daemon: manifest unknown", "docker/manifest-unknown"));
  EXPECT_TRUE(may_have_said("docker", "denied", "ghcr/pull-denied"));
  EXPECT_TRUE(may_have_said("git", "fatal: couldn't find remote ref x", "actions/checkout-ref-missing"));
  EXPECT_FALSE(may_have_said("git", "error: mismatched types", "rust/e0308-mismatched-types"));
}

}  // namespace
}  // namespace logdiag::scan
