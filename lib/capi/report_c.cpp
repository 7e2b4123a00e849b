// report_c.cpp - reports and findings of the C interface.
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "capi/handles.hpp"
#include "capi/texts.hpp"

using namespace logdiag;
using namespace logdiag::capi;

extern "C" {

void logdiag_report_free(logdiag_report* report) { delete report; }

size_t logdiag_report_count(const logdiag_report* report) {
  return report == nullptr ? 0 : report->report.findings.size();
}

const logdiag_finding* logdiag_report_at(const logdiag_report* report, size_t index) {
  if (report == nullptr || index >= report->handles.size()) return nullptr;
  return &report->handles[index];
}

int32_t logdiag_report_worth_a_retry(const logdiag_report* report) {
  return guarded_value<int32_t>(
      0, [&] { return report != nullptr && worth_a_retry(report->report) ? 1 : 0; });
}

const char* logdiag_format_name(size_t index) {
  const std::span<const Format> formats = all_formats();
  // The names are literals, so a zero byte follows each.
  return index < formats.size() ? name_of(formats[index]).data() : nullptr;
}

logdiag_status logdiag_report_set(logdiag_report* report, int32_t option, int64_t value) {
  if (report == nullptr) return LOGDIAG_E_MISUSE;
  RenderOptions& o = report->options;
  const bool counts = option == LOGDIAG_OPT_WIDTH || option == LOGDIAG_OPT_MAX_SHOWN;
  if (value < 0 || value > (counts ? 10'000 : 1)) return LOGDIAG_E_UNKNOWN;
  switch (option) {
    case LOGDIAG_OPT_COLOR: o.color = value != 0; break;
    case LOGDIAG_OPT_HYPERLINKS: o.hyperlinks = value != 0; break;
    case LOGDIAG_OPT_ALL: o.all = value != 0; break;
    case LOGDIAG_OPT_REDACT: o.redact = value != 0; break;
    case LOGDIAG_OPT_STATISTICS: o.statistics = value != 0; break;
    case LOGDIAG_OPT_WIDTH: o.width = static_cast<unsigned>(value); break;
    case LOGDIAG_OPT_MAX_SHOWN: o.max_findings = static_cast<unsigned>(value); break;
    default: return LOGDIAG_E_UNKNOWN;
  }
  return LOGDIAG_OK;
}

const char* logdiag_report_render(logdiag_report* report, const char* format, const char* lang) {
  if (report == nullptr || format == nullptr) return nullptr;
  return guarded_value<const char*>(nullptr, [&]() -> const char* {
    const std::optional<Format> f = format_from_name(format);
    if (!f) return nullptr;
    report->options.lang = lang_of(lang);
    report->rendered = render(report->report, *f, report->options);
    return report->rendered.c_str();
  });
}

const char* logdiag_finding_text(const logdiag_finding* finding, int32_t field, const char* lang) {
  if (finding == nullptr) return nullptr;
  return guarded_value<const char*>(nullptr, [&]() -> const char* {
    const Lang l = lang_of(lang);
    if (const char* known = finding->texts.find(field, l)) return known;
    const Finding& f = *finding->finding;
    std::string text;
    if (!shared_text(*f.rule, &f, field, l, text)) {
      switch (field) {
        case LOGDIAG_TEXT_LINE: text = f.text; break;
        case LOGDIAG_TEXT_SOURCE: text = f.where.source; break;
        case LOGDIAG_TEXT_JOB: text = f.where.job; break;
        case LOGDIAG_TEXT_STEP: text = f.where.step; break;
        case LOGDIAG_TEXT_TIME: text = f.where.time; break;
        default: return nullptr;
      }
      if (text.empty() && field != LOGDIAG_TEXT_LINE) return nullptr;
    }
    return finding->texts.keep(field, l, std::move(text));
  });
}

int64_t logdiag_finding_number(const logdiag_finding* finding, int32_t field) {
  if (finding == nullptr) return LOGDIAG_NONE;
  const Finding& f = *finding->finding;
  switch (field) {
    case LOGDIAG_NUM_LINE: return static_cast<int64_t>(f.where.line);
    case LOGDIAG_NUM_COLUMN: return f.where.column;
    case LOGDIAG_NUM_LENGTH: return f.where.length;
    case LOGDIAG_NUM_OFFSET: return static_cast<int64_t>(f.where.offset);
    case LOGDIAG_NUM_CAUSE: return f.cause ? static_cast<int64_t>(*f.cause) : LOGDIAG_NONE;
    case LOGDIAG_NUM_REPEATS: return static_cast<int64_t>(f.repeats);
    default: return shared_number(*f.rule, field);
  }
}

const char* logdiag_finding_capture(const logdiag_finding* finding, const char* name) {
  if (finding == nullptr || name == nullptr) return nullptr;
  for (const auto& [key, value] : finding->finding->captures) {
    if (key == name) return value.c_str();
  }
  return nullptr;
}

const char* logdiag_finding_capture_name(const logdiag_finding* finding, size_t index) {
  if (finding == nullptr || index >= finding->finding->captures.size()) return nullptr;
  return finding->finding->captures[index].first.c_str();
}

}  // extern "C"
