// What a step evidently went on from is no cause.
#include <gtest/gtest.h>

#include <string>

#include "diagnosed.hpp"

namespace logdiag {
namespace {

using testing::diagnosed;

// The line of what comes first, by the number it has in `log`; 0 where nothing is known.
std::uint64_t first(const std::string& log) {
  const std::string head = "##[group]Run ./build\n##[endgroup]\n";
  const Report report = diagnosed(head + log + "##[error]Process completed with exit code 1.\n");
  for (const Finding& f : report.findings) {
    if (f.rule->role != Role::generic) return f.where.line - 2;
  }
  return 0;
}

const std::string kNoPackage = "ERROR: No matching distribution found for nvidia-fastpath\n";
const std::string kType = "src/loader.py:41: error: Incompatible return value type (got \"int\", expected "
                          "\"str\")  [return-value]\n";

TEST(Overcome, WhatAVertexOfBuildKitGotOver) {
  const std::string tolerated = "#7 1.912 " + kNoPackage;
  const std::string failed = "#9 3.101 " + kType + "#9 ERROR: process \"/bin/sh -c mypy .\" did not "
                             "complete successfully: exit code: 1\n";
  EXPECT_EQ(first(tolerated + "#7 DONE 2.1s\n" + failed), 3u);
  // Beside each other, too.
  EXPECT_EQ(first("#9 3.101 " + kType + tolerated + "#7 DONE 2.1s\n" + failed), 1u);
  // Of what it did not get over, or in an earlier build, nothing is taken.
  EXPECT_EQ(first("#7 DONE 2.1s\n" + tolerated + "#7 ERROR: exit code: 1\n"), 2u);
  EXPECT_EQ(first(tolerated + "#8 DONE 2.1s\n#7 ERROR: exit code: 1\n"), 1u);
  // What it failed to bring may be missed.
  EXPECT_EQ(first("#7 0.1 wget: unable to resolve host address 'example.com'\n#7 DONE 0.2s\n"), 1u);
}

TEST(Overcome, AHelperThatFailedBeforeTheSourcesDid) {
  EXPECT_EQ(first(kNoPackage + "no extras\n" + kType), 3u);
  // What is missing may be what it did not bring.
  EXPECT_EQ(first("ERROR: No matching distribution found for acme-internal==2.4\nchecking\n"
                  "ModuleNotFoundError: No module named 'acme_internal'\n"),
            1u);
  EXPECT_EQ(first("npm error code E401\nnpm error Incorrect or missing password.\nchecking\n"
                  "src/b.ts(2,23): error TS2307: Cannot find module 'react' or its corresponding type "
                  "declarations.\nsrc/b.ts(9,10): error TS7006: Parameter 'x' implicitly has an 'any' type.\n"),
            2u);
  // Tests run programs of all kinds, as long as they run.
  const std::string denied = "fatal error: An error occurred (403) when calling the HeadObject operation: Forbidden\n";
  const std::string panicked = "thread 'c::parses' panicked at src/c.rs:31:9:\n";
  EXPECT_EQ(first(denied + "     Running unittests src/lib.rs (target/debug/deps/acme-1234567890abcdef)\n" + panicked), 3u);
  EXPECT_EQ(first("     Running unittests src/lib.rs (target/debug/deps/acme-1234567890abcdef)\n" + denied + "x\n" + panicked), 2u);
}

TEST(Overcome, WhatACommandWasToSay) {
  const std::string denied = "remote: Permission to acme/app.git denied to github-actions[bot].\n";
  EXPECT_EQ(first("+ echo '" + denied.substr(0, denied.size() - 1) + "'\n" + denied + "+ mypy .\n" + kType), 4u);
  EXPECT_EQ(first("+ cat\n" + denied + "+ ./deploy\nno\n"), 0u);
  // A script may say why it ends.
  EXPECT_EQ(first("+ echo '" + denied.substr(0, denied.size() - 1) + "'\n" + denied + "+ exit 1\n"), 2u);
  EXPECT_EQ(first("+ git push\n" + denied + "+ ./deploy\nno\n"), 2u);
}

TEST(Overcome, ACommandThatMayFail) {
  const std::string ref = "fatal: couldn't find remote ref gh-pages\n";
  const std::string panic = "--- FAIL: TestLoad (0.00s)\npanic: runtime error: index out of range [3] with length 2\n";
  // As the runner lists the script, make and BuildKit the command, and a shell traces it.
  EXPECT_EQ(first("git fetch origin gh-pages || true\n" + ref + panic), 4u);
  EXPECT_EQ(first("+ git fetch origin gh-pages\n" + ref + "+ true\n" + panic), 5u);
  // Called again it may have failed for good.
  EXPECT_EQ(first("git fetch origin gh-pages || true\n" + ref), 2u);
  EXPECT_EQ(first("cat: VERSION: No such file or directory\nmake: [Makefile:3: a] Error 1 (ignored)\n"), 0u);
  EXPECT_EQ(first("rm a.o || true\nrm: cannot remove 'a.o': No such file or directory\n"
                  "tar: dist: Cannot stat: No such file or directory\n"),
            3u);
}

TEST(Overcome, CommentsAndNotices) {
  EXPECT_EQ(first("# if you see Resource not accessible by integration the token is too weak\n"
                  "# JavaScript heap out of memory: raise the limit\n" + kType),
            3u);
  EXPECT_EQ(first("##[notice]If the job dies with 'no space left on device', run it again\n" + kType), 2u);
}

TEST(Overcome, WhatWasLookedAtAndNotThere) {
  const std::string missing = "cat: VERSION: No such file or directory\n";
  EXPECT_EQ(first(missing), 1u);
  EXPECT_EQ(first(missing + "one\ntwo\nthree\nfour\nfive\nsix\n"), 0u);
}

}  // namespace
}  // namespace logdiag
