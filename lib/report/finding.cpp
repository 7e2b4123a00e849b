// finding.cpp - the functions of Finding in logdiag/report.hpp.
#include <fmt/format.h>

#include <algorithm>
#include <logdiag/report.hpp>

#include "base/text_fill.hpp"
#include "base/words.hpp"

namespace logdiag {
namespace {

bool for_a_shell(std::string_view lang) {
  return lang == "sh" || lang == "bash" || lang == "console" || lang == "powershell" ||
         lang == "bat" || lang == "cmd" || lang == "dockerfile";
}

bool plain_word(std::string_view value) {
  return value.find_first_of("$`;|&<>()\\\"'!#{}^\n\r") == std::string_view::npos;
}

std::string filled(const Finding& f, std::string_view text, Lang lang, bool whole_is_code, bool shell) {
  return base::fill_text(text, [&](std::string_view name, bool code) -> std::optional<std::string> {
    const Capture* c = f.rule->capture(name);
    for (const auto& [key, value] : f.captures) {
      if (key == name && (!shell || c == nullptr || plain_word(value))) return value;
    }
    if (c == nullptr) return std::nullopt;
    return c->stand_in(lang, code || whole_is_code);
  });
}

}  // namespace

std::string Finding::fill(const Text& of, Lang lang) const {
  return filled(*this, of.in(lang), lang, false, false);
}
std::string Finding::fill(std::string_view of, Lang lang) const {
  return filled(*this, of, lang, false, false);
}
std::string Finding::fill_code(const FixStep& step) const {
  return filled(*this, step.code, Lang::en, true, for_a_shell(step.code_lang));
}

std::string Finding::signature() const {
  std::uint64_t h = base::hash_of(rule->id);
  for (const auto& [name, value] : captures) {
    h = base::hash_of(value, base::hash_of("\x1f", base::hash_of(name, h)));
  }
  return fmt::format("{:016x}", h);
}

}  // namespace logdiag
