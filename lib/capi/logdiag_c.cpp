// logdiag_c.cpp - the C interface: thin forwarding to the C++ one. No exception
// leaves, and every string handed out belongs to the handle it was asked from.
#include <logdiag/logdiag.h>

#include <logdiag/logdiag.hpp>
#include <deque>
#include <map>
#include <mutex>
#include <new>
#include <span>
#include <string>
#include <utility>

#include "base/version.hpp"

using namespace logdiag;

namespace {

// Texts asked for so far; a deque's strings never move.
class TextCache {
 public:
  const char* keep(int field, Lang lang, std::string text) {
    auto& slot = texts_[{field, lang == Lang::zh}];
    if (!slot) {
      store_.push_back(std::move(text));
      slot = store_.back().c_str();
    }
    return slot;
  }
  const char* find(int field, Lang lang) const {
    const auto it = texts_.find({field, lang == Lang::zh});
    return it == texts_.end() ? nullptr : it->second;
  }

 private:
  std::map<std::pair<int, bool>, const char*> texts_;
  std::deque<std::string> store_;
};

Lang lang_of(const char* lang) {
  return lang != nullptr && std::string_view(lang) == "zh" ? Lang::zh : Lang::en;
}

// Runs `body`; what it throws becomes a status.
template <class Body>
logdiag_status guarded(Body body) noexcept {
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return LOGDIAG_E_MEMORY;
  } catch (...) {
    return LOGDIAG_E_INTERNAL;
  }
}

template <class T, class Body>
T guarded_value(T otherwise, Body body) noexcept {
  try {
    return body();
  } catch (...) {
    return otherwise;
  }
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& w : words) {
    if (!out.empty()) out += '\n';
    out += w;
  }
  return out;
}

std::string fix_as_markdown(const Rule& rule, Lang lang, const Finding* finding) {
  std::string out;
  for (std::size_t i = 0; i < rule.fix.size(); ++i) {
    const FixStep& step = rule.fix[i];
    out += std::to_string(i + 1) + ". ";
    out += finding != nullptr ? finding->fill(step.text, lang) : std::string(step.text.in(lang));
    out += '\n';
    if (!step.code.empty()) {
      const std::string code = finding != nullptr ? finding->fill_code(step) : step.code;
      out += "\n```" + step.code_lang + '\n' + code + "\n```\n\n";
    }
  }
  return out;
}

// The numbers that a rule and its findings share; LOGDIAG_NONE for any other field.
int64_t shared_number(const Rule& rule, int32_t field) {
  switch (field) {
    case LOGDIAG_NUM_SEVERITY: return static_cast<int64_t>(rule.severity);
    case LOGDIAG_NUM_ROLE: return static_cast<int64_t>(rule.role);
    case LOGDIAG_NUM_TRANSIENT: return rule.transient ? 1 : 0;
    default: return LOGDIAG_NONE;
  }
}

// The texts that a rule and a finding share; false for any other field.
bool shared_text(const Rule& rule, const Finding* finding, int32_t field, Lang lang,
                 std::string& out) {
  const auto fill = [&](const Text& text) {
    return finding != nullptr ? finding->fill(text, lang) : std::string(text.in(lang));
  };
  switch (field) {
    case LOGDIAG_TEXT_ID: out = rule.id; return true;
    case LOGDIAG_TEXT_TITLE: out = fill(rule.title); return true;
    case LOGDIAG_TEXT_DIAGNOSIS: out = fill(rule.diagnosis); return true;
    case LOGDIAG_TEXT_FIX: out = fix_as_markdown(rule, lang, finding); return true;
    case LOGDIAG_TEXT_DOCS: out = joined(rule.docs); return true;
    case LOGDIAG_TEXT_CATEGORY: out = rule.category; return true;
    case LOGDIAG_TEXT_TAGS: out = joined(rule.tags); return true;
    case LOGDIAG_TEXT_ORIGIN: out = rule.origin; return true;
    case LOGDIAG_TEXT_OWNER: out = rule.owner; return true;
    default: return false;
  }
}

}  // namespace

struct logdiag_rule {
  const Rule* rule = nullptr;
  std::mutex* lock = nullptr;
  mutable TextCache texts;
};

struct logdiag_finding {
  const Finding* finding = nullptr;
  mutable TextCache texts;
};

struct logdiag_rules {
  explicit logdiag_rules(RuleSet s) : set(std::move(s)) {}
  RuleSet set;
  mutable std::mutex lock;  // guards handles and the texts of each
  mutable std::map<std::size_t, logdiag_rule> handles;
};

struct logdiag_builder {
  RuleSetBuilder builder;
  std::deque<std::string> problems;  // as texts, in the order of the builder
};

struct logdiag_scanner {
  explicit logdiag_scanner(RuleSet s) : set(std::move(s)) {}
  RuleSet set;
  ScanOptions options;
  std::unique_ptr<Scanner> scanner;
  bool started = false;
  bool lost = false;  // memory ran out, and with it a part of the log
  std::deque<Finding> waiting;  // found and not yet handed out
  Finding handed;
  std::unique_ptr<logdiag_finding> handle;

  Scanner& running() {
    if (!scanner) scanner = std::make_unique<Scanner>(set, options);
    started = true;
    return *scanner;
  }

  // Runs `body`; when memory runs out the log read so far is given up, and until
  // finish() nothing else is said.
  template <class Body>
  logdiag_status reading(Body body) noexcept {
    if (lost) return LOGDIAG_E_MEMORY;
    const logdiag_status status = guarded(body);
    if (status < LOGDIAG_OK) {
      lost = status == LOGDIAG_E_MEMORY;
      drop();
    }
    return status;
  }

  void drop() noexcept {
    scanner.reset();
    waiting.clear();
  }
};

struct logdiag_report {
  explicit logdiag_report(Report r) : report(std::move(r)) {
    for (const Finding& f : report.findings) handles.emplace_back().finding = &f;
  }
  Report report;
  std::deque<logdiag_finding> handles;
  RenderOptions options;
  std::string rendered;
};

extern "C" {

const char* logdiag_version(void) { return base::kVersion; }

const char* logdiag_status_text(logdiag_status status) {
  switch (status) {
    case LOGDIAG_OK: return "success";
    case LOGDIAG_DONE: return "nothing further to hand out";
    case LOGDIAG_E_MISUSE: return "a handle is NULL, or the call came out of order";
    case LOGDIAG_E_MEMORY: return "out of memory";
    case LOGDIAG_E_RULES: return "rules were refused; ask the builder for the problems";
    case LOGDIAG_E_IO: return "a path could not be read";
    case LOGDIAG_E_UNKNOWN: return "no such option, or a value out of its range";
    case LOGDIAG_E_INTERNAL: return "a defect of logdiag";
    default: return "unknown status";
  }
}

logdiag_builder* logdiag_builder_new(void) {
  return guarded_value<logdiag_builder*>(nullptr, [] { return new logdiag_builder(); });
}

void logdiag_builder_free(logdiag_builder* builder) { delete builder; }

logdiag_status logdiag_builder_add_builtin(logdiag_builder* builder) {
  if (builder == nullptr) return LOGDIAG_E_MISUSE;
  return guarded([&] {
    builder->builder.add_builtin();
    return LOGDIAG_OK;
  });
}

logdiag_status logdiag_builder_add_json(logdiag_builder* builder, const char* text, size_t size,
                                        const char* origin) {
  if (builder == nullptr || (text == nullptr && size > 0)) return LOGDIAG_E_MISUSE;
  return guarded([&]() -> logdiag_status {
    const std::string_view json = size > 0 ? std::string_view(text, size) : std::string_view();
    return builder->builder.add_json(json, origin == nullptr ? "" : origin) ? LOGDIAG_OK
                                                                            : LOGDIAG_E_RULES;
  });
}

logdiag_status logdiag_builder_add_path(logdiag_builder* builder, const char* path) {
  if (builder == nullptr || path == nullptr) return LOGDIAG_E_MISUSE;
  return guarded([&]() -> logdiag_status {
    const Result<bool> added = builder->builder.add_path(path);
    if (!added) return LOGDIAG_E_IO;
    return *added ? LOGDIAG_OK : LOGDIAG_E_RULES;
  });
}

logdiag_status logdiag_builder_build(logdiag_builder* builder, logdiag_rules** out) {
  if (out != nullptr) *out = nullptr;
  if (builder == nullptr || out == nullptr) return LOGDIAG_E_MISUSE;
  return guarded([&]() -> logdiag_status {
    Result<RuleSet> rules = builder->builder.build();
    if (!rules) return LOGDIAG_E_RULES;
    *out = new logdiag_rules(std::move(rules).value());
    return LOGDIAG_OK;
  });
}

size_t logdiag_builder_problem_count(const logdiag_builder* builder) {
  return builder == nullptr ? 0 : builder->builder.problems().size();
}

const char* logdiag_builder_problem(const logdiag_builder* builder, size_t index) {
  if (builder == nullptr || index >= builder->builder.problems().size()) return nullptr;
  return guarded_value<const char*>(nullptr, [&] {
    // Problems are only ever added, so texts made before stay right.
    auto& texts = const_cast<logdiag_builder*>(builder)->problems;
    while (texts.size() <= index) {
      texts.push_back(builder->builder.problems()[texts.size()].text());
    }
    return texts[index].c_str();
  });
}

void logdiag_rules_free(logdiag_rules* rules) { delete rules; }

size_t logdiag_rules_count(const logdiag_rules* rules) {
  return rules == nullptr ? 0 : rules->set.size();
}

const logdiag_rule* logdiag_rules_at(const logdiag_rules* rules, size_t index) {
  if (rules == nullptr || index >= rules->set.size()) return nullptr;
  return guarded_value<const logdiag_rule*>(nullptr, [&] {
    const Rule& rule = rules->set.rule(index);
    const std::lock_guard<std::mutex> hold(rules->lock);
    logdiag_rule& handle = rules->handles[index];
    handle.rule = &rule;
    handle.lock = &rules->lock;
    return &handle;
  });
}

const logdiag_rule* logdiag_rules_find(const logdiag_rules* rules, const char* id) {
  if (rules == nullptr || id == nullptr) return nullptr;
  std::size_t low = 0;
  std::size_t high = rules->set.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (rules->set.id(middle) < std::string_view(id)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < rules->set.size() && rules->set.id(low) == id ? logdiag_rules_at(rules, low)
                                                             : nullptr;
}

const char* logdiag_rule_text(const logdiag_rule* rule, int32_t field, const char* lang) {
  if (rule == nullptr) return nullptr;
  return guarded_value<const char*>(nullptr, [&]() -> const char* {
    const std::lock_guard<std::mutex> hold(*rule->lock);
    const Lang l = lang_of(lang);
    if (const char* known = rule->texts.find(field, l)) return known;
    std::string text;
    if (!shared_text(*rule->rule, nullptr, field, l, text)) return nullptr;
    return rule->texts.keep(field, l, std::move(text));
  });
}

int64_t logdiag_rule_number(const logdiag_rule* rule, int32_t field) {
  return rule == nullptr ? LOGDIAG_NONE : shared_number(*rule->rule, field);
}

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
