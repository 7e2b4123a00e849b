// structure.hpp - how to find the lines that carry structure without cleaning
// every line.
#pragma once

#include <span>
#include <string_view>

#include "text/line.hpp"

namespace logdiag::text {

// Fixed strings of which at least one occurs in strip_escapes(line) of every
// line for which a Cleaner of this kind sets a marker or a name. They are rare
// in ordinary text, but having one does not make a line structure.
//
// One thing has no literal: with gh every line names its job and step. There a
// step starts where gh_columns() (cleaner.hpp) differs from the line before.
//
// What systems say in plain words (`Finished: FAILURE`) is not a marker and not
// covered here.
std::span<const std::string_view> structure_literals(InputKind kind = InputKind::automatic);

}  // namespace logdiag::text
