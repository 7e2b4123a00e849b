// retold.hpp - lines that a script shows: comments, what it echoes, documents within it.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "text/cleaner.hpp"
#include "text/line.hpp"

namespace logdiag::scan {

class Retold {
 public:
  // How many lines before the one in question are asked for.
  static constexpr std::size_t kBack = 6;

  // A command, as a trace, a script that the runner lists, or the runner shows it.
  void see_command(std::string_view text, std::uint32_t step_id);

  // Whether the line was to be said by a command of the step, or by the `cat` whose trace is the
  // last one before it. `before` are raw lines, the nearest first.
  bool echoed(std::string_view text, std::uint32_t step_id,
              const std::vector<std::string_view>& before, text::InputKind kind);

  // Whether a line behind a mark goes on with the comment that `before`, a raw line, is.
  bool goes_on_with_comment(std::string_view text, std::string_view before, text::InputKind kind);

 private:
  std::deque<std::string> commands_;  // of this step, that say something
  std::uint32_t step_id_ = 0;
  text::Cleaner aside_;
};

}  // namespace logdiag::scan
