// preview.hpp - what a block of whole lines shows by itself, without knowing what
// stands before it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "match/lookout.hpp"

namespace logdiag::scan {

// One thread at a time. What look() found is valid as long as the block is.
class Preview {
 public:
  Preview() = default;
  Preview(const Preview&) = delete;  // text() may be a view of a member
  Preview& operator=(const Preview&) = delete;

  void look(const match::Lookout& lookout, std::string_view block);

  // The block without escapes: the block itself where there are none. Line k of it
  // is line k of the block.
  std::string_view text() const { return text_; }
  const match::LineMap& lines() const { return lines_; }  // of text()

  // Places in text(), by offset, then by number.
  std::span<const match::Candidate> candidates() const { return candidates_; }

 private:
  std::string stripped_;
  std::string_view text_;
  match::LineMap lines_;
  match::Lookout::Scratch scratch_;
  std::vector<match::Candidate> candidates_;
};

}  // namespace logdiag::scan
