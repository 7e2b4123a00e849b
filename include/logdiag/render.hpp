// render.hpp - a report as text for people, and as files for machines.
#pragma once

#include <cstdint>
#include <logdiag/report.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace logdiag {

enum class Format : std::uint8_t { text, json };

std::optional<Format> format_from_name(std::string_view name);
std::string_view name_of(Format format);

struct RenderOptions {
  Lang lang = Lang::en;
  bool color = false;
  bool hyperlinks = false;    // OSC 8
  bool all = false;           // effects and generic findings in full
  bool redact = true;         // mask what looks like a secret
  bool statistics = false;    // text: how the log was read, and why the order
  unsigned width = 80;        // columns; 0: never wrap
  unsigned max_findings = 0;  // causes shown; 0: all
};

// Pure: reads nothing but its arguments, so equal reports render equally.
std::string render(const Report& report, Format format, const RenderOptions& options = {});

// The page of a rule, from the rule alone, as text for a terminal.
std::string render_rule(const Rule& rule, const RenderOptions& options = {});

}  // namespace logdiag
