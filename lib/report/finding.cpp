// finding.cpp - the functions of Finding in logdiag/report.hpp.
#include <logdiag/report.hpp>

#include <fmt/format.h>

#include <algorithm>

#include "base/text_fill.hpp"
#include "base/words.hpp"

namespace logdiag {
namespace {

std::string filled(const Finding& f, std::string_view text) {
  return base::fill_text(text, [&](std::string_view name) -> const std::string* {
    for (const auto& [key, value] : f.captures) {
      if (key == name) return &value;
    }
    const Capture* c = f.rule->capture(name);
    return c == nullptr ? nullptr : &c->fallback;
  });
}

}  // namespace

std::string Finding::fill(const Text& of, Lang lang) const { return filled(*this, of.in(lang)); }
std::string Finding::fill_code(std::string_view code) const { return filled(*this, code); }

std::string Finding::signature() const {
  std::uint64_t h = base::hash_of(rule->id);
  for (const auto& [name, value] : captures) {
    h = base::hash_of(value, base::hash_of("\x1f", base::hash_of(name, h)));
  }
  return fmt::format("{:016x}", h);
}

}  // namespace logdiag
