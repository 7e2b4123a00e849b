#include "match/lookout.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace logdiag::match {
namespace {

void renumber(std::vector<Candidate>& candidates, const std::vector<std::uint32_t>& numbers) {
  std::size_t kept = 0;
  for (const Candidate& c : candidates) {
    if (const std::uint32_t n = numbers[c.pattern]; n != Lookout::kUnwanted) {
      candidates[kept++] = {c.offset, n};
    }
  }
  candidates.resize(kept);
}

}  // namespace

void Lookout::add(PlanView plan, std::vector<std::uint32_t> numbers) {
  for (const std::uint32_t slow : plan.slow_patterns()) {
    if (numbers[slow] != kUnwanted) always_.push_back(numbers[slow]);
  }
  std::sort(always_.begin(), always_.end());
  bool same = true;
  for (std::uint32_t i = 0; i < numbers.size(); ++i) same = same && numbers[i] == i;
  if (same) numbers.clear();
  parts_.push_back({Prefilter(plan), std::move(numbers)});
}

void Lookout::add(std::span<const std::string_view> expressions,
                  std::vector<std::uint32_t> numbers, double often) {
  planned_.emplace_back(build_plan(expressions, PlanEffort::quick, CaseFolding::ascii, often));
  if (const auto plan = PlanView::open(planned_.back().bytes(), PlanView::Trust::built_in)) {
    add(*plan, std::move(numbers));
  }
}

void Lookout::find(std::string_view block, const LineMap& lines, Scratch& scratch,
                   std::vector<Candidate>& out, Prefilter::Demands demands) const {
  scratch.parts.resize(parts_.size());
  out.clear();
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    std::vector<Candidate>& found = i == 0 ? out : scratch.more;
    parts_[i].filter.find(block, lines, scratch.parts[i], found, demands);
    if (!parts_[i].numbers.empty()) renumber(found, parts_[i].numbers);
    if (i == 0 || found.empty()) continue;
    const auto middle = static_cast<std::ptrdiff_t>(out.size());
    out.insert(out.end(), found.begin(), found.end());
    std::inplace_merge(out.begin(), out.begin() + middle, out.end(),
                       [](const Candidate& a, const Candidate& b) { return a.offset < b.offset; });
  }
}

}  // namespace logdiag::match
