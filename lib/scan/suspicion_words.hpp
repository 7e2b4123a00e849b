// suspicion_words.hpp - the words by which lines are judged; all in lower case.
#pragma once

#include <span>
#include <string_view>

namespace logdiag::scan {

struct Sign {
  std::string_view words;
  int score;
};

// Lines that only pass a failure on.
std::span<const std::string_view> wrapper_words();

// Words beside which "error" means none.
std::span<const std::string_view> harmless_words();

// Of lines that something did not come up or answer in time.
std::span<const std::string_view> waiting_words();

// What error messages begin with.
std::span<const Sign> signs_at_start();

// What they say. The strongest sign of a line counts.
std::span<const Sign> signs_anywhere();

// Likewise, of words that occur in names too and must stand apart.
std::span<const Sign> signs_apart();

}  // namespace logdiag::scan
