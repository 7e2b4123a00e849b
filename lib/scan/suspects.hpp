// suspects.hpp - for logs no rule knows: the lines that look most like the
// cause, each with the reason.
#pragma once

#include <cstdint>
#include <functional>
#include <logdiag/report.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scan/scope.hpp"
#include "text/line.hpp"

namespace logdiag::scan {

// Remembers a bounded number of suspicious lines and picks the best of them.
// Lines are kept as they stand in the log; only a report that needs them has them
// cleaned and judged.
class Suspects {
 public:
  struct Place {
    std::uint32_t source = 0;     // as passed to begin()
    std::uint64_t line = 0, offset = 0;
    std::uint32_t step_id = 0;
    std::size_t kept_step = 0;
  };

  // A source starts; its lines follow.
  void begin(std::uint32_t source, std::string_view name);

  // A line of the current source.
  void see(std::string_view raw_line, text::InputKind kind, const Place& place);

  // The best lines, at most `count`, given how the steps ended; of those jobs
  // that are wanted.
  using Wanted = std::function<bool(const Step&)>;
  std::vector<Suspect> best(const std::vector<Step>& steps, std::size_t count,
                            const Wanted& wanted) const;

  void reset();

 private:
  struct Seen {
    std::string raw;
    text::InputKind kind = text::InputKind::automatic;
    Place place;
  };
  // The latest lines of one kind; slots are used again, so that a line costs a copy.
  struct Ring {
    std::vector<Seen> slots;
    std::size_t next = 0;
    void put(std::string_view raw, text::InputKind kind, const Place& place);
  };
  Ring first_;   // the first ones of each step: in a cascade they are the cause
  Ring latest_;  // all others
  std::map<std::uint32_t, std::string> sources_;
  std::uint32_t step_id_ = ~0u;
  std::size_t in_step_ = 0;
};

}  // namespace logdiag::scan
