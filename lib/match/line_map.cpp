#include "match/line_map.hpp"

#include "text/escapes.hpp"

namespace logdiag::match {

std::string_view without_escapes(std::string_view text, std::string& scratch, LineMap& lines) {
  if (!lines.survey(text)) return text;
  const std::string_view stripped = text::strip_escapes(text, scratch);
  if (stripped.data() != text.data()) lines.survey(stripped);
  return stripped;
}

}  // namespace logdiag::match
