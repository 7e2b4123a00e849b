// rules.cpp - `logdiag explain` and `logdiag rules list|check|test|new|pack`.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <thread>

#include "commands.hpp"
#include "outputs.hpp"
#include "pager.hpp"
#include "rule_sources.hpp"
#include "terminal.hpp"

namespace logdiag::cli {
namespace {

bool named(const Options& o, std::string_view id) {
  if (o.words.empty()) return true;
  return std::any_of(o.words.begin(), o.words.end(),
                     [&](const std::string& glob) { return id_matches(glob, id); });
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out.push_back('\\');
    if (static_cast<unsigned char>(c) >= 0x20) out.push_back(c);
  }
  return out + "\"";
}

// family/name, as the format of rules wants it.
bool is_id(std::string_view id) {
  const std::size_t slash = id.find('/');
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  const auto good = [&](std::string_view part) {
    return !part.empty() && part.front() != '-' && std::all_of(part.begin(), part.end(), plain);
  };
  return slash != std::string_view::npos && good(id.substr(0, slash)) && good(id.substr(slash + 1));
}

// Why a word names no single rule; `found` are those that end with it.
std::string no_such_rule(const RuleSet& rules, std::string_view word,
                         const std::vector<std::size_t>& found) {
  if (found.size() > 1) {
    std::string list;
    for (const std::size_t i : found) list += fmt::format(" {}", rules.id(i));
    return message(fmt::format("'{}' is the ending of several rules:{}", word, list),
                   fmt::format("有多条规则以 '{}' 结尾：{}", word, list.substr(1)));
  }
  if (const std::string_view near = closest_id(rules, word); !near.empty()) {
    return message(fmt::format("no rule is called '{}'; did you mean {}?", word, near),
                   fmt::format("没有名为 '{}' 的规则；是不是 {}？", word, near));
  }
  return message(fmt::format("no rule is called '{}'; see logdiag rules list", word),
                 fmt::format("没有名为 '{}' 的规则；参见 logdiag rules list", word));
}

// Words that name no rule at all are told; false when there are any.
bool all_known(const RuleSet& rules, const std::vector<std::string>& globs) {
  bool good = true;
  for (const std::string& glob : globs) {
    bool known = false;
    for (std::size_t i = 0; i < rules.size() && !known; ++i) known = id_matches(glob, rules.id(i));
    if (!known) complain(no_such_rule(rules, glob, {}));
    good = good && known;
  }
  return good;
}

// A glob for each family of rules, in the order of ids.
std::vector<std::string> families_of(const RuleSet& rules) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    std::string family(rules.id(i).substr(0, rules.id(i).find('/') + 1));
    family += '*';
    if (out.empty() || out.back() != family) out.push_back(std::move(family));
  }
  return out;
}

// The samples of all rules, by as many threads as there are; the results are in the
// order of the globs.
SampleResults test_all(const RuleSet& rules, const std::vector<std::string>& globs) {
  const unsigned threads = std::max(1u, std::thread::hardware_concurrency());
  std::vector<SampleResults> parts(globs.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < globs.size(); i = next++) parts[i] = test_rules(rules, globs[i]);
  };
  std::vector<std::future<void>> others;
  for (unsigned t = 1; t < threads && t < globs.size(); ++t) {
    others.push_back(std::async(std::launch::async, work));
  }
  work();
  for (std::future<void>& other : others) other.get();
  SampleResults all;
  for (SampleResults& part : parts) {
    all.samples += part.samples;
    for (Problem& p : part.failures) all.failures.push_back(std::move(p));
  }
  return all;
}

}  // namespace

int explain(const Options& o) {
  if (o.words.size() != 1) {
    complain(message("explain wants one rule, for example: logdiag explain ghcr/write-package-denied",
                     "explain 需要一条规则，例如：logdiag explain ghcr/write-package-denied"));
    return 2;
  }
  const std::optional<RuleSet> rules = load_rules(o);
  if (!rules) return 2;
  const std::string& word = o.words[0];
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < rules->size(); ++i) {
    if (rules->id(i) == word) {
      found = {i};
      break;
    }
    if (rules->id(i).ends_with("/" + word)) found.push_back(i);
  }
  if (found.size() != 1) {
    complain(no_such_rule(*rules, word, found));
    return 2;
  }
  RenderOptions r;
  r.lang = language(o);
  r.color = wants_color(o);
  r.width = terminal_width();
  page_out(render_rule(rules->rule(found[0]), r));
  return 0;
}

int list_rules(const Options& o) {
  const std::optional<RuleSet> rules = load_rules(o);
  if (!rules || !all_known(*rules, o.words)) return 2;
  const Lang lang = language(o);
  std::string out = o.json ? "[\n" : "";
  bool first = true;
  for (std::size_t i = 0; i < rules->size(); ++i) {
    if (!named(o, rules->id(i))) continue;
    const Rule& r = rules->rule(i);
    if (o.json) {
      out += fmt::format("{}{{\"id\": {}, \"severity\": {}, \"role\": {}, \"category\": {}, \"owner\": {}, "
                         "\"title\": {{\"en\": {}, \"zh\": {}}}}}",
                         first ? "" : ",\n", json_string(r.id), json_string(name_of(r.severity)),
                         json_string(name_of(r.role)), json_string(r.category), json_string(r.owner),
                         json_string(r.title.en), json_string(r.title.zh));
    } else {
      out += fmt::format("{:<40} {:<8} {}\n", r.id, name_of(r.severity), r.title.in(lang));
    }
    first = false;
  }
  if (o.json) out += "\n]\n";
  write_out(out);
  return 0;
}

int check_rule_files(const Options& o) {
  if (o.words.empty()) {
    complain(message("rules check wants rule files or directories, for example: logdiag rules check rules/",
                     "rules check 需要规则文件或目录，例如：logdiag rules check rules/"));
    return 2;
  }
  // On top of the built-in rules: what a single file refers to may be one of them.
  RuleSetBuilder builder;
  builder.add_builtin();
  for (const std::string& path : o.words) {
    const Result<bool> added = builder.add_path(path);
    if (!added) {
      complain(message(added.error().message,
                       fmt::format("规则无法加载：{}", added.error().message)));
      return 2;
    }
  }
  std::vector<Problem> problems(builder.problems().begin(), builder.problems().end());
  std::size_t own = 0;
  if (const Result<RuleSet> all = builder.build()) {
    const std::string root = std::filesystem::is_directory(o.words[0]) ? o.words[0] : "";
    for (std::size_t i = 0; i < all->size(); ++i) {
      if (all->rule(i).origin != "built-in") ++own;
    }
    for (Problem& p : check_rules(*all, "*", root)) {
      if (p.origin != "built-in") problems.push_back(std::move(p));
    }
  }
  for (const Problem& p : problems) write_out(p.text() + "\n");
  if (!problems.empty()) {
    complain(message(fmt::format("{} problem(s)", problems.size()),
                     fmt::format("{} 个问题", problems.size())));
    return 1;
  }
  write_out(message(fmt::format("{} rule(s), no problems\n", own),
                    fmt::format("{} 条规则，没有问题\n", own)));
  return 0;
}

int test_rule_samples(const Options& o) {
  const std::optional<RuleSet> rules = load_rules(o);
  if (!rules || !all_known(*rules, o.words)) return 2;
  const SampleResults results = test_all(*rules, o.words.empty() ? families_of(*rules) : o.words);
  for (const Problem& p : results.failures) write_out(p.text() + "\n");
  write_out(message(
      fmt::format("{} sample(s), {} failed\n", results.samples, results.failures.size()),
      fmt::format("{} 个样例，{} 个未通过\n", results.samples, results.failures.size())));
  return results.failures.empty() ? 0 : 1;
}

int new_rule_from(const Options& o) {
  const std::size_t colon = o.from.rfind(':');
  std::size_t wanted = 0;
  if (colon != std::string::npos) {
    for (const char c : o.from.substr(colon + 1)) {
      if (c < '0' || c > '9' || wanted > 1'000'000'000) {
        wanted = 0;
        break;
      }
      wanted = wanted * 10 + static_cast<std::size_t>(c - '0');
    }
  }
  if (wanted == 0) {
    complain(message("rules new wants --from FILE:LINE, for example: logdiag rules new --from build.log:8390",
                     "rules new 需要 --from FILE:LINE，例如：logdiag rules new --from build.log:8390"));
    return 2;
  }
  std::ifstream in(o.from.substr(0, colon), std::ios::binary);
  if (!in) {
    complain(message(fmt::format("{}: cannot be opened", o.from.substr(0, colon)),
                     fmt::format("{}：无法打开", o.from.substr(0, colon))));
    return 2;
  }
  std::string line;
  for (std::size_t i = 0; i < wanted; ++i) {
    if (!std::getline(in, line)) {
      complain(message(fmt::format("{}: has only {} lines", o.from.substr(0, colon), i),
                       fmt::format("{}：只有 {} 行", o.from.substr(0, colon), i)));
      return 2;
    }
  }
  const std::string id = o.words.empty() ? "local/new-rule" : o.words[0];
  if (!is_id(id)) {
    complain(message(fmt::format("'{}' is no id; give family/name in a-z, 0-9 and -, such as local/new-rule",
                                 id),
                     fmt::format("'{}' 不是 id；请写成 family/name，只用 a-z、0-9 和 -，如 local/new-rule", id)));
    return 2;
  }
  write_out(new_rule(id, clean_line(line, o.input)));
  return 0;
}

int pack_rule_files(const Options& o) {
  if (o.words.empty() || o.pack_file.empty()) {
    complain(message("rules pack wants rule files and where to write, for example: "
                     "logdiag rules pack ci/rules -o ci.rules",
                     "rules pack 需要规则文件和输出位置，例如：logdiag rules pack ci/rules -o ci.rules"));
    return 2;
  }
  RuleSetBuilder builder;
  if (!add_paths(builder, o.words)) return 2;
  // A pack stands on its own: what no rule is left of would be refused on use.
  const Result<RuleSet> rules = builder.build();
  if (!rules) {
    complain(message(rules.error().message, "没有可打包的规则"));
    return 2;
  }
  if (!write_file(o.pack_file, builder.pack())) return 2;
  write_out(message(fmt::format("{}: {} rule(s)\n", o.pack_file, rules->size()),
                    fmt::format("{}：{} 条规则\n", o.pack_file, rules->size())));
  return 0;
}

}  // namespace logdiag::cli
