// find.hpp - words, and where a line begins, found sooner than by std::string_view.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace logdiag::text {

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

}  // namespace logdiag::text
