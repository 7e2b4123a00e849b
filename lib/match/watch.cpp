#include "match/watch.hpp"

#include <algorithm>
#include <span>
#include <string_view>

#include "match/words.hpp"
#include "text/structure.hpp"

namespace logdiag::match {
namespace {

// Any of the words, in ASCII letters of either case.
std::string any_of(std::span<const std::string_view> words) {
  std::string out;
  for (const std::string_view word : words) {
    if (!out.empty()) out += '|';
    const bool ascii = std::all_of(word.begin(), word.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    out += ascii ? "(?i:\\Q" : "(?:\\Q";
    out += word;
    out += "\\E)";
  }
  return out;
}

}  // namespace

Watch structure_watch(text::InputKind kind) {
  switch (kind) {
    case text::InputKind::automatic:
    case text::InputKind::plain:
    case text::InputKind::teamcity: return Watch::structure_plain;
    case text::InputKind::buildkite: return Watch::structure_buildkite;
    case text::InputKind::gitlab: return Watch::structure_gitlab;
    case text::InputKind::circleci: return Watch::structure_circleci;
    default: return Watch::structure;
  }
}

std::vector<std::string> watch_expressions() {
  using text::InputKind;
  return {any_of(suspicious_words()),
          any_of(verdict_words()),
          any_of(text::structure_literals(InputKind::github)),
          any_of(text::structure_literals(InputKind::plain)),
          any_of(text::structure_literals(InputKind::buildkite)),
          any_of(text::structure_literals(InputKind::gitlab)),
          any_of(text::structure_literals(InputKind::circleci))};
}

}  // namespace logdiag::match
