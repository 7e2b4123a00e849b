#include "rule_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <system_error>

#include "commands.hpp"
#include "terminal.hpp"

namespace logdiag::cli {
namespace {

constexpr std::size_t kMostTold = 20;  // problems of rule files, when a log is read

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

// The directories that are read without being named, weakest first; only those
// that exist.
std::vector<std::string> standing_directories() {
  std::vector<std::string> out;
  const auto add = [&](const std::filesystem::path& directory) {
    std::error_code none;
    if (std::filesystem::is_directory(directory, none)) out.push_back(directory.string());
  };
  if (const std::string config = variable("XDG_CONFIG_HOME"); !config.empty()) {
    add(std::filesystem::path(config) / "logdiag/rules");
  } else if (const std::string home = variable("HOME"); !home.empty()) {
    add(std::filesystem::path(home) / ".config/logdiag/rules");
  }
  add(".logdiag/rules");
  return out;
}

}  // namespace

bool add_paths(RuleSetBuilder& builder, const std::vector<std::string>& paths) {
  bool good = true;
  const std::size_t known = builder.problems().size();
  for (const std::string& path : paths) {
    const Result<bool> added = builder.add_path(path);
    if (!added) {
      complain(message(added.error().message,
                       fmt::format("规则无法加载：{}", added.error().message)));
      good = false;
    }
  }
  const std::span<const Problem> problems = builder.problems().subspan(known);
  for (const Problem& p : problems.first(std::min(problems.size(), kMostTold))) complain(p.text());
  if (problems.size() > kMostTold) {
    const std::size_t more = problems.size() - kMostTold;
    complain(message(fmt::format("{} more problems; 'logdiag rules check PATH' tells them all", more),
                     fmt::format("还有 {} 个问题；用 'logdiag rules check PATH' 查看全部", more)));
  }
  return good && problems.empty();
}

std::optional<RuleSet> load_rules(const Options& o) {
  RuleSetBuilder builder;
  if (o.builtin) builder.add_builtin();
  std::vector<std::string> paths;
  if (o.config) paths = standing_directories();
  if (const std::string named = variable("LOGDIAG_RULES"); !named.empty()) paths.push_back(named);
  paths.insert(paths.end(), o.rules.begin(), o.rules.end());
  if (!add_paths(builder, paths)) return std::nullopt;
  for (const std::string& glob : o.only) builder.keep_only(glob);
  for (const std::string& glob : o.skip) builder.leave_out(glob);
  Result<RuleSet> rules = builder.build();
  if (!rules) {
    complain(o.only.empty() ? message(rules.error().message,
                                      "没有留下任何规则；请使用内置规则，或指定规则文件")
                            : message("--only leaves no rule; see logdiag rules list",
                                      "--only 没有留下任何规则；参见 logdiag rules list"));
    return std::nullopt;
  }
  return std::move(rules).value();
}

}  // namespace logdiag::cli
