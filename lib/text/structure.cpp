#include "text/structure.hpp"

#include <array>
#include <cstddef>

namespace logdiag::text {
namespace {

// The Cleaner knows these in logs of any kind. `::error` needs both its forms:
// the bare word would hit every `std::error_code`.
constexpr std::array<std::string_view, 25> kCommon{
    "##[",           "##vso[",      "##teamcity[",    "[command]",    "[Pipeline] ",
    "::error::",     "::error ",    "::warning::",    "::warning ",   "::notice::",
    "::notice ",     "::debug::",   "::debug ",       "::group::",    "::endgroup::",
    "::group ",      "::endgroup ", "section_start:", "section_end:", "travis_fold:",
    "[mozharness: ", "ERROR -",     "CRITICAL -",     "FATAL -",      "[taskcluster:error"};

// Only of the kinds that use them; in other logs they are ordinary text.
constexpr std::array<std::string_view, 3> kTeamCity{"]E:", "]F:", ": Step "};
constexpr std::array<std::string_view, 4> kBuildkite{"~~~ ", "--- ", "+++ ",
                                                     "\xF0\x9F\x9A\xA8 Error: "};
constexpr std::array<std::string_view, 1> kGitLab{"$ "};
constexpr std::array<std::string_view, 1> kCircleCi{"====>> "};

template <std::size_t N, std::size_t M>
constexpr std::array<std::string_view, N + M> join(const std::array<std::string_view, N>& a,
                                                   const std::array<std::string_view, M>& b) {
  std::array<std::string_view, N + M> all{};
  for (std::size_t i = 0; i < N; ++i) all[i] = a[i];
  for (std::size_t i = 0; i < M; ++i) all[N + i] = b[i];
  return all;
}

// A log not recognised may still be a TeamCity download without its head; the
// Cleaner reads its clock there.
constexpr auto kPlainAll = join(kCommon, kTeamCity);
constexpr auto kBuildkiteAll = join(kCommon, kBuildkite);
constexpr auto kGitLabAll = join(kCommon, kGitLab);
constexpr auto kCircleCiAll = join(kCommon, kCircleCi);

}  // namespace

std::span<const std::string_view> structure_literals(InputKind kind) {
  switch (kind) {
    case InputKind::automatic:
    case InputKind::plain:
    case InputKind::teamcity:
      return kPlainAll;
    case InputKind::buildkite:
      return kBuildkiteAll;
    case InputKind::gitlab:
      return kGitLabAll;
    case InputKind::circleci:
      return kCircleCiAll;
    default:
      return kCommon;
  }
}

}  // namespace logdiag::text
