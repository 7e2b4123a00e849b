// rule_check.hpp - what is demanded of a rule beyond its JSON shape, as far as
// no regex engine is needed for it: texts, placeholders, languages, ids.
#pragma once

#include <logdiag/rule.hpp>
#include <logdiag/rule_set.hpp>
#include <vector>

namespace logdiag::rules {

// Demands on the texts: both languages with the same placeholders and code
// words, titles that fit a line, no duplicate steps.
void check_texts(const Rule& rule, std::vector<Problem>& problems);

// Demands across rules: ids equal paths, supersedes and replaced_by name rules
// that exist, no rule supersedes itself by a circle, no two titles alike.
void check_references(const std::vector<const Rule*>& all, std::vector<Problem>& problems);

}  // namespace logdiag::rules
