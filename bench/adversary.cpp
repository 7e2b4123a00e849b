// adversary - searches logs that take the scanner most time per byte: random recipes
// (bench/recipe), and the worst of them changed for as long as that makes them worse.
//
//   adversary [--seed S] [--tries N] [--size KB] [RECIPE...]
//
// Prints what was worse than all before, then the worst ones with their KB/s (of processor
// time, this machine) and by how many times a byte costs more than a step of FNV-1a,
// which machines share. With recipes only those are measured. The search depends on
// times, so the same seed gives the same beginning, not the same end.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <logdiag/logdiag.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "byte_cost.hpp"
#include "random.hpp"
#include "recipe.hpp"

namespace {

using namespace logdiag;
using bench::Random;
using bench::Recipe;

struct Tried {
  Recipe recipe;
  double cost = 0;  // of a byte, in steps
};

constexpr std::size_t kLengths[] = {1, 20, 60, 120, 250, 500, 1000, 4000, 20'000, 70'000};

void change(Recipe& recipe, Random& random, const std::vector<bench::SampleLine>& samples) {
  switch (random.below(8)) {
    case 0: recipe.length = kLengths[random.below(std::size(kLengths))]; break;
    case 1: recipe.length = std::max<std::size_t>(1, recipe.length * (50 + random.below(150)) / 100); break;
    case 2: recipe.stamp = random.below(4); break;
    case 3: recipe.lines = random.below(3) == 0 ? 1 + random.below(600) : 0; break;
    case 4: recipe.wide = random.below(6) == 0; break;
    case 5:
      if (recipe.rules.size() < 6) recipe.rules.push_back(samples[random.below(samples.size())].id);
      break;
    case 6:
      if (!recipe.rules.empty()) recipe.rules.erase(recipe.rules.begin() + static_cast<std::ptrdiff_t>(random.below(recipe.rules.size())));
      break;
    default: recipe.shares[random.below(recipe.shares.size())] = random.below(10);
  }
}

Recipe random_recipe(Random& random, const std::vector<bench::SampleLine>& samples) {
  Recipe out;
  for (std::size_t n = 4 + random.below(12); n > 0; --n) change(out, random, samples);
  out.shares[random.below(out.shares.size())] += 3;
  return out;
}

void show(const Tried& tried, double step) {
  fmt::print("{:8.0f} KB/s {:7.0f} steps a byte  {}\n", 1 / (tried.cost * step) / 1e3, tried.cost, tried.recipe.text());
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t seed = 1;
  std::size_t tries = 300, size = 64'000;
  std::vector<std::string> given;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const bool more = i + 1 < argc;
    if (word == "--seed" && more) seed = std::strtoull(argv[++i], nullptr, 10);
    else if (word == "--tries" && more) tries = std::strtoul(argv[++i], nullptr, 10);
    else if (word == "--size" && more) size = 1000 * std::strtoul(argv[++i], nullptr, 10);
    else given.emplace_back(word);
  }
  RuleSetBuilder builder;
  builder.add_builtin();
  const RuleSet rules = builder.build().value();
  const std::vector<bench::SampleLine> samples = bench::sample_lines(rules);
  const double step = bench::step_seconds();
  const auto cost = [&](const Recipe& recipe, int rounds) {
    return bench::byte_seconds(rules, bench::cook(recipe, size, samples, seed), rounds) / step;
  };
  if (!given.empty()) {
    for (const std::string& text : given) {
      const Recipe recipe = Recipe::parse(text);
      show({recipe, cost(recipe, 5)}, step);
    }
    return 0;
  }
  Random random(seed);
  std::vector<Tried> worst;
  constexpr std::size_t kKept = 6;
  double most = 0;
  for (std::size_t n = 0; n < tries; ++n) {
    Tried tried;
    if (worst.size() < kKept || n % 4 == 0) {
      tried.recipe = random_recipe(random, samples);
    } else {
      tried.recipe = worst[random.below(worst.size())].recipe;
      for (std::size_t c = 1 + random.below(3); c > 0; --c) change(tried.recipe, random, samples);
    }
    if (std::all_of(tried.recipe.shares.begin(), tried.recipe.shares.end(), [](std::size_t s) { return s == 0; })) continue;
    tried.cost = cost(tried.recipe, 2);
    if (tried.cost > most) show(tried, step), most = tried.cost;
    worst.push_back(std::move(tried));
    std::sort(worst.begin(), worst.end(), [](const Tried& a, const Tried& b) { return a.cost > b.cost; });
    if (worst.size() > kKept) worst.pop_back();
  }
  fmt::print("the worst of {}:\n", tries);
  for (const Tried& tried : worst) show(tried, step);
  return 0;
}
