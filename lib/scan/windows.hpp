// windows.hpp - from pattern hits to findings: sequence, all, unless, capture
// within a distance, and repeats folded.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "match/rule_set_impl.hpp"
#include "scan/draft.hpp"
#include "scan/known_lines.hpp"
#include "scan/neighbours.hpp"
#include "scan/scope.hpp"
#include "text/line.hpp"

namespace logdiag::scan {

// A line some pattern matched.
struct HitLine {
  const text::Line* line = nullptr;
  KnownLine* known = nullptr;  // what its expressions take
  std::uint64_t number = 0, offset = 0;
  std::uint64_t position = 0;  // Neighbours::position() of its begin
  const Step* step = nullptr;
  std::uint32_t source = 0;
  bool scripted = false;  // the runner prints a script, see ScopeTracker::in_script()
  bool echoed = false;    // a command of the step was to say it, see Retold
  std::uint64_t traced_at = 0;  // the line of the command traced last; 0 not seen
};

// Remembers which candidates wait for their window to pass, and asks their
// neighbours; memory is bounded by the rules, not by the log.
class Windows {
 public:
  // Makes the draft of a line that opens a candidate: place, text, context.
  using Describe = std::function<Draft(std::uint32_t rule)>;

  // `neighbours` must outlive it.
  Windows(const RuleSet::Impl& rules, Neighbours& neighbours, std::uint32_t max_per_rule);
  ~Windows();

  // Takes the patterns (ascending) that match one line: those that open.
  void see(const HitLine& hit, const std::vector<std::uint32_t>& patterns,
           const Describe& describe);

  // Decides the candidates whose window ends before line `number`.
  void settle(std::uint64_t number);

  // A block ends with line `number`: candidates look at what they saw of it.
  void end_block(std::uint64_t number);

  // End of a source after line `number`: every candidate is decided.
  void end_source(std::uint64_t number);

  // Findings certain so far, in the order in which they were decided.
  std::vector<Draft>& drafts() { return drafts_; }
  // Whether an error-level cause was found in this step.
  bool has_error_cause(std::uint32_t step_id) const { return error_cause_step_ == step_id; }

  // Back to an empty state for the next log.
  void reset();

 private:
  struct Candidate;
  struct RuleState;
  struct Folded;

  RuleState& state(std::uint32_t rule);
  void rule_hit(std::uint32_t rule, const HitLine& hit, const std::uint32_t* first,
                const std::uint32_t* last, const Describe& describe);
  void open(std::uint32_t rule, RuleState& s, const HitLine& hit, const std::uint32_t* first,
            const std::uint32_t* last, const Describe& describe);
  void decide(std::uint32_t rule, Candidate& c);
  void look_around(std::uint32_t rule, RuleState& s, Candidate& c, std::uint64_t number);
  void settle_rule(std::uint32_t rule, RuleState& s, std::uint64_t number, bool all);
  void commit(Draft draft, std::uint32_t step_id);
  bool allowed_here(const rules::RuleEntry& rule, const HitLine& hit) const;

  const RuleSet::Impl& rules_;
  Neighbours& neighbours_;
  std::uint32_t max_per_rule_;
  std::unordered_map<std::uint32_t, std::unique_ptr<RuleState>> states_;
  std::vector<std::uint32_t> waiting_;  // rules with open candidates
  std::vector<Draft> drafts_;
  std::unordered_map<std::uint64_t, std::size_t> folded_;  // key of a finding -> its draft
  struct Quota {
    std::uint32_t used = 0;  // findings so far
    std::size_t first = 0;   // of them in drafts_
  };
  std::unordered_map<std::uint32_t, Quota> quotas_;  // by quota_key
  std::uint32_t error_cause_step_ = ~0u;  // the last step with one
};

}  // namespace logdiag::scan
