// github.cpp - workflow commands of GitHub Actions: annotations.
#include <fmt/format.h>

#include <string>

#include "base/utf8.hpp"
#include "render/content.hpp"
#include "render/formats.hpp"
#include "render/words.hpp"

namespace logdiag::rendering {
namespace {

// GitHub shows ten errors and ten warnings a step and drops the rest.
constexpr std::size_t kShown = 10;
constexpr std::size_t kMessageBytes = 4000;

std::string escape_data(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '%':
        out.append("%25");
        break;
      case '\r':
        out.append("%0D");
        break;
      case '\n':
        out.append("%0A");
        break;
      default:
        out.push_back(c);
    }
  }
  return out;
}

std::string escape_property(std::string_view text) {
  std::string out;
  for (const char c : escape_data(text)) {
    switch (c) {
      case ':':
        out.append("%3A");
        break;
      case ',':
        out.append("%2C");
        break;
      default:
        out.push_back(c);
    }
  }
  return out;
}

std::string message(const Finding& f, const RenderOptions& o) {
  const Fill fill = captures_of(f, o.lang, o);
  std::string out = fill(f.rule->diagnosis.in(o.lang)) + "\n";
  for (std::size_t i = 0; i < f.rule->fix.size(); ++i) {
    const FixStep& step = f.rule->fix[i];
    out += fmt::format("\n{}. {}", i + 1, fill(step.text.in(o.lang)));
    if (!step.code.empty()) out += "\n\n" + safe(f.fill_code(step), o) + "\n";
  }
  out += fmt::format("\n\n{}\n{}", place(f.where, o.lang, o), safe(f.text, o));
  if (!f.rule->docs.empty()) out += "\n" + f.rule->docs.front();
  if (out.size() > kMessageBytes) {
    out = std::string(base::cut_utf8(out, kMessageBytes)) + "…";
  }
  return out;
}

std::string_view command_of(Severity severity) {
  return severity == Severity::error     ? "error"
         : severity == Severity::warning ? "warning"
                                         : "notice";
}

}  // namespace

std::string github(const Report& report, const RenderOptions& options) {
  std::string out;
  std::size_t shown = 0;
  std::size_t left = 0;
  const std::size_t most =
      options.max_findings == 0 ? kShown : std::min<std::size_t>(kShown, options.max_findings);
  for (const std::size_t i : causes_of(report)) {
    const Finding& f = report.findings[i];
    if (shown == most) {
      ++left;
      continue;
    }
    ++shown;
    std::string where;
    if (const SourcePlace at = source_place(f, options); !at.file.empty()) {
      where = "file=" + escape_property(at.file) + ",";
      if (at.line > 0) where += fmt::format("line={},", at.line);
    }
    out += fmt::format("::{} {}title={}::{}\n", command_of(f.rule->severity), where,
                       escape_property(safe(f.fill(f.rule->title, options.lang), options)),
                       escape_data(message(f, options)));
  }
  if (left > 0) {
    out +=
        "::notice title=logdiag::" +
        escape_data(fmt::format(fmt::runtime(word(Word::more_causes, options.lang)), left)) +
        "\n";
  }
  if (const Unknown* unknown = proposed_of(report)) {
    std::string lines;
    for (const Suspect& s : unknown->lines) {
      lines += fmt::format("\n{} | {}", s.where.line, safe(s.text, options));
    }
    out += fmt::format("::warning title=logdiag::{}\n",
                       escape_data(proposed_heading(report, options.lang) + lines));
  }
  if (const std::vector<const Job*> failed = failed_jobs(report); !failed.empty()) {
    std::string text = failed_jobs_heading(report, failed.size(), options.lang);
    for (const Job* job : failed) {
      text += fmt::format("\n{} | {}", job_name(*job, options), job_cause(report, *job, options.lang));
    }
    if (text.size() > kMessageBytes) text = std::string(base::cut_utf8(text, kMessageBytes)) + "…";
    out += fmt::format("::notice title=logdiag::{}\n", escape_data(text));
  }
  return out;
}

}  // namespace logdiag::rendering
