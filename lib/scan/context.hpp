// context.hpp - the lines around a finding, taken from the blocks as they pass.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace logdiag::scan {

// Gives raw lines before and after a place in the current block, and a few
// lines of the block before it.
class ContextWindow {
 public:
  explicit ContextWindow(std::size_t lines) : lines_(lines) {}

  void reset() { tail_.clear(); }
  void set_block(std::string_view block) { block_ = block; }

  // Remembers the end of the current block; its bytes may go away then.
  void end_block();

  // Up to `lines` raw lines that end where the line at `start` begins, oldest
  // first. `start` is the position of a line in the current block.
  std::vector<std::string_view> before(std::size_t start) const;

  // Up to `count` raw lines from position `at` of the current block on.
  std::vector<std::string_view> from(std::size_t at, std::size_t count) const;

  std::size_t lines() const { return lines_; }

 private:
  std::size_t lines_;
  std::string_view block_;
  std::vector<std::string> tail_;  // heads of the lines before the block, oldest first
};

}  // namespace logdiag::scan
