// help.cpp - `logdiag --help`, `logdiag help COMMAND` and the man page.
#include <fmt/format.h>

#include <logdiag/logdiag.h>

#include <algorithm>
#include <string>

#include "option_table.hpp"
#include "options.hpp"

namespace logdiag::cli {
namespace {

struct Line {
  std::string_view en, zh;
};

struct Example {
  std::string_view code;
  Line about;
};

constexpr Example kExamples[] = {
    {"gh run view --log-failed | logdiag", {"why did my run fail?", "我的运行为什么失败？"}},
    {"logdiag build.log", {"a log file", "一个日志文件"}},
    {"logdiag --lang zh -f html=report.html build.log",
     {"in Chinese, as a page to read in a browser", "用中文生成可在浏览器中阅读的页面"}},
    {"logdiag --should-retry build.log && make deploy",
     {"again only where a retry often helps", "只在重试往往有效时才重跑"}},
};

constexpr Line kExits[] = {
    {"0  a report was made, whatever it says", "0  已给出报告，无论内容如何"},
    {"1  -q and nothing diagnosed; --should-retry and no; --fail-on reached; faulty rules",
     "1  -q 时无诊断结果；--should-retry 时不值得重跑；达到 --fail-on；规则有问题"},
    {"2  wrong usage, an input that could not be read, or a report that could not be written",
     "2  用法错误，有输入无法读取，或报告无法写出"},
};

struct Variable {
  std::string_view name;
  Line about;
};

constexpr Variable kVariables[] = {
    {"LOGDIAG_LANG", {"language of reports, en or zh", "报告语言，en 或 zh"}},
    {"LOGDIAG_RULES", {"a file or directory with more rules", "存放更多规则的文件或目录"}},
    {"LOGDIAG_PAGER",
     {"pager for long pages on a terminal (else PAGER, else less)",
      "在终端上分页显示长页面的程序（其次取 PAGER，再次为 less）"}},
    {"NO_COLOR", {"not empty: no colours", "非空时不使用颜色"}},
    {"GITHUB_STEP_SUMMARY", {"where --github appends the summary", "--github 追加摘要的文件"}},
};

std::string_view pick(const Line& line, bool zh) { return zh ? line.zh : line.en; }
std::string_view text_of(const Option& o, bool zh) { return zh ? o.zh : o.en; }
std::string_view text_of(const Usage& u, bool zh) { return zh ? u.zh : u.en; }

std::string line_of(const Usage& u) {
  return fmt::format("logdiag{}{}{}{}", u.words.empty() ? "" : " ", u.words,
                     u.arguments.empty() ? "" : " ", u.arguments);
}

std::string flags_of(const Option& o) {
  std::string out(o.flags);
  if (const std::size_t comma = out.find(','); comma != std::string::npos) {
    out.insert(comma + 1, " ");
  } else {
    out.insert(0, "    ");
  }
  if (!o.value.empty()) out.append(" ").append(o.value);
  return out;
}

void list_options(std::string& out, unsigned mask, bool zh) {
  out += zh ? "\n选项：\n" : "\nOptions:\n";
  for (const Option& o : options()) {
    if ((o.commands & mask) == 0) continue;
    out += fmt::format("  {:<28} {}\n", flags_of(o), text_of(o, zh));
    if (o.choices.empty()) continue;
    std::string row;
    const auto end_row = [&] {
      out += fmt::format("  {:<28} {}\n", "", row);
      row.clear();
    };
    for (std::string_view rest = o.choices; !rest.empty();) {
      const std::size_t bar = std::min(rest.find('|'), rest.size());
      if (row.size() + bar > 60) end_row();
      row.append(row.empty() ? "" : " ").append(rest.substr(0, bar)).append(bar < rest.size() ? "," : "");
      rest.remove_prefix(std::min(bar + 1, rest.size()));
    }
    end_row();
  }
}

// Text of a man page: a backslash and a leading dot mean something there.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

}  // namespace

std::string help_text(Command command, Lang lang) {
  const bool zh = lang == Lang::zh;
  std::string out;
  for (const Usage& u : usages()) {
    const bool rules_page = command == Command::rules_list && u.words.starts_with("rules ");
    if (u.command != command && !rules_page) continue;
    if (!out.empty()) out += "\n";
    out += fmt::format("{} {}\n{}\n", zh ? "用法：" : "Usage:", line_of(u), text_of(u, zh));
    if (u.words.empty()) {
      out += zh ? "\n示例：\n" : "\nExamples:\n";
      for (const Example& e : kExamples)
        out += fmt::format("  {:<50} {}\n", e.code, pick(e.about, zh));
      out += zh ? "\n其他命令：\n" : "\nMore commands:\n";
      for (const Usage& other : usages()) {
        if (!other.words.empty())
          out += fmt::format("  {:<42} {}\n", line_of(other), text_of(other, zh));
      }
    }
    list_options(out, mask_of(u.command), zh);
  }
  if (command == Command::diagnose) {
    out += zh ? "\n退出码：\n" : "\nExit codes:\n";
    for (const Line& l : kExits) out += fmt::format("  {}\n", pick(l, zh));
  }
  return out;
}

std::string man_page(Lang lang) {
  const bool zh = lang == Lang::zh;
  const auto head = [&](std::string_view en, std::string_view chinese) {
    return fmt::format(".SH {}\n", zh ? chinese : en);
  };
  const auto items = [&](unsigned mask) {
    std::string out;
    for (const Option& o : options()) {
      if ((o.commands & mask) == 0) continue;
      std::string flags(o.flags);
      if (const std::size_t comma = flags.find(','); comma != std::string::npos)
        flags.insert(comma + 1, " ");
      out += fmt::format(".TP\n\\fB{}\\fR{}{}\n{}\n", roff(flags), o.value.empty() ? "" : " \\fI",
                         o.value.empty() ? "" : roff(o.value) + "\\fR", roff(text_of(o, zh)));
    }
    return out;
  };
  std::string out = fmt::format(".TH LOGDIAG 1 \"\" \"logdiag {}\" \"\"\n", logdiag_version());
  out += head("NAME", "名称") + "logdiag \\- " +
         (zh ? "读取构建日志，指出构建失败的原因和修复方法\n"
             : "says why a build failed and what to do about it\n");
  out += head("SYNOPSIS", "用法");
  for (const Usage& u : usages()) {
    const std::string words = u.words.empty() ? "" : " " + std::string(u.words);
    out += fmt::format("{}\\fBlogdiag{}\\fR {}\n", &u == usages().data() ? "" : ".br\n",
                       roff(words), roff(u.arguments));
  }
  out += head("DESCRIPTION", "说明") + roff(text_of(usages()[0], zh)) + "\n";
  out += head("OPTIONS", "选项") + items(mask_of(Command::diagnose));
  out += head("COMMANDS", "命令");
  for (const Usage& u : usages()) {
    if (u.words.empty()) continue;
    out += fmt::format(".SS \"{}\"\n{}\n", roff(line_of(u)), roff(text_of(u, zh)));
    out += items(mask_of(u.command) & ~mask_of(Command::diagnose));
  }
  out += head("EXAMPLES", "示例");
  for (const Example& e : kExamples) {
    out += fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(e.code), roff(pick(e.about, zh)));
  }
  out += head("EXIT STATUS", "退出码");
  for (const Line& l : kExits) {
    const std::string_view text = pick(l, zh);
    out += fmt::format(".TP\n\\fB{}\\fR\n{}\n", text.substr(0, 1), roff(text.substr(3)));
  }
  out += head("ENVIRONMENT", "环境变量");
  for (const Variable& v : kVariables) {
    out += fmt::format(".TP\n\\fB{}\\fR\n{}\n", v.name, roff(pick(v.about, zh)));
  }
  return out;
}

}  // namespace logdiag::cli
