// word_finder.hpp - many words looked for in one text: most of them hold a run of bytes that
// the text lacks.
#pragma once

#include <algorithm>
#include <string_view>

#include "match/line_grams.hpp"

namespace logdiag::scan {

class WordFinder {
 public:
  // The text must outlive it.
  explicit WordFinder(std::string_view text) : text_(text) { grams_.read(text); }

  bool has(std::string_view words) const {
    return grams_.may_hold(words) && text_.find(words) != std::string_view::npos;
  }

  template <class List>
  bool has_any(const List& list) const {
    return std::any_of(list.begin(), list.end(), [&](std::string_view words) { return has(words); });
  }

 private:
  std::string_view text_;
  match::LineGrams grams_;
};

}  // namespace logdiag::scan
