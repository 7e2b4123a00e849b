// literals.hpp - strings of which one occurs in every match of an expression.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace logdiag::match {

// The best set of strings, in lower case, of which at least one stands in every
// text that the expression matches (compared without regard to ASCII case).
// Empty when there is none of at least kLeastLiteral bytes: the expression must
// then be asked on every line. Never wrong for syntax that it does not know.
std::vector<std::string> required_literals(std::string_view expression);

inline constexpr std::size_t kLeastLiteral = 4;

// How rarely a string occurs in logs, in bits; for choosing among strings.
double rarity(std::string_view text);

}  // namespace logdiag::match
