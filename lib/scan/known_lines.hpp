// known_lines.hpp - what expressions said of lines, for lines that come again: a log
// that repeats itself is not asked again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "match/matcher.hpp"

namespace logdiag::scan {

// A line, the expressions it was asked for, and those that match.
class KnownLine {
 public:
  // Of `asked` (ascending), ascending.
  const std::vector<std::uint32_t>& hits() const { return hits_; }

  // Where one of hits() matches; none when it does not, after all. Valid as long as
  // the line is.
  const match::Span* find(std::uint32_t hit);

  bool slow() const { return slow_; }  // see Matcher::match()

 private:
  friend class KnownLines;

  const match::Matcher* matcher_ = nullptr;
  std::string text_;
  std::vector<std::uint32_t> asked_, hits_;
  std::vector<std::optional<match::Span>> spans_;  // of hits_
  std::vector<bool> known_spans_;
  bool slow_ = false;
};

class KnownLines {
 public:
  explicit KnownLines(const match::Matcher& matcher) : matcher_(matcher) {}

  // Asks the expressions (ascending) of a line. The answer is valid until the next
  // call.
  KnownLine& ask(std::string_view text, const std::vector<std::uint32_t>& asked);

 private:
  static constexpr std::size_t kLongest = 1024;  // bytes of a line worth remembering

  const match::Matcher& matcher_;
  std::vector<KnownLine> lines_;  // each at the place of its hash
  KnownLine other_;               // a longer one
};

}  // namespace logdiag::scan
