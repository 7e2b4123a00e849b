#include "scan/preview.hpp"

#include "match/prefilter.hpp"

namespace logdiag::scan {

void Preview::look(const match::Lookout& lookout, std::string_view block) {
  text_ = match::without_escapes(block, stripped_);
  lookout.find(text_, scratch_, candidates_);
  lines_.clear();
  count_ = 0;
  std::size_t at = 0;
  for (const match::Candidate& c : candidates_) {
    if (c.offset > at) count_ += match::count_newlines(text_.substr(at, c.offset - at));
    at = c.offset;
    lines_.push_back(static_cast<std::uint32_t>(count_));
  }
  count_ += match::count_newlines(text_.substr(at));
}

}  // namespace logdiag::scan
