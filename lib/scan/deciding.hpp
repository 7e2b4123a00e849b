// deciding.hpp - of several steps of a job that failed, the one that made it fail.
#pragma once

#include <cstddef>
#include <vector>

#include "scan/scope.hpp"

namespace logdiag::scan {

// For each job the step that decided, by its place in the list; one that is not in the list
// where none ended with an exit code.
std::vector<std::size_t> deciding_steps(const std::vector<Step>& steps, std::size_t jobs);

}  // namespace logdiag::scan
