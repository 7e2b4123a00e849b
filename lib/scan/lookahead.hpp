// lookahead.hpp - what stands behind a Lookahead: a piece of a log as blocks that
// were looked at, and bytes that were not.
#pragma once

#include <cstdint>
#include <logdiag/lookahead.hpp>
#include <memory>
#include <string_view>
#include <vector>

#include "scan/preview.hpp"

namespace logdiag {

struct Lookahead::Impl {
  struct Part {
    std::string_view bytes;
    const scan::Preview* preview;  // null: not whole lines, or a line too long to keep
  };

  void look(std::string_view bytes);

  RuleSet rules;
  std::uint32_t max_line_bytes;
  std::vector<Part> parts;
  std::vector<std::unique_ptr<scan::Preview>> previews;  // used again for every piece
};

}  // namespace logdiag
