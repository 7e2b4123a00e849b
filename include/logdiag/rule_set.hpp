// rule_set.hpp - from JSON to something that can be matched.
#pragma once

#include <cstddef>
#include <logdiag/result.hpp>
#include <logdiag/rule.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace logdiag {

// One defect of a rule file. All of them are reported, not only the first.
struct Problem {
  std::string origin;   // file name
  std::string rule_id;  // empty when the file is not JSON at all
  std::string place;    // JSON pointer: "/match/any/0"
  std::string message;  // what is wrong, and what to do

  std::string text() const;  // "origin: rule: place: message"
};

// Compiled rules. Immutable and cheap to copy; copies share one compilation.
// Safe for use from many threads at once. Rules come in the order of their ids.
class RuleSet {
 public:
  std::size_t size() const;
  std::string_view id(std::size_t index) const;

  // The whole rule; read from its JSON when first asked for, and kept. The
  // reference lives as long as any copy of this set.
  const Rule& rule(std::size_t index) const;

  const Rule* find(std::string_view id) const;  // nullptr when there is none

  struct Impl;

 private:
  friend class RuleSetBuilder;
  friend class Scanner;
  friend struct RuleSetAccess;
  explicit RuleSet(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

  std::shared_ptr<const Impl> impl_;
};

// Collects rules and compiles them. A faulty rule is left out and told by
// problems(); it never takes the others with it. A rule replaces one added
// before under the same id.
//
//   RuleSetBuilder builder;
//   builder.add_builtin();
//   builder.add_path("ci/rules");
//   for (const Problem& p : builder.problems()) complain(p.text());
//   Result<RuleSet> rules = builder.build();  // fails only when none is left
class RuleSetBuilder {
 public:
  RuleSetBuilder();
  RuleSetBuilder(RuleSetBuilder&&) noexcept;
  RuleSetBuilder& operator=(RuleSetBuilder&&) noexcept;
  ~RuleSetBuilder();

  void add_builtin();

  // A rule, or an array of rules. A rule with "extends" is an earlier one with its
  // own keys put over it; {"schema": 1, "disable": [globs]} switches earlier ones
  // off. False when anything in it was refused.
  bool add_json(std::string_view json, std::string_view origin);

  // A rule file, a rule pack, or a directory: every *.json below it. An error
  // when the path cannot be read; refused rules are problems.
  Result<bool> add_path(const std::string& path);

  // Keeps only, or leaves out, the rules that a glob names: of ids ("npm/*"),
  // or of tags ("tag:docker"). Applied by build().
  void keep_only(std::string_view glob);
  void leave_out(std::string_view glob);

  Result<RuleSet> build();
  std::span<const Problem> problems() const;

  // The accepted rules as the bytes of one rule pack, which add_path() loads
  // without reading JSON.
  std::string pack() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace logdiag
