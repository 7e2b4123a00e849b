// word_finder.hpp - many words looked for in one text: most of them hold a pair of bytes that
// the text lacks.
#pragma once

#include <algorithm>
#include <string_view>

#include "match/line_grams.hpp"

namespace logdiag::scan {

class WordFinder {
 public:
  // The text must outlive it.
  explicit WordFinder(std::string_view text) : text_(text) { pairs_.read(text); }

  bool has(std::string_view words) const {
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (!pairs_.has(match::line_pair(words[i - 1], words[i]))) return false;
    }
    return text_.find(words) != std::string_view::npos;
  }

  template <class List>
  bool has_any(const List& list) const {
    return std::any_of(list.begin(), list.end(), [&](std::string_view words) { return has(words); });
  }

 private:
  std::string_view text_;
  match::LineGrams pairs_;
};

}  // namespace logdiag::scan
