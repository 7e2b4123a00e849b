#include "check/coverage.hpp"

#include <algorithm>
#include <logdiag/check.hpp>
#include <string>

#include "match/plan.hpp"
#include "match/rule_set_impl.hpp"

namespace logdiag::check {
namespace {

// A line of a sample, cleaned, in the block of all of them.
struct SampleLine {
  std::uint32_t rule = 0;
  std::size_t begin = 0, end = 0;  // in the block
  bool counter = false;
  bool expected = false;  // the line the finding is expected on
};

struct Samples {
  std::string block;
  std::vector<SampleLine> lines;
};

Samples all_samples(const RuleSet& rules) {
  Samples all;
  const auto add = [&](std::uint32_t rule, const Sample& sample, bool counter) {
    for (std::size_t i = 0; i < sample.log.size(); ++i) {
      SampleLine line{rule, all.block.size(), 0, counter, !counter && i + 1 == sample.line};
      all.block += clean_line(sample.log[i]);
      line.end = all.block.size();
      all.block += '\n';
      all.lines.push_back(line);
    }
  };
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    const Rule& rule = rules.rule(i);
    for (const Sample& s : rule.samples) add(i, s, false);
    for (const Sample& s : rule.counter_samples) add(i, s, true);
  }
  return all;
}

bool requires_nothing(std::string_view expression) {
  const std::string plan =
      match::build_plan({&expression, 1}, match::PlanEffort::quick, match::CaseFolding::ascii);
  return !match::PlanView::open(match::PlanBytes(plan).bytes())->slow_patterns().empty();
}

}  // namespace

std::vector<PatternUse> pattern_uses(const RuleSet& rules) {
  const RuleSet::Impl& table = RuleSetAccess::impl(rules);
  std::vector<PatternUse> uses(table.patterns.size());
  const Samples samples = all_samples(rules);
  const match::LineMap lines(samples.block);
  std::vector<match::Candidate> candidates;
  std::vector<std::uint32_t> always;  // asked of every line
  for (const match::Lookout* lookout : {&table.lookout, &table.nearby}) {
    std::vector<match::Candidate> found;
    match::Lookout::Scratch scratch;
    lookout->find(samples.block, lines, scratch, found);
    for (const match::Candidate& c : found) {
      if (c.pattern < uses.size()) candidates.push_back(c);
    }
    for (const std::uint32_t p : lookout->always()) {
      if (p >= uses.size()) continue;
      always.push_back(p);
      // Around hits, what is met often is asked of every line, too, and may be.
      uses[p].asked_always = lookout == &table.lookout || requires_nothing(table.patterns[p].text);
    }
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const auto& a, const auto& b) { return a.offset < b.offset; });

  std::vector<std::uint32_t> asked, hits;
  auto next = candidates.begin();
  for (const SampleLine& line : samples.lines) {
    asked = always;
    hits.clear();
    for (; next != candidates.end() && next->offset < line.end; ++next) {
      asked.push_back(next->pattern);
    }
    std::sort(asked.begin(), asked.end());
    asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
    table.matcher->match(std::string_view(samples.block).substr(line.begin, line.end - line.begin),
                         asked, hits);
    for (const std::uint32_t p : hits) {
      PatternUse& use = uses[p];
      if (table.patterns[p].rule == line.rule) {
        (line.counter ? use.by_counter_sample : use.by_sample) = true;
      } else if (line.expected &&
                 (use.strangers.empty() || use.strangers.back() != line.rule)) {
        use.strangers.push_back(line.rule);
      }
    }
  }
  return uses;
}

}  // namespace logdiag::check
