// sanitize.hpp - log text made safe to show: the one door through which
// anything quoted from a log leaves.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace logdiag::base {

// One line of printable, valid UTF-8: control bytes (tab becomes a blank),
// escape sequences, bidirectional and zero-width marks are dropped or shown as
// U+FFFD, runner commands are broken up ("##[" becomes "# #[", a leading "::"
// becomes ": :"), and the result has at most `limit` bytes (cut with "…").
std::string sanitize(std::string_view text, std::size_t limit = 2000);

// Masks what has the shape of a secret (base/secrets): tokens told by their
// beginning, JWTs, private key blocks, passwords and tokens in addresses, and what
// follows a name such as "password=". The kind stays readable: "ghp_***".
std::string redact(std::string_view text);

}  // namespace logdiag::base
