#include "scan/line_shapes.hpp"

#include <gtest/gtest.h>

namespace logdiag::scan {
namespace {

TEST(LineShapes, APlaceAtTheBeginning) {
  for (const char* line : {"src/parser.zig:118:27: error: expected type", "app/a.f90:64:23:",
                           "store.cs(12,5): error cs0103: no such name", "b.nim(82, 18) error: x",
                           "[error] /src/a.java:[27,122] incompatible types",
                           "error: src/lib.sql:3: syntax", "proto/order.proto:18:3:field \"3\" changed"}) {
    EXPECT_TRUE(begins_with_place(line)) << line;
  }
  for (const char* line : {"error: no place", "compiling a.c:3", "https://example.com:80: refused",
                           "10:11:12 done", "a.b.c:1", ".gitignore"}) {
    EXPECT_FALSE(begins_with_place(line)) << line;
  }
}

TEST(LineShapes, OnlyNamesBeforeTheWord) {
  EXPECT_TRUE(begins_with_error("script error: parse error: no such name"));
  EXPECT_TRUE(begins_with_error("guix build: error: hash mismatch"));
  EXPECT_FALSE(begins_with_error("original error:"));
  EXPECT_FALSE(begins_with_error("console.error: ({})"));
  EXPECT_FALSE(begins_with_error("it said \"error: x\""));
}

TEST(LineShapes, SummariesSayNotWhy) {
  for (const char* line :
       {"error: compilation failed.", "error: 1 chart(s) linted, 1 chart(s) failed", "error: cook failed.",
        "error: update failed", "error: test failures", "failed 1/14 subtests", "✖  1 of 2 failed (50%)",
        "error: the following command failed with 1 compilation errors:", "[error] found 1 error",
        "error: package gauge errored during testing", "3 failed, 10 passed in 0.5s",
        "test suites: 1 failed, 2 passed, 3 total", "tests run: 3, failures: 1, errors: 0",
        "error: the action failed (65)!", "error: one or more errors occurred.",
        "error: analysis of target '//:a' failed; build aborted:", "error: 1 error occurred:"}) {
    EXPECT_TRUE(only_sums_up(line)) << line;
  }
  for (const char* line :
       {"fatal: authentication failed", "error: certificate verify failed", "assertion failed",
        "error: syntax error", "error: upload failed: the disk is full", "error: unknown type name 'x'",
        "fatal: could not create lock", "found no candidate"}) {
    EXPECT_FALSE(only_sums_up(line)) << line;
  }
}

TEST(LineShapes, CodesAndCallsStandForOtherLines) {
  EXPECT_TRUE(only_names_code("error: p3006"));
  EXPECT_TRUE(only_names_code("npm error code eusage"));
  EXPECT_TRUE(only_names_code("npm err! errno 3"));
  EXPECT_FALSE(only_names_code("error: p3006 schema drifted"));
  EXPECT_FALSE(only_names_code("p3006"));
  EXPECT_TRUE(only_names_code("commanderror: code: -2"));
  EXPECT_FALSE(only_names_code("commanderror: code: -2, no stack"));
  EXPECT_TRUE(only_names_failed_call("error: failed to execute script a.sql"));
  EXPECT_FALSE(only_names_failed_call("error: failed to execute script a.sql: no such table"));
}

TEST(LineShapes, WhoSpeaks) {
  EXPECT_TRUE(names_exception("ReleaseProblem: no notes"));
  EXPECT_TRUE(names_exception("kit.release.ReleaseProblem: no notes"));
  EXPECT_FALSE(names_exception("note: see above"));
  EXPECT_TRUE(names_speaker("mkimage: section .rodata overlaps"));
  EXPECT_FALSE(names_speaker("python3 tools/mkimage.py --board rev3"));
  EXPECT_EQ(skip_label("ledger> src/parse.hs:57:21: error: x"), "src/parse.hs:57:21: error: x");
  EXPECT_EQ(skip_label("@acme/web:build: error: no such property"), "error: no such property");
  EXPECT_EQ(skip_label("error: no such property"), "error: no such property");
}

TEST(LineShapes, ASentenceOfAProgram) {
  EXPECT_TRUE(speaks_in_sentence("validator: 3 records lack a checksum"));
  EXPECT_FALSE(speaks_in_sentence("Time:        3.1 s"));
  EXPECT_FALSE(speaks_in_sentence("time: 3.1 s"));
  EXPECT_FALSE(speaks_in_sentence("Finished at: 2019-06-04 by the third of the runners"));
}

TEST(LineShapes, WhatJestNames) {
  EXPECT_TRUE(names_jest_test("  ● cart › adds up"));
  EXPECT_FALSE(names_jest_test("│  ●  Welcome to the tank"));
  EXPECT_FALSE(names_jest_test("● octo.service - feeds the tank"));
  EXPECT_TRUE(only_names_test_file("fail src/cart.test.ts"));
  EXPECT_FALSE(only_names_test_file("fail src/cart.test.ts > adds up"));
  EXPECT_FALSE(only_names_test_file("fail: octo"));
  EXPECT_TRUE(begins_with_place("docs/a.md:12 error md022/blanks around headings"));
}

TEST(LineShapes, TheSameOfTwoThings) {
  EXPECT_TRUE(says_the_same("fmt: a.yml is not formatted", "fmt: b.yml is not formatted"));
  EXPECT_TRUE(says_the_same("./gen.sh: line 3: `fi'", "./gen.sh: line 3: syntax error near `fi'"));
  EXPECT_TRUE(says_the_same("Dockerfile:9 DL3059 info", "Dockerfile:4 DL3008 warning"));
  EXPECT_FALSE(says_the_same("gate: import x is not allowed", "gate: checking x.wasm"));
  EXPECT_FALSE(says_the_same("wrote a report", "wrote the report"));
}

TEST(LineShapes, WhatAMachineOfTerraformSays) {
  EXPECT_EQ(skip_label("aws_instance.web (remote-exec): e: unable to locate package octo"),
            "e: unable to locate package octo");
}

TEST(LineShapes, AdviceAndCounts) {
  EXPECT_TRUE(gives_advice("crdcheck: use --allow-breaking to accept"));
  EXPECT_TRUE(gives_advice("Run the command with --verbose"));
  EXPECT_FALSE(gives_advice("crdcheck: Order.total: type changed"));
  EXPECT_TRUE(only_sums_up("13 compatible, 1 incompatible"));
  EXPECT_FALSE(only_sums_up("orders.avsc: the type of total changed, 1 to 2"));
}

}  // namespace
}  // namespace logdiag::scan
