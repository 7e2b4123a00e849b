// completions.cpp - `logdiag completions SHELL`: scripts made of the option table.
#include <fmt/format.h>

#include <string>

#include "commands.hpp"
#include "option_table.hpp"
#include "terminal.hpp"

namespace logdiag::cli {
namespace {

std::string choices_of(const Option& o, std::string_view between) {
  std::string out;
  for (const char c : o.choices) c == '|' ? (void)out.append(between) : out.push_back(c);
  return out;
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) c == '\'' ? (void)out.append("'\\''") : out.push_back(c);
  return out + "'";
}

// "rules list" as part of a name.
std::string joined(std::string_view words) {
  std::string out(words);
  for (char& c : out) c = c == ' ' ? '_' : c;
  return out;
}

// The first words of all commands, and the second words of `rules`.
std::string words_of(std::string_view first) {
  std::string out;
  for (const Usage& u : usages()) {
    const bool second = u.words.starts_with("rules ");
    std::string_view word;
    if (first.empty()) word = second ? std::string_view("rules") : u.words;
    if (first == "rules" && second) word = u.words.substr(6);
    if (word.empty() || (" " + out + " ").find(fmt::format(" {} ", word)) != std::string::npos)
      continue;
    out += (out.empty() ? "" : " ") + std::string(word);
  }
  return out;
}

bool takes_rules(const Usage& u) {
  return u.command == Command::explain || u.command == Command::rules_list ||
         u.command == Command::rules_test;
}

std::string bash() {
  std::string flags;
  std::string values;
  std::string rules;
  for (const Usage& u : usages()) {
    const std::string name = u.words.empty() ? "diagnose" : std::string(u.words);
    std::string list;
    for (const Option& o : options()) {
      if ((o.commands & mask_of(u.command)) == 0) continue;
      if (!short_name(o).empty()) list += fmt::format("{} ", short_name(o));
      list += fmt::format("{} ", long_name(o));
    }
    list.pop_back();
    flags += fmt::format("    {}) flags='{}' ;;\n", quoted(name), list);
    if (takes_rules(u)) rules += (rules.empty() ? "" : "|") + quoted(name);
  }
  for (const Option& o : options()) {
    if (o.value.empty()) continue;
    const std::string both =
        fmt::format("{}{}{}", short_name(o), short_name(o).empty() ? "" : "|", long_name(o));
    if (!o.choices.empty()) {
      values += fmt::format("    {}) COMPREPLY=($(compgen -W '{}' -- \"$cur\")); return ;;\n", both,
                            choices_of(o, " "));
    } else {
      values += fmt::format("    {}) COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n", both);
    }
  }
  return fmt::format(
      "# bash completion for logdiag\n"
      "_logdiag() {{\n"
      "  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} command=diagnose "
      "first=1 flags=\n"
      "  # --name=value comes as three words\n"
      "  if [[ $cur == = ]]; then cur=; fi\n"
      "  if [[ $prev == = ]]; then prev=${{COMP_WORDS[COMP_CWORD-2]}}; fi\n"
      "  COMPREPLY=()\n"
      "  case ${{COMP_WORDS[1]}} in\n"
      "    rules)\n"
      "      if ((COMP_CWORD == 2)); then COMPREPLY=($(compgen -W '{0}' -- \"$cur\")); return; fi\n"
      "      command=\"rules ${{COMP_WORDS[2]}}\" first=2 ;;\n"
      "    {1}) if ((COMP_CWORD > 1)); then command=${{COMP_WORDS[1]}}; fi ;;\n"
      "  esac\n"
      "  case $prev in\n{2}  esac\n"
      "  case $command in\n{3}  esac\n"
      "  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W \"$flags\" -- \"$cur\")); return; fi\n"
      "  case $command in\n"
      "    {4}) COMPREPLY=($(compgen -W \"$(\"${{COMP_WORDS[0]}}\" rules list 2>/dev/null | cut "
      "-d' ' -f1)\" -- "
      "\"$cur\")); return ;;\n"
      "    completions) COMPREPLY=($(compgen -W 'bash zsh fish' -- \"$cur\")); return ;;\n"
      "    help) COMPREPLY=($(compgen -W '{5} man' -- \"$cur\")); return ;;\n"
      "  esac\n"
      "  COMPREPLY=($(compgen -f -- \"$cur\"))\n"
      "  if ((COMP_CWORD == 1)); then COMPREPLY+=($(compgen -W '{5}' -- \"$cur\")); fi\n"
      "}}\n"
      "complete -o filenames -F _logdiag logdiag\n",
      words_of("rules"),
      [] {
        std::string out;
        for (const char c : words_of("")) c == ' ' ? (void)out.append("|") : out.push_back(c);
        return out;
      }(),
      values, flags, rules, words_of(""));
}

// What zsh takes for special in a description.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out.push_back('\\');
    if (c == '\'') out += "'\\'";
    out.push_back(c);
  }
  return out;
}

std::string zsh(Lang lang) {
  std::string functions;
  std::string cases;
  for (const Usage& u : usages()) {
    const std::string name =
        "_logdiag_" + (u.words.empty() ? std::string("diagnose") : joined(u.words));
    functions += name + "() {\n  _arguments -s";
    for (const Option& o : options()) {
      if ((o.commands & mask_of(u.command)) == 0) continue;
      const std::string text = zsh_text(lang == Lang::zh ? o.zh : o.en);
      std::string value;
      if (!o.value.empty()) {
        value = o.choices.empty() ? fmt::format(":{}:_files", zsh_text(o.value))
                                  : fmt::format(":{}:({})", zsh_text(o.value), choices_of(o, " "));
      }
      const std::string_view repeat = o.value.empty() ? "" : "*";
      if (!short_name(o).empty()) {
        functions += fmt::format(" \\\n    '{}{}[{}]{}'", repeat, short_name(o), text, value);
      }
      functions += fmt::format(" \\\n    '{}{}{}[{}]{}'", repeat, long_name(o),
                               o.value.empty() ? "" : "=", text, value);
    }
    std::string rest = "*:file:_files";
    if (takes_rules(u)) rest = "*:rule:_logdiag_rule_ids";
    if (u.words == "completions") rest = ":shell:(bash zsh fish)";
    if (u.words == "help") rest = fmt::format(":command:({} man)", words_of(""));
    functions += fmt::format(" \\\n    '{}'\n}}\n", rest);
    if (!u.words.empty() && !u.words.starts_with("rules ")) {
      cases += fmt::format("    {}) shift words; ((CURRENT--)); {} ;;\n", u.words, name);
    }
  }
  return fmt::format(
      "#compdef logdiag\n"
      "_logdiag_rule_ids() {{\n"
      "  local -a ids\n"
      "  ids=(${{${{(f)\"$(logdiag rules list 2>/dev/null)\"}}%% *}})\n"
      "  compadd -a ids\n"
      "}}\n{0}"
      "_logdiag() {{\n"
      "  if ((CURRENT == 2)) && [[ ${{words[2]}} != -* ]]; then\n"
      "    compadd -- {1}\n"
      "    _files\n"
      "    return\n"
      "  fi\n"
      "  case ${{words[2]}} in\n{2}"
      "    rules)\n"
      "      if ((CURRENT == 3)); then compadd -- {3}; return; fi\n"
      "      local name=_logdiag_rules_${{words[3]}}\n"
      "      shift 2 words; ((CURRENT -= 2))\n"
      "      (($+functions[$name])) && $name ;;\n"
      "    *) _logdiag_diagnose ;;\n"
      "  esac\n"
      "}}\n"
      "if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _logdiag \"$@\"; else compdef _logdiag "
      "logdiag; fi\n",
      functions, words_of(""), cases, words_of("rules"));
}

std::string fish(Lang lang) {
  std::string out =
      "# fish completion for logdiag\n"
      "function __logdiag_is\n"
      "    set -l words (commandline -opc)\n"
      "    set -l first $words[2]\n"
      "    if test \"$first\" = rules\n"
      "        test \"rules $words[3]\" = \"$argv\"\n"
      "    else if contains -- \"$first\" ";
  for (const Usage& u : usages()) {
    if (!u.words.empty() && !u.words.starts_with("rules ")) out += std::string(u.words) + " ";
  }
  out +=
      "\n        test \"$first\" = \"$argv\"\n"
      "    else\n"
      "        test \"$argv\" = diagnose\n"
      "    end\n"
      "end\n"
      "function __logdiag_count\n"
      "    test (count (commandline -opc)) -eq $argv[1]\n"
      "end\n";
  for (const Usage& u : usages()) {
    const std::string name = u.words.empty() ? "diagnose" : std::string(u.words);
    const std::string when = fmt::format("complete -c logdiag -n '__logdiag_is {}'", name);
    if (!u.words.empty()) {
      const bool second = u.words.starts_with("rules ");
      out += fmt::format("complete -c logdiag -n '{}__logdiag_count {}' -f -a {} -d {}\n",
                         second ? "string match -q rules (commandline -opc)[2]; and " : "",
                         second ? 2 : 1, second ? u.words.substr(6) : u.words,
                         quoted(lang == Lang::zh ? u.zh : u.en));
    }
    for (const Option& o : options()) {
      if ((o.commands & mask_of(u.command)) == 0) continue;
      out += when;
      if (!short_name(o).empty()) out += fmt::format(" -s {}", short_name(o).substr(1));
      out += fmt::format(" -l {}", long_name(o).substr(2));
      if (!o.value.empty())
        out += o.choices.empty() ? " -r -F" : fmt::format(" -x -a '{}'", choices_of(o, " "));
      out += fmt::format(" -d {}\n", quoted(lang == Lang::zh ? o.zh : o.en));
    }
    if (takes_rules(u))
      out += when + " -f -a '(logdiag rules list 2>/dev/null | string replace -r \" .*\" \"\")'\n";
    if (u.words == "completions") out += when + " -f -a 'bash zsh fish'\n";
    if (u.words == "help") out += when + fmt::format(" -f -a '{} man'\n", words_of(""));
  }
  return out + "complete -c logdiag -n '__logdiag_count 1' -f -a rules\n";
}

}  // namespace

int completions(const Options& o) {
  const Lang lang = language(o);
  const std::string shell = o.words.size() == 1 ? o.words[0] : std::string();
  if (shell == "bash") {
    write_out(bash());
  } else if (shell == "zsh") {
    write_out(zsh(lang));
  } else if (shell == "fish") {
    write_out(fish(lang));
  } else {
    complain(message("completions wants the name of a shell: bash, zsh or fish",
                     "completions 需要 shell 的名称：bash、zsh 或 fish"));
    return 2;
  }
  return 0;
}

}  // namespace logdiag::cli
