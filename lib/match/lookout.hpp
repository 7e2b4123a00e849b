// lookout.hpp - where a block of log text needs a closer look: the prefilters of
// a rule set, their candidates under the rule set's own numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "match/plan.hpp"
#include "match/prefilter.hpp"

namespace logdiag::match {

class Lookout {
 public:
  static constexpr std::uint32_t kUnwanted = ~std::uint32_t{0};

  // A plan that outlives this, and the numbers of its patterns: kUnwanted for
  // those of which nothing shall be told.
  void add(PlanView plan, std::vector<std::uint32_t> numbers);

  // Plans these expressions, quickly; `often` as build_plan() has it.
  void add(std::span<const std::string_view> expressions, std::vector<std::uint32_t> numbers,
           double often = kNeverOften);

  // Numbers that never get a candidate and must be asked on every line. Ascending.
  const std::vector<std::uint32_t>& always() const { return always_; }

  struct Scratch {
    std::vector<Prefilter::Scratch> parts;
    std::vector<Candidate> more;
  };

  // Replaces `out` by the candidates of a block, by offset, then by number.
  void find(std::string_view block, const LineMap& lines, Scratch& scratch,
            std::vector<Candidate>& out,
            Prefilter::Demands demands = Prefilter::Demands::checked) const;

 private:
  struct Part {
    Prefilter filter;
    std::vector<std::uint32_t> numbers;  // empty: they are the plan's own
  };

  std::vector<Part> parts_;
  std::vector<std::uint32_t> always_;
  std::vector<PlanBytes> planned_;
};

}  // namespace logdiag::match
