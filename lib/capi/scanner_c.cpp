// scanner_c.cpp - scanning and live findings of the C interface.
#include <utility>

#include "capi/handles.hpp"

using namespace logdiag;
using namespace logdiag::capi;

extern "C" {

logdiag_scanner* logdiag_scanner_new(const logdiag_rules* rules) {
  if (rules == nullptr) return nullptr;
  return guarded_value<logdiag_scanner*>(nullptr, [&] { return new logdiag_scanner(rules->set); });
}

void logdiag_scanner_free(logdiag_scanner* scanner) { delete scanner; }

logdiag_status logdiag_scanner_set(logdiag_scanner* scanner, int32_t option, int64_t value) {
  if (scanner == nullptr || scanner->started) return LOGDIAG_E_MISUSE;
  ScanOptions& o = scanner->options;
  const auto within = [&](int64_t least, int64_t most) { return value >= least && value <= most; };
  switch (option) {
    case LOGDIAG_OPT_INPUT:
      if (!within(LOGDIAG_INPUT_AUTO, LOGDIAG_INPUT_TASKCLUSTER)) return LOGDIAG_E_UNKNOWN;
      o.input = static_cast<Input>(value);
      break;
    case LOGDIAG_OPT_MAX_FINDINGS:
      if (!within(1, 1000)) return LOGDIAG_E_UNKNOWN;
      o.max_findings_per_rule = static_cast<std::uint32_t>(value);
      break;
    case LOGDIAG_OPT_MAX_LINE:
      if (!within(64, 16 << 20)) return LOGDIAG_E_UNKNOWN;
      o.max_line_bytes = static_cast<std::uint32_t>(value);
      break;
    case LOGDIAG_OPT_CONTEXT:
      if (!within(0, 100)) return LOGDIAG_E_UNKNOWN;
      o.context_lines = static_cast<std::uint32_t>(value);
      break;
    default:
      return LOGDIAG_E_UNKNOWN;
  }
  scanner->scanner.reset();
  return LOGDIAG_OK;
}

logdiag_status logdiag_scanner_begin(logdiag_scanner* scanner, const char* source) {
  return logdiag_scanner_begin_job(scanner, source, nullptr, nullptr);
}

logdiag_status logdiag_scanner_begin_job(logdiag_scanner* scanner, const char* source,
                                         const char* job, const char* step) {
  if (scanner == nullptr) return LOGDIAG_E_MISUSE;
  const auto text = [](const char* given) { return given == nullptr ? "" : given; };
  return scanner->reading([&] {
    scanner->running().begin(text(source), text(job), text(step));
    return LOGDIAG_OK;
  });
}

logdiag_status logdiag_scanner_feed(logdiag_scanner* scanner, const void* data, size_t size) {
  if (scanner == nullptr || (data == nullptr && size > 0)) return LOGDIAG_E_MISUSE;
  return scanner->reading([&] {
    if (size > 0) scanner->running().feed({static_cast<const char*>(data), size});
    return LOGDIAG_OK;
  });
}

logdiag_status logdiag_scanner_next(logdiag_scanner* scanner, const logdiag_finding** out) {
  if (out != nullptr) *out = nullptr;
  if (scanner == nullptr || out == nullptr) return LOGDIAG_E_MISUSE;
  return scanner->reading([&]() -> logdiag_status {
    if (!scanner->scanner) return LOGDIAG_DONE;
    if (scanner->waiting.empty()) {
      for (const Finding& f : scanner->scanner->drain()) scanner->waiting.push_back(f);
    }
    if (scanner->waiting.empty()) return LOGDIAG_DONE;
    scanner->handed = std::move(scanner->waiting.front());
    scanner->waiting.pop_front();
    scanner->handle = std::make_unique<logdiag_finding>();
    scanner->handle->finding = &scanner->handed;
    *out = scanner->handle.get();
    return LOGDIAG_OK;
  });
}

logdiag_status logdiag_scanner_finish(logdiag_scanner* scanner, logdiag_report** out) {
  if (out != nullptr) *out = nullptr;
  if (scanner == nullptr || out == nullptr) return LOGDIAG_E_MISUSE;
  const logdiag_status status = scanner->reading([&] {
    *out = new logdiag_report(scanner->running().finish());
    return LOGDIAG_OK;
  });
  scanner->started = scanner->lost = false;
  scanner->waiting.clear();
  return status;
}

logdiag_status logdiag_diagnose(const logdiag_rules* rules, const void* data, size_t size,
                                logdiag_report** out) {
  if (out != nullptr) *out = nullptr;
  if (rules == nullptr || out == nullptr || (data == nullptr && size > 0)) return LOGDIAG_E_MISUSE;
  return guarded([&] {
    Scanner scanner(rules->set);
    if (size > 0) scanner.feed({static_cast<const char*>(data), size});
    *out = new logdiag_report(scanner.finish());
    return LOGDIAG_OK;
  });
}

}  // extern "C"
