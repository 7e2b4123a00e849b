// pager.hpp - long pages on a terminal, a screen at a time.
#pragma once

#include <string_view>

namespace logdiag::cli {

// Through LOGDIAG_PAGER, PAGER or less where the page is taller than the
// terminal; else to standard output.
void page_out(std::string_view text);

}  // namespace logdiag::cli
