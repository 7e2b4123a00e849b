#include "scan/known_lines.hpp"

#include <algorithm>
#include <cstring>

namespace logdiag::scan {
namespace {

// Quick rather than good: equal places cost a comparison.
std::size_t place_of(std::string_view text) {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ull;
  std::uint64_t hash = text.size();
  while (!text.empty()) {
    std::uint64_t eight = 0;
    const std::size_t n = std::min<std::size_t>(text.size(), 8);
    std::memcpy(&eight, text.data(), n);
    hash = (hash ^ eight) * kOdd;
    hash ^= hash >> 29;
    text.remove_prefix(n);
  }
  return static_cast<std::size_t>(hash % limits::kKnownLines);
}

}  // namespace

const match::Span* KnownLine::find(std::uint32_t hit) {
  const auto i = static_cast<std::size_t>(std::lower_bound(hits_.begin(), hits_.end(), hit) -
                                          hits_.begin());
  if (!known_spans_[i]) {
    spans_[i] = matcher_->find(hit, text_);
    known_spans_[i] = true;
  }
  return spans_[i] ? &*spans_[i] : nullptr;
}

KnownLine& KnownLines::ask(std::string_view text, const std::vector<std::uint32_t>& asked) {
  if (lines_.empty()) lines_.resize(limits::kKnownLines);
  KnownLine& line = text.size() <= kLongest ? lines_[place_of(text)] : other_;
  if (line.matcher_ != nullptr && line.text_ == text && line.asked_ == asked) return line;
  line.matcher_ = nullptr;  // should memory run out
  line.text_ = text;
  line.asked_ = asked;
  line.hits_.clear();
  line.slow_ = matcher_.match(line.text_, asked, line.hits_);
  line.spans_.assign(line.hits_.size(), std::nullopt);
  line.known_spans_.assign(line.hits_.size(), false);
  line.matcher_ = &matcher_;
  return line;
}

}  // namespace logdiag::scan
