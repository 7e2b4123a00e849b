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

  // At most how often, per position, the string itself occurs, letters as they are:
  // what the text shows, and once more.
  double most(std::span<const ByteSet> string) const;

 private:
  friend class WindowRates;

  std::size_t pair_count(unsigned first, unsigned second) const {
    return pair_places(first, second).size();
  }
  std::span<const std::uint32_t> pair_places(unsigned first, unsigned second) const {
    const std::size_t pair = (first & 127) * 128u + (second & 127);
    return std::span(pair_places_).subspan(pair_begin_[pair], pair_begin_[pair + 1] - pair_begin_[pair]);
  }
  double gram_rate(std::uint32_t gram) const;  // 0 when it was hardly met

  std::string text_;                        // as drawn
  std::string folded_;                      // with the bit 0x20 set
  std::vector<std::uint32_t> pair_begin_;   // by pair of folded bytes: into pair_places_
  std::vector<std::uint32_t> pair_places_;  // where pairs begin, ascending for each pair
  std::array<double, 128> single_{};        // share of each folded byte
  std::array<double, 128> level_rates_{};   // what a level of the grams stands for
};

// How often windows of one class string occur: what its places say is worked out
// once for all of them. The model must outlive it.
class WindowRates {
 public:
  WindowRates(const ByteModel& model, std::span<const ByteSet> string);

  // Per position of log text, when the bit 0x20 of all bytes is ignored. Never
  // zero: what was not counted is estimated from pairs of bytes. At most
  // ByteModel::kReach bytes wide.
  double rate(std::size_t offset, std::size_t width) const;

 private:
  struct Place {
    ByteSet set;        // folded
    double alone = 0;   // share of its bytes
    double pairs = -1;  // of it and the next one in the text; -1: too many to count
    double grams = -1;  // rate of the four bytes that begin here; -1: too many, or too few left
  };

  double chain(std::span<const Place> window, std::size_t& rarest) const;
  double text_rate(std::span<const Place> window, double chain, std::size_t rarest) const;

  const ByteModel& model_;
  std::vector<Place> places_;
};

}  // namespace logdiag::match
