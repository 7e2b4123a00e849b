// prefilter.hpp - where in a block of raw log text an expression may match.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "match/kernels.hpp"
#include "match/line_map.hpp"
#include "match/plan.hpp"

namespace logdiag::match {

// A required string of `pattern` begins at `offset` of the block.
struct Candidate {
  std::uint32_t offset = 0;
  std::uint32_t pattern = 0;

  bool operator==(const Candidate&) const = default;
};

// Immutable; may be asked by many threads at once.
class Prefilter {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{1} << 30;  // of a block

  // The bytes of the plan must outlive it.
  explicit Prefilter(PlanView plan) : Prefilter(plan, best_kernels().target) {}
  // With the best kernels up to `most`.
  Prefilter(PlanView plan, Target most);

  // What find() needs between calls; for one thread and one filter at a time.
  class Scratch {
   public:
    Scratch();
    ~Scratch();
    Scratch(Scratch&&) noexcept;
    Scratch& operator=(Scratch&&) noexcept;

   private:
    friend class Prefilter;
    struct Memory;
    std::unique_ptr<Memory> memory_;
  };

  // Whether a pattern is told only when all that it requires stands in the line, or
  // wherever its string is: for who will ask few of those that are told.
  enum class Demands : std::uint8_t { checked, ignored };

  // Replaces `out` by what is found in a block of whole lines, which `lines` is the map of,
  // by offset, then by pattern. If a pattern matches within a line, it has a candidate in that line,
  // unless it is one of slow_patterns(). A pattern is told once a line (now and
  // then twice, in lines of more than kStrip bytes). Nothing outside is read.
  void find(std::string_view block, const LineMap& lines, Scratch& scratch,
            std::vector<Candidate>& out, Demands demands = Demands::checked) const;

  const PlanView& plan() const { return plan_; }
  Target target() const { return kernels_.target; }

 private:
  class Search;

  PlanView plan_;
  const Kernels& kernels_;
  const PlanFilter& filter_;
};

}  // namespace logdiag::match
