// factors.hpp - sets of class strings one of which occurs in every match of an
// expression.
#pragma once

#include <functional>
#include <vector>

#include "match/byte_set.hpp"
#include "match/regex_syntax.hpp"

namespace logdiag::match {

// In every match at least one of the strings occurs.
using Factor = std::vector<ClassString>;

// How bad a factor is: how often its strings occur in ordinary text, and how
// many they are. Infinite for one that is of no use.
using FactorCost = std::function<double(const Factor&)>;

// Candidates for an expression, none if nothing is required. Alternations and
// small repeats are multiplied out. The cost decides where only some can be
// kept, as in alternations: the cheapest of every branch.
std::vector<Factor> required_factors(const Syntax& syntax, SetPool& pool, const FactorCost& cost);

}  // namespace logdiag::match
