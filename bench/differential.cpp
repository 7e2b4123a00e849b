// differential - prefilter and matcher against RE2 asked pattern by pattern, on random
// expressions and lines made for them: any match lost, or told where none is, is an error.
//
//   differential [--lines N] [--seed S]
//
// The tests do the same for some ten thousand lines; this is for millions of them.
#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "match/lookout.hpp"
#include "match/matcher.hpp"
#include "unit/match/random_patterns.hpp"

namespace {

using namespace logdiag;
using match::testing::Random;
using match::testing::Sample;

constexpr std::size_t kExpressions = 32, kLines = 4'000;  // of one round

// Longer gaps than the tests' expressions have, also such that lines overrun.
constexpr std::string_view kGaps[] = {".{0,300}", "(?P<g>[^ ]{1,160})", "[^x]{0,40}", "\\s{0,12}\\w{1,10}",
                                      ".{1,14}?", "(?:[a-z]{1,20} ){0,6}"};

std::vector<Sample> expressions(Random& random) {
  std::vector<Sample> out;
  std::vector<std::string> names;
  while (out.size() < kExpressions) {
    Sample sample = match::testing::random_expression(random);
    if (random.one_in(2)) {
      const Sample more = match::testing::random_expression(random);
      sample.expression.append(random.pick(kGaps)).append(more.expression);
      sample.text += std::string(random.below(20), 'w') + more.text;
    }
    if (match::check_expression(sample.expression, names).empty()) out.push_back(std::move(sample));
  }
  return out;
}

// The matches of a round; ends the program where the two differ.
std::size_t round(std::uint64_t seed) {
  Random random(seed);
  const std::vector<Sample> samples = expressions(random);
  std::vector<std::string_view> views;
  std::vector<std::unique_ptr<RE2>> plain;
  RE2::Options options;
  options.set_log_errors(false);
  options.set_encoding(RE2::Options::EncodingLatin1);
  for (const Sample& s : samples) {
    views.push_back(s.expression);
    // Behind something, as RE2 has a fault at the beginning of an expression (match/matcher).
    plain.push_back(std::make_unique<RE2>("(?:^|)(?:" + s.expression + ")", options));
  }
  std::string block;
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < kLines; ++i) {
    lines.push_back(match::testing::random_line(random, samples[random.below(samples.size())]));
    block += lines.back() + '\n';
  }
  std::vector<std::uint32_t> numbers(views.size());
  std::iota(numbers.begin(), numbers.end(), 0u);
  match::Lookout lookout;
  lookout.add(views, numbers);
  match::Lookout::Scratch scratch;
  std::vector<match::Candidate> candidates;
  lookout.find(block, match::LineMap(block), scratch, candidates);
  const match::Matcher matcher(views);
  std::size_t at = 0, c = 0, matches = 0;
  for (const std::string& line : lines) {
    std::vector<std::uint32_t> asked = lookout.always(), hits, expected;
    for (; c < candidates.size() && candidates[c].offset <= at + line.size(); ++c) {
      asked.push_back(candidates[c].pattern);
    }
    std::sort(asked.begin(), asked.end());
    asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
    (void)matcher.match(line, asked, hits);
    for (std::uint32_t i = 0; i < plain.size(); ++i) {
      if (RE2::PartialMatch(line, *plain[i])) expected.push_back(i);
    }
    if (hits != expected) {
      fmt::print("seed {}: RE2 finds {} matches, logdiag {}, in the line\n{}\n", seed, expected.size(),
                 hits.size(), line);
      for (std::uint32_t i = 0; i < plain.size(); ++i) {
        const bool ours = std::binary_search(hits.begin(), hits.end(), i);
        if (ours != std::binary_search(expected.begin(), expected.end(), i)) {
          fmt::print("{}: {}\n", ours ? "told" : "lost", views[i]);
        }
      }
      std::exit(1);
    }
    matches += expected.size();
    at += line.size() + 1;
  }
  return matches;
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t lines = 1'000'000, seed = 1;
  for (int i = 1; i < argc; i += 2) {
    const std::string_view word = argv[i];
    if ((word != "--lines" && word != "--seed") || i + 1 == argc) {
      fmt::print(stderr, "usage: differential [--lines N] [--seed S]\n");
      return 2;
    }
    (word == "--lines" ? lines : seed) = std::strtoull(argv[i + 1], nullptr, 10);
  }
  std::uint64_t done = 0, matches = 0;
  for (; done < lines; done += kLines) matches += round(seed++);
  fmt::print("{} lines, {} expressions each, {} matches: no difference\n", done, kExpressions, matches);
  return 0;
}
