// candidates - which patterns and watched words send lines of a log to a closer look, the most
// frequent first: what a rule's expression costs everybody's logs.
//
//   candidates [--top N] FILE...
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <logdiag/logdiag.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "match/prefilter.hpp"
#include "match/rule_set_impl.hpp"
#include "match/watch.hpp"

namespace {

using namespace logdiag;

// Counts of one number of the lookout: a pattern, or a watch behind the patterns.
struct Count {
  std::uint64_t lines = 0;  // with a candidate of it
  std::uint64_t alone = 0;  // with a candidate of nothing else
  std::uint64_t hits = 0;   // where it matches the line as it stands in the log
  std::string example;      // a line that is looked at for nothing
};

void count_block(const RuleSet::Impl& table, std::string_view block, std::vector<Count>& counts,
                 std::uint64_t& lines_looked_at) {
  thread_local match::Lookout::Scratch scratch;
  std::vector<match::Candidate> candidates;
  const match::LineMap lines(block);
  table.lookout.find(block, lines, scratch, candidates);
  for (std::size_t c = 0; c < candidates.size();) {
    const std::size_t begin = lines.line_start(candidates[c].offset);
    const std::size_t end = lines.line_end(begin);
    std::vector<std::uint32_t> numbers;
    for (; c < candidates.size() && candidates[c].offset < end; ++c) {
      numbers.push_back(candidates[c].pattern);
    }
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    const std::string_view line = block.substr(begin, end - begin);
    ++lines_looked_at;
    for (const std::uint32_t n : numbers) {
      Count& count = counts[n];
      ++count.lines;
      count.alone += numbers.size() == 1;
      if (n >= table.patterns.size()) continue;
      if (table.matcher->matches(n, line)) ++count.hits;
      else if (count.example.empty()) count.example = line.substr(0, 160);
    }
  }
}

std::string describe(const RuleSet::Impl& table, std::size_t number) {
  if (number < table.patterns.size()) {
    const rules::PatternEntry& p = table.patterns[number];
    return fmt::format("{}  {}", table.rules[p.rule].id, p.text);
  }
  constexpr std::string_view kNames[match::kWatches] = {
      "words of errors", "words of verdicts", "structure", "structure of unknown logs",
      "structure of Buildkite", "structure of GitLab",  "structure of CircleCI"};
  return std::string(kNames[number - table.patterns.size()]);
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t top = 40;
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--top" && i + 1 < argc) top = static_cast<std::size_t>(std::atol(argv[++i]));
    else files.emplace_back(word);
  }
  if (files.empty()) {
    fmt::print(stderr, "usage: candidates [--top N] FILE...\n");
    return 2;
  }
  RuleSetBuilder builder;
  builder.add_builtin();
  const RuleSet rules = builder.build().value();
  const RuleSet::Impl& table = RuleSetAccess::impl(rules);
  std::vector<Count> counts(table.patterns.size() + match::kWatches);
  std::uint64_t looked_at = 0, lines = 0;
  constexpr std::size_t kBlock = 256 << 10;
  for (const std::string& file : files) {
    std::ifstream in(file, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(in), {});
    if (text.empty()) {
      fmt::print(stderr, "candidates: {} cannot be read or is empty\n", file);
      return 2;
    }
    if (text.back() != '\n') text += '\n';
    lines += match::count_newlines(text);
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', std::min(at + kBlock, text.size() - 1)) + 1;
      count_block(table, std::string_view(text).substr(at, end - at), counts, looked_at);
      at = end;
    }
  }
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i].lines > 0) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return counts[a].lines > counts[b].lines; });
  std::uint64_t asked = 0, hits = 0;
  for (std::size_t i = 0; i < table.patterns.size(); ++i) asked += counts[i].lines, hits += counts[i].hits;
  fmt::print("{} of {} lines are looked at; patterns are asked {} times and match {} times\n\n"
             "   lines    alone     hits\n", looked_at, lines, asked, hits);
  for (std::size_t i = 0; i < std::min(top, order.size()); ++i) {
    const Count& c = counts[order[i]];
    fmt::print("{:>8} {:>8} {:>8}  {}\n", c.lines, c.alone, c.hits, describe(table, order[i]));
    if (!c.example.empty()) fmt::print("{:>28}{}\n", "", c.example);
  }
  return 0;
}
