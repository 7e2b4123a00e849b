// inputs.hpp - everything `logdiag [FILE...]` is given: files, archives, folders
// and standard input become one report.
#pragma once

#include <logdiag/logdiag.hpp>
#include <string>
#include <vector>

#include "options.hpp"

namespace logdiag::cli {

// Reads all; what cannot be read is complained about and makes `all_read` false.
Report read_inputs(const std::vector<std::string>& names, const RuleSet& rules, const Options& o,
                   bool& all_read);

// As read_inputs() of standard input, telling each finding when it is certain.
Report follow_input(const RuleSet& rules, const ScanOptions& scan, const Options& o, bool& all_read);

}  // namespace logdiag::cli
