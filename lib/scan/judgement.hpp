// judgement.hpp - which of the lines that may be the cause is shown first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <logdiag/report.hpp>
#include <vector>

#include "scan/scope.hpp"

namespace logdiag::scan {

// For what a line was kept: its own words, as the exception behind a traceback, as what
// another line announced, or as one of the last before a step failed.
enum class Why : std::uint8_t { words, raised, follows, last_words };

// A line that was judged.
struct JudgedLine {
  Suspect suspect;
  std::size_t step = 0;
  std::uint32_t run = 0;  // of the step
  Why why = Why::words;
  int words = 0;                 // its suspicion alone
  bool sums = false;             // it only counts what others say
  std::uint32_t kind = 0;        // the same for lines that begin alike
  std::uint64_t source_end = 0;  // the last line of its source
};

// Gives each of the lines, which come in the order of the log, its score, and sorts them, the
// best one first: words, then where the line stands, and whether others say the same.
void weigh(std::vector<JudgedLine>& lines, const std::vector<Step>& steps);

}  // namespace logdiag::scan
