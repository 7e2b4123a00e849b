#include "text/passed_tests.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace logdiag::text {
namespace {

TEST(PassedTests, AreToldByTheirRunners) {
  for (const std::string_view line :
       {"    ✓ throws ECONNREFUSED (3 ms)", "ok 12 - permission denied",
        "--- PASS: TestDenied (0.00s)", "test net::connection_refused ... ok",
        "[       OK ] Alloc.out_of_memory (0 ms)", "t.py::test_no_space_left PASSED   [ 25%]",
        "[gw1] [ 66%] PASSED t.py::test_fatal", "test_x (a.B) ... skipped 'MemoryError'",
        " 1/2 Test #1: denied ....   Passed    0.01 sec",
        "Test Case '-[A testRefused]' passed (0.001 seconds).", "[info] - should fail: refused",
        "  Passed Api.Refused [12 ms]", "  ok   1 [chromium] > refused (1.2s)", "(pass) refused [1ms]", "Login With Error     | PASS |"}) {
    EXPECT_TRUE(tells_of_passed_test(line)) << line;
  }
}

TEST(PassedTests, WhatFailedOrIsNoTestIsNotOne) {
  for (const std::string_view line :
       {"    ✕ throws ECONNREFUSED (3 ms)", "not ok 12 - permission denied", "--- FAIL: TestDenied",
        "test net::connection_refused ... FAILED", "[  FAILED  ] Alloc.out_of_memory (0 ms)",
        "t.py::test_no_space_left FAILED   [ 25%]", "ok  \texample.com/net\t0.02s",
        "Tests:       1 failed, 3 passed, 4 total", "[info] - should fail: refused *** FAILED ***",
        "2 FAILED, 3 PASSED", "Passed checks: 12, Failed checks: 3, Skipped checks: 0",
        "PASS: 12 FAIL: 3", "error: no space left on device", ""}) {
    EXPECT_FALSE(tells_of_passed_test(line)) << line;
  }
}

}  // namespace
}  // namespace logdiag::text
