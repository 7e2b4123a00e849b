#include "options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <string_view>

namespace logdiag::cli {
namespace {

// Which commands an option belongs to.
enum Of : unsigned {
  kDiagnose = 1, kExplain = 2, kList = 4, kCheck = 8, kTest = 16, kNew = 32, kPack = 64, kRun = 128
};

struct Entry {
  unsigned commands;
  std::string_view flags;  // as CLI11 wants them
  std::string_view value;  // empty for a switch
  std::string_view en, zh;
};

constexpr auto kTable = std::to_array<Entry>({
    {kDiagnose | kRun, "-f,--format", "NAME[=FILE]",
     "text, json, jsonl, sarif, github, markdown, junit or html; may be repeated, each with its own file",
     "报告格式：text、json、jsonl、sarif、github、markdown、junit 或 html；可重复给出，各写入自己的文件"},
    {kDiagnose, "--github", "",
     "in GitHub Actions: annotations, and the report appended to $GITHUB_STEP_SUMMARY",
     "用于 GitHub Actions：输出注解，并把报告追加到 $GITHUB_STEP_SUMMARY"},
    {kDiagnose | kRun | kExplain | kList, "-l,--lang", "en|zh",
     "language of the report (default: LOGDIAG_LANG, else the locale, else en)",
     "报告语言（默认取 LOGDIAG_LANG，其次取系统语言环境，否则为 en）"},
    {kDiagnose | kRun, "-n,--limit", "N", "show at most N causes", "最多显示 N 个原因"},
    {kDiagnose | kRun, "-a,--all", "", "show consequences in full, not folded under their cause",
     "完整显示后果，不折叠在原因之下"},
    {kDiagnose | kRun, "-q,--quiet", "", "no report; exit 0 if something was diagnosed, 1 if not",
     "不输出报告；有诊断结果时退出码为 0，否则为 1"},
    {kDiagnose, "--fail-on", "LEVEL", "exit 1 if anything of this severity or above was found",
     "发现该级别（info、warning、error）或更高级别的问题时以 1 退出"},
    {kDiagnose, "--should-retry", "",
     "no report; exit 0 if running the same again is worth it, 1 if not",
     "不输出报告；值得直接重跑时退出码为 0，否则为 1"},
    {kDiagnose | kRun | kExplain | kList | kCheck | kTest, "--rules", "PATH",
     "add rules from a file, a pack or a directory; may be repeated",
     "从文件、规则包或目录加入规则；可重复给出"},
    {kDiagnose | kRun | kExplain | kList | kTest, "--no-builtin", "", "leave the built-in rules out",
     "不使用内置规则"},
    {kDiagnose | kRun | kExplain | kList | kTest, "--no-config", "",
     "leave out the rules of .logdiag/rules and of the user's directory",
     "不使用 .logdiag/rules 和用户目录中的规则"},
    {kDiagnose | kRun | kList, "--only", "GLOB", "use only these rules: ids such as 'npm/*', or tag:WORD",
     "只使用这些规则：形如 'npm/*' 的 id，或 tag:WORD"},
    {kDiagnose | kRun | kList, "--skip", "GLOB", "leave these rules out", "排除这些规则"},
    {kDiagnose | kRun, "--input", "KIND",
     "how to read the log: auto, plain, github, gh, gitlab, jenkins, azure, ...",
     "日志的读法：auto、plain、github、gh、gitlab、jenkins、azure 等"},
    {kRun, "--always", "", "report even when the command succeeded", "命令成功时也输出报告"},
    {kRun, "--log", "FILE", "keep what the command printed", "保存命令的原始输出"},
    {kRun, "--timeout", "TIME", "stop the command after so long: 90, 90s, 10m or 2h (exit code 124)",
     "超过该时间就停止命令：90、90s、10m 或 2h（退出码 124）"},
    {kDiagnose, "--follow", "", "standard input: tell findings as they come, the report at the end",
     "标准输入：随时给出结果，最后输出报告"},
    {kDiagnose, "-j,--jobs", "N", "threads for several logs (default: one a core)",
     "读取多个日志时的线程数（默认每核一个）"},
    {kDiagnose | kRun, "--context", "N", "lines of log around a finding (default 3)",
     "每个结果前后显示的日志行数（默认 3）"},
    {kDiagnose | kRun | kExplain, "--color", "WHEN", "auto, always or never", "auto、always 或 never"},
    {kDiagnose | kRun, "--hyperlinks", "WHEN", "clickable places: always or never",
     "可点击的位置链接：always 或 never"},
    {kDiagnose | kRun, "--no-redact", "", "do not mask what looks like a secret", "不遮盖疑似机密的内容"},
    {kDiagnose | kRun, "--stats", "", "say how the log was read and why the order is as it is",
     "说明日志的读取方式和排序依据"},
    {kList, "--json", "", "for scripts", "供脚本使用的输出"},
    {kNew, "--from", "FILE:LINE", "the log line the rule is to match", "规则要匹配的日志行"},
    {kPack, "-o,--output", "FILE", "the rule pack to write", "要写入的规则包"},
    {~0u, "-h,--help", "", "show this help", "显示本帮助"},
    {kDiagnose, "-V,--version", "", "show the version", "显示版本"},
});

std::string strip_equals(std::string_view text) { return std::string(text); }

bool level_from(std::string_view name, Severity& out) {
  for (const Severity s : {Severity::info, Severity::warning, Severity::error}) {
    if (name_of(s) == name) {
      out = s;
      return true;
    }
  }
  return false;
}

bool when_from(std::string_view name, When& out) {
  if (name == "auto") out = When::automatic;
  else if (name == "always") out = When::always;
  else if (name == "never") out = When::never;
  else return false;
  return true;
}

std::string format_names() {
  std::string out;
  for (const Format f : all_formats()) {
    if (!out.empty()) out += f == all_formats().back() ? " or " : ", ";
    out += name_of(f);
  }
  return out;
}

// `90`, `90s`, `10m`, `2h`.
bool seconds_from(std::string_view text, unsigned& out) {
  unsigned unit = 1;
  if (text.ends_with('m')) unit = 60;
  if (text.ends_with('h')) unit = 3600;
  if (text.ends_with('s') || unit > 1) text.remove_suffix(1);
  unsigned n = 0;
  if (text.empty() || text.size() > 6) return false;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    n = n * 10 + static_cast<unsigned>(c - '0');
  }
  out = n * unit;
  return out > 0;
}

// Takes the value of one option; what is wrong with it otherwise.
std::string take(Options& o, std::string_view flag, const std::vector<std::string>& values) {
  const std::string& v = values.empty() ? strip_equals("") : values.back();
  const auto wrong = [&](std::string_view choices) {
    return fmt::format("{} does not know '{}'; give {}", flag, v, choices);
  };
  const auto number = [&](unsigned& out, unsigned most) -> std::string {
    try {
      std::size_t used = 0;
      const unsigned long n = std::stoul(v, &used);
      if (used == v.size() && n <= most && v[0] != '-') {
        out = static_cast<unsigned>(n);
        return {};
      }
    } catch (const std::exception&) {
    }
    return wrong(fmt::format("a whole number from 0 to {}", most));
  };
  if (flag == "--format") {
    for (const std::string& value : values) {
      const std::size_t equals = value.find('=');
      const std::optional<Format> format = format_from_name(value.substr(0, equals));
      if (!format) return fmt::format("--format does not know '{}'; give {}", value, format_names());
      o.outputs.push_back({*format, equals == std::string::npos ? "" : value.substr(equals + 1)});
    }
  } else if (flag == "--lang") {
    if (v != "en" && v != "zh") return wrong("en or zh");
    o.lang = v == "zh" ? Lang::zh : Lang::en;
  } else if (flag == "--limit") {
    return number(o.limit, 1'000'000);
  } else if (flag == "--all") {
    o.all = true;
  } else if (flag == "--quiet") {
    o.quiet = true;
  } else if (flag == "--github") {
    o.github = true;
  } else if (flag == "--should-retry") {
    o.should_retry = true;
  } else if (flag == "--fail-on") {
    Severity s{};
    if (!level_from(v, s)) return wrong("info, warning or error");
    o.fail_on = s;
  } else if (flag == "--rules") {
    o.rules = values;
  } else if (flag == "--no-builtin") {
    o.builtin = false;
  } else if (flag == "--no-config") {
    o.config = false;
  } else if (flag == "--output") {
    o.pack_file = v;
  } else if (flag == "--only") {
    o.only = values;
  } else if (flag == "--skip") {
    o.skip = values;
  } else if (flag == "--input") {
    const std::optional<Input> input = v == "auto" ? Input::automatic : input_from_name(v);
    if (!input) {
      return wrong("auto, plain, github, gh, gitlab, jenkins, azure, circleci, travis, buildkite, "
                   "bitbucket, teamcity or taskcluster");
    }
    o.input = *input;
  } else if (flag == "--follow") {
    o.follow = true;
  } else if (flag == "--always") {
    o.always = true;
  } else if (flag == "--log") {
    o.log = v;
  } else if (flag == "--timeout") {
    if (!seconds_from(v, o.timeout)) return wrong("a time such as 90, 90s, 10m or 2h");
  } else if (flag == "--jobs") {
    return number(o.jobs, 256);
  } else if (flag == "--context") {
    return number(o.context, 100);
  } else if (flag == "--color") {
    if (!when_from(v, o.color)) return wrong("auto, always or never");
  } else if (flag == "--hyperlinks") {
    if (!when_from(v, o.hyperlinks)) return wrong("auto, always or never");
  } else if (flag == "--no-redact") {
    o.redact = false;
  } else if (flag == "--stats") {
    o.statistics = true;
  } else if (flag == "--json") {
    o.json = true;
  } else if (flag == "--from") {
    o.from = v;
  } else if (flag == "--version") {
    o.command = Command::version;
  }
  return {};
}

std::string_view long_name(std::string_view flags) {
  const std::size_t comma = flags.find(',');
  return comma == std::string_view::npos ? flags : flags.substr(comma + 1);
}

unsigned mask_of(Command command) {
  switch (command) {
    case Command::run: return kRun;
    case Command::explain: return kExplain;
    case Command::rules_list: return kList;
    case Command::rules_check: return kCheck;
    case Command::rules_test: return kTest;
    case Command::rules_new: return kNew;
    case Command::rules_pack: return kPack;
    default: return kDiagnose;
  }
}

struct Usage {
  Command command;
  std::string_view line, en, zh;
};

constexpr std::array<Usage, 8> kUsages{{
    {Command::diagnose, "logdiag [FILE...]",
     "Reads build logs and says why the build failed and what to do about it.\n"
     "Without FILE, or with -, it reads standard input.",
     "读取构建日志，指出构建失败的原因和修复方法。\n不给 FILE 或给出 - 时读取标准输入。"},
    {Command::run, "logdiag run [OPTION...] -- COMMAND...",
     "Runs a command, passes its output through and diagnoses it when it fails.\n"
     "The report goes to standard error; the exit code is the command's, 128+n on signal n,\n"
     "124 when it was stopped, 125, 126, 127 when it could not be run.",
     "运行命令，原样输出，并在失败时诊断。\n报告写到标准错误；退出码与命令相同，被信号 n 终止时为 128+n，\n"
     "超时被停止时为 124，无法运行时为 125、126、127。"},
    {Command::explain, "logdiag explain RULE", "Shows the page of a rule.", "显示一条规则的说明。"},
    {Command::rules_list, "logdiag rules list [GLOB...]", "Lists the rules.", "列出规则。"},
    {Command::rules_check, "logdiag rules check PATH...",
     "Checks rule files: format, texts in both languages, patterns, references.",
     "检查规则文件：格式、两种语言的文本、模式和引用。"},
    {Command::rules_test, "logdiag rules test [ID|GLOB...]",
     "Runs the samples of the rules against all rules.", "用全部规则运行规则中的样例。"},
    {Command::rules_new, "logdiag rules new --from FILE:LINE [ID]",
     "Writes a rule file to start from, with the log line as its sample.",
     "以某一行日志为样例，生成一个起步的规则文件。"},
    {Command::rules_pack, "logdiag rules pack PATH... -o FILE",
     "Puts rule files into one file for --rules, which loads without reading them again.",
     "把规则文件打成一个文件，供 --rules 直接加载。"},
}};

}  // namespace

std::size_t transcript_bytes(const Options& options) {
  constexpr std::size_t kBytes = 12u << 20;  // gives pages of some megabytes
  for (const Output& out : options.outputs) {
    if (out.format == Format::html) return kBytes;
  }
  return 0;
}

Parsed parse(int argc, char** argv) {
  Parsed parsed;
  Options& o = parsed.options;
  std::vector<std::string> args(argv + 1, argv + argc);
  const auto first_is = [&](std::string_view word) { return !args.empty() && args[0] == word; };
  const auto shift = [&](Command command) {
    o.command = command;
    args.erase(args.begin());
  };
  if (first_is("help")) {
    shift(Command::help);
    for (const std::string& a : args) o.help_of += (o.help_of.empty() ? "" : " ") + a;
    return parsed;
  }
  std::vector<std::string> command_line;
  if (first_is("run")) {
    shift(Command::run);
    const auto dashes = std::find(args.begin(), args.end(), "--");
    if (dashes != args.end()) command_line.assign(dashes + 1, args.end());
    args.erase(dashes, args.end());
  } else if (first_is("explain")) {
    shift(Command::explain);
  } else if (first_is("rules")) {
    args.erase(args.begin());
    if (first_is("list")) shift(Command::rules_list);
    else if (first_is("check")) shift(Command::rules_check);
    else if (first_is("test")) shift(Command::rules_test);
    else if (first_is("new")) shift(Command::rules_new);
    else if (first_is("pack")) shift(Command::rules_pack);
    else if (args.empty() || first_is("--help") || first_is("-h")) {
      o.command = Command::help;
      o.help_of = "rules";
      return parsed;
    } else {
      parsed.error = fmt::format("'rules {}' is no command; give rules list, check, test, new or pack", args[0]);
      return parsed;
    }
  }
  CLI::App app;
  app.set_help_flag();
  app.allow_extras(false);
  const unsigned mask = mask_of(o.command);
  struct Bound {
    std::string_view flag;
    CLI::Option* option;
  };
  std::vector<Bound> bound;
  for (const Entry& e : kTable) {
    if ((e.commands & mask) == 0) continue;
    CLI::Option* option = nullptr;
    if (e.value.empty()) {
      option = app.add_flag(std::string(e.flags));
    } else {
      option = app.add_option(std::string(e.flags))->expected(1)->multi_option_policy(
          CLI::MultiOptionPolicy::TakeAll);
    }
    bound.push_back({long_name(e.flags), option});
  }
  app.add_option("words", o.words);
  try {
    std::vector<std::string> reversed(args.rbegin(), args.rend());
    app.parse(reversed);
  } catch (const CLI::ParseError& e) {
    parsed.error = e.what();
    return parsed;
  }
  for (const Bound& b : bound) {
    if (b.option->count() == 0) continue;
    if (b.flag == "--help") {
      o.help_of = o.command == Command::explain ? "explain" :
                  o.command == Command::run ? "run" : o.command == Command::diagnose ? "" : "rules";
      o.command = Command::help;
      return parsed;
    }
    if (std::string wrong = take(o, b.flag, b.option->results()); !wrong.empty()) {
      parsed.error = std::move(wrong);
      return parsed;
    }
  }
  if (o.command == Command::run) {
    if (!o.words.empty()) {
      parsed.error = fmt::format("'{}' stands before --; give the command behind it, for example: "
                                 "logdiag run -- make -j8",
                                 o.words[0]);
    }
    o.words = std::move(command_line);
  }
  if (o.follow && !o.words.empty() && o.words != std::vector<std::string>{"-"}) {
    parsed.error = "--follow reads standard input, for example: tail -f build.log | logdiag --follow";
  }
  if (o.outputs.empty() && !o.github) o.outputs.push_back({});
  return parsed;
}

std::string help_text(Command command, Lang lang) {
  const bool zh = lang == Lang::zh;
  std::string out;
  const auto one = [&](const Usage& u) {
    out += fmt::format("{} {}\n{}\n", zh ? "用法：" : "Usage:", u.line, zh ? u.zh : u.en);
  };
  for (const Usage& u : kUsages) {
    const bool rules_page = command == Command::rules_list && u.line.starts_with("logdiag rules");
    if (u.command != command && !rules_page) continue;
    one(u);
    if (u.command == Command::diagnose) {
      out += zh ? "\n示例：\n" : "\nExamples:\n";
      out += "  gh run view --log-failed | logdiag\n"
             "  logdiag build.log\n"
             "  logdiag --lang zh --format json=report.json build.log\n";
      out += zh ? "\n其他命令：\n" : "\nMore commands:\n";
      for (const Usage& other : kUsages) {
        if (other.command == Command::diagnose) continue;
        out += fmt::format("  {:<42} {}\n", other.line, zh ? other.zh : other.en);
      }
      out += fmt::format("  {:<42} {}\n", "logdiag help [COMMAND]",
                         zh ? "显示某个命令的帮助。" : "Shows the help of a command.");
    }
    out += zh ? "\n选项：\n" : "\nOptions:\n";
    for (const Entry& e : kTable) {
      if ((e.commands & mask_of(u.command)) == 0) continue;
      std::string flags(e.flags);
      if (const std::size_t comma = flags.find(','); comma != std::string::npos) {
        flags.insert(comma + 1, " ");
      } else {
        flags.insert(0, "    ");
      }
      if (!e.value.empty()) flags.append(" ").append(e.value);
      out += fmt::format("  {:<28} {}\n", flags, zh ? e.zh : e.en);
    }
    out += "\n";
  }
  if (command == Command::diagnose) {
    out += zh ? "退出码：0 已给出报告；1 -q 时无诊断结果、--should-retry 时不值得重跑、达到 --fail-on、规则有问题；2 用法错误或有输入无法读取。\n"
              : "Exit codes: 0 a report was made; 1 -q and nothing diagnosed, --should-retry and no,\n"
                "--fail-on reached, or faulty rules; 2 wrong usage, or an input that could not be read.\n";
  } else if (!out.empty()) {
    out.pop_back();
  }
  return out;
}

}  // namespace logdiag::cli
