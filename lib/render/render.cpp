// render.cpp - the table of formats of logdiag/render.hpp.
#include <logdiag/render.hpp>

#include <array>

#include "render/formats.hpp"

namespace logdiag {
namespace {

struct Entry {
  std::string_view name;
  Format format;
  std::string (*render)(const Report&, const RenderOptions&);
};

constexpr std::array<Entry, 2> kFormats{{{"text", Format::text, rendering::text},
                                         {"json", Format::json, rendering::json}}};

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

std::string render(const Report& report, Format format, const RenderOptions& options) {
  for (const Entry& e : kFormats) {
    if (e.format == format) return e.render(report, options);
  }
  return {};
}

}  // namespace logdiag
