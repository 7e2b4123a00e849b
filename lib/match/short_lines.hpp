// short_lines.hpp - an expression made smaller for lines in which its gaps cannot
// reach their bounds.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace logdiag::match {

// Matches in the same places, with the same groups, as `expression` does, as long
// as the line has at most `bytes` bytes: x{m,n} with n of at least that many becomes
// x{m,}. A gap that counts is written out n times by RE2, and every count is a state
// of its automaton; one that does not count is one instruction. The expression must
// be one that RE2 takes.
std::string for_lines_up_to(std::size_t bytes, std::string_view expression);

}  // namespace logdiag::match
