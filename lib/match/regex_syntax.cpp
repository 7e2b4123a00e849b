#include "match/regex_syntax.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace logdiag::match {
namespace {

using Kind = SyntaxNode::Kind;

// Bounds for expressions that come from outside.
constexpr unsigned kDepth = 200;
constexpr std::size_t kNodes = 20'000;
constexpr std::uint32_t kRepeats = 1000;  // RE2's own bound

constexpr bool is_digit(unsigned c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(unsigned c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

int hex_value(unsigned c) {
  if (is_digit(c)) return static_cast<int>(c - '0');
  const unsigned lower = c | 32;
  return lower >= 'a' && lower <= 'f' ? static_cast<int>(lower - 'a' + 10) : -1;
}

// \d, \s, \w; none for other letters.
std::optional<ByteSet> perl_class(char letter) {
  ByteSet s;
  switch (letter) {
    case 'd': s.add_range('0', '9'); break;
    case 's':
      for (const char c : {'\t', '\n', '\f', '\r', ' '}) s.add(static_cast<unsigned char>(c));
      break;
    case 'w':
      s.add_range('0', '9'), s.add_range('A', 'Z'), s.add_range('a', 'z'), s.add('_');
      break;
    default: return std::nullopt;
  }
  return s;
}

// The name between [: and :].
std::optional<ByteSet> posix_class(std::string_view name) {
  ByteSet s;
  const auto range = [&](unsigned low, unsigned high) { s.add_range(low, high); };
  if (name == "alnum") range('0', '9'), range('A', 'Z'), range('a', 'z');
  else if (name == "alpha") range('A', 'Z'), range('a', 'z');
  else if (name == "ascii") range(0, 127);
  else if (name == "blank") s.add('\t'), s.add(' ');
  else if (name == "cntrl") range(0, 31), s.add(127);
  else if (name == "digit") range('0', '9');
  else if (name == "graph") range('!', '~');
  else if (name == "lower") range('a', 'z');
  else if (name == "print") range(' ', '~');
  else if (name == "punct") range('!', '/'), range(':', '@'), range('[', '`'), range('{', '~');
  else if (name == "space") range('\t', '\r'), s.add(' ');
  else if (name == "upper") range('A', 'Z');
  else if (name == "word") range('0', '9'), range('A', 'Z'), range('a', 'z'), s.add('_');
  else if (name == "xdigit") range('0', '9'), range('A', 'F'), range('a', 'f');
  else return std::nullopt;
  return s;
}

// What an escape stands for: one ASCII character, a set, nothing, or a gap.
struct Escape {
  enum class What : std::uint8_t { character, set, nothing, gap } what = What::nothing;
  unsigned character = 0;
  ByteSet set;
};

class Parser {
 public:
  Parser(std::string_view text, CaseFolding folding) : text_(text), folding_(folding) {}

  std::optional<Syntax> run() {
    alternation(0);
    if (!good_ || at_ != text_.size()) return std::nullopt;
    return std::move(syntax_);
  }

 private:
  // ---- reading
  bool more() const { return at_ < text_.size(); }
  unsigned char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? static_cast<unsigned char>(text_[at_ + ahead]) : 0;
  }
  bool take(std::string_view what) {
    if (text_.substr(at_, what.size()) != what) return false;
    at_ += what.size();
    return true;
  }
  void fail() { good_ = false; }

  // ---- building; every function leaves exactly one new node and returns it
  std::uint32_t node(SyntaxNode n) {
    if (syntax_.nodes.size() >= kNodes) fail();
    if (good_) syntax_.nodes.push_back(std::move(n));
    return syntax_.nodes.empty() ? 0 : static_cast<std::uint32_t>(syntax_.nodes.size() - 1);
  }
  std::uint32_t simple(Kind kind, std::uint32_t most = 1) {
    SyntaxNode n;
    n.kind = kind;
    n.max = most;
    return node(std::move(n));
  }
  std::uint32_t start() {
    SyntaxNode n;
    n.at_start = !lines_;
    return node(std::move(n));
  }
  std::uint32_t plain_set(const ByteSet& set) {
    SyntaxNode n;
    n.kind = Kind::set;
    n.set = set;
    return node(std::move(n));
  }
  std::uint32_t group(Kind kind, std::vector<std::uint32_t> children) {
    SyntaxNode n;
    n.kind = kind;
    n.children = std::move(children);
    return node(std::move(n));
  }
  std::uint32_t bytes(std::string_view s) {
    std::vector<std::uint32_t> parts;
    for (const char c : s) parts.push_back(plain_set(ByteSet::of(static_cast<unsigned char>(c))));
    return group(Kind::concat, std::move(parts));
  }

  // A set as the current flags want it. What can take more than one byte of
  // UTF-8 becomes a gap, as Latin-1 takes one.
  std::uint32_t folded_set(ByteSet set) {
    if (!set.ascii() || set.empty()) return simple(Kind::gap);
    if (!fold_) return plain_set(set);
    const unsigned before = set.size();
    unsigned letter = 0;
    for (unsigned c = 'a'; c <= 'z'; ++c) {
      if (set.has(c) || set.has(c - 32)) set.add(c), set.add(c - 32), letter = c;
    }
    if (folding_ == CaseFolding::ascii || (!set.has('k') && !set.has('s'))) return plain_set(set);
    if (before > 2 || set.size() != 2) return simple(Kind::gap);
    const std::uint32_t one = plain_set(set);
    const std::uint32_t wide = bytes(letter == 'k' ? "\xE2\x84\xAA" : "\xC5\xBF");
    return group(Kind::alternate, {one, wide});
  }

  // ---- grammar
  std::uint32_t alternation(unsigned depth) {
    if (depth > kDepth) fail();
    const bool fold = fold_;  // flags set inside a group end with it
    std::vector<std::uint32_t> branches;
    while (good_) {
      branches.push_back(sequence(depth));
      if (!more() || peek() != '|') break;
      ++at_;
    }
    fold_ = fold;
    return branches.size() == 1 ? branches[0] : group(Kind::alternate, std::move(branches));
  }

  std::uint32_t sequence(unsigned depth) {
    std::vector<std::uint32_t> parts;
    while (good_ && more()) {
      if (!quoted_ && (peek() == '|' || peek() == ')')) break;
      if (!quoted_ && take("\\Q")) {
        quoted_ = true;
      } else if (quoted_ && take("\\E")) {
        quoted_ = false;
      } else if (std::optional<std::uint32_t> part = atom(depth)) {
        const bool wide = wide_atom_;
        if (quoted_ && take("\\E")) quoted_ = false;
        parts.push_back(quoted_ ? *part : repeats(*part, wide));
      }
    }
    return group(Kind::concat, std::move(parts));
  }

  // None when only flags were set.
  std::optional<std::uint32_t> atom(unsigned depth) {
    wide_atom_ = false;
    const unsigned char c = peek();
    if (c >= 0x80) return wide_character();
    if (quoted_) return ++at_, folded_set(ByteSet::of(c));
    switch (c) {
      case '(': return parenthesis(depth);
      case '[': return bracket();
      case '\\': {
        ++at_;
        const Escape e = escape();
        if (e.what == Escape::What::character) return folded_set(ByteSet::of(e.character));
        if (e.what == Escape::What::set) return folded_set(e.set);
        return simple(e.what == Escape::What::gap ? Kind::gap : Kind::empty);
      }
      case '.': return ++at_, simple(Kind::gap);
      case '^': return ++at_, start();
      case '$': return ++at_, simple(Kind::empty);
      case '*':
      case '+':
      case '?': fail(); return std::nullopt;
      default: return ++at_, folded_set(ByteSet::of(c));
    }
  }

  // All bytes of one character beyond ASCII: UTF-8 repeats and folds them
  // together, Latin-1 each for itself.
  std::uint32_t wide_character() {
    const std::size_t from = at_++;
    while (more() && (peek() & 0xc0) == 0x80) ++at_;
    wide_atom_ = true;
    const std::string_view all = text_.substr(from, at_ - from);
    if (!fold_) return bytes(all);
    if (!caseless(all)) return simple(Kind::gap, static_cast<std::uint32_t>(all.size()));
    std::vector<std::uint32_t> parts;
    for (const char c : all) {
      const unsigned byte = static_cast<unsigned char>(c);
      ByteSet set = ByteSet::of(byte);
      if (byte >= 0xc0 && byte != 0xff) set.add(byte ^ 32);  // letters of Latin-1
      parts.push_back(plain_set(set));
    }
    return group(Kind::concat, std::move(parts));
  }

  // Whether these bytes are a character of a script without upper and lower case:
  // U+3000 to U+9FFF, which covers Chinese and Japanese.
  static bool caseless(std::string_view character) {
    const auto first = static_cast<unsigned char>(character[0]);
    return character.size() == 3 && first >= 0xe3 && first <= 0xe9;
  }

  std::uint32_t repeats(std::uint32_t part, bool wide) {
    while (good_ && more()) {
      std::uint32_t min = 0, max = SyntaxNode::kUnbounded;
      if (peek() == '*') {
        ++at_;
      } else if (peek() == '+') {
        ++at_, min = 1;
      } else if (peek() == '?') {
        ++at_, max = 1;
      } else if (peek() != '{' || !counts(min, max)) {
        break;
      }
      if (more() && peek() == '?') ++at_;  // lazy takes the same matches
      if (wide) {
        part = simple(Kind::gap, SyntaxNode::kUnbounded);
        continue;
      }
      SyntaxNode n;
      n.kind = Kind::repeat;
      n.min = min, n.max = max;
      n.children = {part};
      part = node(std::move(n));
    }
    return part;
  }

  // {n}, {n,} or {n,m}; anything else is text and stays where it is.
  bool counts(std::uint32_t& min, std::uint32_t& max) {
    std::size_t p = at_ + 1;
    const auto number = [&](std::uint32_t& out) {
      const std::size_t from = p;
      for (out = 0; p < text_.size() && is_digit(static_cast<unsigned char>(text_[p])); ++p) {
        if (out <= kRepeats) out = out * 10 + static_cast<std::uint32_t>(text_[p] - '0');
      }
      return p > from;
    };
    if (!number(min)) return false;
    max = min;
    if (p < text_.size() && text_[p] == ',') {
      ++p;
      if (!number(max)) max = SyntaxNode::kUnbounded;
    }
    if (p >= text_.size() || text_[p] != '}') return false;
    at_ = p + 1;
    if (min > kRepeats || (max != SyntaxNode::kUnbounded && (max > kRepeats || max < min))) fail();
    return true;
  }

  std::optional<std::uint32_t> parenthesis(unsigned depth) {
    ++at_;
    const bool outer = fold_;
    if (take("?P<") || take("?<")) {
      const std::size_t from = at_;
      while (more() && (is_letter(peek()) || is_digit(peek()) || peek() == '_')) ++at_;
      if (at_ == from || !take(">")) fail();
    } else if (take("?")) {
      bool on = true, closed = false;
      while (good_ && !closed) {
        switch (more() ? text_[at_++] : '\0') {
          case 'i': fold_ = on; break;
          case 'm': lines_ = true; break;  // if only for a group: ^ may be that of any line
          case 's':
          case 'U': break;  // what . takes and laziness make no difference here
          case '-': on = false; break;
          case ':': closed = true; break;
          case ')': return std::nullopt;  // (?i): up to the end of the group around it
          default: fail();
        }
      }
    }
    const std::uint32_t inside = alternation(depth + 1);
    if (!take(")")) fail();
    fold_ = outer;
    wide_atom_ = false;  // atoms inside have set it
    return inside;
  }

  // After the backslash.
  Escape escape() {
    if (!more()) return fail(), Escape{};
    const char c = text_[at_++];
    if (const auto set = perl_class(c)) return {Escape::What::set, 0, *set};
    const auto character = [](unsigned value) {
      return value < 0x80 ? Escape{Escape::What::character, value, {}}
                          : Escape{Escape::What::gap, 0, {}};
    };
    switch (c) {
      case 'D': case 'S': case 'W': case 'C': return {Escape::What::gap, 0, {}};
      case 'A': case 'z': case 'b': case 'B': return {};
      case 'a': return character(7);
      case 'f': return character(12);
      case 'n': return character(10);
      case 'r': return character(13);
      case 't': return character(9);
      case 'v': return character(11);
      case 'x': {
        unsigned value = 0;
        if (take("{")) {
          unsigned digits = 0;
          for (; more() && hex_value(peek()) >= 0 && digits < 8; ++digits) {
            value = value * 16 + static_cast<unsigned>(hex_value(text_[at_++] & 0xff));
          }
          if (digits == 0 || !take("}")) fail();
        } else if (hex_value(peek()) >= 0 && hex_value(peek(1)) >= 0) {
          value = static_cast<unsigned>(hex_value(peek()) * 16 + hex_value(peek(1)));
          at_ += 2;
        } else {
          fail();
        }
        return character(value);
      }
      case 'p':
      case 'P':
        if (take("{")) {
          while (more() && peek() != '}') ++at_;
          if (!take("}")) fail();
        } else if (more()) {
          ++at_;
        } else {
          fail();
        }
        return {Escape::What::gap, 0, {}};
      default: break;
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || is_letter(byte) || is_digit(byte) || byte == '_') return fail(), Escape{};
    return character(byte);
  }

  // One end of a range inside [...]; more than 255 when it is not one character.
  unsigned class_end(ByteSet& set, bool& wide) {
    constexpr unsigned kNone = 0x100;
    const unsigned char c = peek();
    if (c >= 0x80) {
      ++at_;
      wide = true;
      return 0xff;
    }
    ++at_;
    if (c != '\\') return c;
    const Escape e = escape();
    if (e.what == Escape::What::character) return e.character;
    if (e.what == Escape::What::set) set.add_all(e.set);
    if (e.what == Escape::What::gap) wide = true;
    if (e.what == Escape::What::nothing) fail();  // [\b] is no class
    return e.what == Escape::What::gap ? 0xff : kNone;
  }

  std::uint32_t bracket() {
    ++at_;
    ByteSet set;
    bool wide = take("^");  // a negated class may take several bytes
    bool first = true;
    for (; good_ && (first || peek() != ']'); first = false) {
      if (!more()) return fail(), simple(Kind::gap);
      if (peek() == '[' && peek(1) == ':') {
        const std::size_t end = text_.find(":]", at_ + 2);
        if (end != std::string_view::npos) {
          std::string_view name = text_.substr(at_ + 2, end - at_ - 2);
          if (name.starts_with('^')) name.remove_prefix(1), wide = true;
          const auto named = posix_class(name);
          if (!named) return fail(), simple(Kind::gap);
          set.add_all(*named);
          at_ = end + 2;
          continue;
        }
      }
      const unsigned low = class_end(set, wide);
      if (low > 0xff) continue;
      unsigned high = low;
      if (peek() == '-' && peek(1) != ']' && at_ + 1 < text_.size()) {
        ++at_;
        high = class_end(set, wide);
        if (high > 0xff || high < low) return fail(), simple(Kind::gap);
      }
      set.add_range(low, high);
    }
    if (!take("]")) fail();
    return wide ? simple(Kind::gap) : folded_set(set);
  }

  std::string_view text_;
  CaseFolding folding_;
  Syntax syntax_;
  std::size_t at_ = 0;
  bool good_ = true, fold_ = false, lines_ = false, quoted_ = false, wide_atom_ = false;
};

}  // namespace

std::optional<Syntax> parse_expression(std::string_view expression, CaseFolding folding) {
  return Parser(expression, folding).run();
}

MatchLength match_length(const Syntax& syntax) {
  constexpr std::uint64_t kMost = SyntaxNode::kUnbounded;
  struct Length {
    std::uint64_t least = 0, most = 0;
  };
  std::vector<Length> known;  // by node
  for (const SyntaxNode& n : syntax.nodes) {
    Length length;
    switch (n.kind) {
      case Kind::empty: break;
      case Kind::gap: length.most = n.max; break;
      case Kind::set: length = {1, 1}; break;
      case Kind::concat:
        for (const std::uint32_t c : n.children) {
          length.least = std::min(length.least + known[c].least, kMost);
          length.most = std::min(length.most + known[c].most, kMost);
        }
        break;
      case Kind::alternate:
        length.least = kMost;
        for (const std::uint32_t c : n.children) {
          length.least = std::min(length.least, known[c].least);
          length.most = std::max(length.most, known[c].most);
        }
        break;
      case Kind::repeat: {
        const Length once = known[n.children.front()];
        const bool endless = n.max == SyntaxNode::kUnbounded || once.most == kMost;
        length.least = std::min(once.least * n.min, kMost);
        length.most = endless && once.most != 0 && n.max != 0 ? kMost : std::min(once.most * n.max, kMost);
        break;
      }
    }
    known.push_back(length);
  }
  if (known.empty()) return {};
  return {static_cast<std::uint32_t>(known.back().least), static_cast<std::uint32_t>(known.back().most)};
}

}  // namespace logdiag::match
