// handles.hpp - what stands behind the handles of the C interface. No exception leaves
// it, and every string handed out belongs to the handle it was asked from.
#pragma once

#include <logdiag/logdiag.h>

#include <deque>
#include <logdiag/logdiag.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace logdiag::capi {

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

inline Lang lang_of(const char* lang) {
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

}  // namespace logdiag::capi

struct logdiag_rule {
  const logdiag::Rule* rule = nullptr;
  std::mutex* lock = nullptr;
  mutable logdiag::capi::TextCache texts;
};

struct logdiag_finding {
  const logdiag::Finding* finding = nullptr;
  mutable logdiag::capi::TextCache texts;
};

struct logdiag_rules {
  explicit logdiag_rules(logdiag::RuleSet s) : set(std::move(s)) {}
  logdiag::RuleSet set;
  mutable std::mutex lock;  // guards handles and the texts of each
  mutable std::map<std::size_t, logdiag_rule> handles;
};

struct logdiag_builder {
  logdiag::RuleSetBuilder builder;
  std::deque<std::string> problems;  // as texts, in the order of the builder
};

struct logdiag_scanner {
  explicit logdiag_scanner(logdiag::RuleSet s) : set(std::move(s)) {}
  logdiag::RuleSet set;
  logdiag::ScanOptions options;
  std::unique_ptr<logdiag::Scanner> scanner;
  bool started = false;
  bool lost = false;  // memory ran out, and with it a part of the log
  std::deque<logdiag::Finding> waiting;  // found and not yet handed out
  logdiag::Finding handed;
  std::unique_ptr<logdiag_finding> handle;

  logdiag::Scanner& running() {
    if (!scanner) scanner = std::make_unique<logdiag::Scanner>(set, options);
    started = true;
    return *scanner;
  }

  // Runs `body`; when memory runs out the log read so far is given up, and until
  // finish() nothing else is said.
  template <class Body>
  logdiag_status reading(Body body) noexcept {
    if (lost) return LOGDIAG_E_MEMORY;
    const logdiag_status status = logdiag::capi::guarded(body);
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
  explicit logdiag_report(logdiag::Report r) : report(std::move(r)) {
    for (const logdiag::Finding& f : report.findings) handles.emplace_back().finding = &f;
  }
  logdiag::Report report;
  std::deque<logdiag_finding> handles;
  logdiag::RenderOptions options;
  std::string rendered;
};
