// echoes.hpp - lines that repeat a command or a commit's message instead of
// reporting what was done.
#pragma once

#include <string_view>

#include "text/line.hpp"

namespace logdiag::text {

// A command traced by the shell, announced by the runner or a tool, or a step of a
// Dockerfile: "+ curl ... || echo failed", "$ npm ci", "Step 3/9 : RUN ...".
// And a commit: "HEAD is now at 1a2b3c4 ...", "* fix(net): ...".
bool echoes(const Line& line);

}  // namespace logdiag::text
