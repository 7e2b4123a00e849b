// options.hpp - the command line: one table, from which the parser and the
// help in both languages come.
#pragma once

#include <logdiag/logdiag.hpp>
#include <optional>
#include <string>
#include <vector>

namespace logdiag::cli {

enum class Command {
  diagnose, run, explain, rules_list, rules_check, rules_test, rules_new, rules_pack, completions,
  help, version
};
enum class When { automatic, always, never };

struct Output {
  Format format = Format::text;
  std::string file;  // empty: standard output
};

struct Options {
  Command command = Command::diagnose;
  std::vector<std::string> words;  // files, ids, globs
  std::vector<Output> outputs;
  std::optional<Lang> lang;
  unsigned limit = 0;
  bool all = false;
  bool quiet = false;
  bool github = false;
  bool should_retry = false;
  std::optional<Severity> fail_on;
  std::vector<std::string> rules, only, skip;
  bool builtin = true;
  Input input = Input::automatic;
  unsigned context = 3;
  bool follow = false;
  bool always = false;       // run
  std::string log;           // run
  unsigned timeout = 0;      // run: seconds; 0: none
  unsigned jobs = 0;  // threads; 0: as many as there are cores
  When color = When::automatic;
  When hyperlinks = When::automatic;
  bool statistics = false;
  bool redact = true;
  bool json = false;         // rules list
  std::string from;          // rules new
  std::string pack_file;     // rules pack
  bool config = true;        // rules of the user's and the project's directories
  std::string help_of;       // help COMMAND
};

struct Parsed {
  Options options;
  std::string error;  // empty when the command line is good
};

// Memory for the text of the log, where a report shows it; else 0.
std::size_t transcript_bytes(const Options& options);

Parsed parse(int argc, char** argv);

std::string help_text(Command command, Lang lang);
std::string man_page(Lang lang);

}  // namespace logdiag::cli
