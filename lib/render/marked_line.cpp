#include "render/marked_line.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace logdiag::rendering {
namespace {

constexpr std::string_view kMore = "…";

// The first bytes of `text` that fit, up to a blank where one is near their end.
std::string_view row_of(std::string_view text, std::size_t room) {
  std::size_t columns = 0;
  std::size_t end = 0;
  std::size_t blank = 0;  // behind the last one that fits
  while (end < text.size()) {
    const base::CodePoint c = base::decode(text.substr(end));
    const std::size_t width = base::width_of(c.value);
    if (columns + width > room && end > 0) break;
    columns += width;
    end += c.size;
    if (c.value == ' ' && columns * 3 > room * 2) blank = end;
  }
  if (end < text.size() && text[end] != ' ' && blank > 0) end = blank;
  while (end < text.size() && text[end] == ' ') ++end;  // no row begins with a blank
  return text.substr(0, end);
}

}  // namespace

std::vector<MarkedRow> marked_rows(std::string_view text, std::size_t begin, std::size_t size,
                                   std::size_t room, std::size_t most) {
  begin = std::min(begin, text.size());
  const std::size_t end = begin + std::min(std::max<std::size_t>(size, 1), text.size() - begin);
  // Indentation that the rows have no room for tells nothing.
  std::size_t from = 0;
  if (base::display_width(text) > room) from = std::min(text.find_first_not_of(' '), begin);
  room = std::max<std::size_t>(room, 10) - (base::display_width(text.substr(from)) > room * most ? 1 : 0);
  std::vector<std::string_view> pieces;
  std::size_t first = 0;  // the pieces in which the match begins and ends
  std::size_t last = 0;
  for (std::size_t at = from; at < text.size();) {
    pieces.push_back(row_of(text.substr(at), room - (pieces.empty() ? 0 : 1)));
    if (at <= begin) first = pieces.size() - 1;
    if (at < end) last = pieces.size() - 1;
    at += pieces.back().size();
  }
  if (pieces.size() <= most) first = 0;
  first = std::min(first, pieces.size() - std::min(most, pieces.size()));
  std::vector<std::size_t> shown;
  for (std::size_t i = first; i < pieces.size() && shown.size() < most; ++i) shown.push_back(i);
  // Of a match that is longer, the end says more than the middle.
  if (most > 1 && !shown.empty() && last > shown.back()) shown.back() = last;
  std::vector<MarkedRow> out;
  for (std::size_t n = 0; n < shown.size(); ++n) {
    const std::size_t i = shown[n];
    const std::string_view piece = pieces[i];
    const bool skipped = n == 0 ? i > 0 : i != shown[n - 1] + 1;
    const bool cut = n + 1 < shown.size() ? shown[n + 1] != i + 1 : i + 1 < pieces.size();
    const auto at = static_cast<std::size_t>(piece.data() - text.data());
    MarkedRow row;
    if (skipped) row.text = kMore;
    const std::size_t lead = base::display_width(row.text);
    row.text.append(piece);
    while (row.text.ends_with(' ')) row.text.pop_back();
    if (cut) row.text.append(kMore);
    const std::size_t left = std::max(at, begin);
    const std::size_t right = std::min(at + piece.size(), end);
    if (left < right) {
      const std::size_t blanks = lead + base::display_width(text.substr(at, left - at));
      const std::size_t wide = base::display_width(row.text);
      std::size_t marks = std::max<std::size_t>(base::display_width(text.substr(left, right - left)), 1);
      if (wide > blanks) marks = std::min(marks, wide - blanks);
      row.marks = std::string(blanks, ' ') + std::string(marks, '^');
    }
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace logdiag::rendering
