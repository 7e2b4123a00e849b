// diagnose.cpp - `logdiag [FILE...]`: inputs in, one report out.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "commands.hpp"
#include "inputs.hpp"
#include "outputs.hpp"
#include "terminal.hpp"

namespace logdiag::cli {
int diagnose(const Options& o) {
  if (o.words.empty() && isatty(STDIN_FILENO) == 1) {
    complain(message("give a log file, or pipe a log in:", "请给出日志文件，或用管道输入日志："));
    write_error("  logdiag build.log\n  gh run view --log-failed | logdiag\n");
    write_error(message("See logdiag --help.", "参见 logdiag --help。") + "\n");
    return 2;
  }
  const std::optional<RuleSet> rules = load_rules(o);
  if (!rules) return 2;
  std::vector<std::string> names = o.words;
  if (names.empty()) names.emplace_back("-");
  bool all_read = true;
  const Report report = read_inputs(names, *rules, o, all_read);

  all_read = write_outputs(report, o) && all_read;
  if (!all_read) return 2;
  if (o.should_retry && !worth_a_retry(report)) return 1;
  const auto diagnosed = [](const Finding& f) { return f.rule->role != Role::generic; };
  if (o.quiet && std::none_of(report.findings.begin(), report.findings.end(), diagnosed)) return 1;
  if (o.fail_on && std::any_of(report.findings.begin(), report.findings.end(), [&](const Finding& f) {
        return f.rule->severity >= *o.fail_on;
      })) {
    return 1;
  }
  return 0;
}

}  // namespace logdiag::cli
