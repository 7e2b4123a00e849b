// main.cpp - the command `logdiag`.
#include <fmt/format.h>
#include <logdiag/logdiag.h>

#include <csignal>
#include <exception>
#include <new>

#include "commands.hpp"
#include "option_table.hpp"
#include "options.hpp"
#include "terminal.hpp"
#include "usage_errors.hpp"

using namespace logdiag;
using namespace logdiag::cli;

namespace {

int help(const Options& options) {
  if (options.help_of == "man") {
    write_out(man_page(language(options)));
    return 0;
  }
  for (const Usage& u : usages()) {
    if (u.words == options.help_of || (options.help_of == "rules" && u.words.starts_with("rules "))) {
      write_out(help_text(u.command, language(options)));
      return 0;
    }
  }
  complain(message(fmt::format("'{}' is no command; see logdiag --help", options.help_of),
                   fmt::format("没有 '{}' 这个命令；参见 logdiag --help", options.help_of)));
  return 2;
}

int perform(const Options& o) {
  switch (o.command) {
    case Command::diagnose: return diagnose(o);
    case Command::run: return run_command(o);
    case Command::explain: return explain(o);
    case Command::rules_list: return list_rules(o);
    case Command::rules_check: return check_rule_files(o);
    case Command::rules_test: return test_rule_samples(o);
    case Command::rules_new: return new_rule_from(o);
    case Command::rules_pack: return pack_rule_files(o);
    case Command::completions: return completions(o);
    case Command::help: return help(o);
    case Command::version: break;
  }
  write_out(fmt::format("logdiag {}\n", logdiag_version()));
  return 0;
}

int run(int argc, char** argv) {
  const Parsed parsed = parse(argc, argv);
  const Options& o = parsed.options;
  if (!parsed.error.empty()) {
    complain(message(fmt::format("{}; {}", parsed.error, see_help(o.command)),
                     fmt::format("{}；{}", parsed.error, see_help(o.command))));
    return o.command == Command::run ? 125 : 2;
  }
  const int code = perform(o);
  // That of `run` is the command's, whatever becomes of our report.
  return output_failed() && o.command != Command::run ? 2 : code;
}

}  // namespace

int main(int argc, char** argv) {
  (void)std::signal(SIGPIPE, SIG_IGN);  // a closed pipe shows as a failed write,
  (void)std::signal(SIGXFSZ, SIG_IGN);  // and so does a file that may not grow
  try {
    return run(argc, argv);
  } catch (const std::bad_alloc&) {
    complain(message("out of memory", "内存不足"));
  } catch (const std::exception& e) {
    complain(message(fmt::format("a defect of logdiag: {}", e.what()),
                     fmt::format("logdiag 自身的缺陷：{}", e.what())));
  }
  return 2;
}
