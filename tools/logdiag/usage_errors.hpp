// usage_errors.hpp - what is wrong with a command line, in words: what, where, and
// what to do instead. Each function returns an empty text where nothing is wrong.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "option_table.hpp"
#include "options.hpp"

namespace logdiag::cli {

// An option that the command does not have: the nearest one, or whose it is.
std::string unknown_option(Command command, std::string_view given);

// An option that wants a value and has none, or a switch that was given one.
std::string wrong_arity(const Option& option);

// A value that is not among those of the option; `wanted` says which are.
std::string wrong_value(std::string_view flag, std::string_view value, std::string_view en,
                        std::string_view zh);

// Values that are empty, or not among the choices of the option.
std::string wrong_values(const Option& option, const std::vector<std::string>& values);

// Options that cannot be had together, and words that the command does not take.
std::string contradiction(const Options& options);

// A word in the place of a command: 'explane', or a command behind its options.
std::string mistaken_command(const Options& options);

// The `rules` command that does not exist.
std::string unknown_rules_command(std::string_view word);

// "see logdiag run --help".
std::string see_help(Command command);

}  // namespace logdiag::cli
