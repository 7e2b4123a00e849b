// line_grams.hpp - which pairs of bytes a line holds: tells quickly that a line
// lacks a string that an expression requires besides the one that was found.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "match/byte_set.hpp"

namespace logdiag::match {

// Bytes are seen as 64 symbols: letters without case, a digit for all digits.
inline constexpr std::array<std::uint8_t, 256> kSymbols = [] {
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

constexpr unsigned gram_of(unsigned first, unsigned second) {
  return kSymbols[first] * 64u + kSymbols[second];
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
    unsigned before = kSymbols[static_cast<unsigned char>(line[0])] * 64u;
    for (const char c : line.substr(1)) {
      const unsigned symbol = kSymbols[static_cast<unsigned char>(c)];
      seen[before + symbol] = number;
      before = symbol * 64u;
    }
  }
  bool has(unsigned gram) const { return seen_[gram] == line_; }
  bool has_all(std::string_view text) const {
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
      if (!has(gram_of(static_cast<unsigned char>(text[i]),
                       static_cast<unsigned char>(text[i + 1])))) {
        return false;
      }
    }
    return true;
  }

  // Whether every factor may be there. A demand is a row of factors: the number of
  // words that follow, then strings: the number of their grams, the grams.
  bool meets(std::span<const std::uint16_t> demand) const {
    while (!demand.empty()) {
      auto factor = demand.subspan(1, demand[0]);
      demand = demand.subspan(1 + std::size_t{demand[0]});
      bool found = false;
      while (!found && !factor.empty()) {
        found = true;
        for (const std::uint16_t g : factor.subspan(1, factor[0])) {
          if (!has(g)) {
            found = false;
            break;
          }
        }
        factor = factor.subspan(1 + std::size_t{factor[0]});
      }
      if (!found) return false;
    }
    return true;
  }

 private:
  std::array<std::uint8_t, 64 * 64> seen_{};  // by gram: the line it was last met in
  std::uint8_t line_ = 0;
};

// Appends a factor to a demand; not one that says nothing.
void demand_factor(std::span<const ClassString> factor, const SetPool& pool,
                   std::vector<std::uint16_t>& demand);

// Whether a demand from outside can be read.
bool well_formed(std::span<const std::uint16_t> demand);

}  // namespace logdiag::match
