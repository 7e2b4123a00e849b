// rule_set_impl.hpp - what stands behind a RuleSet: the table of rules and
// patterns, and the matcher over the patterns.
#pragma once

#include <atomic>
#include <cstdint>
#include <logdiag/rule_set.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "match/lookout.hpp"
#include "match/matcher.hpp"
#include "rules/pack.hpp"

namespace logdiag {

struct RuleSet::Impl {
  ~Impl();

  std::string bytes;                          // the pack of the rules that are not built in
  std::vector<rules::RuleEntry> rules;        // in the order of ids; first_pattern indexes `patterns`
  std::vector<rules::PatternEntry> patterns;  // `rule` indexes `rules`; index = expression
  std::vector<std::string> origins;           // of each rule; empty: built-in
  std::unique_ptr<const match::Matcher> matcher;

  // Finds lines worth a look: numbers below patterns.size() are patterns, those
  // behind are watches (match/watch).
  match::Lookout lookout;

  // The same for the patterns that are asked around a hit only.
  match::Lookout nearby;

  mutable std::vector<std::atomic<const Rule*>> read;  // rules asked for so far

  const Rule& rule(std::size_t index) const;
  std::size_t find(std::string_view id) const;  // size() when there is none
};

// The door for the library's own layers.
struct RuleSetAccess {
  static const RuleSet::Impl& impl(const RuleSet& rules) { return *rules.impl_; }
};

}  // namespace logdiag
