// style.hpp - colours, and text broken to a width, for a terminal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace logdiag::rendering {

enum class Ink : std::uint8_t { plain, bold, dim, red, yellow, cyan, green };

// Wraps `text` in the escape codes of a 16-colour terminal, or leaves it.
std::string paint(std::string_view text, Ink ink, bool color);

// Breaks prose into lines of at most `width` columns (0: never): at blanks,
// and between Chinese characters where Chinese typography allows it.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

}  // namespace logdiag::rendering
