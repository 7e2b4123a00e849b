#include "signatures.hpp"

#include <fmt/format.h>

#include <array>
#include <set>
#include <string_view>

#include "random.hpp"

namespace logdiag::bench {
namespace {

constexpr std::array<std::string_view, 22> kSyllables{"ba", "cor", "del", "fu", "gra", "hel", "in", "jo", "ka",
                                           "lum", "mer", "no", "pos", "qui", "ran", "ster", "tol",
                                           "ul", "ven", "wix", "yar", "zen"};
constexpr std::array<std::string_view, 16> kThings{"package", "module", "image", "token", "branch", "artifact",
                                        "certificate", "repository", "manifest", "schema", "socket",
                                        "runner", "cache", "plugin", "registry", "workspace"};
constexpr std::array<std::string_view, 12> kActions{"open", "resolve", "download", "verify", "push", "create",
                                         "parse", "load", "lock", "mount", "sign", "restore"};
constexpr std::array<std::string_view, 12> kReasons{
    "permission denied", "no such file or directory", "not found", "connection refused",
    "operation timed out", "unexpected end of input", "version mismatch", "already exists",
    "checksum does not match", "is not a valid identifier", "too many requests", "out of memory"};

// A name as tools have them.
std::string name(Random& r) {
  std::string out;
  for (std::size_t n = 2 + r.below(3); n > 0; --n) out += r.pick(kSyllables);
  return out;
}

std::string signature(Random& r) {
  const std::string tool = name(r);
  const std::string_view thing = r.pick(kThings), action = r.pick(kActions), reason = r.pick(kReasons);
  switch (r.below(7)) {
    case 0: return fmt::format("{}: error: cannot {} {} '(?P<what>[^']{{1,120}})': {}", tool, action, thing, reason);
    case 1: return fmt::format("{} ERR! code E{}{}", tool, name(r), r.below(1000));
    case 2: return fmt::format("(?i){} failed to {} (?:the )?{}: {}", tool, action, thing, reason);
    case 3: return fmt::format("^{}\\[[0-9]{{1,6}}\\]: {} {} (?P<what>\\S{{1,100}}) {}", tool, thing, name(r), reason);
    case 4: return fmt::format("(?:Error|Failure|Fatal): {}{}Exception: {} {}", tool, thing, action, reason);
    case 5: return fmt::format("{}-{}: {} .{{0,80}}(?:{}|{})", tool, name(r), action, reason, r.pick(kReasons));
    default: return fmt::format("could not {} {} {} \\(HTTP [45]\\d\\d\\)", action, tool, thing);
  }
}

}  // namespace

std::vector<std::string> made_up_signatures(std::size_t count) {
  Random random(1);
  std::set<std::string> seen;
  std::vector<std::string> out;
  while (out.size() < count) {
    std::string s = signature(random);
    if (seen.insert(s).second) out.push_back(std::move(s));
  }
  return out;
}

}  // namespace logdiag::bench
