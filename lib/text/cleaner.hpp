// cleaner.hpp - raw bytes of a line become the Line that rules are matched on.
#pragma once

#include <string>
#include <string_view>

#include "text/escapes.hpp"
#include "text/line.hpp"

namespace logdiag::text {

// Removes from a line what is not its message: control sequences, progress that
// was drawn over, broken UTF-8, time stamps, runner markers, tool prefixes.
// Takes time linear in the line; copies only lines with something to repair.
class Cleaner {
 public:
  explicit Cleaner(InputKind kind = InputKind::automatic) : kind_(kind) {}

  void set_kind(InputKind kind) { kind_ = kind; }
  InputKind kind() const { return kind_; }

  // Whether lines have to come with their escapes: in GitLab's logs the colour tells a
  // command from a line that looks like one.
  bool needs_escapes() const { return kind_ == InputKind::gitlab; }

  // `raw_line` is without its newline. The views of the result point into it or
  // into this object and are valid until the next call.
  Line clean(std::string_view raw_line);

 private:
  std::string_view repair(std::string_view raw);

  InputKind kind_;
  std::string stripped_;  // without escapes
  std::string repaired_;  // valid UTF-8
  std::string decoded_;   // text of service messages
};

// The leading `job TAB step TAB` of a line as gh prints it, without the last
// tab; empty when the line has no two columns. Where the log is not known to be
// gh's, a runner's stamp behind them must prove it: other logs have tabs too.
// Steps are contiguous, so a scanner of blocks needs to clean a line only when this
// differs from that of the line before. Bounded; looks at the front of the line only.
std::string_view gh_columns(std::string_view raw_line, InputKind kind);

}  // namespace logdiag::text
