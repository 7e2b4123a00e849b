// recipe.hpp - hostile logs by recipe: what their lines are made of, and how much of each.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <logdiag/rule_set.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "random.hpp"

namespace logdiag::bench {

// What a line is made of, each drawn as often as its share says.
inline constexpr std::array<std::string_view, 14> kIngredients{
    "whole",  // a rule's own sample line
    "begin", "middle", "end",  // a part of one
    "weak",   // words that look like trouble and are none
    "word", "number", "path", "quote",  // what ordinary lines are made of
    "escape", "progress",  // terminal sequences, carriage returns
    "cjk", "secret", "letter"};  // letter: the same one many times

// Text: "length=200 stamp=1 lines=0 begin=5 weak=2 rules=npm/a+npm/b"; what is not named is 0.
struct Recipe {
  std::size_t length = 120;  // bytes of a line, about
  std::size_t stamp = 0;     // 1: a time stamp, 2: with an error marker, 3: columns of gh
  std::size_t lines = 0;     // that differ before they come again; 0: all do
  std::size_t wide = 0;      // 1: the log is UTF-16
  std::array<std::size_t, kIngredients.size()> shares{};
  std::vector<std::string> rules;  // ids whose samples are used; none: of all

  std::string text() const;
  static Recipe parse(std::string_view text);
};

// The lines that the rules show, each under the id of its rule.
struct SampleLine {
  std::string id, line;
};
std::vector<SampleLine> sample_lines(const RuleSet& rules);

// About `size` bytes, the same for the same seed.
std::string cook(const Recipe& recipe, std::size_t size, const std::vector<SampleLine>& samples,
                 std::uint64_t seed = 1);

// The recipes that took most time per byte when bench/adversary searched, by name.
struct NamedRecipe {
  std::string_view name, text;
};
std::vector<NamedRecipe> worst_recipes();

}  // namespace logdiag::bench
