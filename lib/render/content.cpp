#include "render/content.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/sanitize.hpp"
#include "base/text_fill.hpp"
#include "base/utf8.hpp"
#include "render/words.hpp"

namespace logdiag::rendering {
namespace {

std::size_t longest_run(std::string_view text, char c) {
  std::size_t best = 0;
  std::size_t run = 0;
  for (const char each : text) {
    run = each == c ? run + 1 : 0;
    best = std::max(best, run);
  }
  return best;
}

bool ends_address(char c) {
  return static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x80 ||
         std::string_view("<>\"`|\\^{}[]()*").find(c) != std::string_view::npos;
}

// The length of an address that starts here, without the punctuation after it.
std::size_t address_at(std::string_view text) {
  if (!text.starts_with("https://") && !text.starts_with("http://")) return 0;
  std::size_t end = 0;
  while (end < text.size() && !ends_address(text[end])) ++end;
  while (std::string_view(".,;:!?'").find(text[end - 1]) != std::string_view::npos) --end;
  return text.substr(0, end).ends_with("//") ? 0 : end;
}

std::string escape_markdown(std::string_view text, bool starts) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (const std::size_t size = address_at(text.substr(i)); size > 0) {
      out.append("<").append(text.substr(i, size)).append(">");
      i += size - 1;
      continue;
    }
    const char c = text[i];
    if (c == '\n') {
      out.append("\n\n");
      continue;
    }
    const bool at_start = out.empty() ? starts : out.back() == '\n';
    if (std::string_view("\\`*_[]<>#|~&$").find(c) != std::string_view::npos ||
        (at_start && std::string_view("-+=:.").find(c) != std::string_view::npos)) {
      out.push_back('\\');
    }
    // "12. " at the start would begin a list.
    if ((c == '.' || c == ')') && starts && i > 0 && i <= 9 &&
        text.substr(0, i).find_first_not_of("0123456789") == std::string_view::npos) {
      out.push_back('\\');
    }
    out.push_back(c);
  }
  return out;
}

std::string markdown_code(std::string_view text) {
  if (text.empty()) return {};
  const std::string ticks(longest_run(text, '`') + 1, '`');
  const bool padded = text.front() == '`' || text.back() == '`' || text.front() == ' ';
  std::string inner(text);
  std::replace(inner.begin(), inner.end(), '\n', ' ');
  return ticks + (padded ? " " : "") + inner + (padded ? " " : "") + ticks;
}

// A line of a private key's body, for windows that begin inside of one.
bool is_key_line(std::string_view line) {
  bool upper = false;
  bool lower = false;
  bool digit = false;
  for (const char c : line) {
    upper = upper || (c >= 'A' && c <= 'Z');
    lower = lower || (c >= 'a' && c <= 'z');
    digit = digit || (c >= '0' && c <= '9');
    const bool other = c == '+' || c == '/' || c == '=';
    if (!other && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'))
      return false;
  }
  return line.size() >= 64 && line.size() <= 76 && upper && lower && digit;
}

}  // namespace

std::string safe(std::string_view text, const RenderOptions& options) {
  return options.redact ? base::redact(text) : std::string(text);
}

std::string KeyBlock::shown(std::string_view line) {
  if (options_.redact) {
    const std::size_t begin = line.find("-----BEGIN ");
    const std::size_t end = line.find("-----END ");
    const bool was_inside = inside_;
    if (begin != std::string_view::npos &&
        line.find("PRIVATE KEY", begin) != std::string_view::npos) {
      inside_ = end == std::string_view::npos || end < begin;
    } else if (end != std::string_view::npos) {
      inside_ = false;
    }
    if (was_inside || is_key_line(line)) return "***";
  }
  return safe(line, options_);
}

Fill captures_of(const Finding& finding, Lang lang, const RenderOptions& options) {
  return [&finding, lang, &options](std::string_view text) {
    return safe(finding.fill(text, lang), options);
  };
}

Code code_of(const Finding& finding, const RenderOptions& options) {
  return
      [&finding, &options](const FixStep& step) { return safe(finding.fill_code(step), options); };
}

Fill fallbacks_of(const Rule& rule, Lang lang) {
  return [&rule, lang](std::string_view text) {
    return base::fill_text(text, [&](std::string_view name, bool code) -> std::optional<std::string> {
      const Capture* c = rule.capture(name);
      if (c == nullptr) return std::nullopt;
      return c->stand_in(lang, code);
    });
  };
}

std::string code_with_fallbacks(const Rule& rule, const FixStep& step) {
  return base::fill_text(step.code, [&](std::string_view name, bool) -> std::optional<std::string> {
    const Capture* c = rule.capture(name);
    if (c == nullptr) return std::nullopt;
    return c->stand_in(Lang::en, true);
  });
}

std::vector<Piece> pieces(std::string_view rule_text, const Fill& fill) {
  std::vector<Piece> out;
  bool code = false;
  while (!rule_text.empty()) {
    const std::size_t tick = rule_text.find('`');
    const bool closed = code || rule_text.find('`', std::min(tick, rule_text.size() - 1) + 1) !=
                                    std::string_view::npos;
    if (tick == std::string_view::npos || !closed) {
      out.push_back({fill(rule_text), code});
      break;
    }
    if (tick > 0 && code) {
      // With its backticks, so that what fills it knows that it is code.
      const std::string inside = fill(fmt::format("`{}`", rule_text.substr(0, tick)));
      out.push_back({inside.substr(1, inside.size() - 2), true});
    } else if (tick > 0) {
      out.push_back({fill(rule_text.substr(0, tick)), false});
    }
    code = !code;
    rule_text.remove_prefix(tick + 1);
  }
  return out;
}

std::string markdown(const std::vector<Piece>& prose) {
  std::string out;
  for (const Piece& p : prose) {
    out += p.code ? markdown_code(p.text) : escape_markdown(p.text, out.empty());
  }
  return out;
}

std::string markdown_fence(std::string_view code, std::string_view lang, std::size_t indent) {
  const std::string pad(indent, ' ');
  const std::string ticks(std::max<std::size_t>(3, longest_run(code, '`') + 1), '`');
  std::string out = pad + ticks;
  for (const char c : lang) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out.push_back(c);
  }
  out.push_back('\n');
  while (!code.empty()) {
    const std::size_t end = std::min(code.find('\n'), code.size());
    out.append(pad).append(code.substr(0, end)).append("\n");
    code.remove_prefix(std::min(end + 1, code.size()));
  }
  return out + pad + ticks + "\n";
}

std::string escape_xml(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const base::CodePoint c = base::decode(text);
    const bool control = c.value < 0x20 && c.value != '\n' && c.value != '\t';
    if (!c.valid || control || c.value == 0xFFFE || c.value == 0xFFFF) {
      out.append("\xEF\xBF\xBD");
    } else {
      switch (c.value) {
        case '&':
          out.append("&amp;");
          break;
        case '<':
          out.append("&lt;");
          break;
        case '>':
          out.append("&gt;");
          break;
        case '"':
          out.append("&quot;");
          break;
        case '\'':
          out.append("&#39;");
          break;
        default:
          out.append(text.substr(0, c.size));
      }
    }
    text.remove_prefix(c.size);
  }
  return out;
}

std::string html(const std::vector<Piece>& prose) {
  std::string out;
  for (const Piece& p : prose) {
    if (p.code) {
      out.append("<code>").append(escape_xml(p.text)).append("</code>");
      continue;
    }
    for (std::string_view rest = p.text; !rest.empty();) {
      const std::size_t next = rest.find("http");
      if (const std::size_t size = next == 0 ? address_at(rest) : 0; size > 0) {
        const std::string address = escape_xml(rest.substr(0, size));
        out += fmt::format("<a href=\"{0}\" rel=\"noreferrer\">{0}</a>", address);
        rest.remove_prefix(size);
        continue;
      }
      const std::size_t end = next == 0 ? 4 : std::min(next, rest.size());
      const std::string text = escape_xml(rest.substr(0, end));
      for (const char c : text) c == '\n' ? (void)out.append("<br>") : out.push_back(c);
      rest.remove_prefix(end);
    }
  }
  return out;
}

std::string place(const Location& where, Lang lang, const RenderOptions& options) {
  const std::string_view comma = lang == Lang::zh ? "，" : ", ";
  std::string out;
  if (!where.source.empty()) {
    out = fmt::format("{}:{}", safe(where.source, options), where.line);
  } else {
    out = fmt::format(fmt::runtime(word(Word::line, lang)), where.line);
  }
  if (!where.job.empty()) {
    out.append(comma).append(
        fmt::format(fmt::runtime(word(Word::job, lang)), safe(where.job, options)));
  }
  if (!where.step.empty()) {
    out.append(comma).append(
        fmt::format(fmt::runtime(word(Word::step, lang)), safe(where.step, options)));
  }
  if (where.time.size() >= 19 && where.time[10] == 'T') {
    out.append(comma).append(where.time.substr(11, 8));
    if (where.time.ends_with('Z')) out.push_back('Z');
  }
  return out;
}

Location beside(Location where, const Location& seen) {
  if (where.source == seen.source) where.source.clear();
  if (where.job == seen.job) where.job.clear();
  if (where.step == seen.step) where.step.clear();
  return where;
}

std::vector<std::size_t> causes_of(const Report& report) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < report.findings.size(); ++i) {
    const Finding& f = report.findings[i];
    if (!f.cause && !f.same_as && (f.rule->role != Role::generic || i == 0)) out.push_back(i);
  }
  return out;
}

const Unknown* proposed_of(const Report& report) {
  return report.unknown && !report.unknown->lines.empty() ? &*report.unknown : nullptr;
}

std::string proposed_heading(const Report& report, Lang lang) {
  if (report.jobs.size() > 1 && !causes_of(report).empty()) {
    return std::string(word(Word::rest_unknown, lang));
  }
  return fmt::format(fmt::runtime(word(Word::none_known, lang)), with_commas(report.statistics.lines));
}

std::vector<const Job*> failed_jobs(const Report& report) {
  std::vector<const Job*> out;
  if (report.jobs.size() < 2) return out;
  for (const Job& job : report.jobs) {
    if (job.end == Job::End::failed || (job.end == Job::End::unknown && job.cause)) out.push_back(&job);
  }
  return out;
}

std::string failed_jobs_heading(const Report& report, std::size_t failed, Lang lang) {
  return fmt::format(fmt::runtime(word(Word::jobs_failed, lang)), failed, report.jobs.size());
}

std::string job_name(const Job& job, const RenderOptions& options) {
  return safe(!job.name.empty() ? job.name : job.source.empty() ? "-" : job.source, options);
}

// A generic line says nothing of the cause.
std::string_view job_cause(const Report& report, const Job& job, Lang lang) {
  if (!job.cause) return word(Word::no_known_cause, lang);
  const Rule& rule = *report.findings[*job.cause].rule;
  return rule.role == Role::generic ? word(Word::no_known_cause, lang) : std::string_view(rule.id);
}

std::vector<std::size_t> consequences_of(const Report& report, std::size_t cause) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < report.findings.size(); ++i) {
    if (report.findings[i].cause == cause) out.push_back(i);
  }
  return out;
}

SourcePlace source_place(const Finding& finding, const RenderOptions& options) {
  SourcePlace out;
  if (!options.repository_file) return out;
  std::string_view file;
  std::string_view line;
  for (const auto& [name, value] : finding.captures) {
    if ((name == "file" || name == "path" || name == "source") && file.empty()) file = value;
    if (name == "line") line = value;
  }
  if (file.empty()) return out;
  out.file = options.repository_file(file);
  if (out.file.empty() || line.size() > 9) return out;
  for (const char c : line) {
    if (c < '0' || c > '9') return {out.file, 0};
    out.line = out.line * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return out;
}

std::string with_commas(std::uint64_t n) {
  std::string s = std::to_string(n);
  for (std::size_t i = s.size(); i > 3;) s.insert(i -= 3, 1, ',');
  return s;
}

}  // namespace logdiag::rendering
