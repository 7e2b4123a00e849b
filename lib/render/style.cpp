#include "render/style.hpp"

#include "base/utf8.hpp"

namespace logdiag::rendering {
namespace {

// May a line break between these two characters?
bool breaks_between(char32_t before, char32_t after) {
  const auto wide = [](char32_t c) { return c >= 0x2E80 && base::width_of(c) == 2; };
  const auto closing = [](char32_t c) {
    static constexpr std::u32string_view kClosing = U"，。、；：？！）》」』】”’…";
    return kClosing.find(c) != std::u32string_view::npos;
  };
  const auto opening = [](char32_t c) {
    static constexpr std::u32string_view kOpening = U"（《「『【“‘";
    return kOpening.find(c) != std::u32string_view::npos;
  };
  if (closing(after) || opening(before)) return false;
  return wide(before) || wide(after);
}

}  // namespace

std::string paint(std::string_view text, Ink ink, bool color) {
  if (!color || ink == Ink::plain || text.empty()) return std::string(text);
  const char* code = "0";
  switch (ink) {
    case Ink::bold: code = "1"; break;
    case Ink::dim: code = "2"; break;
    case Ink::red: code = "1;31"; break;
    case Ink::yellow: code = "1;33"; break;
    case Ink::cyan: code = "36"; break;
    case Ink::green: code = "32"; break;
    case Ink::plain: break;
  }
  std::string out = "\x1b[";
  out.append(code).append("m").append(text).append("\x1b[0m");
  return out;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  std::size_t columns = 0;
  // The last place in `line` where it may be broken.
  std::size_t break_at = 0;
  std::size_t break_columns = 0;
  char32_t before = 0;
  while (!text.empty()) {
    const base::CodePoint c = base::decode(text);
    const std::size_t w = base::width_of(c.value);
    if (c.value == '\n') {
      while (!line.empty() && line.back() == ' ') line.pop_back();
      lines.push_back(std::move(line));
      line.clear();
      columns = break_at = break_columns = 0;
      before = 0;
      text.remove_prefix(1);
      continue;
    }
    if (before == ' ' || (before != 0 && breaks_between(before, c.value))) {
      break_at = line.size();
      break_columns = columns;
    }
    if (width > 0 && columns + w > width && c.value != ' ') {
      // Words longer than a line stay whole: addresses must remain usable.
      if (break_at > 0) {
        std::string rest = line.substr(break_at);
        line.resize(break_at);
        while (!line.empty() && line.back() == ' ') line.pop_back();
        lines.push_back(std::move(line));
        line = std::move(rest);
        columns -= break_columns;
        break_at = break_columns = 0;
      }
    }
    line.append(text.substr(0, c.size));
    columns += w;
    before = c.value;
    text.remove_prefix(c.size);
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

}  // namespace logdiag::rendering
