// logs.hpp - made-up logs for benches, the same for the same seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <logdiag/rule_set.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace logdiag::bench {

// Kinds: quiet (a healthy Actions job, 20 hits), noisy (2 % of lines with words of
// errors, 0.1 % hits), hits (every line is one of the first 100 samples), ansi
// (quiet, colours in most lines), tsv (quiet, as gh prints it), cjk (quiet, Chinese
// messages), long (lines of 20 KB), hostile (beginnings of samples, one after the
// other), nul (quiet, a NUL in every line), endless (no newline at all). Beside them
// make_log() knows the worst logs that a search has found: worst_recipes() in recipe.hpp.
const std::vector<std::string>& log_kinds();

std::string make_log(std::string_view kind, std::size_t size, const RuleSet& rules,
                     std::uint64_t seed = 1);

}  // namespace logdiag::bench
