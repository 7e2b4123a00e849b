#include "base/sanitize.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace logdiag::base {
namespace {

bool is_unsafe(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0x061C ||
         c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

// Bytes at the front, at most `most`, that stay as they are: printable ASCII.
std::size_t plain_size(std::string_view text, std::size_t most) {
  most = std::min(most, text.size());
  std::size_t size = 0;
  while (size < most && text[size] >= ' ' && text[size] < 0x7F) ++size;
  return size;
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
}

}  // namespace

std::string sanitize(std::string_view text, std::size_t limit) {
  std::string out;
  out.reserve(std::min(text.size(), limit) + 8);
  bool cut = false;
  while (!text.empty()) {
    const std::size_t left = limit - std::min(limit, out.size());  // a replaced byte takes three
    if (const std::size_t plain = plain_size(text, left); plain > 0) {
      out.append(text.substr(0, plain));
      text.remove_prefix(plain);
      continue;
    }
    const CodePoint c = decode(text);
    if (out.size() + c.size > limit) {
      cut = true;
      break;
    }
    if (c.valid && c.value == '\t') {
      out.push_back(' ');
    } else if (!c.valid || is_unsafe(c.value)) {
      out.append("\xEF\xBF\xBD");
    } else {
      out.append(text.substr(0, c.size));
    }
    text.remove_prefix(c.size);
  }
  if (cut) out.append("\xE2\x80\xA6");
  // The runner obeys "##[name]" anywhere in a line and "::name::" at the start
  // of a trimmed one (ActionCommand.cs).
  replace_all(out, "##[", "# #[");
  const std::size_t first = out.find_first_not_of(' ');
  if (first != std::string::npos && std::string_view(out).substr(first).starts_with("::")) {
    out.insert(first + 1, " ");
  }
  return out;
}

}  // namespace logdiag::base
