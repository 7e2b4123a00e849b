// render.cpp - the table of formats of logdiag/render.hpp.
#include <logdiag/render.hpp>

#include <array>

#include "base/limits.hpp"
#include "base/sanitize.hpp"
#include "render/formats.hpp"

namespace logdiag {
namespace {

struct Entry {
  std::string_view name;
  Format format;
  std::string (*render)(const Report&, const RenderOptions&);
};

constexpr std::array<Entry, 8> kFormats{{{"text", Format::text, rendering::text},
                                         {"json", Format::json, rendering::json},
                                         {"jsonl", Format::jsonl, rendering::jsonl},
                                         {"sarif", Format::sarif, rendering::sarif},
                                         {"github", Format::github, rendering::github},
                                         {"markdown", Format::markdown, rendering::markdown},
                                         {"junit", Format::junit, rendering::junit},
                                         {"html", Format::html, rendering::html}}};

}  // namespace

std::optional<Format> format_from_name(std::string_view name) {
  for (const Entry& e : kFormats) {
    if (e.name == name) return e.format;
  }
  return std::nullopt;
}

std::string_view name_of(Format format) {
  for (const Entry& e : kFormats) {
    if (e.format == format) return e.name;
  }
  return {};
}

std::span<const Format> all_formats() {
  static constexpr auto kAll = [] {
    std::array<Format, kFormats.size()> out{};
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = kFormats[i].format;
    return out;
  }();
  return kAll;
}

std::string safe_text(std::string_view text) { return base::sanitize(text, limits::kTextBytes); }

std::string render(const Report& report, Format format, const RenderOptions& options) {
  for (const Entry& e : kFormats) {
    if (e.format == format) return e.render(report, options);
  }
  return {};
}

}  // namespace logdiag
