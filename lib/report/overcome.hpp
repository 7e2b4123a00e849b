// overcome.hpp - which findings a step evidently got over, so that they are no cause.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "match/rule_set_impl.hpp"
#include "scan/draft.hpp"
#include "scan/scope.hpp"

namespace logdiag::report {

// For each of the wanted steps (by their places in the list of steps) the last line that
// looks very much like an error, 0 where none does.
using Telling = std::function<std::vector<std::uint64_t>(const std::vector<bool>& wanted)>;

// Whether a line near the end of its step was followed by words of another try.
using Retried = std::function<bool(std::uint32_t source, std::uint64_t line)>;

// The priority up to which rules tell of something that scripts often tolerate.
inline constexpr int kBroad = 38;

// What it came to was tried once more.
bool was_tried_again(const scan::Draft& draft);

// A test runner shows it as what a test printed (Jest's "console.error", Vitest's "stderr | file >
// test"): tests make programs say such things on purpose.
bool was_printed_by_test(const scan::Draft& draft);

// Takes out the drafts from which their step evidently went on, and returns them: those
// that were tried again, call themselves warnings, or are of a broad rule, where what
// stands behind them explains the failure better.
std::vector<scan::Draft> take_overcome(const RuleSet::Impl& rules, std::vector<scan::Draft>& drafts,
                                       const std::vector<scan::Step>& steps, const Telling& telling,
                                       const Retried& retried);

}  // namespace logdiag::report
