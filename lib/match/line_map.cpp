#include "match/line_map.hpp"

#include "text/escapes.hpp"

namespace logdiag::match {

std::uint64_t count_newlines(std::string_view text, const Kernels& kernels) {
  return kernels.count(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), '\n');
}

std::string_view without_escapes(std::string_view text, std::string& scratch, LineMap& lines) {
  if (!lines.survey(text)) return text;
  const std::string_view stripped = text::strip_escapes(text, scratch);
  if (stripped.data() != text.data()) lines.survey(stripped);
  return stripped;
}

}  // namespace logdiag::match
