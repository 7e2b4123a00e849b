#include "match/short_lines.hpp"

namespace logdiag::match {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads a number at `at`; false when there is none. RE2 takes none above 1000.
bool number(std::string_view text, std::size_t& at, std::size_t& out) {
  const std::size_t from = at;
  for (out = 0; at < text.size() && is_digit(text[at]) && at - from < 6; ++at) {
    out = out * 10 + static_cast<std::size_t>(text[at] - '0');
  }
  return at > from;
}

// The end of a class that begins at `at`.
std::size_t class_end(std::string_view text, std::size_t at) {
  ++at;
  if (text.substr(at, 1) == "^") ++at;
  if (text.substr(at, 1) == "]") ++at;  // there it is a member
  while (at < text.size() && text[at] != ']') {
    if (text[at] == '\\') {
      at += 2;
    } else if (text.substr(at, 2) == "[:" && text.find(":]", at + 2) != std::string_view::npos) {
      at = text.find(":]", at + 2) + 2;
    } else {
      ++at;
    }
  }
  return at + 1;
}

// The end of an escape that begins at `at`; \Q...\E is one.
std::size_t escape_end(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != "\\Q") return at + 2;
  const std::size_t end = text.find("\\E", at + 2);
  return end == std::string_view::npos ? text.size() : end + 2;
}

}  // namespace

std::string for_lines_up_to(std::size_t bytes, std::string_view expression) {
  std::string out;
  out.reserve(expression.size());
  std::size_t kept = 0;  // what stands before is in `out`
  for (std::size_t at = 0; at < expression.size();) {
    if (expression[at] == '\\') {
      at = escape_end(expression, at);
    } else if (expression[at] == '[') {
      at = class_end(expression, at);
    } else if (expression[at] == '{') {
      std::size_t end = at + 1, least = 0, most = 0;
      if (number(expression, end, least) && expression.substr(end, 1) == "," &&
          number(expression, ++end, most) && expression.substr(end, 1) == "}" && most >= bytes) {
        out.append(expression.substr(kept, at - kept));
        out.append(least == 0 ? "*" : least == 1 ? "+" : "{" + std::to_string(least) + ",}");
        kept = end + 1;
        at = kept;
      } else {
        ++at;
      }
    } else {
      ++at;
    }
  }
  return out.append(expression.substr(kept));
}

}  // namespace logdiag::match
