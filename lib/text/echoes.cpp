#include "text/echoes.hpp"

#include "text/chars.hpp"

namespace logdiag::text {
namespace {

// "+ make", "++ dirname x". PowerShell shows the place of an error behind a plus too.
bool traced(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && at < 6 && text[at] == '+') ++at;
  if (at == 0 || at + 1 >= text.size() || text[at] != ' ') return false;
  const std::string_view rest = text.substr(at + 1);
  // A diff's "+++ file<TAB>when" is no command.
  return rest[0] != ' ' && rest[0] != '~' && rest.find('\t') == rest.npos &&
         !rest.starts_with("CategoryInfo") &&
         !rest.starts_with("FullyQualifiedErrorId");
}

// "Step 3/9 : RUN make", "[builder 3/9] RUN make".
bool dockerfile_step(std::string_view text) {
  if (text.starts_with("Step ") && text.size() > 5 && is_digit(text[5])) {
    return text.substr(0, 20).find(" : ") != std::string_view::npos;
  }
  if (!text.starts_with('[')) return false;
  const std::size_t end = text.substr(0, 80).find("] ");
  if (end == std::string_view::npos) return false;
  const std::size_t slash = text.substr(0, end).rfind('/');
  return slash != std::string_view::npos && slash + 1 < end && is_digit(text[slash + 1]) &&
         is_digit(text[slash - 1]) &&
         (text.substr(end + 2).starts_with("RUN ") || text.substr(end + 2).starts_with("CMD "));
}

// "HEAD is now at 1a2b3c4 explain ENOSPC", "* fix(push): explain permission_denied".
bool commit_message(std::string_view text) {
  for (const std::string_view words :
       {"HEAD is now at ", "Previous HEAD position was ", "Commit message: "}) {
    if (trim(text).starts_with(words)) return true;
  }
  text = trim(text);
  if (!text.starts_with("* ") && !text.starts_with("- ")) return false;
  text.remove_prefix(2);
  for (const std::string_view type : {"fix", "feat", "docs", "chore", "test", "ci", "build",
                                      "refactor", "perf", "style", "revert"}) {
    if (!text.starts_with(type)) continue;
    const std::string_view rest = text.substr(type.size());
    if (rest.starts_with(": ") || rest.starts_with("!: ")) return true;
    if (rest.starts_with('(') && rest.substr(0, 60).find("): ") != std::string_view::npos)
      return true;
  }
  return false;
}

}  // namespace

bool echoes(const Line& line) {
  return line.marker == Marker::command || traced(line.text) || line.text.starts_with("$ ") ||
         dockerfile_step(line.text) || commit_message(line.text);
}

}  // namespace logdiag::text
