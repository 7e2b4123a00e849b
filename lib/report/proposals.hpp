// proposals.hpp - what is shown of a log, or of a job, no rule can explain.
#pragma once

#include <cstddef>
#include <logdiag/report.hpp>
#include <optional>
#include <vector>

#include "scan/scope.hpp"
#include "scan/suspects.hpp"

namespace logdiag::report {

// Adds the lines that look most like the cause to a report that is ranked already,
// and takes away what says less than they do.
// `found_in` holds for each finding its step, by its place in the list of steps.
void propose(Report& report, const std::vector<std::size_t>& found_in, const scan::Suspects& suspects,
             const std::vector<scan::Step>& steps, const std::vector<scan::JobEnd>& jobs,
             std::optional<int> exit_code);

}  // namespace logdiag::report
