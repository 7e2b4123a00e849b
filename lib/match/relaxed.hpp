// relaxed.hpp - an expression without the bounds of its gaps, and how to tell from a
// match of it that they were kept.
//
// RE2 writes `.{0,300}` out 300 times, which is most of what compiling costs, and makes
// every count a state of its automaton. `.*` is one instruction. It takes more, so what
// it does not match, the expression does not; and where its match kept all bounds, it
// is the one of the expression: of the ways to match both take the first, and the
// ways of the one are among those of the other, in the same order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace logdiag::match {

struct Gap {
  std::uint32_t number = 0;           // of the gaps of the expression
  std::uint32_t group = 0;            // of the relaxed expression, holds what the gap took
  std::uint32_t least = 0, most = 0;  // bytes
  bool last = false;                  // nothing stands behind it: with its bound it would have
                                      // taken the first `most` bytes
};

struct Relaxed {
  std::string text;       // has a group more for each gap
  std::vector<Gap> gaps;  // none: `text` is the expression
};

// Gaps are repeats of one byte, that may be many, outside of repeated groups. Those of which the
// bit by their number is set in `kept` keep their bounds.
Relaxed relax(std::string_view expression, std::uint64_t kept = 0);
constexpr std::uint64_t gap_bit(std::uint32_t number) {
  return number < 64 ? std::uint64_t{1} << number : 0;
}

}  // namespace logdiag::match
