// contrast.hpp - of lines without any word of an error, which one is not like the others.
#pragma once

#include <string_view>
#include <vector>

namespace logdiag::scan {

// Which of these lines, that follow each other, are not fine and begin as several do that are.
std::vector<bool> odd_ones_out(const std::vector<std::string_view>& lines);

// Which of them have another value in a column than all other rows, or begin with another
// one ("200", "200", "404").
std::vector<bool> other_values(const std::vector<std::string_view>& lines);

}  // namespace logdiag::scan
