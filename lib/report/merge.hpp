// merge.hpp - reports of several jobs become one; see merge() in
// logdiag/report.hpp.
#pragma once

#include <logdiag/report.hpp>

namespace logdiag::report {

// Sets Job::cause and Finding::same_as from findings that are in order.
void name_causes(Report& report);

}  // namespace logdiag::report
