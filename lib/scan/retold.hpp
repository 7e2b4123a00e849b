// retold.hpp - lines that a script shows: comments, what it echoes, documents within it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "text/cleaner.hpp"
#include "text/line.hpp"

namespace logdiag::scan {

class Retold {
 public:
  struct Place {
    std::uint32_t step_id = 0;
    std::uint64_t number = 0;
    text::InputKind kind = text::InputKind::automatic;
    bool scripted = false;  // the runner prints a script, see ScopeTracker::in_script()
    bool hit = false;       // a rule knows the line
  };
  struct Told {
    bool hearsay = false;         // it happened nowhere: a command, a comment, a passed test
    bool echoed = false;          // a command of the step was to say it, or `cat` shows it
    std::uint64_t traced_at = 0;  // the line of the command traced last; 0 not seen
  };

  // Lines before it as they stand in the log, the nearest first.
  using Before = std::function<std::vector<std::string_view>(std::size_t count)>;

  // What is to be known of a line that looks like an error or that a rule knows.
  Told told(const text::Line& line, const Place& place, const Before& before);

 private:
  void see_command(std::string_view text, std::uint32_t step_id);
  void look_back(std::string_view text, const Place& place, const Before& before, Told& told);
  bool goes_on_with_comment(const Place& place, const Before& before);

  std::deque<std::string> commands_;  // of this step, that say something
  std::uint32_t step_id_ = 0;
  text::Cleaner aside_;
};

}  // namespace logdiag::scan
