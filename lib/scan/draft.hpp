// draft.hpp - a finding while the log is still being read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <logdiag/report.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "text/line.hpp"

namespace logdiag::scan {

// The lines around a finding. They stay as they stand in the log until the report
// needs them: most findings repeat a known one and are never shown.
struct Surroundings {
  struct Raw {
    std::size_t index = 0;  // in `lines`
    text::InputKind kind = text::InputKind::automatic;
  };
  std::vector<ContextLine> lines;
  std::vector<Raw> raw;  // which of them are not cleaned yet
};

struct Draft {
  std::uint32_t rule = 0;
  std::size_t step = 0;  // index in ScopeTracker::kept()
  Location where;
  std::uint32_t source = 0;  // counts the inputs of one log
  std::string text;  // not sanitized before the report
  // Shared with the scanner, which adds the lines behind the finding when they
  // come.
  std::shared_ptr<Surroundings> context;
  std::vector<std::pair<std::string, std::string>> captures;
  std::uint64_t repeats = 0;
  std::uint64_t last = 0;  // line of the last repeat, its own where there is none
  // 0 for a line of `any` or `sequence`; the place in `fallback`, from 1, else.
  std::uint32_t weakness = 0;
  std::uint32_t run = 0;  // Step::run when the line came
  std::uint32_t test_runs = 0;  // likewise
  std::uint64_t traced_at = 0;  // line of the command that a shell traced last; 0 not seen
  bool marked = false;    // the runner called the line, or a repeat of it, an error
  bool scripted = false;  // stands in a script, should that come to an end
  bool echoed = false;    // a command of the step was to say it
  bool warned = false;    // the line calls itself a warning
  std::uint32_t vertex = 0;  // of BuildKit, of the last repeat
  bool finished = false;     // and that ended well
  bool dumped = false;    // told after the failure by a step that shows why
};

}  // namespace logdiag::scan
