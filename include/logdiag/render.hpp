// render.hpp - a report as text for people, and as files for machines.
#pragma once

#include <cstdint>
#include <functional>
#include <logdiag/report.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace logdiag {

enum class Format : std::uint8_t { text, json, jsonl, sarif, github, markdown, junit, html };

std::optional<Format> format_from_name(std::string_view name);
std::string_view name_of(Format format);
std::span<const Format> all_formats();

struct RenderOptions {
  Lang lang = Lang::en;
  bool color = false;
  bool hyperlinks = false;    // OSC 8, with the addresses of source_link
  bool all = false;           // effects and generic findings in full
  bool redact = true;         // mask what looks like a secret
  bool statistics = false;    // text: how the log was read, and why the order
  unsigned width = 80;        // columns; 0: never wrap
  unsigned max_findings = 0;  // causes shown; 0: all

  // github, sarif: the path within the repository of a file that the log names,
  // empty when it is none of the repository's. Without it no file is named.
  std::function<std::string(std::string_view path)> repository_file;

  // text: the address that a terminal opens for a line of a source, empty where
  // there is none.
  std::function<std::string(std::string_view source, std::uint64_t line)> source_link;

  std::size_t max_bytes = 1'000'000;  // markdown: GitHub refuses summaries over 1 MiB
};

// Pure: reads nothing but its arguments, so equal reports render equally.
std::string render(const Report& report, Format format, const RenderOptions& options = {});

// The page of a rule, from the rule alone, as text for a terminal.
std::string render_rule(const Rule& rule, const RenderOptions& options = {});

// Text from a stranger (the name of a file, of a member of an archive) as one line
// of at most 4,000 bytes that neither a terminal nor a CI runner obeys: what they
// might obey is dropped or shown as U+FFFD.
std::string safe_text(std::string_view text);

}  // namespace logdiag
