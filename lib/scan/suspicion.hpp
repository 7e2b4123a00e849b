// suspicion.hpp - how much a line looks like the cause of a failure, from its
// words alone.
#pragma once

#include <string_view>

#include "text/line.hpp"

namespace logdiag::scan {

// 0 not at all, to 100. Wrapper lines ("exit code 1", "make: *** Error 2") stay
// below 10.
// `logged`: the marker is the level a program logged with.
int suspicion(std::string_view text, text::Marker marker, bool logged = false);

// How much a line is suspected that stands among the last ones of a step that failed, for
// the form in which reports of tests name what failed: "  1) adds numbers".
int detail(std::string_view text);

// Whether a line without any sign could tell why: no rule, frame of a stack or gutter.
bool says_something(std::string_view text);

// "Process completed with exit code 137.": the code of a command that a signal ended.
bool tells_of_signal(std::string_view text);

// Below it, and above 0, a line only says that something failed.
inline constexpr int kWrapper = 10;

// From here on a line looks very much like an error.
inline constexpr int kEvident = 60;

// How much the lines below a line are suspected that announces them ("CMake Error at
// ...:", "Caused by:"), given its own suspicion.
int announcement(std::string_view text, int own);

// Whether a line says on what the one above it announced: no frame of a stack, no
// rule of signs.
bool continues(std::string_view text);

// "Error: P3006": the lines below say what it stands for.
bool announces_by_code(std::string_view text);

// "1 package refused", "3 tests failed": counts what other lines say.
bool sums_up(std::string_view text);

// "make: *** [all] Error 2", "npm ERR! code ELIFECYCLE": passes on what another line said.
bool passes_failure_on(std::string_view text);

// Why a line with this suspicion is proposed, in one clause.
std::string_view suspicion_reason(int score, bool marked);

// "[WARNING] Could not transfer ...", "npm WARN ...": whoever said it went on.
bool calls_itself_warning(std::string_view text);

// "Retrying in 2 seconds", "attempt 1 of 5", "...ignoring": it was not the end.
bool speaks_of_retry(std::string_view text);

// "not serving yet": whoever says so below a line looks again.
bool says_not_yet(std::string_view text);

// "No such container: app-db", "failed to configure registry cache importer": what a script
// clears away or would like to use was not there, and mostly need not be.
bool speaks_in_passing(std::string_view text);

// "No such file or directory", "Cannot find module": something earlier did not bring what it
// should have.
bool speaks_of_absence(std::string_view text);

// "timed out waiting for the condition", "connection refused": something did not come up,
// and something else knows why.
bool speaks_of_waiting(std::string_view text);

}  // namespace logdiag::scan
