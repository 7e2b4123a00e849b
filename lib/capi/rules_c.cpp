// rules_c.cpp - version, statuses, builders and rules of the C interface.
#include <string>
#include <utility>

#include "base/version.hpp"
#include "capi/handles.hpp"
#include "capi/texts.hpp"

using namespace logdiag;
using namespace logdiag::capi;

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

}  // extern "C"
