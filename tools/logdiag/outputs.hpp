// outputs.hpp - the reports that the options ask for, each to its place.
#pragma once

#include <string>
#include <string_view>

#include "options.hpp"

namespace logdiag::cli {

// Replaces a file: writes beside it and renames, so that a full disk leaves the
// old one. Devices and pipes are written to directly. Complains when it fails.
bool write_file(const std::string& path, std::string_view text);

// False when one could not be written (it complained).
bool write_outputs(const Report& report, const Options& options);

}  // namespace logdiag::cli
