// beginning.hpp - where in a line an expression may begin to match, found without RE2.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "match/regex_syntax.hpp"

namespace logdiag::match {

// The first bytes of all that an expression matches: each a set. It may be wrong in one direction
// only: a match begins at one of the places told.
class Beginning {
 public:
  explicit Beginning(const Syntax& syntax);

  // Whether there are so few places in log text that it is worth looking for them.
  bool tells() const { return at_start_ || length_ > 0; }

  // Whether matches begin where the line does and nowhere else.
  bool at_start() const { return at_start_; }

  // The first place in [at, line.size()] where a match may begin, npos if there is none.
  std::size_t place(std::string_view line, std::size_t at) const;

 private:
  bool begins(const char* text) const;

  bool at_start_ = false;                  // only where the line begins
  std::uint8_t length_ = 0;                // bytes that are known and looked at
  std::array<std::uint8_t, 256> sets_{};   // by byte: bit i is set if it may be the i-th
  std::uint8_t fixed_ = 0, fixed_at_ = 0;  // a byte that is always the same, and where
  bool has_fixed_ = false;
};

}  // namespace logdiag::match
