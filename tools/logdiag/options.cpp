#include "options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <string_view>

#include "option_table.hpp"

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

// "a, b or c".
std::string spoken(std::string_view choices) {
  std::string out;
  while (!choices.empty()) {
    const std::size_t bar = std::min(choices.find('|'), choices.size());
    const bool last = bar == choices.size();
    if (!out.empty()) out += last ? " or " : ", ";
    out += choices.substr(0, bar);
    choices.remove_prefix(std::min(bar + 1, choices.size()));
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

bool among(std::string_view value, std::string_view choices) {
  const std::string all = fmt::format("|{}|", choices);
  return value.find('|') == std::string_view::npos &&
         all.find(fmt::format("|{}|", value)) != std::string::npos;
}

// What is wrong with the values of an option that has choices.
std::string not_a_choice(const Option& option, std::string_view flag,
                         const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    const bool with_file = option.value.find("=FILE") != std::string_view::npos;
    if (!among(with_file ? value.substr(0, value.find('=')) : value, option.choices)) {
      return fmt::format("{} does not know '{}'; give {}", flag, value, spoken(option.choices));
    }
  }
  return {};
}

// Takes the value of one option; what is wrong with it otherwise.
std::string take(Options& o, std::string_view flag, const std::vector<std::string>& values) {
  const std::string v = values.empty() ? std::string() : values.back();
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
    if (!seconds_from(v, o.timeout)) return wrong("a time such as 90, 90s, 10m or 2h");
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

std::string_view long_name(std::string_view flags) {
  const std::size_t comma = flags.find(',');
  return comma == std::string_view::npos ? flags : flags.substr(comma + 1);
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
  const auto first_is = [&](std::string_view word) { return !args.empty() && args[0] == word; };
  const auto shift = [&](Command command) {
    o.command = command;
    args.erase(args.begin());
  };
  if (first_is("help")) {
    shift(Command::help);
  }
  std::vector<std::string> command_line;
  if (o.command == Command::help) {
    // `help` takes what it explains as its words.
  } else if (first_is("completions")) {
    shift(Command::completions);
  } else if (first_is("run")) {
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
      parsed.error = fmt::format("'rules {}' is no command; give rules list, check, test, new or pack",
                                 args[0]);
      return parsed;
    }
  }
  CLI::App app;
  app.set_help_flag();
  app.allow_extras(false);
  const unsigned mask = mask_of(o.command);
  struct Bound {
    std::string_view flag;
    const Option* entry;
    CLI::Option* option;
  };
  std::vector<Bound> bound;
  for (const Option& e : options()) {
    if ((e.commands & mask) == 0) continue;
    CLI::Option* option = nullptr;
    if (e.value.empty()) {
      option = app.add_flag(std::string(e.flags));
    } else {
      option = app.add_option(std::string(e.flags))->expected(1)->multi_option_policy(
          CLI::MultiOptionPolicy::TakeAll);
    }
    bound.push_back({long_name(e.flags), &e, option});
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
      for (const Usage& u : usages()) {
        if (u.command == o.command) o.help_of = u.words;
      }
      o.command = Command::help;
      return parsed;
    }
    if (!b.entry->choices.empty()) {
      parsed.error = not_a_choice(*b.entry, b.flag, b.option->results());
      if (!parsed.error.empty()) return parsed;
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
  if (o.command == Command::help) {
    for (const std::string& word : o.words) o.help_of += (o.help_of.empty() ? "" : " ") + word;
  }
  if (o.outputs.empty() && !o.github) o.outputs.push_back({});
  return parsed;
}

}  // namespace logdiag::cli
