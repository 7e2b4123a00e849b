// chars.hpp - the few character tests and cursor moves the prefix parsers share.
// Independent of the locale, unlike <cctype>.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
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

// How often logs have a byte, in steps of doubling: 0 for capitals and most marks, 3 for "e", 4
// for blanks. To find words by the byte that few other places have.
inline constexpr std::array<std::uint8_t, 256> kFrequencies = [] {
  std::array<std::uint8_t, 256> out{};
  for (const char c : std::string_view("jkqvwxyz")) out[static_cast<unsigned char>(c)] = 1;
  for (const char c : std::string_view("lcdmpugfhb/.-_:0123456789")) out[static_cast<unsigned char>(c)] = 2;
  for (const char c : std::string_view("etaionrs")) out[static_cast<unsigned char>(c)] = 3;
  out[' '] = 4;
  return out;
}();
constexpr unsigned frequency(char c) { return kFrequencies[static_cast<unsigned char>(c)]; }

// text.find(words), several times faster where words begin with what texts are full of.
inline std::size_t find_words(std::string_view text, std::string_view words) {
  std::size_t rare = 0;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (frequency(words[i]) < frequency(words[rare])) rare = i;
  }
  if (text.size() < words.size()) return std::string_view::npos;
  const std::size_t last = text.size() - words.size();
  for (std::size_t at = 0; at <= last; ++at) {
    at = text.substr(0, last + rare + 1).find(words[rare], at + rare);
    if (at == std::string_view::npos) return at;
    at -= rare;
    if (text.substr(at, words.size()) == words) return at;
  }
  return std::string_view::npos;
}

// Where the line begins in which a place of the text lies: eight bytes at a time, where
// std::string_view::rfind looks at each.
inline std::size_t line_start(std::string_view text, std::size_t place) {
  constexpr std::uint64_t kOnes = ~std::uint64_t{0} / 255, kNewlines = kOnes * '\n';
  for (; place >= 8; place -= 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + place - 8, 8);
    eight ^= kNewlines;
    if (((eight - kOnes) & ~eight & (kOnes << 7)) != 0) break;
  }
  while (place > 0 && text[place - 1] != '\n') --place;
  return place;
}

inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace logdiag::text
