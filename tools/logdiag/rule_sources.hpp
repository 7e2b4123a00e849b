// rule_sources.hpp - where rules come from, and which of two with one id holds.
#pragma once

#include <logdiag/rule_set.hpp>
#include <string>
#include <vector>

namespace logdiag::cli {

// Adds rule files, packs and directories in this order, a later rule replacing an
// earlier one of the same id. Complains of the first problems; false when there is one.
bool add_paths(RuleSetBuilder& builder, const std::vector<std::string>& paths);

}  // namespace logdiag::cli
