// watch.hpp - what is looked for beside the patterns of rules: words that make a
// line worth a look although no rule asks for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "text/line.hpp"

namespace logdiag::match {

// Every plan for a whole rule set ends with these, behind the patterns.
enum class Watch : std::uint8_t {
  suspicious,  // may be the cause of a failure no rule knows
  verdict,     // a runner says how a job or step ended
  structure,   // a line of structure, in the log of most systems
  structure_plain,
  structure_buildkite,
  structure_gitlab,
  structure_circleci,
};
inline constexpr std::size_t kWatches = 7;

// Where the structure of a log of this kind is.
Watch structure_watch(text::InputKind kind);

// One expression for each Watch, in their order.
std::vector<std::string> watch_expressions();

}  // namespace logdiag::match
