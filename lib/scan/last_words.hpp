// last_words.hpp - what a step said last, where none of its lines names a trouble.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "scan/judgement.hpp"

namespace logdiag::scan {

// Below it a line names no trouble of its own.
inline constexpr int kTelling = 42;

// Gives the last lines of a step, which come in the order of the log, their scores. What a
// step without any telling line said last says more than what others said that did not fail:
// from its end back, or from where something first said that it failed.
void hear(const std::vector<JudgedLine*>& last, std::uint64_t exit_line);

// Of such lines, whether a tool evidently meant entries[at] as its message: a place in a
// source, the end of a traceback, what stands before "make: *** ...".
bool speaks_for_tool(const std::vector<JudgedLine>& entries, std::size_t at, std::uint64_t exit_line);

}  // namespace logdiag::scan
