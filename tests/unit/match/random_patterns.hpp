// random_patterns.hpp - expressions of the RE2 dialect and lines made for them,
// by seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace logdiag::match::testing {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ull + 1) {}

  std::size_t below(std::size_t limit) {
    state_ ^= state_ << 13, state_ ^= state_ >> 7, state_ ^= state_ << 17;
    return static_cast<std::size_t>(state_ >> 11) % limit;
  }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <std::size_t N>
  std::string_view pick(const std::string_view (&choice)[N]) { return choice[below(N)]; }

 private:
  std::uint64_t state_;
};

// An expression and a text that matches it, unless an anchor inside forbids that.
struct Sample {
  std::string expression, text;
};

inline constexpr std::string_view kFragments[] = {
    "error", "Error: ", "failed", "kiss", "ask", "npm ERR!", "E", ": ", "not found", "日本", "é",
    "ab", "x", "aa", "permission denied", "Kelvin", "=", "[1]", "\t", "code ", "SSL", "0x", "/"};

inline std::string quoted(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\.+*?()|[]{}^$").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

inline void append(Sample& to, const Sample& more) {
  to.expression += more.expression;
  to.text += more.text;
}

inline Sample random_expression(Random& random, unsigned depth);

inline Sample random_atom(Random& random, unsigned depth) {
  static constexpr std::string_view kClasses[] = {
      "\\d",      "7",  "\\w",        "w",  "\\s",       " ",  "\\S",   "~", "\\D",     "q",
      "[a-f]",    "c",  "[^x]",       "y",  "[[:alpha:]]", "B", ".",    "!", "[0-9a-fA-F]", "e",
      "[kK]",     "k",  "[]a]",       "]",  "[^]a]",     "z",  "[a\\-]", "-", "\\x41",  "A",
      "\\x{42}",  "B",  "[[:^digit:]]", "o", "\\pL",     "p",  "\\.",   ".", "[\\d.]",  "."};
  const std::size_t kind = random.below(depth > 3 ? 8 : 12);
  if (kind < 5) {
    const std::string_view f = random.pick(kFragments);
    if (random.one_in(12)) return {"\\Q" + std::string(f) + "\\E", std::string(f)};
    return {quoted(f), std::string(f)};
  }
  if (kind < 8) {
    const std::size_t i = random.below(std::size(kClasses) / 2) * 2;
    return {std::string(kClasses[i]), std::string(kClasses[i + 1])};
  }
  Sample out;
  static constexpr std::string_view kOpen[] = {"(?:", "(?P<n>", "(?i:", "(", "(?s:"};
  out.expression = random.pick(kOpen);
  const Sample first = random_expression(random, depth + 1);
  append(out, first);
  if (random.one_in(2)) {
    const Sample second = random_expression(random, depth + 1);
    out.expression += "|" + second.expression;
    if (random.one_in(2)) out.text = second.text;
  }
  out.expression += ")";
  return out;
}

inline Sample random_expression(Random& random, unsigned depth = 0) {
  Sample out;
  if (depth == 0 && random.one_in(6)) out.expression = "(?i)";
  if (depth == 0 && random.one_in(12)) out.expression += "^";
  for (std::size_t n = 1 + random.below(4); n > 0; --n) {
    Sample atom = random_atom(random, depth);
    const std::string once = atom.text;
    const bool wide = !once.empty() && (once.back() & 0x80) != 0;
    switch (wide ? 9 : random.below(14)) {
      case 0: atom.expression = "(?:" + atom.expression + ")?", atom.text = random.one_in(2) ? once : ""; break;
      case 1: atom.expression = "(?:" + atom.expression + ")+", atom.text = once + once; break;
      case 2: atom.expression = "(?:" + atom.expression + "){2}", atom.text = once + once; break;
      case 3: atom.expression = "(?:" + atom.expression + "){1,3}?"; break;
      case 4: atom.expression = "(?:" + atom.expression + ")*", atom.text = random.one_in(2) ? "" : once; break;
      case 5: append(atom, {".{0,20}", random.one_in(2) ? "" : " some gap"}); break;
      case 6: append(atom, {"\\b", ""}); break;
      default: break;
    }
    append(out, atom);
  }
  if (depth == 0 && random.one_in(12)) out.expression += "$";
  return out;
}

// Letters changed as (?i) allows, also to their relatives beyond ASCII.
inline std::string recased(Random& random, std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (letter && random.one_in(3)) {
      if ((c | 32) == 'k' && random.one_in(2)) out += "\xE2\x84\xAA";
      else if ((c | 32) == 's' && random.one_in(2)) out += "\xC5\xBF";
      else out += static_cast<char>(c ^ 32);
    } else {
      out += c;
    }
  }
  return out;
}

// A line that holds a sample, or something like it.
inline std::string random_line(Random& random, const Sample& sample) {
  std::string line;
  for (std::size_t n = random.below(4); n > 0; --n) line += random.pick(kFragments);
  std::string middle = random.one_in(3) ? recased(random, sample.text) : sample.text;
  if (random.one_in(5) && !middle.empty()) middle[random.below(middle.size())] = 'x';
  line += middle;
  for (std::size_t n = random.below(4); n > 0; --n) line += random.pick(kFragments);
  for (char& c : line) {
    if (c == '\n') c = ' ';
  }
  return line;
}

}  // namespace logdiag::match::testing
