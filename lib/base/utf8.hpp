// utf8.hpp - validity, repair, decoding and display width of UTF-8 text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace logdiag::base {

struct CodePoint {
  char32_t value = 0xFFFD;
  std::size_t size = 1;  // bytes taken
  bool valid = false;
};

// The code point at the start of `text`, which must not be empty. Overlong
// forms, surrogates and cut sequences are invalid and take one byte.
CodePoint decode(std::string_view text);

void append_utf8(std::string& out, char32_t code_point);

bool is_valid_utf8(std::string_view text);

// Each invalid byte becomes U+FFFD.
std::string repair_utf8(std::string_view text);

// Columns on a terminal: 0 for combining marks, 2 for East Asian wide.
unsigned width_of(char32_t code_point);
std::size_t display_width(std::string_view text);

// The longest prefix of at most `limit` bytes that does not cut a character.
std::string_view cut_utf8(std::string_view text, std::size_t limit);

}  // namespace logdiag::base
