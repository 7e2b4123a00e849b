// rule_json.hpp - JSON to Rule, with every problem of a file told at once.
#pragma once

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

// Reads a rule, or an array of rules; `//` comments are allowed. A rule with a
// problem is left out, the others are kept. Never throws but std::bad_alloc.
std::vector<ParsedRule> parse_rules(std::string_view json, std::string_view origin,
                                    std::vector<Problem>& problems);

// Reads the JSON of a rule that parse_rules() accepted before.
Rule parse_trusted_rule(std::string_view json, std::string_view origin);

}  // namespace logdiag::rules
