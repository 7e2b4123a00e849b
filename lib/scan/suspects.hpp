// suspects.hpp - for logs no rule knows: the lines that look most like the
// cause, each with the reason.
#pragma once

#include <cstdint>
#include <deque>
#include <logdiag/report.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "scan/scope.hpp"
#include "text/line.hpp"

namespace logdiag::scan {

// Remembers a bounded number of suspicious lines and picks the best of them.
class Suspects {
 public:
  void see(const text::Line& line, const Location& where, std::uint32_t step_id,
           std::size_t kept_step);

  // The best lines, at most `count`, given how the steps ended.
  std::vector<Suspect> best(const std::vector<Step>& steps, std::size_t count) const;

  void reset();

 private:
  struct Entry {
    Suspect suspect;
    std::size_t step = 0;
  };
  std::deque<Entry> first_;  // the first ones of the current step
  std::deque<Entry> all_;    // the latest ones
  std::uint32_t step_id_ = ~0u;
  std::size_t in_step_ = 0;
};

}  // namespace logdiag::scan
