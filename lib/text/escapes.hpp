// escapes.hpp - terminal control sequences out of text.
#pragma once

#include <string>
#include <string_view>

namespace logdiag::text {

// The block without escape sequences (CSI, OSC and the like), backspaces and
// other control bytes; tabs, carriage returns and every newline stay, so line k
// of the result is line k of the block. A sequence never reaches beyond its
// line. Returns `block` itself when there is nothing to remove, else a view of
// `scratch`. Cleaning a line of the result gives the same text as cleaning the
// line itself; this is what makes searching the result a safe prefilter.
std::string_view strip_escapes(std::string_view block, std::string& scratch);

}  // namespace logdiag::text
