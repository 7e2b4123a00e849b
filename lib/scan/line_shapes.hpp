// line_shapes.hpp - how tools shape the lines in which they speak of failures.
#pragma once

#include <string_view>

namespace logdiag::scan {

// All that begin with only_ and begins_with_error() take a message in small letters, without
// what draws a frame around it.

// "src/main.c:12:5: ","App.cs(12,5): ": begins with a place in a source.
bool begins_with_place(std::string_view line);

// "error: ", "SCRIPT ERROR: Parse Error: ", "tool: error: ": only names stand before the
// word.
bool begins_with_error(std::string_view line);

// "error: 2 tests failed", "Compilation failed.", "1 of 4 failed (25%)": counts failures, or
// says what failed and not why.
bool only_sums_up(std::string_view line);

// "FAIL src/cart.test.ts": which of its tests failed stands below.
bool only_names_test_file(std::string_view line);

// "Error: P3006", "error code EUSAGE": what it means stands in the lines below.
bool only_names_code(std::string_view line);

// "Failed to execute script a.sql": who failed; why is said elsewhere.
bool only_names_failed_call(std::string_view line);

// "guard: FAILED" behind other lines of `speaker` ("guard: "): what failed, they say.
bool repeats_failure(std::string_view text, std::string_view speaker);

// "Failed to generate clients": what did not come about, without a reason.
bool wants_reason(std::string_view text);

// "  ● cart › adds up": Jest says which test failed; "●  Welcome" is any other list.
bool names_jest_test(std::string_view text);

// "ReleaseProblem: no notes": as the last line of a traceback is.
bool names_exception(std::string_view text);

// "mkimage: section overlaps": a program says something.
bool names_speaker(std::string_view text);

// "validator: 3 records lack a checksum": a program says something of several words; "Time:
// 3.1 s" does not.
bool speaks_in_sentence(std::string_view text);

// "gate: use --force to accept": what to do, and not what was the matter.
bool gives_advice(std::string_view text);

// "Checking 5 files": what a script does next, and not what came of it.
bool tells_progress(std::string_view text);

// "Aborting deploy.", "rolled back": that it ends, and not why.
bool only_ends(std::string_view text);

// "fmt: a.yml is not formatted" and "fmt: b.yml is not formatted", "run.sh: line 3: ..." and
// "run.sh: line 3: ...": the same tool says the same of two things.
bool says_the_same(std::string_view one, std::string_view other);

// The message behind the name of a package or target that builds and tests put before
// each line of it: "ledger> ", "@acme/web:build: ".
std::string_view skip_label(std::string_view line);

}  // namespace logdiag::scan
