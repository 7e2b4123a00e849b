// markers.hpp - what runners write into a log to talk to their own viewer:
// `##[error]`, `::group::`, `section_start:`, `[Pipeline] sh` and so on.
#pragma once

#include <string>
#include <string_view>

#include "text/line.hpp"

namespace logdiag::text {

enum class Taken : std::uint8_t {
  nothing,
  prefix,  // a marker is gone; the text may have more prefixes
  whole,   // the rest is a name or message and must stay as it is
};

// Removes one runner marker from the front of `text` and notes in `line` what
// it says. `scratch` keeps decoded text (TeamCity) alive for the line.
Taken take_marker(std::string_view& text, InputKind kind, Line& line, std::string& scratch);

}  // namespace logdiag::text
