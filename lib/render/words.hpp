// words.hpp - the renderers' own words in both languages, in one table.
#pragma once

#include <logdiag/rule.hpp>
#include <string_view>

namespace logdiag::rendering {

enum class Word : unsigned char {
  error, warning, info, line, job, step, why, fix, docs, then, also, none_known, only_warnings,
  nothing_found, most_suspect, to_teach, exit_code, causes_one, causes_many, in_lines, repeats,
  follow_one, follow_many, marked_error, begins_error, contains_error, last_words, consequence,
  undecided, owner,
  transient_yes, category, example, supersedes, severity, cut_lines, same_kind,
  more_causes, follows_from,
  same_cause, jobs_failed, no_known_cause, rest_unknown, id_at, id_first_at
};

std::string_view word(Word w, Lang lang);

}  // namespace logdiag::rendering
