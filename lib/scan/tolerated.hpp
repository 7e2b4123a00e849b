// tolerated.hpp - commands of a script whose failure it goes on from: "git fetch || true".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace logdiag::scan {

// A program that may fail in a step, and the line that shows so.
struct Tolerated {
  std::string program;
  std::uint64_t line = 0;
};

// Adds what the line shows, where it is a command as a runner, make or BuildKit prints it.
void find_tolerated(std::string_view text, std::uint64_t line, std::vector<Tolerated>& out);

// Whether the program may have said the line, which the rule `id` explains.
bool may_have_said(std::string_view program, std::string_view text, std::string_view id);

}  // namespace logdiag::scan
