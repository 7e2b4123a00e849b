// byte_model.hpp - what log text looks like, for choosing strings and windows
// that are rare in it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "match/byte_set.hpp"

namespace logdiag::match {

// A made-up text with the statistics of real logs, and how often four bytes are
// met in them. The text is drawn, always the same, from a table of what follows
// three, two, one bytes; the tables are counts, no text, and made by
// tools/byte-model. Bytes are ASCII.
class ByteModel {
 public:
  explicit ByteModel(std::size_t size);

  // `size` bytes, then a few more so that windows may reach past the end.
  static constexpr std::size_t kReach = 16;
  const std::string& text() const { return text_; }
  std::size_t size() const { return text_.size() - kReach; }

  // How often, per position of log text, a window of these sets occurs when the
  // bit 0x20 of all bytes is ignored. Never zero: what was not counted is estimated
  // from pairs of bytes.
  double rate(std::span<const ByteSet> window) const;

  // At most how often, per position, the string itself occurs, letters as they are:
  // what the text shows, and once more.
  double most(std::span<const ByteSet> string) const;

 private:
  double text_rate(std::span<const ByteSet> window, double& chain) const;

  std::size_t pair_count(unsigned first, unsigned second) const {
    const std::size_t pair = (first & 127) * 128u + (second & 127);
    return pair_begin_[pair + 1] - pair_begin_[pair];
  }

  std::string text_;                        // as drawn
  std::string folded_;                      // with the bit 0x20 set
  std::vector<std::uint32_t> pair_begin_;   // by pair of folded bytes: into pair_places_
  std::vector<std::uint32_t> pair_places_;  // where pairs begin, ascending for each pair
  std::array<double, 128> single_{};        // share of each folded byte
};

}  // namespace logdiag::match
