#include "usage_errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <logdiag/check.hpp>
#include <set>
#include <system_error>

#include "terminal.hpp"

namespace logdiag::cli {
namespace {

// "a, b or c", "a、b 或 c".
std::string spoken(std::string_view choices, bool zh) {
  std::string out;
  while (!choices.empty()) {
    const std::size_t bar = std::min(choices.find('|'), choices.size());
    const bool last = bar == choices.size();
    if (!out.empty()) out += last ? (zh ? " 或 " : " or ") : (zh ? "、" : ", ");
    out += choices.substr(0, bar);
    choices.remove_prefix(std::min(bar + 1, choices.size()));
  }
  return out;
}

bool among(std::string_view value, std::string_view choices) {
  const std::string all = fmt::format("|{}|", choices);
  return value.find('|') == std::string_view::npos &&
         all.find(fmt::format("|{}|", value)) != std::string::npos;
}

// "`logdiag run`, `logdiag rules list`": the commands that have an option.
std::string owners_of(const Option& option, bool zh) {
  std::string out;
  for (const Usage& u : usages()) {
    if ((option.commands & mask_of(u.command)) == 0) continue;
    if (!out.empty()) out += zh ? "、" : ", ";
    out += fmt::format("logdiag{}{}", u.words.empty() ? "" : " ", u.words);
  }
  return out;
}

std::string several_words(const Options& o, std::string_view en, std::string_view zh) {
  return message(fmt::format("'{}' is one word too many; {}", o.words.back(), en),
                 fmt::format("多出了 '{}'；{}", o.words.back(), zh));
}

}  // namespace

std::string unknown_option(Command command, std::string_view given) {
  const std::string_view name = given.substr(0, std::min(given.find('='), given.size()));
  std::vector<std::string_view> own;
  for (const Option& o : options()) {
    if (long_name(o) == name || short_name(o) == name) {
      return message(fmt::format("{} is an option of {}", name, owners_of(o, false)),
                     fmt::format("{} 是 {} 的选项", name, owners_of(o, true)));
    }
    if ((o.commands & mask_of(command)) != 0) own.push_back(long_name(o));
  }
  const std::string_view near = closest_word(name, own);
  if (near.empty()) {
    return message(fmt::format("there is no option {}", name), fmt::format("没有 {} 这个选项", name));
  }
  return message(fmt::format("there is no option {} (did you mean {}?)", name, near),
                 fmt::format("没有 {} 这个选项（是不是想用 {}？）", name, near));
}

std::string wrong_arity(const Option& option) {
  const std::string_view flag = long_name(option);
  if (option.value.empty()) {
    return message(fmt::format("{} takes no value", flag), fmt::format("{} 不接受值", flag));
  }
  if (option.choices.empty()) {
    return message(fmt::format("{} wants a value: {} {}", flag, flag, option.value),
                   fmt::format("{} 缺少值：{} {}", flag, flag, option.value));
  }
  return message(fmt::format("{} wants a value: {}", flag, spoken(option.choices, false)),
                 fmt::format("{} 缺少值：可用 {}", flag, spoken(option.choices, true)));
}

std::string wrong_value(std::string_view flag, std::string_view value, std::string_view en,
                        std::string_view zh) {
  return message(fmt::format("{} does not know '{}'; give {}", flag, value, en),
                 fmt::format("{} 不认识 '{}'；可用 {}", flag, value, zh));
}

std::string wrong_values(const Option& option, const std::vector<std::string>& values) {
  const bool with_file = option.value.find("=FILE") != std::string_view::npos;
  for (const std::string& value : values) {
    if (value.empty()) return wrong_arity(option);
    if (option.choices.empty()) continue;
    const std::string_view word = std::string_view(value).substr(
        0, with_file ? std::min(value.find('='), value.size()) : value.size());
    if (!among(word, option.choices)) {
      return wrong_value(long_name(option), word, spoken(option.choices, false),
                         spoken(option.choices, true));
    }
    if (with_file && value.ends_with('=')) {
      return message(fmt::format("{} {} names no file; give {} {}FILE", long_name(option), value,
                                 long_name(option), value),
                     fmt::format("{} {} 没有写文件名；请写成 {} {}FILE", long_name(option), value,
                                 long_name(option), value));
    }
  }
  return {};
}

std::string contradiction(const Options& o) {
  std::set<std::string> files;
  std::string_view on_screen;
  for (const Output& out : o.outputs) {
    const std::string_view name = name_of(out.format);
    if (out.file.empty()) {
      if (!on_screen.empty() || (o.github && out.format != Format::text)) {
        return message(fmt::format("two reports would mix on standard output; give one a file: "
                                   "--format {}=FILE", name),
                       fmt::format("两份报告会在标准输出上混在一起；请为其中一份指定文件："
                                   "--format {}=FILE", name));
      }
      on_screen = name;
    } else if (!files.insert(out.file).second) {
      return message(fmt::format("two reports would go to {}; give each a file of its own", out.file),
                     fmt::format("两份报告会写入同一个 {}；请分别指定文件", out.file));
    }
  }
  if (o.fail_on && (o.quiet || o.should_retry)) {
    const std::string_view other = o.quiet ? "--quiet" : "--should-retry";
    return message(fmt::format("{} and --fail-on each answer by exit code; give one of them", other),
                   fmt::format("{} 和 --fail-on 都用退出码作答；只能给出其中一个", other));
  }
  if (o.follow && !o.words.empty() && o.words != std::vector<std::string>{"-"}) {
    return message("--follow reads standard input, for example: tail -f build.log | logdiag --follow",
                   "--follow 读取标准输入，例如：tail -f build.log | logdiag --follow");
  }
  const bool command_line = o.command == Command::run;  // may hold anything
  if (!command_line && std::find(o.words.begin(), o.words.end(), "") != o.words.end()) {
    return message("an empty word stands where a name belongs; a variable may not be set",
                   "应写名称的位置是空的；可能是某个变量没有设置");
  }
  if (o.command == Command::explain && o.words.size() > 1) {
    return several_words(o, "explain wants one rule", "explain 只接受一条规则");
  }
  if (o.command == Command::rules_new && o.words.size() > 1) {
    return several_words(o, "rules new wants one ID", "rules new 只接受一个 ID");
  }
  return {};
}

std::string mistaken_command(const Options& o) {
  std::error_code none;
  if (o.command != Command::diagnose || o.words.empty()) return {};
  const std::string& word = o.words[0];
  if (std::filesystem::exists(word, none)) return {};
  std::vector<std::string_view> commands;
  for (const Usage& u : usages()) {
    if (!u.words.empty()) commands.push_back(u.words.substr(0, std::min(u.words.find(' '), u.words.size())));
  }
  const std::string_view near = closest_word(word, commands);
  if (near.empty()) return {};
  if (near == word) {
    return message(fmt::format("{0} comes first, then its options: logdiag {0}", near),
                   fmt::format("{0} 要写在最前面，选项跟在后面：logdiag {0}", near));
  }
  return message(fmt::format("there is no file '{}' (did you mean logdiag {}?)", word, near),
                 fmt::format("没有文件 '{}'（是不是想用 logdiag {}？）", word, near));
}

std::string unknown_rules_command(std::string_view word) {
  return message(fmt::format("'rules {}' is no command; give rules list, check, test, new or pack", word),
                 fmt::format("没有 'rules {}' 这个命令；可用 rules list、check、test、new 或 pack", word));
}

std::string see_help(Command command) {
  std::string_view words;
  for (const Usage& u : usages()) {
    if (u.command == command) words = u.words;
  }
  const std::string help = fmt::format("logdiag{}{} --help", words.empty() ? "" : " ", words);
  return message("see " + help, "参见 " + help);
}

}  // namespace logdiag::cli
