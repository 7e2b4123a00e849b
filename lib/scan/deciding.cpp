#include "scan/deciding.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace logdiag::scan {
namespace {

// After the step that failed a job only those come that run in any case. Their own
// failures explain nothing.
constexpr std::array<std::string_view, 20> kAnyway{
    "upload",   "artifact", "report",  "summary", "notify",   "slack",   "teardown",
    "tear down", "cleanup", "clean up", " logs",   "collect",  "comment", " down",
    "shutdown", "codecov",  "archive", "prune",   "annotat", "publish"};
// What is looked at and often forgiven.
constexpr std::array<std::string_view, 28> kForgiven{
    "lint",   "audit",  "scan",   "formatting", "format:check", "prettier",
    "fmt",    "typecheck", "type-check", "type check", "style",  "mypy",
    "flake8", "ruff",   "bandit", "safety",     "trivy",        "spell",
    "spotless", "detekt", "checkstyle", "rubocop", "clippy",    "phpstan",
    "psalm",  "black ", "isort",  "dialyzer"};

template <std::size_t N>
bool names_any(std::string_view name, const std::array<std::string_view, N>& words) {
  std::string lower(name.substr(0, 200));
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return lower.find(word) != std::string::npos;
  });
}

}  // namespace

// Of the steps of a job that ended with an exit code, the one that decided. Mostly
// the first; but where several others ran after it, or where it looked at the style of the
// sources and one followed that builds or tests, it was allowed to fail.
std::vector<std::size_t> deciding_steps(const std::vector<Step>& steps, std::size_t jobs) {
  constexpr std::uint32_t kFew = 2;
  constexpr std::size_t kNone = ~std::size_t{0};
  std::vector<std::size_t> out(jobs, kNone);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i];
    if (step.failure != Failure::exited || step.cleanup) continue;
    std::size_t& decided = out[step.job_id];
    if (decided == kNone) {
      decided = i;
      continue;
    }
    const bool forgiven =
        names_any(steps[decided].name, kForgiven) && !names_any(step.name, kForgiven);
    if (step.id > steps[decided].id + (forgiven ? 0 : kFew) && !names_any(step.name, kAnyway)) {
      decided = i;
    }
  }
  return out;
}

}  // namespace logdiag::scan
