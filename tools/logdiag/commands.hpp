// commands.hpp - one function a command; each returns the exit code.
#pragma once

#include <optional>

#include "options.hpp"

namespace logdiag::cli {

int diagnose(const Options& options);
int run_command(const Options& options);
int explain(const Options& options);
int list_rules(const Options& options);
int check_rule_files(const Options& options);
int test_rule_samples(const Options& options);
int new_rule_from(const Options& options);
int pack_rule_files(const Options& options);
int completions(const Options& options);

// The rules that the options ask for; complains and returns nothing when they
// cannot be had.
std::optional<RuleSet> load_rules(const Options& options);

}  // namespace logdiag::cli
