// check.hpp - for writers of rules: is a rule good, does it fire where it
// should, and a new rule from a log line.
#pragma once

#include <cstddef>
#include <logdiag/rule_set.hpp>
#include <logdiag/scanner.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace logdiag {

// What is wrong with the rules of a set beyond what adding them already told:
// texts in both languages, patterns without a sample, unbounded gaps, ids that
// are not their file's path below `root` (checked when not empty), references
// to rules that do not exist. Problems only of rules whose id matches `glob`.
std::vector<Problem> check_rules(const RuleSet& rules, std::string_view glob = "*",
                                 std::string_view root = {});

struct SampleResults {
  std::size_t samples = 0;  // run
  std::vector<Problem> failures;
};

// Runs the samples and counter samples of the rules whose id matches `glob`,
// with all rules of the set, as `logdiag` would read them.
SampleResults test_rules(const RuleSet& rules, std::string_view glob = "*");

// The JSON of a new rule that matches `line`: variable parts abstracted, a
// fixed literal kept, the line as its sample. The texts are to be written.
std::string new_rule(std::string_view id, std::string_view line);

// A raw log line as patterns see it: no colours, times, markers or prefixes.
std::string clean_line(std::string_view raw, Input input = Input::automatic);

// Does a glob ('*' stands for any run) name this id?
bool id_matches(std::string_view glob, std::string_view id);

// The id most like a mistyped one; empty when none is close.
std::string_view closest_id(const RuleSet& rules, std::string_view word);

// Likewise of other words: what was begun and not ended, or is at most `slips`
// letters (added, dropped, changed, or swapped with the next) away.
std::string_view closest_word(std::string_view word, const std::vector<std::string_view>& among,
                              std::size_t slips = 2);

}  // namespace logdiag
