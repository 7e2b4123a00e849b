// signatures.hpp - made-up error signatures in the shape of real ones, as many as wanted:
// how speed depends on the number of rules.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace logdiag::bench {

// Always the same ones: those of a smaller number are the first of a larger one.
std::vector<std::string> made_up_signatures(std::size_t count);

}  // namespace logdiag::bench
