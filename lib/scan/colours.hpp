// colours.hpp - which parts of a cleaned line a terminal would have coloured.
#pragma once

#include <logdiag/report.hpp>
#include <string_view>
#include <vector>

namespace logdiag::scan {

// Where styles begin in `text`, the cleaned form of `raw`, in bytes and in
// order: "f1 b" is red and bold, "" is plain, "#a0b0c0" a colour of its own.
// Empty where the line has no colours, or where text was drawn over.
std::vector<LogStyle> colours_of(std::string_view raw, std::string_view text);

}  // namespace logdiag::scan
