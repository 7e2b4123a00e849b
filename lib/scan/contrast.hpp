// contrast.hpp - of lines without any word of an error, which one is not like the others.
#pragma once

#include <string_view>
#include <vector>

namespace logdiag::scan {

// "config/a.yml: ok", "✓ licence headers", "PASS  unique": whoever says so is content.
bool says_fine(std::string_view text);

// "is not on the approved list", "expected 90.00, page shows 100.00", "over budget": what is
// said to be otherwise than it should.
bool deviates(std::string_view text);

// Which of these lines, that follow each other, are not fine and begin as several do that are.
std::vector<bool> odd_ones_out(const std::vector<std::string_view>& lines);

// Which of them have another value in a column than all other rows, or begin with another
// one ("200", "200", "404").
std::vector<bool> other_values(const std::vector<std::string_view>& lines);

}  // namespace logdiag::scan
