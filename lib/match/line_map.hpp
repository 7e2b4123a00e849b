// line_map.hpp - where the lines of a text end: found once, asked for often.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "match/kernels.hpp"

namespace logdiag::match {

// A bit for each byte of a text of less than 4 GiB, set where that is a newline. Places are bytes
// of the text.
class LineMap {
 public:
  LineMap() = default;
  explicit LineMap(std::string_view text) { survey(text); }

  // Of another text, which is not kept. Tells whether text::strip_escapes would change
  // it: ESC, backspace and other control bytes.
  bool survey(std::string_view text, const Kernels& kernels = best_kernels()) {
    size_ = text.size();
    const std::size_t last = size_ / 64;
    words_.resize(last + 1);
    before_.resize(last + 1);
    words_[last] = 0;
    const bool control = kernels.survey(reinterpret_cast<const std::uint8_t*>(text.data()), size_,
                                        words_.data(), before_.data());
    if (size_ % 64 == 0) before_[last] = last == 0 ? 0 : before_[last - 1] + ones(words_[last - 1]);
    return control;
  }

  // The first newline at or behind a place of the text or its end; the end if there is none.
  std::size_t line_end(std::size_t at) const {
    std::size_t word = at / 64;
    std::uint64_t bits = words_[word] & (~std::uint64_t{0} << at % 64);
    while (bits == 0) {
      if (++word == words_.size()) return size_;
      bits = words_[word];
    }
    return word * 64 + static_cast<unsigned>(std::countr_zero(bits));
  }

  // Where the line begins in which a place lies.
  std::size_t line_start(std::size_t at) const {
    std::size_t word = at / 64;
    std::uint64_t bits = words_[word] & ((std::uint64_t{1} << at % 64) - 1);
    while (bits == 0) {
      if (word-- == 0) return 0;
      bits = words_[word];
    }
    return word * 64 + 64 - static_cast<unsigned>(std::countl_zero(bits));
  }

  // Newlines in [begin, end).
  std::uint64_t count(std::size_t begin, std::size_t end) const { return before(end) - before(begin); }

 private:
  std::uint32_t before(std::size_t at) const {
    return before_[at / 64] + ones(words_[at / 64] & ((std::uint64_t{1} << at % 64) - 1));
  }
  static std::uint32_t ones(std::uint64_t bits) { return static_cast<unsigned>(std::popcount(bits)); }

  std::vector<std::uint64_t> words_{0};
  std::vector<std::uint32_t> before_{0};  // by word: newlines in those before
  std::size_t size_ = 0;
};

// For who needs no places.
std::uint64_t count_newlines(std::string_view text, const Kernels& kernels = best_kernels());

// text::strip_escapes, which finds out sooner that there is nothing to do, and the lines of what
// it gives.
std::string_view without_escapes(std::string_view text, std::string& scratch, LineMap& lines);

}  // namespace logdiag::match
