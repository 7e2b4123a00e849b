#include "scan/context.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "text/find.hpp"

namespace logdiag::scan {
namespace {

// Takes whole lines off the end of `text` until `most` are in `out`.
void take_back(std::string_view text, std::size_t most, std::vector<std::string_view>& out) {
  while (!text.empty() && out.size() < most) {
    text.remove_suffix(1);  // the newline
    const std::size_t begin = text::line_start(text, text.size());
    out.push_back(text.substr(begin, limits::kContextBytes));
    text = text.substr(0, begin);
  }
}

}  // namespace

void ContextWindow::end_block() {
  std::vector<std::string_view> last;
  take_back(block_, lines_, last);
  for (const std::string_view line : last) tail_.emplace_back(line);
  // The newest lines were appended newest first.
  std::reverse(tail_.end() - static_cast<std::ptrdiff_t>(last.size()), tail_.end());
  if (tail_.size() > lines_) {
    tail_.erase(tail_.begin(), tail_.end() - static_cast<std::ptrdiff_t>(lines_));
  }
  block_ = {};
}

std::vector<std::string_view> ContextWindow::before(std::size_t start) const {
  std::vector<std::string_view> out;
  take_back(block_.substr(0, start), lines_, out);
  for (std::size_t i = tail_.size(); i-- > 0 && out.size() < lines_;) out.push_back(tail_[i]);
  std::reverse(out.begin(), out.end());
  return out;
}

std::vector<std::string_view> ContextWindow::from(std::size_t at, std::size_t count) const {
  std::vector<std::string_view> out;
  while (out.size() < count && at < block_.size()) {
    const std::size_t end = std::min(block_.find('\n', at), block_.size());
    out.push_back(block_.substr(at, std::min(end - at, limits::kContextBytes)));
    at = end + 1;
  }
  return out;
}

}  // namespace logdiag::scan
