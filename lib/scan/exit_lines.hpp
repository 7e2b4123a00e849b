// exit_lines.hpp - how runners say that the command of a step ended.
#pragma once

#include <optional>
#include <string_view>

#include "text/line.hpp"

namespace logdiag::scan {

// The number after `words` in a text; nothing where they do not stand.
std::optional<int> number_after(std::string_view text, std::string_view words);

// The code with which a runner says that a step ended. Scripts repeat its words, hence only
// at the start of a line or where the runner marked it.
std::optional<int> exit_code_of(const text::Line& line);

// "Build step 'Execute shell' marked build as failure": what Jenkins does after that is done
// in any case.
bool ends_jenkins_build(std::string_view text);

// "ERROR: script returned exit code 1": Jenkins says so at the end, behind what it did
// after the stage that failed.
bool ends_jenkins_pipeline(std::string_view text);

}  // namespace logdiag::scan
