// byte_set.hpp - a set of bytes, and numbers for sets.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace logdiag::match {

class ByteSet {
 public:
  constexpr ByteSet() = default;

  constexpr void add(unsigned byte) { words_[byte >> 6] |= std::uint64_t{1} << (byte & 63); }
  constexpr void remove(unsigned byte) { words_[byte >> 6] &= ~(std::uint64_t{1} << (byte & 63)); }
  constexpr void add_range(unsigned low, unsigned high) {
    for (unsigned b = low; b <= high; ++b) add(b);
  }
  constexpr void add_all(const ByteSet& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
  }
  constexpr bool has(unsigned byte) const { return (words_[byte >> 6] >> (byte & 63) & 1) != 0; }
  constexpr unsigned size() const {
    unsigned n = 0;
    for (const std::uint64_t w : words_) n += static_cast<unsigned>(std::popcount(w));
    return n;
  }
  constexpr bool empty() const { return size() == 0; }
  constexpr bool ascii() const { return (words_[2] | words_[3]) == 0; }
  constexpr bool within(const ByteSet& other) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if ((words_[i] & ~other.words_[i]) != 0) return false;
    }
    return true;
  }

  // Calls `use` with each byte, ascending.
  template <class Use>
  constexpr void each(Use use) const {
    for (unsigned i = 0; i < words_.size(); ++i) {
      for (std::uint64_t w = words_[i]; w != 0; w &= w - 1) {
        use(i * 64 + static_cast<unsigned>(std::countr_zero(w)));
      }
    }
  }

  static constexpr ByteSet all() {
    ByteSet s;
    s.words_ = {~std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0}};
    return s;
  }
  static constexpr ByteSet of(unsigned byte) {
    ByteSet s;
    s.add(byte);
    return s;
  }

  constexpr auto operator<=>(const ByteSet&) const = default;

 private:
  std::array<std::uint64_t, 4> words_{};
};

// The byte of a set with the bit 0x20 set, if that is one: a byte, or a letter of either case.
inline std::optional<std::uint8_t> folded_byte(const ByteSet& set) {
  std::optional<std::uint8_t> byte;
  bool one = true;
  set.each([&](unsigned b) {
    const auto folded = static_cast<std::uint8_t>(b | 0x20);
    one = one && byte.value_or(folded) == folded;
    byte = folded;
  });
  return one ? byte : std::nullopt;
}

// Numbers for byte sets: a number below 256 is the set of that one byte, others
// are given in the order of asking.
class SetPool {
 public:
  static constexpr std::size_t kMost = 0xffff;

  // None when all numbers are taken.
  std::optional<char16_t> number(const ByteSet& set) {
    if (set.size() == 1) {
      unsigned byte = 0;
      set.each([&](unsigned b) { byte = b; });
      return static_cast<char16_t>(byte);
    }
    const auto it = numbers_.find(set);
    if (it != numbers_.end()) return it->second;
    if (sets_.size() + 256 >= kMost) return std::nullopt;
    const auto fresh = static_cast<char16_t>(256 + sets_.size());
    sets_.push_back(set);
    numbers_.emplace(set, fresh);
    return fresh;
  }

  ByteSet set(char16_t number) const {
    return number < 256 ? ByteSet::of(number) : sets_[number - 256u];
  }

  // The sets of the numbers from 256 on.
  const std::vector<ByteSet>& sets() const { return sets_; }

 private:
  std::vector<ByteSet> sets_;
  std::map<ByteSet, char16_t> numbers_;
};

// A class string: a sequence of byte sets, by their numbers.
using ClassString = std::u16string;

}  // namespace logdiag::match
