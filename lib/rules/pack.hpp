// pack.hpp - rules as one block of bytes that is used in place: the built-in
// rules are such a block inside the binary, `logdiag rules pack` writes one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <logdiag/result.hpp>
#include <logdiag/rule.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rule_json.hpp"

namespace logdiag::rules {

// The list of a rule's match that a pattern stands in.
enum class Clause : std::uint8_t { any, fallback, sequence, all, unless, capture };
inline constexpr std::size_t kClauseCount = 6;

// Whether a pattern at this place of its list is looked for in every line, or only in
// those around a line that another pattern of its rule matches.
constexpr bool opens(Clause clause, std::size_t index) {
  return clause < Clause::sequence || (clause == Clause::sequence && index == 0);
}

struct PatternEntry {
  std::string_view text;
  std::uint32_t rule = 0;  // index of its rule
  Clause clause = Clause::any;
  std::uint8_t index = 0;  // in its list

  bool opens() const { return rules::opens(clause, index); }
};

// "npm" of "npm/e401": rules of one family speak of one tool.
constexpr std::string_view family_of(std::string_view id) { return id.substr(0, id.find('/')); }

// What matching and ranking need of a rule; the texts stay in `json`.
struct RuleEntry {
  std::string_view id, json, step, job;
  std::vector<std::string_view> tags, supersedes;
  std::uint32_t first_pattern = 0, pattern_count = 0;
  std::uint16_t within = 0;
  std::uint8_t priority = 50;
  Role role = Role::cause;
  Severity severity = Severity::error;
  Scope scope = Scope::step;
  std::uint8_t marker = 0;          // 0 any, 1 error, 2 warning, 3 notice
  std::uint8_t clause_counts[kClauseCount]{};  // patterns in each list
};

// Whether a finding of `a` explains one of `b`.
bool supersedes(const RuleEntry& a, const RuleEntry& b);

class PackView {
 public:
  PackView() = default;

  // Checks every bound, so that a damaged file is an error and never a crash.
  // The bytes must outlive the view.
  static Result<PackView> open(std::string_view bytes);

  std::size_t size() const { return rule_count_; }
  std::size_t pattern_count() const { return pattern_count_; }
  RuleEntry rule(std::size_t index) const;
  std::string_view id(std::size_t index) const;  // of that rule, and nothing else of it
  PatternEntry pattern(std::size_t index) const;

  std::string_view bytes() const { return bytes_; }

  // The prefilter's plans for the patterns that open and for the others; empty
  // when the pack has none.
  std::string_view plan() const { return plan_; }
  std::string_view nearby_plan() const { return nearby_plan_; }

 private:
  std::string_view text(std::uint32_t at, std::uint32_t size) const;

  std::string_view bytes_, strings_, plan_, nearby_plan_;
  const unsigned char* rules_ = nullptr;
  const unsigned char* patterns_ = nullptr;
  std::size_t rule_count_ = 0, pattern_count_ = 0;
};

// Rules in the order of their ids, with their patterns; plans are kept as they are.
std::string write_pack(std::span<const ParsedRule> sorted, std::string_view plan,
                       std::string_view nearby_plan);

// The patterns in the order in which write_pack() numbers them.
struct RulePattern {
  std::string_view text;
  bool opens = true;  // see opens()
};
std::vector<RulePattern> patterns_of(const Rule& rule);

bool is_pack(std::string_view bytes);

// The rules that come with the library; generated from rules/ at build time.
std::string_view builtin_pack();

}  // namespace logdiag::rules
