// Prefilter and set against asking every expression by itself, on expressions
// made of the input's choices and lines that nearly match them; half of them are
// the input's own bytes.
#include <re2/re2.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <vector>

#include "fuzz.hpp"
#include "match/lookout.hpp"
#include "match/matcher.hpp"
#include "unit/match/random_patterns.hpp"

using namespace logdiag;
using match::testing::Random;
using Expression = match::testing::Sample;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Choices choices(data, size);
  std::uint64_t seed = 1;
  for (int i = 0; i < 4; ++i) seed = seed * 256 + choices.byte();
  Random random(seed);
  std::vector<Expression> samples;
  // Few are quick to build; a set is asked where there are many.
  const std::size_t share = choices.below(12 * 16);
  const std::size_t count = share < 12 ? 25 + share : 1 + share % 6;
  for (std::size_t i = 0; i < count; ++i) {
    Expression sample;
    if (choices.byte() % 2 == 0) {
      sample = match::testing::random_expression(random);
    } else {
      sample.expression = choices.take(choices.byte() % 40);
      sample.text = sample.expression;
      std::erase(sample.text, '\\');
    }
    std::vector<std::string> names;
    if (sample.expression.empty() || !match::check_expression(sample.expression, names).empty()) {
      continue;
    }
    samples.push_back(std::move(sample));
  }
  if (samples.empty()) return 0;
  std::string block;
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < 2 * samples.size(); ++i) {
    std::string line = i % 3 == 2 ? std::string(choices.take(choices.byte() % 80))
                                  : match::testing::random_line(random, samples[i / 2]);
    std::erase(line, '\n');
    block += line + '\n';
    lines.push_back(std::move(line));
  }
  std::vector<std::string_view> expressions;
  std::vector<std::unique_ptr<RE2>> alone;
  RE2::Options options;
  options.set_log_errors(false);
  options.set_encoding(RE2::Options::EncodingLatin1);  // both see bytes
  for (const Expression& s : samples) {
    expressions.push_back(s.expression);
    // Behind something, as RE2 has a fault at the beginning of an expression (match/expression).
    alone.push_back(std::make_unique<RE2>("(?:^|)" + s.expression, options));
    if (!alone.back()->ok()) fuzz::fail("accepted, and RE2 refuses it", s.expression);
  }
  std::vector<std::uint32_t> numbers(expressions.size());
  std::iota(numbers.begin(), numbers.end(), 0u);
  match::Lookout lookout;
  lookout.add(expressions, numbers);
  match::Lookout::Scratch scratch;
  std::vector<match::Candidate> candidates;
  lookout.find(block, match::LineMap(block), scratch, candidates);
  const match::Matcher matcher(expressions);
  std::size_t at = 0;
  std::size_t c = 0;
  for (const std::string& line : lines) {
    std::vector<std::uint32_t> asked = lookout.always();
    while (c < candidates.size() && candidates[c].offset < at + line.size() + 1) {
      asked.push_back(candidates[c++].pattern);
    }
    std::sort(asked.begin(), asked.end());
    asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
    std::vector<std::uint32_t> hits;
    std::vector<std::uint32_t> every;
    std::vector<std::uint32_t> naive;
    (void)matcher.match(line, asked, hits);
    (void)matcher.match_all(line, every);
    for (std::uint32_t i = 0; i < expressions.size(); ++i) {
      if (RE2::PartialMatch(line, *alone[i])) naive.push_back(i);
    }
    if (every != naive) fuzz::fail("the set differs from single expressions", line);
    if (hits != naive) {
      for (const std::uint32_t i : naive) {
        if (!std::binary_search(hits.begin(), hits.end(), i)) {
          fuzz::fail("the prefilter lost a match of", expressions[i]);
        }
      }
      fuzz::fail("a match that is none", line);
    }
    at += line.size() + 1;
  }
  return 0;
}
