// chars.hpp - the few character tests and cursor moves the prefix parsers share.
// Independent of the locale, unlike <cctype>.
#pragma once

#include <cstddef>
#include <string_view>

namespace logdiag::text {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_alpha(char c) { return is_lower(c) || is_upper(c); }
constexpr bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }

// The byte at `i`, or NUL behind the end, so that parsers need no bounds checks.
constexpr char at(std::string_view text, std::size_t i) { return i < text.size() ? text[i] : '\0'; }

constexpr std::size_t skip_digits(std::string_view text, std::size_t i) {
  while (is_digit(at(text, i))) ++i;
  return i;
}

constexpr std::size_t skip_spaces(std::string_view text, std::size_t i) {
  while (at(text, i) == ' ') ++i;
  return i;
}

// Control bytes that no cleaned line has: all but tab, newline and carriage return.
constexpr bool is_control(char c) {
  const auto u = static_cast<unsigned char>(c);
  return (u < 0x20 && u != '\t' && u != '\n' && u != '\r') || u == 0x7F;
}

// Removes `prefix` from the front of `text` when it is there.
constexpr bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// Without blanks at both ends.
constexpr std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace logdiag::text
