// rule.hpp - what a rule knows: plain data, read from JSON, never changed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace logdiag {

enum class Lang : std::uint8_t { en, zh };
enum class Severity : std::uint8_t { info = 1, warning = 2, error = 3 };

// What a finding says about the failure: why it happened, what followed from
// it, or only that something failed.
enum class Role : std::uint8_t { cause = 1, effect = 2, generic = 3 };

// The stretch of a log a rule with several patterns may look at.
enum class Scope : std::uint8_t { step, job, source };

// One text in every language logdiag speaks.
struct Text {
  std::string en;
  std::string zh;

  std::string_view in(Lang lang) const { return lang == Lang::zh && !zh.empty() ? zh : en; }
};

struct FixStep {
  Text text;
  std::string code;       // to paste; may be empty
  std::string code_lang;  // "yaml", "sh", ...
};

// A word that a pattern's named group takes from the log.
struct Capture {
  std::string name;
  Text fallback;  // shown where the log does not say; without zh the same in both
  std::string about;

  // What stands for it where the log does not say: the fallback, or, where code is
  // asked for and the fallback is a phrase, the name in capitals.
  std::string stand_in(Lang lang, bool code) const;
};

// When a rule applies. Patterns are RE2 expressions on cleaned lines; the
// meaning of each list is in rules/README.md.
struct Match {
  std::vector<std::string> any, fallback, sequence, all, unless, capture;
  unsigned within = 0;  // lines
  Scope scope = Scope::step;
  std::string step, job;  // expressions the name must match; empty: any
  std::string marker;     // "error", "warning", "notice"; empty: any
};

struct Sample {
  std::string name;
  std::string why;   // counter samples only
  std::string seen;  // where such a line was seen; an address
  std::vector<std::string> log;
  std::size_t line = 0;  // where the finding is expected, from 1; 0: nowhere
  std::vector<std::pair<std::string, std::string>> captures;
  bool top = true;  // the rule must come first on this sample
};

struct Rule {
  std::string id;  // "family/name"
  Text title;
  Text diagnosis;
  std::vector<FixStep> fix;
  Severity severity = Severity::error;
  Role role = Role::cause;
  int priority = 50;  // 0 to 100; higher is more specific
  bool transient = false;  // a plain retry often cures it
  std::string owner;       // who acts: "code", "credentials", ...
  std::string category;
  std::string since, status, replaced_by;
  Match match;
  std::vector<Capture> captures;
  std::vector<std::string> docs, tags, supersedes;
  std::vector<Sample> samples, counter_samples;
  std::string origin;  // the file the rule was read from; "built-in" otherwise

  const Capture* capture(std::string_view name) const;
};

std::string_view name_of(Severity severity);  // "error"
std::string_view name_of(Role role);          // "cause"
std::string_view name_of(Scope scope);        // "step"

}  // namespace logdiag
