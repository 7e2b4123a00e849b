// marked_line.hpp - a matched log line on as many rows as it takes, with the match
// marked below each.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace logdiag::rendering {

struct MarkedRow {
  std::string text;
  std::string marks;  // blanks and '^'; empty where the match does not reach
};

// `text` is UTF-8 and safe to show; the match has `size` bytes from `begin`. No row is
// wider than `room` columns. Where more than `most` rows would be needed, those from the
// beginning of the match and the one in which it ends are given, and "…" stands for the
// rest.
std::vector<MarkedRow> marked_rows(std::string_view text, std::size_t begin, std::size_t size,
                                   std::size_t room, std::size_t most);

}  // namespace logdiag::rendering
