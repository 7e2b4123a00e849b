// echoes.hpp - lines that repeat words instead of reporting what was done: commands,
// sources, diffs, documents, messages of commits.
#pragma once

#include <cstddef>
#include <string_view>

#include "text/line.hpp"

namespace logdiag::text {

// A command traced by the shell, announced by the runner or a tool, or printed by make;
// a step of a Dockerfile: "+ curl ... || echo failed", "$ npm ci", "Step 3/9 : RUN ...".
// A commit: "HEAD is now at 1a2b3c4 ...", "* fix(net): ...". A line of a program or of
// a diff, with what it would say: "throw new Error('...')", "+Error: ...".
bool echoes(const Line& line);

// Whether text[begin, end) is quoted by a line that speaks about it: "If you see
// `npm ERR! code ERESOLVE`, ...". Tools too put into quotes what another one said.
bool quoted(std::string_view text, std::size_t begin, std::size_t end);

}  // namespace logdiag::text
