// line_grams.hpp - which runs of two and four bytes a line holds: tells quickly that it lacks a
// string.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
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

// Runs by number, below kLineGrams. A pair of symbols has one of its own; four bytes, in the order of
// memory and without case, share theirs with others: a line of 150 bytes holds one of fifty by chance.
inline constexpr std::size_t kLinePairs = std::size_t{64} * 64;
inline constexpr unsigned kQuadBits = 13;
inline constexpr std::size_t kLineGrams = kLinePairs + (std::size_t{1} << kQuadBits);
constexpr unsigned line_pair(char first, char second) {
  return kLineSymbols[static_cast<unsigned char>(first)] * 64u +
         kLineSymbols[static_cast<unsigned char>(second)];
}
constexpr unsigned quad_hash(std::uint32_t four) {
  constexpr std::uint32_t kFold = 0x20202020u, kOdd = 0x9E3779B1u;
  return (four | kFold) * kOdd >> (32 - kQuadBits);
}
constexpr unsigned line_quad(std::uint32_t four) {
  return static_cast<unsigned>(kLinePairs) + quad_hash(four);
}

class LineGrams {
 public:
  void read(std::string_view line) {
    // Stores alone are several times faster than setting bits; what earlier lines
    // left is told by its number.
    if (++line_ == 0) seen_.fill(0), line_ = 1;
    if (line.empty()) return;
    const std::uint8_t number = line_;  // not loaded again after each store
    std::uint8_t* const pairs = seen_.data();
    std::uint8_t* const quads = pairs + kLinePairs;
    const std::uint8_t* const symbols = kLineSymbols.data();
    const char* at = line.data();
    const char* const end = at + line.size();
    unsigned before = symbols[static_cast<unsigned char>(*at)] * 64u;
    const auto mark_pair = [&](unsigned byte) {
      const unsigned symbol = symbols[byte];
      pairs[before + symbol] = number;
      before = symbol * 64u;
    };
    const auto mark_quad = [&](std::uint32_t four) { quads[quad_hash(four)] = number; };
    if (end - at >= 4) mark_quad(load<std::uint32_t>(at));
    ++at;
    const auto mark = [&](std::uint32_t four) {
      mark_pair(four & 0xff);
      mark_quad(four);
    };
    for (; end - at >= 8; at += 4) {
      const auto eight = load<std::uint64_t>(at);
      mark(static_cast<std::uint32_t>(eight));
      mark(static_cast<std::uint32_t>(eight >> 8));
      mark(static_cast<std::uint32_t>(eight >> 16));
      mark(static_cast<std::uint32_t>(eight >> 24));
    }
    for (; end - at >= 4; ++at) mark(load<std::uint32_t>(at));
    for (; at < end; ++at) mark_pair(static_cast<unsigned char>(*at));
  }
  bool has(unsigned gram) const { return seen_[gram] == line_; }
  // Whether the line may hold a text.
  bool may_hold(std::string_view text) const {
    for (std::size_t i = 0; i + 4 <= text.size(); ++i) {
      if (!has(line_quad(load<std::uint32_t>(text.data() + i)))) return false;
    }
    for (std::size_t i = 1; i < text.size() && text.size() < 4; ++i) {
      if (!has(line_pair(text[i - 1], text[i]))) return false;
    }
    return true;
  }

 private:
  template <class Word>
  static Word load(const char* from) {
    Word word = 0;
    std::memcpy(&word, from, sizeof word);
    return word;
  }

  std::array<std::uint8_t, kLineGrams> seen_{};  // by number: the line it was last met in
  std::uint8_t line_ = 0;
};

}  // namespace logdiag::match
