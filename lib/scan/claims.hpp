// claims.hpp - what a line without any word of an error claims: that something is fine, or that
// it is otherwise than it should be.
#pragma once

#include <string>
#include <string_view>

namespace logdiag::scan {

// "config/a.yml: ok", "✓ licence headers", "PASS  unique": whoever says so is content.
bool says_fine(std::string_view text);

// "is not on the approved list", "expected 90.00, page shows 100.00", "over budget": what is
// said to be otherwise than it should.
bool deviates(std::string_view text);

// Without blanks, the frame of a table and full stops.
std::string_view unframed(std::string_view text);

// Before a measure in brackets: "ok (1.2 s)", "ok [12 ms]".
std::string_view without_measure(std::string_view text);

// The beginning of a line, in small letters.
std::string lowered(std::string_view text);

}  // namespace logdiag::scan
