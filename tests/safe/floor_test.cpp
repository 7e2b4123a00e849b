// No input is slower than a floor: what a byte costs of the worst logs that
// bench/adversary has found, in steps of a hash that the same process measures, so that
// neither the machine nor what else it does enters. tests/safe/bounds_test.py has the memory.
#include <fmt/format.h>

#include <logdiag/logdiag.hpp>

#include "byte_cost.hpp"
#include "recipe.hpp"

using namespace logdiag;

namespace {

// Lines of the greatest length that is looked at whole, full of what rules look for, cost
// 8,200; a third of the speed is left for machines that hash better than they match.
constexpr double kMostSteps = 30'000;
constexpr std::size_t kBytes = 70'000;  // one such line

}  // namespace

int main() {
  RuleSetBuilder builder;
  builder.add_builtin();
  const RuleSet rules = builder.build().value();
  const auto samples = bench::sample_lines(rules);
  const double step = bench::step_seconds();
  int failures = 0;
  for (const bench::NamedRecipe& worst : bench::worst_recipes()) {
    const std::string log = bench::cook(bench::Recipe::parse(worst.text), kBytes, samples);
    const double steps = bench::byte_seconds(rules, log, 1) / step;
    fmt::print("{}: a byte costs {:.0f} steps\n", worst.name, steps);
    if (steps > kMostSteps) {
      fmt::print("more than the {:.0f} that lib/ARCHITECTURE.md promises\n", kMostSteps);
      ++failures;
    }
  }
  return failures;
}
