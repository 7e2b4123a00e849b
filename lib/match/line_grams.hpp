// line_grams.hpp - which pairs of bytes a line holds: tells quickly that it lacks a
// string.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace logdiag::match {

// Bytes are seen as 64 symbols: letters without case, a digit for all digits.
inline constexpr std::array<std::uint8_t, 256> kLineSymbols = [] {
  std::array<std::uint8_t, 256> out{};
  for (unsigned b = 0; b < 256; ++b) {
    const unsigned letter = (b & 0xdf) - 'A';
    if (b < 128 && letter < 26) out[b] = static_cast<std::uint8_t>(letter);
    else if (b >= '0' && b <= '9') out[b] = 26;
    else if (b == ' ') out[b] = 27;
    else out[b] = static_cast<std::uint8_t>(28 + b % 36);
  }
  return out;
}();

// Their pair as a number.
inline constexpr std::size_t kLinePairs = std::size_t{64} * 64;
constexpr unsigned line_pair(char first, char second) {
  return kLineSymbols[static_cast<unsigned char>(first)] * 64u +
         kLineSymbols[static_cast<unsigned char>(second)];
}

class LineGrams {
 public:
  void read(std::string_view line) {
    // Stores alone are several times faster than setting bits; what earlier lines
    // left is told by its number.
    if (++line_ == 0) seen_.fill(0), line_ = 1;
    if (line.empty()) return;
    const std::uint8_t number = line_;  // not loaded again after each store
    std::uint8_t* const seen = seen_.data();
    unsigned before = kLineSymbols[static_cast<unsigned char>(line[0])] * 64u;
    for (const char c : line.substr(1)) {
      const unsigned symbol = kLineSymbols[static_cast<unsigned char>(c)];
      seen[before + symbol] = number;
      before = symbol * 64u;
    }
  }
  bool has(unsigned pair) const { return seen_[pair] == line_; }

 private:
  std::array<std::uint8_t, kLinePairs> seen_{};  // by pair: the line it was last met in
  std::uint8_t line_ = 0;
};

}  // namespace logdiag::match
