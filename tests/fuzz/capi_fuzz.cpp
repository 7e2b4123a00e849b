// Random sequences of C calls, misuse included: any order, NULL handles, wrong
// numbers, objects freed in any order. Borrowed pointers are used only while the
// header lets them live.
#include <logdiag/logdiag.h>

#include <cstring>
#include <vector>

#include "fuzz.hpp"

namespace {

const char kRule[] =
    R"({"schema":1,"id":"local/w","category":"build","severity":"error","role":"cause",)"
    R"("owner":"code","transient":true,"title":{"en":"Widget {name}","zh":"{name}"},)"
    R"("match":{"any":["widget '(?P<name>[^']{1,40})' is gone"]},)"
    R"("captures":{"name":{"fallback":"NAME"}},"diagnosis":{"en":"It","zh":"It"},)"
    R"("fix":[{"en":"Back","zh":"Back"}],"docs":["https://example.com/w"],)"
    R"("samples":[{"name":"one","log":["widget 'a' is gone"],"line":1}]})";

void use(const char* text) {
  if (text != nullptr && std::strlen(text) > (std::size_t{1} << 28)) fuzz::fail("endless text");
}

void demand(logdiag_status status) {
  if (status == LOGDIAG_E_INTERNAL || status == LOGDIAG_E_MEMORY) {
    fuzz::fail("status", logdiag_status_text(status));
  }
}

void look_at(const logdiag_finding* f, fuzz::Choices& choices) {
  use(logdiag_finding_text(f, static_cast<int32_t>(choices.byte() % 48), "zh"));
  use(logdiag_finding_text(f, LOGDIAG_TEXT_LINE, nullptr));
  (void)logdiag_finding_number(f, static_cast<int32_t>(choices.byte() % 16) - 2);
  use(logdiag_finding_capture(f, choices.byte() % 2 == 0 ? "name" : ""));
}

// A set for whoever has none of their own.
logdiag_rules* shared_rules() {
  static logdiag_rules* const rules = [] {
    logdiag_builder* b = logdiag_builder_new();
    demand(logdiag_builder_add_builtin(b));
    demand(logdiag_builder_add_json(b, kRule, sizeof kRule - 1, nullptr));
    logdiag_rules* out = nullptr;
    demand(logdiag_builder_build(b, &out));
    logdiag_builder_free(b);
    return out;
  }();
  return rules;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kSlots = 3;
  fuzz::Choices choices(data, size);
  // To build a set takes longer than all other calls together: one of eight inputs does
  // it, and once.
  int builds = choices.byte() % 8 == 0 ? 1 : 0;
  logdiag_builder* builders[kSlots]{};
  logdiag_rules* rules[kSlots]{};
  logdiag_scanner* scanners[kSlots]{};
  logdiag_report* reports[kSlots]{};
  for (int calls = 0; calls < 200 && !choices.empty(); ++calls) {
    const unsigned call = choices.byte() % 24;
    const unsigned slots = choices.byte();
    logdiag_builder*& b = builders[slots % kSlots];
    logdiag_rules*& r = rules[slots / 4 % kSlots];
    logdiag_scanner*& s = scanners[slots / 16 % kSlots];
    logdiag_report*& o = reports[slots / 64 % kSlots];
    switch (call) {
      case 0: logdiag_builder_free(b); b = logdiag_builder_new(); break;
      case 1: demand(logdiag_builder_add_json(b, kRule, sizeof kRule - 1, nullptr)); break;
      case 2: {
        const std::string_view json = choices.take(choices.byte());
        demand(logdiag_builder_add_json(b, json.empty() ? nullptr : json.data(), json.size(), "x"));
        break;
      }
      case 3: demand(logdiag_builder_add_path(b, choices.byte() % 2 == 0 ? nullptr : "/nowhere")); break;
      case 4:
        if (builds-- <= 0) break;
        logdiag_rules_free(r);
        demand(logdiag_builder_build(b, &r));
        break;
      case 5: demand(logdiag_builder_build(b, nullptr)); break;
      case 6: use(logdiag_builder_problem(b, choices.byte())); break;
      case 7: logdiag_builder_free(b); b = nullptr; break;
      case 8: logdiag_rules_free(r); r = nullptr; break;
      case 9: {
        const logdiag_rule* rule = logdiag_rules_at(r, choices.byte());
        use(logdiag_rule_text(rule, static_cast<int32_t>(choices.byte() % 48), "en"));
        use(logdiag_rule_text(logdiag_rules_find(r, "local/w"), LOGDIAG_TEXT_FIX, "zh"));
        break;
      }
      case 10:
        logdiag_scanner_free(s);
        s = logdiag_scanner_new(slots / 4 % 4 == kSlots ? shared_rules() : r);
        break;
      case 11:
        demand(logdiag_scanner_set(s, static_cast<int32_t>(choices.byte() % 8) - 1,
                                   static_cast<int64_t>(choices.below(65536)) - 5));
        break;
      case 12: demand(logdiag_scanner_begin(s, choices.byte() % 2 == 0 ? nullptr : "a\x1B]0;b\n")); break;
      case 13: case 14: {
        const std::string_view log = choices.take(choices.byte());
        demand(logdiag_scanner_feed(s, log.empty() ? nullptr : log.data(), log.size()));
        break;
      }
      case 15: demand(logdiag_scanner_feed(s, "widget 'a' is gone\n", 19)); break;
      case 16: {
        const logdiag_finding* f = nullptr;
        demand(logdiag_scanner_next(s, &f));
        look_at(f, choices);
        demand(logdiag_scanner_next(s, nullptr));
        break;
      }
      case 17: logdiag_report_free(o); demand(logdiag_scanner_finish(s, &o)); break;
      case 18: demand(logdiag_scanner_finish(s, nullptr)); break;
      case 19: logdiag_scanner_free(s); s = nullptr; break;
      case 20: {
        const std::string_view log = choices.take(choices.byte());
        logdiag_report_free(o);
        demand(logdiag_diagnose(slots / 4 % 4 == kSlots ? shared_rules() : r, log.empty() ? nullptr : log.data(), log.size(), &o));
        break;
      }
      case 21: look_at(logdiag_report_at(o, choices.byte() % 4), choices); break;
      case 22: {
        static constexpr const char* kFormats[] = {"text", "json", "sarif", "junit", "none", ""};
        use(logdiag_report_render(o, kFormats[choices.byte() % 6], "zh"));
        use(logdiag_report_render(o, nullptr, nullptr));
        break;
      }
      default: logdiag_report_free(o); o = nullptr; break;
    }
  }
  for (std::size_t i = 0; i < kSlots; ++i) {
    logdiag_rules_free(rules[i]);
    logdiag_builder_free(builders[i]);
    logdiag_report_free(reports[i]);
    logdiag_scanner_free(scanners[i]);
  }
  return 0;
}
