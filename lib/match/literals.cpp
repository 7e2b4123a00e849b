#include "match/literals.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>

namespace logdiag::match {
namespace {

constexpr std::size_t kMostStrings = 48;   // of one set
constexpr std::size_t kLongest = 48;       // bytes of a string that is still extended
constexpr std::size_t kWidestClass = 6;    // members that are still multiplied out
constexpr int kDeepest = 60;               // nested groups

using Strings = std::set<std::string>;

// What is known of a part of an expression.
struct Known {
  // All the strings the part can match, when they are few and short.
  std::optional<Strings> exact;
  // A set of which one string occurs in every match of the part.
  std::optional<Strings> required;
};

double value_of(const std::optional<Strings>& set) {
  if (!set || set->empty()) return -1;
  double chance = 0;
  for (const std::string& s : *set) {
    if (s.size() < kLeastLiteral) return -1;
    chance += std::exp2(-rarity(s));
  }
  return -std::log2(chance);
}

void prefer(std::optional<Strings>& best, const std::optional<Strings>& other) {
  if (value_of(other) > value_of(best)) best = other;
}

// Reads the expression once, from left to right. Anything it does not know
// makes the whole answer "nothing is required".
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::vector<std::string> read() {
    Known k = alternation(0, false);
    if (failed_ || at_ != text_.size()) return {};
    prefer(k.required, k.exact);
    if (value_of(k.required) < 0) return {};
    return {k.required->begin(), k.required->end()};
  }

 private:
  bool more() const { return at_ < text_.size() && !failed_; }
  char peek() const { return text_[at_]; }
  Known fail() {
    failed_ = true;
    return {};
  }
  static Known unknown() { return {}; }
  static Known nothing() { return {Strings{""}, std::nullopt}; }

  static char fold(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

  // A single character. Beyond ASCII, folding has rules of its own.
  static Known letter(char c, bool ignore_case) {
    if (ignore_case && static_cast<unsigned char>(c) >= 0x80) return unknown();
    return {Strings{std::string(1, fold(c))}, std::nullopt};
  }

  Known alternation(int depth, bool ignore_case) {
    if (depth > kDeepest) return fail();
    Known all = concatenation(depth, ignore_case);
    while (more() && peek() == '|') {
      ++at_;
      Known next = concatenation(depth, flags_);
      prefer(all.required, all.exact);
      prefer(next.required, next.exact);
      if (all.exact && next.exact && all.exact->size() + next.exact->size() <= kMostStrings) {
        all.exact->insert(next.exact->begin(), next.exact->end());
      } else {
        all.exact.reset();
      }
      if (all.required && next.required &&
          all.required->size() + next.required->size() <= kMostStrings) {
        all.required->insert(next.required->begin(), next.required->end());
      } else {
        all.required.reset();
      }
    }
    return all;
  }

  Known concatenation(int depth, bool ignore_case) {
    flags_ = ignore_case;
    Known all;
    std::optional<Strings> run = Strings{""};  // fixed text up to here
    bool whole = true;                         // and it began at the start
    while (more() && peek() != '|' && peek() != ')') {
      Known part = repeated(depth);
      if (failed_) return {};
      prefer(all.required, part.required);
      if (run && part.exact && run->size() * part.exact->size() <= kMostStrings &&
          longest(*run) + longest(*part.exact) <= kLongest) {
        Strings product;
        for (const std::string& a : *run) {
          for (const std::string& b : *part.exact) product.insert(a + b);
        }
        run = std::move(product);
      } else {
        prefer(all.required, run);
        run = std::move(part.exact);
        whole = false;
      }
    }
    if (whole) {
      all.exact = std::move(run);
    } else {
      prefer(all.required, run);
    }
    return all;
  }

  static std::size_t longest(const Strings& strings) {
    std::size_t n = 0;
    for (const std::string& s : strings) n = std::max(n, s.size());
    return n;
  }

  // An atom with its quantifier.
  Known repeated(int depth) {
    Known part = atom(depth);
    while (more()) {
      unsigned least = 0;
      bool once = false;  // at most once
      const char c = peek();
      if (c == '*') {
        ++at_;
      } else if (c == '+') {
        least = 1;
        ++at_;
      } else if (c == '?') {
        once = true;
        ++at_;
      } else if (c == '{' && counted(least, once)) {
      } else {
        break;
      }
      if (more() && peek() == '?') ++at_;  // lazy: the same texts match
      if (least == 1 && once) continue;
      if (least == 0) {
        part.required.reset();
        if (once && part.exact && part.exact->size() < kMostStrings) {
          part.exact->insert("");
        } else {
          part.exact.reset();
        }
      } else {
        prefer(part.required, part.exact);
        part.exact.reset();
      }
    }
    return part;
  }

  // "{m}", "{m,}" or "{m,n}" at the current place.
  bool counted(unsigned& least, bool& once) {
    std::size_t i = at_ + 1;
    const auto number = [&](unsigned& out) {
      const std::size_t first = i;
      out = 0;
      while (i < text_.size() && text_[i] >= '0' && text_[i] <= '9' && i < first + 5) {
        out = out * 10 + static_cast<unsigned>(text_[i++] - '0');
      }
      return i > first;
    };
    unsigned most = 0;
    if (!number(least)) return false;
    most = least;
    bool open = false;
    if (i < text_.size() && text_[i] == ',') {
      ++i;
      if (i < text_.size() && text_[i] == '}') open = true;
      else if (!number(most)) return false;
    }
    if (i >= text_.size() || text_[i] != '}') return false;
    at_ = i + 1;
    once = !open && most == 1;
    return true;
  }

  Known atom(int depth) {
    const char c = text_[at_++];
    switch (c) {
      case '(': return group(depth);
      case '[': return character_class();
      case '\\': return escape();
      case '.': return unknown();
      case '^':
      case '$': return nothing();
      case '*':
      case '+':
      case '?':
      case ')': return fail();
      default: return letter(c, flags_);
    }
  }

  Known group(int depth) {
    const bool outer = flags_;
    bool inner = flags_;
    if (more() && peek() == '?') {
      ++at_;
      if (text_.substr(at_).starts_with("P<")) {
        const std::size_t end = text_.find('>', at_);
        if (end == std::string_view::npos) return fail();
        at_ = end + 1;
      } else {
        bool on = true;
        while (more() && peek() != ':' && peek() != ')') {
          const char f = text_[at_++];
          if (f == '-') on = false;
          else if (f == 'i') inner = on;
          else if (f != 's' && f != 'm' && f != 'U') return fail();
        }
        if (!more()) return fail();
        if (text_[at_++] == ')') {  // (?i): flags for the rest of this group
          flags_ = inner;
          return nothing();
        }
      }
    }
    Known k = alternation(depth + 1, inner);
    if (!more() || peek() != ')') return fail();
    ++at_;
    flags_ = outer;
    return k;
  }

  Known escape() {
    if (!more()) return fail();
    const char c = text_[at_++];
    switch (c) {
      case 'd': case 'D': case 'w': case 'W': case 's': case 'S': return unknown();
      case 'b': case 'B': case 'A': case 'z': return nothing();
      case 't': return letter('\t', false);
      case 'n': case 'r': case 'f': case 'v': case 'a': return unknown();
      default: break;
    }
    const bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return word ? fail() : letter(c, flags_);
  }

  Known character_class() {
    Strings members;
    bool few = true;
    bool negated = false;
    if (more() && peek() == '^') {
      negated = true;
      ++at_;
    }
    bool first = true;
    while (more() && (peek() != ']' || first)) {
      first = false;
      if (text_.substr(at_).starts_with("[:")) {
        const std::size_t end = text_.find(":]", at_);
        if (end == std::string_view::npos) return fail();
        at_ = end + 2;
        few = false;
        continue;
      }
      char c = text_[at_++];
      if (c == '\\') {
        if (!more()) return fail();
        c = text_[at_++];
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
          few = false;
          if (c == 'x' || c == 'p' || c == 'P') return fail();
          continue;
        }
      }
      if (at_ + 1 < text_.size() && peek() == '-' && text_[at_ + 1] != ']') {
        few = false;
        at_ += 2;
        if (text_[at_ - 1] == '\\') ++at_;
        continue;
      }
      if (static_cast<unsigned char>(c) >= 0x80) few = false;
      members.insert(std::string(1, fold(c)));
    }
    if (!more()) return fail();
    ++at_;
    if (negated || !few || members.empty() || members.size() > kWidestClass) return unknown();
    return {members, std::nullopt};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool failed_ = false;
  bool flags_ = false;  // ignore case, at the current place
};

// Words so common in logs that they say little, with the bits they are worth.
struct Common {
  std::string_view word;
  double bits;
};
constexpr std::array<Common, 30> kCommon{{{"error", 7},    {"failed", 8},     {"warning", 8},
                                          {"install", 7},  {"version", 7},    {"package", 7},
                                          {"docker", 8},   {"build", 6},      {"github", 6},
                                          {"actions", 7},  {"https://", 7},   {"python", 8},
                                          {"module", 8},   {"file", 6},       {"test", 5},
                                          {"could not", 10}, {"cannot ", 10}, {"not found", 10},
                                          {"exception", 9}, {"error:", 9},    {"download", 7},
                                          {"no such", 12}, {"unable to", 11}, {"request", 8},
                                          {"process", 8},  {"command", 8},    {"    ", 2},
                                          {"----", 4},     {"====", 5},       {"....", 4}}};

}  // namespace

double rarity(std::string_view text) {
  double bits = 0;
  char before = 0;
  for (const char c : text) {
    double b = 3.4;  // a letter in running text
    if (c == before) b = 1.5;
    else if (c == ' ') b = 2.2;
    else if (std::string_view("etaoinsr").find(c) != std::string_view::npos) b = 2.7;
    else if (std::string_view("qzxjkv").find(c) != std::string_view::npos) b = 5.5;
    else if (c >= '0' && c <= '9') b = 2.6;
    else if (!(c >= 'a' && c <= 'z')) b = 4.2;
    bits += b;
    before = c;
  }
  for (const Common& common : kCommon) {
    if (text.find(common.word) == std::string_view::npos) continue;
    double plain = 0;
    for (std::size_t i = 0; i < common.word.size(); ++i) plain += 3.1;
    bits -= std::max(0.0, plain - common.bits);
  }
  return std::max(bits, 1.0);
}

std::vector<std::string> required_literals(std::string_view expression) {
  return Reader(expression).read();
}

}  // namespace logdiag::match
