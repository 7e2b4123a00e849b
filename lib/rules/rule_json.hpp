// rule_json.hpp - JSON to Rule, with every problem of a file told at once.
#pragma once

#include <functional>
#include <logdiag/rule.hpp>
#include <logdiag/rule_set.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace logdiag::rules {

// A rule and the JSON it was read from, in one line.
struct ParsedRule {
  Rule rule;
  std::string json;
};

// What the rules added before a file offer it.
struct Earlier {
  // The JSON of a rule by its id; empty when there is none.
  std::function<std::string_view(std::string_view id)> json_of;
  // Switches off those that a glob names; false when it names none.
  std::function<bool(std::string_view glob)> disable;
};

// Reads a rule, or an array of rules, and gives each to `take` as soon as it is read;
// `//` comments are allowed. A rule with `extends` is the named one with its own keys
// put over it, `{"schema": 1, "disable": [...]}` switches off earlier rules; both need
// `earlier`. A rule with a problem is left out, the others are kept. Never throws but
// std::bad_alloc, and what `take` throws.
void each_rule(std::string_view json, std::string_view origin, std::vector<Problem>& problems,
               const Earlier* earlier, const std::function<void(ParsedRule)>& take);

// All of them at once.
std::vector<ParsedRule> parse_rules(std::string_view json, std::string_view origin,
                                    std::vector<Problem>& problems);

// Reads the JSON of a rule that parse_rules() accepted before.
Rule parse_trusted_rule(std::string_view json, std::string_view origin);

}  // namespace logdiag::rules
