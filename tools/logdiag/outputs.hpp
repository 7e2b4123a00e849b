// outputs.hpp - the reports that the options ask for, each to its place.
#pragma once

#include "options.hpp"

namespace logdiag::cli {

// False when one could not be written (it complained).
bool write_outputs(const Report& report, const Options& options);

}  // namespace logdiag::cli
