#include "match/relaxed.hpp"

#include <cstddef>
#include <optional>
#include <utility>

namespace logdiag::match {
namespace {

// Fewer copies than that cost less than a group.
constexpr std::size_t kFewCopies = 8;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_quantifier(char c) { return c == '*' || c == '+' || c == '?' || c == '{'; }

class Relaxer {
 public:
  Relaxer(std::string_view text, std::uint64_t kept) : text_(text), kept_gaps_(kept) {}

  Relaxed run() {
    if (!find_groups()) return {std::string(text_), {}};
    std::vector<std::size_t> open;  // groups around the place
    for (std::size_t at = 0; at < text_.size();) {
      if (text_[at] == '(') {
        if (!is_flags(at)) open.push_back(at);
        if (captures(at)) ++groups_;
        at = head_end(at);
      } else if (text_[at] == ')') {
        open.pop_back();
        ++at;
      } else {
        bool byte = false;
        const std::size_t end = atom_end(at, byte);
        const std::optional<Repeat> repeat = byte ? repeat_at(end) : std::nullopt;
        if (!repeat || repeat->most <= kFewCopies || repeated(open)) {
          at = end;
          continue;
        }
        const std::uint32_t number = gaps_++;
        if ((kept_gaps_ & gap_bit(number)) != 0) {
          at = repeat->end;
          continue;
        }
        out_.text.append(text_.substr(copied_, at - copied_));
        out_.text.append("(").append(text_.substr(at, end - at));
        out_.text.append(repeat->least == 0   ? "*"
                         : repeat->least == 1 ? "+"
                                              : "{" + std::to_string(repeat->least) + ",}");
        out_.text.append(repeat->lazy ? "?)" : ")");
        out_.gaps.push_back({number, ++groups_, static_cast<std::uint32_t>(repeat->least),
                             static_cast<std::uint32_t>(repeat->most),
                             !repeat->lazy && nothing_behind(repeat->end, open.size())});
        at = copied_ = repeat->end;
      }
    }
    out_.text.append(text_.substr(copied_));
    return std::move(out_);
  }

 private:
  struct Repeat {
    std::size_t least = 0, most = 0;
    bool lazy = false;
    std::size_t end = 0;
  };

  char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }

  // Notes which groups are repeated; false for an expression that is left alone.
  bool find_groups() {
    repeated_.assign(text_.size(), false);
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < text_.size();) {
      if (text_[i] == '(') {
        const std::string_view head = text_.substr(i, head_end(i) - i);
        // That flag swaps what is greedy and what is lazy.
        if (!captures(i) && head.find('U') != std::string_view::npos) return false;
        if (!is_flags(i)) open.push_back(i);
        i = head_end(i);
      } else if (text_[i] == ')') {
        if (open.empty()) return false;
        const char next = at(i + 1);
        repeated_[open.back()] = next == '*' || next == '+' || next == '{';
        open.pop_back();
        ++i;
      } else {
        if (text_.substr(i, 2) == "\\Q") return false;
        bool byte = false;
        i = atom_end(i, byte);
      }
    }
    return open.empty();
  }

  bool repeated(const std::vector<std::size_t>& open) const {
    for (const std::size_t group : open) {
      if (repeated_[group]) return true;
    }
    return false;
  }

  // `(?i)`: no group, but a change up to the end of the one around it.
  bool is_flags(std::size_t i) const {
    return at(i + 1) == '?' && text_[head_end(i) - 1] == ')';
  }
  bool captures(std::size_t i) const {
    return at(i + 1) != '?' || at(i + 2) == 'P' || at(i + 2) == '<';
  }

  // Behind `(`, `(?:`, `(?i:`, `(?P<name>`, `(?i)`.
  std::size_t head_end(std::size_t i) const {
    if (at(i + 1) != '?') return i + 1;
    const bool named = at(i + 2) == 'P' || at(i + 2) == '<';
    const std::size_t end = text_.find_first_of(named ? ">" : ":)", i + 2);
    return end == std::string_view::npos ? text_.size() : end + 1;
  }

  // The end of what stands at `i`, and whether it takes exactly one byte.
  std::size_t atom_end(std::size_t i, bool& byte) const {
    const char c = text_[i];
    byte = false;
    if (c == '[') {
      byte = true;
      return class_end(i);
    }
    if (c == '\\') {
      const char e = at(i + 1);
      if (e == 'x' || e == 'p' || e == 'P') {
        const std::size_t end = at(i + 2) == '{' ? text_.find('}', i) : i + (e == 'x' ? 3 : 2);
        return end >= text_.size() ? text_.size() : end + 1;
      }
      const char lower = static_cast<char>(e | 32);
      const bool letter = lower >= 'a' && lower <= 'z';
      byte = letter ? lower == 'd' || lower == 's' || lower == 'w' : !is_digit(e);
      return i + 2 > text_.size() ? text_.size() : i + 2;
    }
    byte = c != '^' && c != '$' && c != '|' && !is_quantifier(c);
    return i + 1;
  }

  std::size_t class_end(std::size_t i) const {
    ++i;
    if (at(i) == '^') ++i;
    if (at(i) == ']') ++i;  // there it is a member
    while (i < text_.size() && text_[i] != ']') {
      if (text_[i] == '\\') {
        i += 2;
      } else if (text_.substr(i, 2) == "[:" && text_.find(":]", i + 2) != std::string_view::npos) {
        i = text_.find(":]", i + 2) + 2;
      } else {
        ++i;
      }
    }
    return i >= text_.size() ? text_.size() : i + 1;
  }

  // {m,n} and whether a question mark follows.
  std::optional<Repeat> repeat_at(std::size_t i) const {
    Repeat r;
    if (at(i) != '{' || !number(++i, r.least) || at(i) != ',' || !number(++i, r.most) ||
        at(i) != '}') {
      return std::nullopt;
    }
    r.lazy = at(++i) == '?';
    r.end = r.lazy ? i + 1 : i;
    if (is_quantifier(at(r.end))) return std::nullopt;
    return r;
  }

  bool number(std::size_t& i, std::size_t& out) const {
    const std::size_t from = i;
    for (out = 0; is_digit(at(i)) && i - from < 6; ++i) {
      out = out * 10 + static_cast<std::size_t>(text_[i] - '0');
    }
    return i > from;
  }

  // Whether the expression ends there but for other alternatives and the ends of the `depth`
  // groups around the place.
  bool nothing_behind(std::size_t i, std::size_t depth) const {
    while (depth > 0 && (at(i) == ')' || at(i) == '|')) {
      i = group_end(i) + 1;
      --depth;
      while (at(i) == '?') ++i;  // a group that may be left out
    }
    return i == text_.size() || (depth == 0 && at(i) == '|');
  }

  // The bracket that closes the group around the place.
  std::size_t group_end(std::size_t i) const {
    for (std::size_t inner = 0; i < text_.size();) {
      if (text_[i] == '(') {
        if (!is_flags(i)) ++inner;
        i = head_end(i);
      } else if (text_[i] == ')') {
        if (inner-- == 0) break;
        ++i;
      } else {
        bool byte = false;
        i = atom_end(i, byte);
      }
    }
    return i;
  }

  std::string_view text_;
  std::vector<bool> repeated_;  // by the place of its bracket
  Relaxed out_;
  std::uint64_t kept_gaps_;
  std::size_t copied_ = 0;      // what stands before is in `out_`
  std::uint32_t gaps_ = 0;      // so far
  std::uint32_t groups_ = 0;    // of `out_` so far
};

}  // namespace

Relaxed relax(std::string_view expression, std::uint64_t kept) {
  return Relaxer(expression, kept).run();
}

}  // namespace logdiag::match
