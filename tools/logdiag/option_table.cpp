#include "option_table.hpp"

#include <array>

namespace logdiag::cli {
namespace {

constexpr auto kOptions = std::to_array<Option>({
    {kDiagnose | kRun, "-f,--format", "NAME[=FILE]", "text|json|jsonl|sarif|github|markdown|junit|html",
     "what to write; may be repeated, each with its own file",
     "输出格式；可重复给出，各写入自己的文件"},
    {kDiagnose, "--github", "", "",
     "in GitHub Actions: annotations, and the report appended to $GITHUB_STEP_SUMMARY",
     "用于 GitHub Actions：输出注解，并把报告追加到 $GITHUB_STEP_SUMMARY"},
    {kDiagnose | kRun | kExplain | kList | kHelp, "-l,--lang", "LANG", "en|zh",
     "language (default: LOGDIAG_LANG, else the locale, else en)",
     "语言（默认取 LOGDIAG_LANG，其次取系统语言环境，否则为 en）"},
    {kDiagnose | kRun, "-n,--limit", "N", "", "show at most N causes", "最多显示 N 个原因"},
    {kDiagnose | kRun, "-a,--all", "", "", "show consequences in full, not folded under their cause",
     "完整显示后果，不折叠在原因之下"},
    {kDiagnose | kRun, "-q,--quiet", "", "",
     "nothing on standard output; exit 0 if something was diagnosed, 1 if not",
     "标准输出上什么也不写；有诊断结果时退出码为 0，否则为 1"},
    {kDiagnose, "--fail-on", "LEVEL", "info|warning|error",
     "exit 1 if anything of this severity or above was found",
     "发现该级别或更高级别的问题时以 1 退出"},
    {kDiagnose, "--should-retry", "", "",
     "nothing on standard output; exit 0 if running the same again is worth it, 1 if not",
     "标准输出上什么也不写；值得直接重跑时退出码为 0，否则为 1"},
    {kDiagnose | kRun | kExplain | kList | kTest, "--rules", "PATH", "",
     "add rules from a file, a pack or a directory; may be repeated",
     "从文件、规则包或目录加入规则；可重复给出"},
    {kDiagnose | kRun | kExplain | kList | kTest, "--no-builtin", "", "",
     "leave the built-in rules out", "不使用内置规则"},
    {kDiagnose | kRun | kExplain | kList | kTest, "--no-config", "", "",
     "leave out the rules of .logdiag/rules and of the user's directory",
     "不使用 .logdiag/rules 和用户目录中的规则"},
    {kDiagnose | kRun | kList, "--only", "GLOB", "",
     "use only these rules: ids such as 'npm/*', or tag:WORD",
     "只使用这些规则：形如 'npm/*' 的 id，或 tag:WORD"},
    {kDiagnose | kRun | kList, "--skip", "GLOB", "", "leave these rules out", "排除这些规则"},
    {kDiagnose | kRun, "--input", "KIND",
     "auto|plain|github|gh|gitlab|jenkins|azure|circleci|travis|buildkite|bitbucket|teamcity|"
     "taskcluster",
     "how to read the log", "日志的读法"},
    {kRun, "--always", "", "", "report even when the command succeeded", "命令成功时也输出报告"},
    {kRun, "--log", "FILE", "", "keep what the command printed", "保存命令的原始输出"},
    {kRun, "--timeout", "TIME", "",
     "stop the command after so long: 90, 90s, 10m or 2h (exit code 124)",
     "超过该时间就停止命令：90、90s、10m 或 2h（退出码 124）"},
    {kDiagnose, "--follow", "", "",
     "standard input: tell findings as they come, the report at the end",
     "标准输入：随时给出结果，最后输出报告"},
    {kDiagnose, "-j,--jobs", "N", "", "threads for several logs or a large one (default: one a core)",
     "读取多个日志或一个大日志时的线程数（默认每核一个）"},
    {kDiagnose | kRun, "--context", "N", "", "lines of log around a finding (default 3)",
     "每个结果前后显示的日志行数（默认 3）"},
    {kDiagnose | kRun | kExplain, "--color", "WHEN", "auto|always|never", "colours", "颜色"},
    {kDiagnose | kRun, "--hyperlinks", "WHEN", "auto|always|never",
     "places as links that a terminal can open", "把位置输出为终端可打开的链接"},
    {kDiagnose | kRun, "--no-redact", "", "", "do not mask what looks like a secret",
     "不遮盖疑似机密的内容"},
    {kDiagnose | kRun, "--stats", "", "", "say how the log was read and why the order is as it is",
     "说明日志的读取方式和排序依据"},
    {kList, "--json", "", "", "for scripts", "供脚本使用的输出"},
    {kNew, "--from", "FILE:LINE", "", "the log line the rule is to match", "规则要匹配的日志行"},
    {kPack, "-o,--output", "FILE", "", "the rule pack to write", "要写入的规则包"},
    {~0u, "-h,--help", "", "", "show this help", "显示本帮助"},
    {kDiagnose, "-V,--version", "", "", "show the version", "显示版本"},
});

constexpr auto kUsages = std::to_array<Usage>({
    {Command::diagnose, "", "[FILE...]",
     "Reads build logs and says why the build failed and what to do about it.\n"
     "Without FILE, or with -, it reads standard input.",
     "读取构建日志，指出构建失败的原因和修复方法。\n不给 FILE 或给出 - 时读取标准输入。"},
    {Command::run, "run", "[OPTION...] -- COMMAND...",
     "Runs a command, passes its output through and diagnoses it when it fails.\n"
     "The report goes to standard error; the exit code is the command's, 128+n on signal n,\n"
     "124 when it was stopped, 125, 126, 127 when it could not be run.",
     "运行命令，原样输出，并在失败时诊断。\n报告写到标准错误；退出码与命令相同，被信号 n 终止时为 128+n，\n"
     "超时被停止时为 124，无法运行时为 125、126、127。"},
    {Command::explain, "explain", "RULE", "Shows the page of a rule.", "显示一条规则的说明。"},
    {Command::rules_list, "rules list", "[GLOB...]", "Lists the rules.", "列出规则。"},
    {Command::rules_check, "rules check", "PATH...",
     "Checks rule files: format, texts in both languages, patterns, references.",
     "检查规则文件：格式、两种语言的文本、模式和引用。"},
    {Command::rules_test, "rules test", "[ID|GLOB...]",
     "Runs the samples of the rules against all rules.", "用全部规则运行规则中的样例。"},
    {Command::rules_new, "rules new", "--from FILE:LINE [ID]",
     "Writes a rule file to start from, with the log line as its sample.",
     "以某一行日志为样例，生成一个起步的规则文件。"},
    {Command::rules_pack, "rules pack", "PATH... -o FILE",
     "Puts rule files into one file for --rules.", "把规则文件打成一个文件，供 --rules 加载。"},
    {Command::completions, "completions", "bash|zsh|fish",
     "Writes a script that completes commands and options in a shell.",
     "输出用于在 shell 中补全命令和选项的脚本。"},
    {Command::help, "help", "[COMMAND|man]", "Shows the help of a command, or the manual page.",
     "显示某个命令的帮助，或输出手册页。"},
});

}  // namespace

std::string_view long_name(const Option& option) {
  return option.flags.substr(option.flags.starts_with("--") ? 0 : 3);
}
std::string_view short_name(const Option& option) {
  return option.flags.starts_with("--") ? std::string_view{} : option.flags.substr(0, 2);
}

std::span<const Option> options() { return kOptions; }
std::span<const Usage> usages() { return kUsages; }

unsigned mask_of(Command command) {
  switch (command) {
    case Command::run:
      return kRun;
    case Command::explain:
      return kExplain;
    case Command::rules_list:
      return kList;
    case Command::rules_check:
      return kCheck;
    case Command::rules_test:
      return kTest;
    case Command::rules_new:
      return kNew;
    case Command::rules_pack:
      return kPack;
    case Command::completions:
      return kCompletions;
    case Command::help:
      return kHelp;
    default:
      return kDiagnose;
  }
}

}  // namespace logdiag::cli
