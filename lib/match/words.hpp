// words.hpp - fixed strings that make a line worth a look although no rule asks
// for it.
#pragma once

#include <span>
#include <string_view>

namespace logdiag::match {

// Lines that may be the cause of a failure no rule knows hold one of these. What
// scan/suspicion_words judges lines by is among them; a test holds the two together.
std::span<const std::string_view> suspicious_words();

// Lines in which a runner says how a job or step ended, a tool begins anew, or a step shows
// what became of things hold one of these.
std::span<const std::string_view> verdict_words();

}  // namespace logdiag::match
