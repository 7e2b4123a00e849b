// option_table.hpp - every command and option, once: the parser, the help, the
// man page and the completions of three shells are made of it.
#pragma once

#include <span>
#include <string_view>

#include "options.hpp"

namespace logdiag::cli {

// Which commands an option belongs to.
enum Of : unsigned {
  kDiagnose = 1,
  kExplain = 2,
  kList = 4,
  kCheck = 8,
  kTest = 16,
  kNew = 32,
  kCompletions = 64,
  kHelp = 128,
  kPack = 256,
  kRun = 512
};

struct Option {
  unsigned commands;
  std::string_view flags;    // "-f,--format", or "--format" alone
  std::string_view value;    // empty for a switch
  std::string_view choices;  // what the value may be, split by '|'; empty: anything
  std::string_view en, zh;
};

struct Usage {
  Command command;
  std::string_view words;  // what to type before the arguments; empty for the main command
  std::string_view arguments;
  std::string_view en, zh;
};

std::string_view long_name(const Option& option);   // "--format"
std::string_view short_name(const Option& option);  // "-f", or empty

std::span<const Option> options();
std::span<const Usage> usages();
unsigned mask_of(Command command);

}  // namespace logdiag::cli
