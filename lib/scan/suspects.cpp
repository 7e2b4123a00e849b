#include "scan/suspects.hpp"

#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "base/sanitize.hpp"

namespace logdiag::scan {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool contains(std::string_view text, std::string_view words) {
  return text.find(words) != std::string_view::npos;
}

struct Sign {
  std::string_view words;  // in lower case
  int score;
};

// Lines that only pass a failure on.
constexpr std::array<std::string_view, 22> kWrappers{
    "process completed with exit code", "exited with code",       "exit code 1",
    "exit status 1",                    "returned a non-zero",    "make: ***",
    "make[",                            "ninja: build stopped",   "elifecycle",
    "failed to solve",                  "did not complete success", "build failed with an exception",
    "lifecycle script",                 "collect2: error",        "could not compile",
    "error command failed",             "the operation was canceled", "exit code: 1",
    "subprocess-exited-with-error",     "exited with exit code",  "command failed with exit code",
    "exit code 2"};

// Words that say "error" without meaning one.
constexpr std::array<std::string_view, 40> kHarmless{
    "0 errors",          "0 failed",          "no errors",        "errors: 0",
    "error: 0",          "failures: 0",       "failed: 0",        "0 failures",
    "continue-on-error", "if-no-files-found", "fail-fast",        "fail_on",
    "on-error",          "--no-fail",         "error-prone",      "errorprone",
    "0 error(s)",        "warn(",             "-werror",          "erroraction",
    "set -e",            "passed",            "fail-on",          "onerror",
    "errors=0",          "failures=0",        "error rate",       "errorlevel",
    "handling",          "libgpg-error",      "ignore_errors",    "stop on error",
    "seterror",          "failed=0",          "unreachable=0",    "error_",
    "_error",            "errors.py",         "error.js",         "errors.go"};

// The strongest sign wins; what stands at the start of a line says more.
constexpr std::array<Sign, 40> kAnywhere{{{"fatal error", 62},
                                          {"error:", 56},
                                          {"fatal:", 60},
                                          {"exception:", 56},
                                          {"assertionerror", 60},
                                          {"panicked at", 66},
                                          {"panic:", 66},
                                          {"segmentation fault", 66},
                                          {"core dumped", 60},
                                          {"out of memory", 64},
                                          {"no space left", 66},
                                          {"command not found", 62},
                                          {"no such file or directory", 52},
                                          {"permission denied", 58},
                                          {"access denied", 56},
                                          {"connection refused", 54},
                                          {"timed out", 50},
                                          {"timeout", 34},
                                          {"undefined reference", 64},
                                          {"unresolved", 44},
                                          {"cannot find", 54},
                                          {"could not find", 50},
                                          {"could not", 42},
                                          {"cannot ", 42},
                                          {"unable to", 44},
                                          {"not found", 42},
                                          {"not permitted", 50},
                                          {"unauthorized", 50},
                                          {"forbidden", 48},
                                          {"traceback (most", 40},
                                          {"unexpected", 38},
                                          {"invalid", 38},
                                          {"failed", 40},
                                          {"failure", 34},
                                          {"error[", 56},
                                          {"error ", 36},
                                          {"errors", 26},
                                          {"error", 26},
                                          {"missing", 28},
                                          {"denied", 46}}};
constexpr std::array<Sign, 20> kAtStart{{{"error:", 72},   {"error[", 72},    {"fatal:", 72},
                                         {"fatal error", 72}, {"err!", 60},   {"error ", 62},
                                         {"[error]", 66},  {"failed ", 66},   {"fail ", 64},
                                         {"fail:", 66},    {"--- fail", 72},  {"not ok", 64},
                                         {"panic:", 74},   {"e   ", 58},      {"exception", 58},
                                         {"✗", 62},        {"✖", 62},         {"✕", 66},
                                         {"❌", 64},        {"×", 62}}};

std::string_view reason(int score, bool marked) {
  if (marked) return "marked as an error by the runner";
  if (score >= 60) return "begins like an error message";
  return "contains words of an error message";
}

}  // namespace

int suspicion(std::string_view text, text::Marker marker) {
  std::string line;
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return 0;
  const std::string_view body = text.substr(first, 600);
  line.resize(body.size());
  std::transform(body.begin(), body.end(), line.begin(), lower);
  for (const std::string_view wrapper : kWrappers) {
    if (contains(line, wrapper)) return 6;
  }
  int score = marker == text::Marker::error ? 64 : 0;
  for (const Sign& sign : kAtStart) {
    if (line.starts_with(sign.words)) score = std::max(score, sign.score);
  }
  for (const Sign& sign : kAnywhere) {
    if (sign.score > score && contains(line, sign.words)) score = sign.score;
  }
  if (score == 0) return 0;
  if (marker == text::Marker::error) return std::min(100, score + 8);
  if (marker == text::Marker::debug || marker == text::Marker::command ||
      marker == text::Marker::group) {
    return 0;
  }
  if (marker == text::Marker::warning) score -= 36;
  for (const std::string_view harmless : kHarmless) {
    if (contains(line, harmless)) score -= 30;
  }
  if (contains(line, "warn")) score -= 24;
  // A traced command or an assignment repeats words without meaning them.
  if (line.starts_with("+ ") || line.starts_with("$ ") || line.starts_with("> ")) score -= 24;
  if (body.size() > 400) score -= 10;
  return std::clamp(score, 0, 100);
}

void Suspects::reset() {
  first_.clear();
  all_.clear();
  step_id_ = ~0u;
  in_step_ = 0;
}

void Suspects::see(const text::Line& line, const Location& where, std::uint32_t step_id,
                   std::size_t kept_step) {
  const int score = suspicion(line.text, line.marker);
  if (score <= 0) return;
  if (step_id != step_id_) {
    step_id_ = step_id;
    in_step_ = 0;
  }
  Entry entry;
  entry.suspect = {where, base::sanitize(line.text, 400),
                   std::string(reason(score, line.marker == text::Marker::error)), score};
  entry.step = kept_step;
  // The first of a step stay: in a cascade they are the cause.
  auto& list = in_step_++ < limits::kSuspects / 4 ? first_ : all_;
  list.push_back(std::move(entry));
  if (list.size() > limits::kSuspects) list.pop_front();
}

std::vector<Suspect> Suspects::best(const std::vector<Step>& steps, std::size_t count) const {
  std::vector<Entry> entries(first_.begin(), first_.end());
  entries.insert(entries.end(), all_.begin(), all_.end());
  const auto failure = [&](const Entry& e) { return static_cast<int>(steps[e.step].failure); };
  int worst = 0;
  for (const Entry& e : entries) {
    if (!steps[e.step].cleanup) worst = std::max(worst, failure(e));
  }
  for (Entry& e : entries) {
    if (steps[e.step].cleanup) e.suspect.score -= 60;
    if (failure(e) < worst) e.suspect.score -= 40;
  }
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    if (a.suspect.score != b.suspect.score) return a.suspect.score > b.suspect.score;
    return a.suspect.where.line < b.suspect.where.line;
  });
  std::vector<Suspect> out;
  for (Entry& e : entries) {
    const bool again = std::any_of(out.begin(), out.end(), [&](const Suspect& s) {
      return s.text == e.suspect.text;
    });
    if (!again && out.size() < count) out.push_back(std::move(e.suspect));
  }
  return out;
}

}  // namespace logdiag::scan
