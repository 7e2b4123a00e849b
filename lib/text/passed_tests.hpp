// passed_tests.hpp - lines on which a test runner says that a test passed, was
// skipped, or begins.
#pragma once

#include <string_view>

namespace logdiag::text {

// "✓ throws ECONNREFUSED", "ok 12 - permission denied", "test net::timed_out ... ok":
// whatever error the name speaks of did not happen.
bool tells_of_passed_test(std::string_view text);

}  // namespace logdiag::text
