// re2_options.hpp - how RE2 reads every expression.
#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <string_view>

namespace logdiag::match {

inline re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

inline RE2::Options re2_options(std::int64_t memory) {
  RE2::Options o;
  o.set_log_errors(false);
  // Bytes, not code points: gaps such as .{0,200} stay small programs, and the
  // prefilter reasons about the same bytes. Lines are valid UTF-8 all the same.
  o.set_encoding(RE2::Options::EncodingLatin1);
  o.set_max_mem(memory);
  return o;
}

}  // namespace logdiag::match
