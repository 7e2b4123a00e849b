// text_fill.hpp - {placeholders} in rule texts: found, and filled from captures.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace logdiag::base {

// The value for a placeholder name; nothing to leave it as it stands. `code`: it stands
// between `backticks`.
using Lookup = std::function<std::optional<std::string>(std::string_view name, bool code)>;

// Replaces {name} and {name:url} (percent-encoded). A brace directly after '$'
// or '{' starts no placeholder, so ${{ github.actor }} and ${HOME} stay. Between
// two Chinese characters no space is left.
std::string fill_text(std::string_view text, const Lookup& lookup);

// The placeholder names in a text, in order, repeats included.
std::vector<std::string> placeholders(std::string_view text);

std::string percent_encode(std::string_view text);

}  // namespace logdiag::base
