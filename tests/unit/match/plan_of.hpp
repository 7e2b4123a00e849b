// plan_of.hpp - plans of test expressions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "match/plan.hpp"

namespace logdiag::match::testing {

class Plan {
 public:
  explicit Plan(const std::string& bytes) : bytes_(bytes) {}
  PlanView view() { return *PlanView::open(bytes_.bytes()); }

 private:
  PlanBytes bytes_;
};

inline Plan plan_of(const std::vector<std::string>& patterns, PlanEffort effort,
                    CaseFolding folding = CaseFolding::unicode) {
  const std::vector<std::string_view> views(patterns.begin(), patterns.end());
  return Plan(build_plan(views, effort, folding));
}

}  // namespace logdiag::match::testing
