#include "render/html_log.hpp"

#include <fmt/format.h>

#include <map>

#include "render/content.hpp"

namespace logdiag::rendering {
namespace {

// [number, text, mark?]; a text with colours is a list of [piece, style].
std::string line_json(const LogLine& line, const std::string& shown) {
  std::string out = fmt::format("[{},", line.number);
  if (line.styles.empty() || shown != line.text) {
    out += script_string(shown);
  } else {
    out += "[";
    const std::string_view text = shown;
    std::size_t from = 0;
    std::string style;
    const auto piece = [&](std::size_t to) {
      if (to == from) return;
      if (out.back() == ']') out += ",";
      out += "[" + script_string(text.substr(from, to - from)) + "," + script_string(style) + "]";
      from = to;
    };
    for (const LogStyle& s : line.styles) {
      piece(std::min<std::size_t>(s.at, text.size()));
      style = s.name;
    }
    piece(text.size());
    out += "]";
  }
  if (line.mark != ' ') out += fmt::format(",\"{}\"", line.mark);
  return out + "]";
}

}  // namespace

std::string script_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20 || c == '<' || c == '>' || c == '&') {
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      out.push_back(c);
    }
  }
  return out + "\"";
}

std::string page_data(const Report& report, const RenderOptions& options) {
  std::string out = "{\"sources\":[";
  std::map<std::string_view, std::size_t> numbers;
  for (std::size_t s = 0; s < report.log.size(); ++s) {
    const LogSource& source = report.log[s];
    numbers.emplace(source.name, s);
    out += fmt::format("{}\n{{\"name\":{},\"lines\":{},\"bucket\":{},\"errors\":[{}],\"parts\":[",
                       s == 0 ? "" : ",", script_string(safe(source.name, options)), source.lines,
                       source.bucket_lines, fmt::join(source.errors, ","));
    KeyBlock key(options);
    for (std::size_t p = 0; p < source.parts.size(); ++p) {
      const LogPart& part = source.parts[p];
      out += fmt::format(
          "{}\n{{\"job\":{},\"step\":{},\"group\":{},\"failed\":{},\"first\":{},\"last\":{},"
          "\"lines\":[",
          p == 0 ? "" : ",", script_string(safe(part.job, options)),
          script_string(safe(part.step, options)), script_string(safe(part.group, options)),
          part.failed, part.first, part.last);
      for (std::size_t l = 0; l < part.lines.size(); ++l) {
        if (l > 0) out += ",";
        out += line_json(part.lines[l], key.shown(part.lines[l].text));
      }
      out += "]}";
    }
    out += "]}";
  }
  // Where findings stand: [source, line]; and the card that tells of each.
  out += "\n],\"findings\":[";
  std::string cards;
  bool first = true;
  for (std::size_t i = 0; i < report.findings.size(); ++i) {
    const Finding& f = report.findings[i];
    const auto at = numbers.find(f.where.source);
    if (at == numbers.end()) continue;
    out += fmt::format("{}[{},{}]", first ? "" : ",", at->second, f.where.line);
    cards += fmt::format("{}{}", first ? "" : ",", f.cause ? *f.cause : i);
    first = false;
  }
  return out + "],\"cards\":[" + cards + "]}";
}

}  // namespace logdiag::rendering
