#include "text/tool_prefixes.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "text/chars.hpp"

namespace logdiag::text {
namespace {

using std::size_t;
using std::string_view;

// Longer names are no package or service names; bounds the work per line.
constexpr size_t kLongestName = 100;

constexpr bool is_name(char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; }

// BuildKit: `#12 3.456 text`, `#12 ERROR: text`. Not the frames of debuggers,
// sanitizers (`#0 0x55`, `#1  main`) and PHP (`#0 /a.php(3)`, `#1 {main}`).
bool take_buildkit(string_view& text) {
  const size_t number = skip_digits(text, 1);
  if (number == 1 || number > 6 || at(text, number) != ' ') return false;
  const char next = at(text, number + 1);
  if (next == ' ' || next == '/' || next == '{' || next == '<' || next == '\0') return false;
  if (next == '0' && at(text, number + 2) == 'x') return false;
  size_t i = number + 1;
  const size_t seconds = skip_digits(text, i);
  if (seconds > i && at(text, seconds) == '.' && is_digit(at(text, seconds + 1))) {
    const size_t fraction = skip_digits(text, seconds + 1);
    if (at(text, fraction) == ' ' || at(text, fraction) == '\0') {
      i = at(text, fraction) == ' ' ? fraction + 1 : fraction;
    }
  }
  text.remove_prefix(i);
  return true;
}

// docker compose: the service padded to a common width, then `| `. Test runners
// and tables use bars too, hence: lower case, no second bar, and either two
// blanks or a replica number.
bool take_compose(string_view& text) {
  size_t i = 0;
  while (i < kLongestName && (is_lower(at(text, i)) || is_digit(at(text, i)) ||
                              at(text, i) == '-' || at(text, i) == '_')) {
    ++i;
  }
  if (i == 0 || !is_lower(at(text, 0)) || at(text, i) != ' ') return false;
  const size_t bar = skip_spaces(text, i);
  if (at(text, bar) != '|' || (at(text, bar + 1) != ' ' && at(text, bar + 1) != '\0')) return false;
  size_t digits = i;
  while (is_digit(at(text, digits - 1))) --digits;
  const bool replica =
      digits < i && digits >= 2 && (at(text, digits - 1) == '-' || at(text, digits - 1) == '_');
  if (!replica && bar - i < 2) return false;
  const string_view rest = text.substr(std::min(bar + 2, text.size()));
  if (!replica && rest.find(" | ") != string_view::npos) return false;
  text = rest;
  return true;
}

// Earthly: the target aligned to the right in twenty columns, `              +test | text`,
// longer ones as they are, `./web+integration-test | text`. A `+` at the start of a
// line alone is that of a diff.
bool take_earthly(string_view& text) {
  constexpr size_t kColumn = 20;
  const size_t start = skip_spaces(text, 0);
  size_t i = start;
  while (i < start + kLongestName && (is_name(at(text, i)) || at(text, i) == '/')) ++i;
  if (at(text, i) != '+') return false;
  const size_t target = ++i;
  while (i < start + kLongestName && is_name(at(text, i))) ++i;
  if (i == target) return false;
  for (const string_view state : {" *failed*", " *cached*", " *local*"}) {
    if (text.substr(i).starts_with(state)) i += state.size();
  }
  if (i < kColumn) return false;
  if (!text.substr(i).starts_with(" | ") && text.substr(i) != " |") return false;
  text.remove_prefix(std::min(i + 3, text.size()));
  return true;
}

// The tasks that monorepos really have. `pkg:task: ` with any word would take
// `foo.c:main: ` too.
bool is_task(string_view word) {
  constexpr std::array<string_view, 25> kTasks{
      "build",   "test",    "lint",        "dev",     "typecheck", "type-check", "check-types",
      "check",   "format",  "e2e",         "start",   "compile",   "codegen",    "generate",
      "deploy",  "install", "bundle",      "prepare", "clean",     "coverage",   "package",
      "release", "publish", "postinstall", "prebuild"};
  // `test:unit` and `build-storybook` are tasks as well.
  const size_t end = word.find_first_of(":-");
  return std::find(kTasks.begin(), kTasks.end(), word) != kTasks.end() ||
         std::find(kTasks.begin(), kTasks.end(), word.substr(0, end)) != kTasks.end();
}

// turbo `@acme/web:build: text`; pnpm -r `packages/web build: text`; lerna
// `@acme/web: text`.
bool take_package(string_view& text) {
  const bool scoped = at(text, 0) == '@';
  size_t i = scoped ? 1 : 0;
  bool slash = false;
  while (i < kLongestName && (is_name(at(text, i)) || at(text, i) == '/')) {
    slash = slash || at(text, i) == '/';
    ++i;
  }
  if (i < 2 || i == kLongestName) return false;
  const char separator = at(text, i);
  if (separator != ':' && !(separator == ' ' && slash)) return false;
  if (separator == ':' && scoped && slash && at(text, i + 1) == ' ') {
    text.remove_prefix(i + 2);
    return true;
  }
  const size_t task = i + 1;
  size_t end = task;
  while (end < task + kLongestName &&
         (is_lower(at(text, end)) || at(text, end) == '-' ||
          (at(text, end) == ':' && is_alnum(at(text, end + 1))) || is_digit(at(text, end)))) {
    ++end;
  }
  if (at(text, end) != ':' || (at(text, end + 1) != ' ' && at(text, end + 1) != '\0')) return false;
  if (!is_task(text.substr(task, end - task))) return false;
  text.remove_prefix(std::min(end + 2, text.size()));
  return true;
}

// kubectl logs --prefix: `[pod/name/container] text`.
bool is_pod(string_view name) {
  return name.starts_with("pod/") && std::count(name.begin(), name.end(), '/') == 2 &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_name(c) || c == '/'; });
}

// tkn pipelinerun logs: `[task : step] text`.
bool is_tekton_step(string_view name) {
  const size_t colon = name.find(" : ");
  if (colon == string_view::npos || colon == 0 || colon + 3 == name.size()) return false;
  const auto part = [](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '.'; };
  const string_view task = name.substr(0, colon), step = name.substr(colon + 3);
  return is_lower(task.front()) && std::all_of(task.begin(), task.end(), part) &&
         std::all_of(step.begin(), step.end(), part);
}

// concurrently: `[0] text`, `[server] text`; npm-run-all: `[build:css] text`, names
// padded within the brackets. Levels (`[error]`) and plugins (`[vite]`) look the
// same and belong to the message; so only numbers, tasks, what people call the
// halves of an application, and padded names are taken.
bool is_script(string_view name) {
  constexpr std::array<string_view, 9> kHalves{"api",    "app",    "backend", "client", "frontend",
                                               "server", "watch",  "web",     "worker"};
  constexpr std::array<string_view, 10> kLevels{"debug", "error", "fail",  "fatal", "info",
                                                "note",  "ok",    "trace", "warn",  "warning"};
  if (name.empty() || name.front() == ' ') return false;
  if (name.back() == ' ') {
    name = trim(name);
    return is_lower(name.front()) && std::all_of(name.begin(), name.end(), [](char c) {
             return is_lower(c) || is_digit(c) || c == '-' || c == ':';
           }) && std::find(kLevels.begin(), kLevels.end(), name) == kLevels.end();
  }
  if (name.size() <= 2) return skip_digits(name, 0) == name.size();
  return is_task(name) || std::find(kHalves.begin(), kHalves.end(), name) != kHalves.end();
}

bool take_brackets(string_view& text) {
  const size_t close = text.substr(0, 2 * kLongestName).find(']');
  if (close == string_view::npos) return false;
  const string_view name = text.substr(1, close - 1);
  const string_view rest = text.substr(close + 1);
  // act: `[workflow/job]   | text`.
  if (const size_t bar = skip_spaces(rest, 0);
      bar >= 2 && at(rest, bar) == '|' && name.find('/') != string_view::npos) {
    text = rest.substr(bar + 1);
    take(text, " ");
    return true;
  }
  // Playwright of the application it tests.
  const bool tested = name == "WebServer";
  const bool known = tested || is_pod(name) || is_tekton_step(name) || is_script(name);
  if (at(rest, 0) != ' ' || !known) return false;
  // What concurrently itself says of the script.
  if (rest.find(" exited with code ") != string_view::npos) return false;
  text = rest.substr(1);
  return true;
}

// Google Cloud Build: `Step #2 - "test": text`, without an id `Step #2: text`.
bool take_cloud_build(string_view& text) {
  constexpr string_view kStep = "Step #";
  if (!text.starts_with(kStep)) return false;
  size_t i = skip_digits(text, kStep.size());
  if (i == kStep.size()) return false;
  if (text.substr(i).starts_with(" - \"")) {
    const size_t quote = text.substr(0, i + 4 + kLongestName).find('"', i + 4);
    if (quote == string_view::npos) return false;
    i = quote + 1;
  }
  if (at(text, i) != ':' || (at(text, i + 1) != ' ' && at(text, i + 1) != '\0')) return false;
  text.remove_prefix(std::min(i + 2, text.size()));
  return true;
}

// What a build says while `git push` to Heroku waits: `remote:        text`. Other
// servers indent less.
bool take_heroku(string_view& text) {
  constexpr string_view kRemote = "remote:";
  constexpr size_t kIndent = 8;
  if (!text.starts_with(kRemote)) return false;
  if (skip_spaces(text, kRemote.size()) < kRemote.size() + kIndent) return false;
  text.remove_prefix(kRemote.size() + kIndent);
  return true;
}

// Yarn of several workspaces: `YN0000: [@acme/web]: text`, of one `YN0000: | text`.
bool take_yarn(string_view& text) {
  constexpr string_view kUnnamed = "\xE2\x9E\xA4 YN0000: ";
  constexpr string_view kBar = "\xE2\x94\x82 ";
  if (!text.starts_with(kUnnamed)) return false;
  string_view rest = text.substr(kUnnamed.size());
  take(rest, kBar);
  if (at(rest, 0) == '[') {
    size_t i = 1;
    while (i < kLongestName && (is_name(at(rest, i)) || at(rest, i) == '@' || at(rest, i) == '/')) ++i;
    if (rest.substr(i).starts_with("]: ")) rest.remove_prefix(i + 3);
  }
  if (rest.size() + kUnnamed.size() == text.size()) return false;
  text = rest;
  return true;
}

}  // namespace

bool take_tool_prefix(string_view& text) {
  const char first = at(text, 0);
  if (first == '#') return take_buildkit(text);
  if (first == '[') return take_brackets(text);
  // BuildKit on a terminal: the last lines of the step that runs.
  if (first == ' ' && take(text, " => => # ")) return true;
  if (first == ' ' || first == '.') return take_earthly(text);
  if (first == 'S' && take_cloud_build(text)) return true;
  if (first == 'r' && take_heroku(text)) return true;
  if (first == '\xE2') return take_yarn(text);
  if (first != '@' && !is_alnum(first)) return false;
  return take_compose(text) || take_package(text) || take_earthly(text);
}

}  // namespace logdiag::text
