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
  // How many lines before the one in question are asked for; Jenkins traces every command.
  static std::size_t back(text::InputKind kind) {
    constexpr std::size_t kNear = 6, kFar = 40;
    return kind == text::InputKind::jenkins ? kFar : kNear;
  }

  // A command, as a trace, a script that the runner lists, or the runner shows it.
  void see_command(std::string_view text, std::uint32_t step_id);

  struct Told {
    bool echoed = false;        // a command of the step was to say it, or `cat` shows it
    std::size_t traced = 0;     // so many lines before it a command was traced; 0 not seen
  };

  // What the lines before a line say of it: raw ones, the nearest first.
  Told told(std::string_view text, std::uint32_t step_id, const std::vector<std::string_view>& before,
            text::InputKind kind);

  // Whether a line behind a mark goes on with the comment that `before`, a raw line, is.
  bool goes_on_with_comment(std::string_view text, std::string_view before, text::InputKind kind);

 private:
  std::deque<std::string> commands_;  // of this step, that say something
  std::uint32_t step_id_ = 0;
  text::Cleaner aside_;
};

}  // namespace logdiag::scan
