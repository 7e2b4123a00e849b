// Memory that runs out at every allocation of the C functions: the status says so,
// nothing crashes or leaks, and the same calls do the whole work afterwards. Where
// it was RE2 that asked, RE2 may lose what it had (its code does not expect
// exceptions); how much is told.
// Usage: allocation_test [OWN [BUILTIN [COMPILED]]], the strides over the allocations of
// the scenes that compile rules (1 takes long) and of the one that has them compiled.
#include <logdiag/logdiag.h>

#include <dlfcn.h>
#include <execinfo.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <vector>

// ---------------------------------------------------------------- allocator

namespace {

long countdown = -1;    // allocations until one fails; -1: none does
bool stays = false;     // all that follow fail too
bool failed = false;    // one did
bool of_re2 = false;    // and RE2 had asked for it
long allocations = 0;   // asked for
long live = 0;          // not given back

void ask_who() {
  void* frames[64];
  const int n = backtrace(frames, 64);
  for (int i = 0; i < n; ++i) {
    Dl_info where;
    if (dladdr(frames[i], &where) != 0 && std::strstr(where.dli_fname, "libre2") != nullptr) {
      of_re2 = true;
    }
  }
}

bool refuse() {
  ++allocations;
  if (countdown < 0) return false;
  if (countdown > 0) return --countdown, false;
  countdown = -1;
  if (!failed) ask_who();
  failed = true;
  if (stays) countdown = 0;
  return true;
}

}  // namespace

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif

// The library has to see these.
#pragma GCC visibility push(default)
#ifdef SANITIZED  // they own malloc
void* operator new(std::size_t size) {
  if (refuse()) throw std::bad_alloc();
  if (void* p = std::malloc(size == 0 ? 1 : size)) return ++live, p;
  throw std::bad_alloc();
}
void operator delete(void* p) noexcept {
  if (p != nullptr) --live;
  std::free(p);
}
void operator delete(void* p, std::size_t) noexcept { operator delete(p); }
// Else theirs, which count nothing, would meet ours.
void* operator new[](std::size_t size) { return operator new(size); }
void operator delete[](void* p) noexcept { operator delete(p); }
void operator delete[](void* p, std::size_t) noexcept { operator delete(p); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  void* p = refuse() ? nullptr : std::malloc(size == 0 ? 1 : size);
  if (p != nullptr) ++live;
  return p;
}
void operator delete(void* p, const std::nothrow_t&) noexcept { operator delete(p); }
#else
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);

void* malloc(std::size_t size) noexcept {
  void* p = refuse() ? nullptr : __libc_malloc(size);
  if (p != nullptr) ++live;
  return p;
}
void* calloc(std::size_t n, std::size_t size) noexcept {
  void* p = refuse() ? nullptr : __libc_calloc(n, size);
  if (p != nullptr) ++live;
  return p;
}
void* realloc(void* old, std::size_t size) noexcept {
  if (refuse()) return nullptr;
  void* p = __libc_realloc(old, size);
  if (p != nullptr && old == nullptr) ++live;
  return p;
}
void* aligned_alloc(std::size_t to, std::size_t size) noexcept {
  void* p = refuse() ? nullptr : __libc_memalign(to, size);
  if (p != nullptr) ++live;
  return p;
}
int posix_memalign(void** out, std::size_t to, std::size_t size) noexcept {
  *out = aligned_alloc(to, size);
  return *out == nullptr ? 12 : 0;
}
void free(void* p) noexcept {
  if (p != nullptr) --live;
  __libc_free(p);
}
}
#endif
#pragma GCC visibility pop

// ------------------------------------------------------------------- scenes

namespace {

int failures = 0;
const char* scene = "";
long point = 0;

void check(bool good, const char* what) {
  if (good || ++failures > 30) return;
  std::printf("%s, allocation %ld%s: %s\n", scene, point, stays ? " and all behind it" : "", what);
}

const char kRules[] =
    R"([{"schema":1,"id":"local/widget","category":"build","severity":"error","role":"cause",)"
    R"("owner":"code","transient":true,"title":{"en":"Widget {name}","zh":"{name} 没有了"},)"
    R"("tags":["a","b"],"match":{"any":["widget '(?P<name>[^']{1,40})' is gone"],)"
    R"x("capture":["made by (?P<who>\\w{1,20})"],"within":4},)x"
    R"("captures":{"name":{"fallback":"NAME"},"who":{"fallback":"WHO"}},)"
    R"("diagnosis":{"en":"`{name}` of {who}","zh":"{who} 的 {name}"},)"
    R"("fix":[{"en":"Back","zh":"拿回来","code":{"lang":"sh","text":"make {name}"}}],)"
    R"("docs":["https://example.com/w"],)"
    R"("samples":[{"name":"one","log":["widget 'a' is gone"],"line":1}]},)"
    R"({"schema":1,"id":"local/order","category":"build","severity":"error","role":"effect",)"
    R"("owner":"code","transient":false,"title":{"en":"Order","zh":"顺序"},)"
    R"("match":{"sequence":["^first [a-z]\\d","^second"],"unless":["never mind"],"within":5},)"
    R"("diagnosis":{"en":"So it is","zh":"如此"},"fix":[{"en":"Turn","zh":"转"}],)"
    R"("docs":["https://example.com/o"],)"
    R"("samples":[{"name":"one","log":["first a1","second"],"line":1}]}])";

const char kLog[] =
    "2026-11-25T10:00:00.0000000Z ##[group]Run make widgets\n"
    "2026-11-25T10:00:01.0000000Z made by nobody\x1b[31m\x1b[0m\n"
    "2026-11-25T10:00:02.0000000Z widget 'a-long-name-that-needs-memory-of-its-own' is gone\n"
    "2026-11-25T10:00:02.0000000Z first a1\n"
    "2026-11-25T10:00:02.0000000Z an error: something else went very wrong here\n"
    "2026-11-25T10:00:02.0000000Z second\n"
    "2026-11-25T10:00:02.0000000Z npm ERR! code E404\n"
    "2026-11-25T10:00:02.0000000Z widget 'b' is gone\n"
    "2026-11-25T10:00:02.0000000Z password=hunter2hunter2 https://u:secretsecret@example.com/\n"
    "2026-11-25T10:00:03.0000000Z ##[error]Process completed with exit code 1.\n";

bool is_memory(logdiag_status s) { return s == LOGDIAG_E_MEMORY; }

// Arms the allocator for the time of one call.
long armed = -1;
template <class Call>
auto during(Call call) {
  countdown = armed;
  const auto result = call();
  armed = countdown;
  countdown = -1;
  return result;
}

// One status call that may run out of memory; then it is made again.
template <class Call>
void insist(const char* what, logdiag_status wanted, Call call) {
  failed = false;
  logdiag_status s = during(call);
  if (failed && s != wanted) {
    check(is_memory(s), what);
    armed = -1;
    s = call();
  }
  if (s != wanted) check(false, what);
}

template <class Call>
auto insist_on(const char* what, Call call) {
  failed = false;
  auto p = during(call);
  if (failed && !p) {
    armed = -1;
    p = call();
  }
  check(static_cast<bool>(p), what);
  return p;
}

logdiag_rules* rules_of(bool builtin) {
  logdiag_builder* b = insist_on("a builder", [] { return logdiag_builder_new(); });
  if (builtin) {
    insist("add_builtin", LOGDIAG_OK, [&] { return logdiag_builder_add_builtin(b); });
  }
  insist("add_json", LOGDIAG_OK,
         [&] { return logdiag_builder_add_json(b, kRules, sizeof kRules - 1, "rules.json"); });
  const std::size_t before = logdiag_builder_problem_count(b);
  insist("add_json of nonsense", LOGDIAG_E_RULES,
         [&] { return logdiag_builder_add_json(b, "[{\"id\":\"x\"},7]", 14, "bad.json"); });
  insist("add_path of nothing", LOGDIAG_E_IO,
         [&] { return logdiag_builder_add_path(b, "/does/not/exist"); });
  insist("add_path", LOGDIAG_OK,
         [&] { return logdiag_builder_add_path(b, LOGDIAG_TEST_DATA "/safe/rule.json"); });
  for (std::size_t i = before; i < logdiag_builder_problem_count(b); ++i) {
    (void)insist_on("a problem", [&] { return logdiag_builder_problem(b, i); });
  }
  logdiag_rules* rules = nullptr;
  insist("build", LOGDIAG_OK, [&] { return logdiag_builder_build(b, &rules); });
  check(rules != nullptr, "no rules");
  logdiag_builder_free(b);
  return rules;
}

void read_rules(const logdiag_rules* rules) {
  const logdiag_rule* rule =
      insist_on("a rule", [&] { return logdiag_rules_find(rules, "local/widget"); });
  for (int32_t field = 1; field <= 9; ++field) {
    (void)insist_on("a text", [&] { return logdiag_rule_text(rule, field, "zh"); });
  }
}

std::string read_report(logdiag_report* report) {
  std::string out;
  for (std::size_t i = 0; i < logdiag_report_count(report); ++i) {
    const logdiag_finding* f = logdiag_report_at(report, i);
    for (int32_t field : {LOGDIAG_TEXT_TITLE, LOGDIAG_TEXT_FIX, LOGDIAG_TEXT_LINE}) {
      out += insist_on("a text of a finding", [&] { return logdiag_finding_text(f, field, "en"); });
    }
    out += std::to_string(logdiag_finding_number(f, LOGDIAG_NUM_LINE));
  }
  for (std::size_t i = 0; logdiag_format_name(i) != nullptr; ++i) {
    out += insist_on("a rendering", [&] {
      return logdiag_report_render(report, logdiag_format_name(i), "zh");
    });
  }
  return out;
}

// The whole log, in pieces, with a look at what is certain. A scanner that ran out
// of memory says so until it is finished; then it reads the next log.
std::string scan(const logdiag_rules* rules) {
  logdiag_scanner* s = insist_on("a scanner", [&] { return logdiag_scanner_new(rules); });
  logdiag_report* report = nullptr;
  for (int attempt = 0; attempt < 2 && report == nullptr; ++attempt) {
    failed = false;
    bool out_of_memory = false;
    const auto call = [&](const auto& body) {
      const logdiag_status status = during(body);
      if (is_memory(status)) {
        check(failed, "out of memory without reason");
        out_of_memory = true;
        armed = -1;
      } else {
        check(status == LOGDIAG_OK || status == LOGDIAG_DONE, logdiag_status_text(status));
        check(!out_of_memory, "goes on where a part of the log is lost");
      }
    };
    call([&] { return logdiag_scanner_begin_job(s, "build.log", "a job", "a step"); });
    for (std::size_t at = 0; at < sizeof kLog - 1; at += 300) {
      const std::size_t size = std::min<std::size_t>(300, sizeof kLog - 1 - at);
      call([&] { return logdiag_scanner_feed(s, kLog + at, size); });
      const logdiag_finding* f = nullptr;
      call([&] { return logdiag_scanner_next(s, &f); });
    }
    call([&] { return logdiag_scanner_finish(s, &report); });
    check((report == nullptr) == out_of_memory, "a report of a part of the log, or none");
  }
  check(report != nullptr, "no report the second time");
  std::string out = read_report(report);
  logdiag_report_free(report);
  logdiag_scanner_free(s);
  return out;
}

std::string diagnose(const logdiag_rules* rules) {
  logdiag_report* report = nullptr;
  insist("diagnose", LOGDIAG_OK,
         [&] { return logdiag_diagnose(rules, kLog, sizeof kLog - 1, &report); });
  std::string out = std::to_string(logdiag_report_worth_a_retry(report));
  logdiag_report_free(report);
  return out;
}

// Once its expressions are compiled, also as they are for being asked often: what a
// rule set keeps for later is no leak.
std::string warm() {
  static logdiag_rules* const rules = [] {
    logdiag_rules* fresh = rules_of(true);
    for (int i = 0; i < 40; ++i) (void)(scan(fresh) + diagnose(fresh));
    return fresh;
  }();
  return scan(rules) + diagnose(rules);
}

std::string small() {
  logdiag_rules* rules = rules_of(false);
  read_rules(rules);
  std::string out = scan(rules) + diagnose(rules);
  logdiag_rules_free(rules);
  return out;
}

std::string large() {
  logdiag_rules* rules = rules_of(true);
  std::string out = scan(rules);
  logdiag_rules_free(rules);
  return out;
}

void sweep(const char* name, std::string (*run)(), long stride) {
  scene = name;
  point = -1;
  armed = -1;
  std::string wanted = run();  // what is made once for the whole program is made now
  long before = live;
  (void)run();
  check(live == before, "leaks even without a failure");
  before = allocations;
  (void)run();
  const long count = allocations - before;
  for (const bool all : {false, true}) {
    long leaks = 0;
    long lost_by_re2 = 0;
    for (point = 0; point < count; point += stride) {
      stays = all;
      armed = point;
      of_re2 = false;
      const long at = live;
      {
        const std::string got = run();
        check(got == wanted, "another result");
      }
      check(of_re2 || live == at, "leaks");
      (of_re2 ? lost_by_re2 : leaks) += live - at;
    }
    std::printf("%s: %ld of %ld points, %ld blocks leaked, %ld more by RE2\n", name,
                (count + stride - 1) / stride, count, leaks, lost_by_re2);
  }
}

}  // namespace

int main(int argc, char** argv) {
  void* frames[4];
  (void)backtrace(frames, 4);  // its first call asks for memory
  const auto stride = [&](int i, long otherwise) {
    return argc > i ? std::max(1L, std::atol(argv[i])) : otherwise;
  };
  sweep("a log, rules compiled", warm, stride(3, 1));
  sweep("own rules and a log", small, stride(1, 307));
  sweep("built-in rules and a log", large, stride(2, 4001));
  std::printf("%d failures\n", failures);
  return failures != 0;
}
