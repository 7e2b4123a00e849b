#include "terminal.hpp"

namespace logdiag::cli {
namespace {

// How many bytes of `text`, which is not empty, are one sound character; 0 when
// its beginning is not UTF-8.
std::size_t character(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = at(0);
  if (first < 0x80) return 1;
  const std::size_t n = first >= 0xC2 && first <= 0xDF   ? 2
                        : first >= 0xE0 && first <= 0xEF ? 3
                        : first >= 0xF0 && first <= 0xF4 ? 4
                                                         : 0;
  if (n == 0 || text.size() < n) return 0;
  for (std::size_t i = 1; i < n; ++i) {
    if ((at(i) & 0xC0) != 0x80) return 0;
  }
  const bool sound = !(first == 0xE0 && at(1) < 0xA0) && !(first == 0xED && at(1) > 0x9F) &&
                     !(first == 0xF0 && at(1) < 0x90) && !(first == 0xF4 && at(1) > 0x8F);
  return sound ? n : 0;
}

// Controls, and characters that turn or hide what stands around them.
bool obeyed(std::string_view c) {
  if (c.size() == 1) return static_cast<unsigned char>(c[0]) < 0x20 || c[0] == 0x7F;
  if (c.size() == 2) return (c[0] == '\xC2' && c < "\xC2\xA0") || c == "\xD8\x9C";
  if (c.size() == 3) {
    return (c >= "\xE2\x80\x8B" && c <= "\xE2\x80\x8F") ||
           (c >= "\xE2\x80\xA8" && c <= "\xE2\x80\xAE") ||
           (c >= "\xE2\x81\xA0" && c <= "\xE2\x81\xAF") || c == "\xEF\xBB\xBF";
  }
  return c >= "\xF3\xA0\x80\x80" && c <= "\xF3\xA0\x81\xBF";
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t n = character(text);
    const std::string_view c = text.substr(0, n == 0 ? 1 : n);
    if (n == 0 || obeyed(c)) {
      out += "\xEF\xBF\xBD";
    } else {
      if (c == "[" && out.ends_with("##")) out.insert(out.size() - 1, " ");
      out += c;
    }
    text.remove_prefix(c.size());
  }
  return out;
}

}  // namespace logdiag::cli
