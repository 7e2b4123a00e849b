// regex_syntax.hpp - the syntax of an RE2 expression, reduced to what tells
// which bytes every match must contain.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "match/byte_set.hpp"

namespace logdiag::match {

// What (?i) does to k and s. RE2 reading UTF-8 lets them match U+212A and U+017F
// too; RE2 reading Latin-1 does not. `unicode` is right for both.
enum class CaseFolding : std::uint8_t { unicode, ascii };

struct SyntaxNode {
  enum class Kind : std::uint8_t {
    empty,      // nothing: anchors, word boundaries, ()
    gap,        // anything at all, also nothing: ., negated classes, \pL
    set,        // one byte of a set
    concat,     // the children one after the other
    alternate,  // one of the children
    repeat,     // the only child, `min` to `max` times
  };
  static constexpr std::uint32_t kUnbounded = 0xffffffff;

  Kind kind = Kind::empty;
  bool at_start = false;  // of an empty one: there the text begins
  ByteSet set;
  std::uint32_t min = 0, max = 0;  // of a repeat; of a gap: bytes that it takes at most in
                                   // Latin-1, kUnbounded when that is not known
  std::vector<std::uint32_t> children;  // indices into Syntax::nodes, below this one's
};

// Children stand before their parents; the last node is the root.
struct Syntax {
  std::vector<SyntaxNode> nodes;
};

// The language of the result contains the language of the expression, whether
// RE2 reads it as UTF-8 or as Latin-1. None for an expression that is broken,
// unknown or too large.
std::optional<Syntax> parse_expression(std::string_view expression,
                                       CaseFolding folding = CaseFolding::unicode);

// How many bytes a match in Latin-1 takes at least and at most; kUnbounded when it may take any
// number, or when that is not known.
struct MatchLength {
  std::uint32_t least = 0, most = SyntaxNode::kUnbounded;
};
MatchLength match_length(const Syntax& syntax);

}  // namespace logdiag::match
