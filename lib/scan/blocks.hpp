// blocks.hpp - whole lines cut into blocks of a size that stays in the cache.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <logdiag/scanner.hpp>
#include <string_view>

#include "base/limits.hpp"

namespace logdiag::scan {

// What max_line_bytes comes to.
inline std::uint32_t longest_line(const ScanOptions& options) {
  return std::max<std::uint32_t>(options.max_line_bytes, 64);
}

// Hands `text`, which ends with a newline, on: blocks of whole lines to `block`, and
// lines of more than `most` bytes, which no block holds, to `long_line`.
template <class Block, class LongLine>
void cut_blocks(std::string_view text, std::size_t most, Block block, LongLine long_line) {
  std::size_t begin = 0;  // of the block
  std::size_t at = 0;     // of a line
  while (at < text.size()) {
    const std::size_t newline = text.substr(at, most + 1).rfind('\n');
    if (newline == std::string_view::npos) {
      if (begin < at) block(text.substr(begin, at - begin));
      const std::size_t end = text.find('\n', at) + 1;
      long_line(text.substr(at, end - at));
      begin = at = end;
      continue;
    }
    at += newline + 1;
    if (at - begin >= limits::kBlockBytes) {
      block(text.substr(begin, at - begin));
      begin = at;
    }
  }
  if (begin < text.size()) block(text.substr(begin));
}

}  // namespace logdiag::scan
