// surroundings.hpp - the lines around findings: gathered while the log passes,
// cleaned when a report shows them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "scan/context.hpp"
#include "scan/draft.hpp"
#include "text/cleaner.hpp"

namespace logdiag::scan {

class SurroundingsKeeper {
 public:
  explicit SurroundingsKeeper(std::size_t lines) : window_(lines) {}

  void begin();  // another source
  void set_block(std::string_view block) { window_.set_block(block); }
  void end_block() { window_.end_block(); }
  std::size_t lines() const { return window_.lines(); }

  // The lines around line `number`, which stands from `start` up to `next` in the
  // block. Those behind it that are not taken here are taken by go_on(); where
  // `none_behind`, all of them.
  std::shared_ptr<Surroundings> around(std::uint64_t number, std::size_t start, std::size_t next,
                                       text::InputKind kind, bool none_behind);

  // Gives up to `most` lines of the block, from position `at` on, to those that
  // still want lines.
  void go_on(std::size_t at, std::size_t most, text::InputKind kind);

  // Makes the texts of a draft those of a report, as far as that is not done.
  void complete(Draft& draft);

 private:
  // Wants lines behind it, up to number `last`.
  struct Open {
    std::shared_ptr<Surroundings> lines;
    std::uint64_t last;
  };

  ContextWindow window_;
  std::vector<Open> open_;
  text::Cleaner cleaner_;
};

}  // namespace logdiag::scan
