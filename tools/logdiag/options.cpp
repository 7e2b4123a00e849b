#include "options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <span>
#include <string_view>

#include "option_table.hpp"
#include "terminal.hpp"
#include "usage_errors.hpp"

namespace logdiag::cli {
namespace {

bool level_from(std::string_view name, Severity& out) {
  for (const Severity s : {Severity::info, Severity::warning, Severity::error}) {
    if (name_of(s) == name) {
      out = s;
      return true;
    }
  }
  return false;
}

When when_from(std::string_view name) {
  return name == "always" ? When::always : name == "never" ? When::never : When::automatic;
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
  const std::string v = values.empty() ? std::string() : values.back();
  const auto number = [&](unsigned& out, unsigned most) -> std::string {
    unsigned n = 0;
    const auto [end, error] = std::from_chars(v.data(), v.data() + v.size(), n);
    if (error == std::errc() && end == v.data() + v.size() && n <= most) {
      out = n;
      return {};
    }
    return wrong_value(flag, v, fmt::format("a whole number from 0 to {}", most),
                       fmt::format("0 到 {} 的整数", most));
  };
  if (flag == "--format") {
    for (const std::string& value : values) {
      const std::size_t equals = value.find('=');
      o.outputs.push_back({format_from_name(value.substr(0, equals)).value(),
                           equals == std::string::npos ? "" : value.substr(equals + 1)});
    }
  } else if (flag == "--lang") {
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
    (void)level_from(v, s);
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
    o.input = v == "auto" ? Input::automatic : input_from_name(v).value();
  } else if (flag == "--follow") {
    o.follow = true;
  } else if (flag == "--always") {
    o.always = true;
  } else if (flag == "--log") {
    o.log = v;
  } else if (flag == "--timeout") {
    if (!seconds_from(v, o.timeout)) {
      return wrong_value(flag, v, "a time such as 90, 90s, 10m or 2h", "形如 90、90s、10m、2h 的时间");
    }
  } else if (flag == "--jobs") {
    return number(o.jobs, 256);
  } else if (flag == "--context") {
    return number(o.context, 100);
  } else if (flag == "--color") {
    o.color = when_from(v);
  } else if (flag == "--hyperlinks") {
    o.hyperlinks = when_from(v);
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

// The language of what is said about the command line itself, where it tells one.
std::optional<Lang> early_language(std::span<const std::string> args) {
  std::optional<Lang> out;
  for (std::size_t i = 0; i < args.size() && args[i] != "--"; ++i) {
    std::string_view value = args[i];
    if ((value == "--lang" || value == "-l") && i + 1 < args.size()) {
      value = args[i + 1];
    } else if (value.starts_with("--lang=")) {
      value.remove_prefix(7);
    } else {
      continue;
    }
    if (value == "zh") out = Lang::zh;
    if (value == "en") out = Lang::en;
  }
  return out;
}

// Takes the words of the command off; `command_line` is what `run` is to run.
std::string take_command(std::vector<std::string>& args, Options& o,
                         std::vector<std::string>& command_line) {
  const auto first_is = [&](std::string_view word) { return !args.empty() && args[0] == word; };
  if (first_is("rules")) {
    args.erase(args.begin());
    if (args.empty() || first_is("--help") || first_is("-h")) {
      o.command = Command::help;
      o.help_of = "rules";
      return {};
    }
    for (const Usage& u : usages()) {
      if (u.words.starts_with("rules ") && first_is(u.words.substr(6))) o.command = u.command;
    }
    if (o.command == Command::diagnose) return unknown_rules_command(args[0]);
    args.erase(args.begin());
    return {};
  }
  for (const Usage& u : usages()) {
    if (!u.words.empty() && first_is(u.words)) o.command = u.command;
  }
  if (o.command == Command::diagnose) return {};
  args.erase(args.begin());
  if (o.command != Command::run) return {};
  const auto dashes = std::find(args.begin(), args.end(), "--");
  if (dashes != args.end()) command_line.assign(dashes + 1, args.end());
  args.erase(dashes, args.end());
  return {};
}

// Takes options and words; what is wrong with them otherwise.
std::string take_options(const std::vector<std::string>& args, Options& o) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  struct Bound {
    const Option* entry;
    CLI::Option* option;
  };
  std::vector<Bound> bound;
  for (const Option& e : options()) {
    if ((e.commands & mask_of(o.command)) == 0) continue;
    CLI::Option* option = nullptr;
    if (e.value.empty()) {
      option = app.add_flag(std::string(e.flags))->disable_flag_override();
    } else {
      option = app.add_option(std::string(e.flags))->expected(1)->multi_option_policy(
          CLI::MultiOptionPolicy::TakeAll);
    }
    bound.push_back({&e, option});
  }
  app.add_option("words", o.words);
  const auto dashes = std::find(args.begin(), args.end(), "--");  // behind it all are names
  try {
    app.parse(std::vector<std::string>(std::make_reverse_iterator(dashes), args.rend()));
  } catch (const CLI::ParseError& e) {
    // CLI11 begins with the option: "--lang: 1 required missing", "quiet was given ...".
    const std::string_view what = e.what();
    const std::string_view name = what.substr(0, what.find_first_of(": "));
    for (const Bound& b : bound) {
      if (long_name(*b.entry) == name || long_name(*b.entry).substr(2) == name) {
        return wrong_arity(*b.entry);
      }
    }
    return std::string(what);
  }
  if (dashes != args.end()) o.words.insert(o.words.end(), dashes + 1, args.end());
  if (o.command == Command::run && !o.words.empty()) {
    return message(fmt::format("'{}' stands before --; give the command behind it, for example: "
                               "logdiag run -- make -j8", o.words[0]),
                   fmt::format("'{}' 写在了 -- 之前；命令要写在 -- 之后，例如：logdiag run -- make -j8",
                               o.words[0]));
  }
  if (const std::vector<std::string> rest = app.remaining(); !rest.empty()) {
    return unknown_option(o.command, rest.front());
  }
  for (const Bound& b : bound) {
    if (b.option->count() == 0) continue;
    const std::string_view flag = long_name(*b.entry);
    if (flag == "--help") {
      for (const Usage& u : usages()) {
        if (u.command == o.command) o.help_of = u.words;
      }
      o.command = Command::help;
      o.words.clear();
      return {};
    }
    std::vector<std::string> values;
    if (!b.entry->value.empty()) values = b.option->results();
    if (std::string wrong = wrong_values(*b.entry, values); !wrong.empty()) return wrong;
    if (std::string wrong = take(o, flag, values); !wrong.empty()) return wrong;
  }
  return {};
}

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
  o.lang = early_language(args);
  message_language = language(o);
  std::vector<std::string> command_line;
  parsed.error = take_command(args, o, command_line);
  if (!parsed.error.empty() || !o.help_of.empty()) return parsed;
  if (parsed.error = take_options(args, o); !parsed.error.empty()) return parsed;
  if (o.command == Command::run) o.words = std::move(command_line);
  if (parsed.error = contradiction(o); !parsed.error.empty()) return parsed;
  parsed.error = mistaken_command(o);
  if (o.command == Command::help) {
    for (const std::string& word : o.words) o.help_of += (o.help_of.empty() ? "" : " ") + word;
  }
  if (o.outputs.empty() && !o.github) o.outputs.push_back({});
  return parsed;
}

}  // namespace logdiag::cli
