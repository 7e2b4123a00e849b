#include "text/echoes.hpp"

#include <algorithm>
#include <array>

#include "text/chars.hpp"

namespace logdiag::text {
namespace {

using std::string_view;

template <std::size_t N>
bool starts_with_any(string_view text, const std::array<string_view, N>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](string_view word) { return text.starts_with(word); });
}

// "+ make", "++ dirname x". PowerShell shows the place of an error behind a plus too.
bool traced(string_view text) {
  std::size_t at = 0;
  while (at < text.size() && at < 6 && text[at] == '+') ++at;
  if (at == 0 || at + 1 >= text.size() || text[at] != ' ') return false;
  const string_view rest = text.substr(at + 1);
  // A diff's "+++ file<TAB>when" is no command.
  return rest[0] != ' ' && rest[0] != '~' && rest.find('\t') == rest.npos &&
         !rest.starts_with("CategoryInfo") &&
         !rest.starts_with("FullyQualifiedErrorId");
}

// "Step 3/9 : RUN make", "[builder 3/9] RUN make".
bool dockerfile_step(string_view text) {
  if (text.starts_with("Step ") && text.size() > 5 && is_digit(text[5])) {
    return text.substr(0, 20).find(" : ") != string_view::npos;
  }
  if (!text.starts_with('[')) return false;
  const std::size_t end = text.substr(0, 80).find("] ");
  if (end == string_view::npos) return false;
  const std::size_t slash = text.substr(0, end).rfind('/');
  return slash != string_view::npos && slash + 1 < end && is_digit(text[slash + 1]) &&
         is_digit(text[slash - 1]) &&
         (text.substr(end + 2).starts_with("RUN ") || text.substr(end + 2).starts_with("CMD "));
}

// Behind what git log --oneline and lists put before a subject: "* ", "- ", "1a2b3c4 ".
string_view skip_hash(string_view text) {
  if (text.starts_with("* ") || text.starts_with("- ")) text.remove_prefix(2);
  std::size_t at = 0;
  bool digit = false;
  while (at < text.size() && (is_digit(text[at]) || (text[at] >= 'a' && text[at] <= 'f'))) {
    digit = digit || is_digit(text[at]);
    ++at;
  }
  return digit && at >= 7 && at <= 40 && at + 1 < text.size() && text[at] == ' '
             ? text.substr(at + 1)
             : text;
}

// "HEAD is now at 1a2b3c4 explain ENOSPC", "* fix(push): explain permission_denied",
// "1a2b3c4 say why".
bool commit_message(string_view text) {
  text = trim(text);
  if (starts_with_any(text, std::array<string_view, 5>{"HEAD is now at ", "Previous HEAD position was ",
                                                       "Commit message: ", "commit message: ",
                                                       "Merge pull request #"})) {
    return true;
  }
  const string_view subject = skip_hash(text);
  if (subject.size() == text.size()) return false;
  if (text.size() - subject.size() >= 8) return true;  // a hash stood before it
  for (const string_view type : {"fix", "feat", "docs", "chore", "test", "ci", "build",
                                      "refactor", "perf", "style", "revert"}) {
    if (!subject.starts_with(type)) continue;
    const string_view rest = subject.substr(type.size());
    if (rest.starts_with(": ") || rest.starts_with("!: ")) return true;
    if (rest.starts_with('(') && rest.substr(0, 60).find("): ") != string_view::npos) return true;
  }
  return false;
}

bool is_quote(char c) { return c == '"' || c == '\'' || c == '`'; }

// A command as make prints it, or as a script shown by something else has it. Programs
// that fail say their name with a colon.
bool command(string_view text) {
  if (starts_with_any(text, std::array<string_view, 20>{
                                "echo ", "printf '", "printf \"", "grep ", "egrep ", "fgrep ", "awk '",
                                "sed -", "sed '", "if [", "if ! ", "if grep ", "elif [", "trap '",
                                "trap \"", "[[ ", "Write-Host ", "Write-Output ", "Write-Error ",
                                "Write-Warning "})) {
    return true;
  }
  if (text.starts_with("die") && text.size() > 4) {
    return text[3] == '(' || (text[3] == ' ' && is_quote(text[4]));
  }
  if (text.starts_with("case ")) return text.find(" in") != string_view::npos;
  // MESSAGE='...', export MESSAGE="..."
  const bool exported = take(text, "export ");
  std::size_t at = 0;
  while (at < text.size() && (is_upper(text[at]) || is_digit(text[at]) || text[at] == '_')) ++at;
  return at > (exported ? 0 : 1) && at + 1 < text.size() && text[at] == '=' && is_quote(text[at + 1]);
}

// "console.error('...", "logger.error(f\"...", "errors.New(\"...": a call that says
// something, with what it would say.
bool call(string_view text) {
  constexpr std::array<string_view, 24> kCalls{
      "error", "warn",  "warning", "info",   "debug",   "log",      "critical", "fatal",
      "Fatal", "Fatalf", "Error",  "Errorf", "Print",   "Printf",   "Println",  "New",
      "write", "print", "println", "printf", "raises",  "toThrow",  "fail",     "puts"};
  std::size_t at = 0;
  std::size_t last = 0;  // where the last name begins
  while (at < text.size() && at < 60 && (is_alnum(text[at]) || text[at] == '_' || text[at] == '.')) {
    if (text[at++] == '.') last = at;
  }
  if (at == 0 || at + 1 >= text.size() || text[at] != '(') return false;
  const string_view name = text.substr(last, at - last);
  if (std::find(kCalls.begin(), kCalls.end(), name) == kCalls.end()) return false;
  if (last == 0 && is_upper(name.front())) return false;  // an exception as it is printed
  const char next = text[at + 1];
  return is_quote(next) || (at + 2 < text.size() && is_quote(text[at + 2]));
}

// "# error: ... means that ...", "; error = ...", "## Failed builds". What tests and crashes
// write behind a mark begins with a capital letter, or stands deeper; "## ERROR: ..." calls.
bool comment(string_view text) {
  const std::size_t marks = std::min(text.find_first_not_of('#'), text.size());
  if (marks == 0) return text.starts_with("; ") && is_lower(at(text, 2));
  if (at(text, marks) != ' ') return false;
  const string_view said = text.substr(marks + 1);
  if (marks == 1) return is_lower(at(said, 0)) && said.find(": ") != string_view::npos;
  return is_alpha(at(said, 0)) && !is_upper(at(said, 1)) && said.find(": ") == string_view::npos;
}

// A line of a program that would say something, or a comment.
bool source(string_view text) {
  if (comment(text)) return true;
  if (starts_with_any(text, std::array<string_view, 5>{"// ", "/* ", "<!-- ", "REM ", "rem "})) return true;
  const auto at_call = [&](string_view words) {
    return text.starts_with(words) && text.find('(', words.size()) != string_view::npos;
  };
  if (at_call("throw new ") || at_call("return errors.") || at_call("return fmt.") ||
      at_call("return Err(") || at_call("self.assert") ||
      at_call("with pytest.raises") || at_call("pytest.raises(") || at_call("assert_") ||
      at_call("System.err.print") || at_call("System.out.print")) {
    return true;
  }
  if (starts_with_any(text, std::array<string_view, 10>{"throw '", "throw \"", "panic!(", "bail!(",
                                                        "anyhow!(", "panic(\"", "fprintf(", "assert \"",
                                                        "assert '", "die(\""})) {
    return true;
  }
  if (text.starts_with("raise ") && text.size() > 6 && is_upper(text[6])) {
    return text.find('(') != string_view::npos;
  }
  // Jest repeats the call in its message, without the semicolon.
  if (text.starts_with("expect(") && text.ends_with(';')) return true;
  return call(text);
}

// A changed line as diff prints it, of a text or of a program: "+Error: ...",
// "-  throw ...". A login shell is called "-bash".
bool changed(string_view text) {
  if (text.size() < 2 || (text[0] != '+' && text[0] != '-')) return false;
  const string_view rest = text.substr(1);
  if (is_alpha(rest[0])) {
    return !starts_with_any(rest, std::array<string_view, 5>{"bash:", "sh:", "zsh:", "ash:", "dash:"});
  }
  return rest.starts_with("  ") && (source(trim(rest)) || trim(rest).starts_with("- run: "));
}

// "  --retries <n>   how often to try again": an option, and behind two blanks what it does.
bool option_help(string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == string_view::npos || first < 2 || text[first] != '-') return false;
  text = text.substr(first);
  const bool brief = is_alpha(at(text, 1)) && text.substr(2).starts_with(", --");
  const bool spelt = at(text, 1) == '-' && is_lower(at(text, 2));
  if (!brief && !spelt) return false;
  const std::size_t gap = text.substr(0, 60).find("  ");
  return gap != string_view::npos && is_alpha(at(trim(text.substr(gap)), 0));
}

// Lines of documents that quote what a tool may say: of changes, "- Fixed: ... (#123)",
// "* **net:** ... ([1a2b3c4](https://...))".
bool document(string_view text) {
  if (text.starts_with("* ") || text.starts_with("- ")) {
    if (text.find("](http") != string_view::npos) return true;
    const std::size_t number = text.rfind("(#");
    if (number != string_view::npos && text.ends_with(')') && text.size() - number < 12) return true;
  }
  return starts_with_any(text, std::array<string_view, 8>{"If you see ", "if you see ", "Tip: ",
                                                          "Possible messages", "Example output",
                                                          "<testcase ", "Release notes: ", "Changelog: "});
}

// What programs may put before a line of source or of a script: "> ", "   12 | ".
string_view skip_gutter(string_view text) {
  text = trim(text);
  take(text, "> ");
  const std::size_t digits = skip_digits(text, 0);
  if (digits > 0 && text.substr(digits).starts_with(" | ")) text.remove_prefix(digits + 3);
  return trim(text);
}

// A line of the source around a place, as compilers and test runners show it: "  > 12 | call();".
// A table of findings has a second bar: " 12 | ERROR | ...".
bool framed(string_view text) {
  if (!text.starts_with(' ') && !text.starts_with('>')) return false;
  text = trim(text);
  take(text, "> ");
  const std::size_t digits = skip_digits(text, 0);
  if (digits == 0 || !text.substr(digits).starts_with(" | ")) return false;
  return text.find(" | ", digits + 3) == string_view::npos;
}

}  // namespace

bool echoes(const Line& line) {
  const string_view text = line.text;
  if (line.marker == Marker::command || traced(text) || text.starts_with("$ ") ||
      dockerfile_step(text) || commit_message(text)) {
    return true;
  }
  // What the runner was told to show is said, whatever it looks like.
  if (line.marker != Marker::none) return false;
  const string_view said = skip_gutter(text);
  return framed(text) || changed(text) || command(said) || source(said) || document(said) ||
         option_help(text);
}

bool quoted(string_view text, std::size_t begin, std::size_t end) {
  if (begin == 0 || end > text.size()) return false;
  // In a list or table of a document: "- **error: ...**", "| `error: ...` | why |".
  for (const string_view mark : {string_view("**"), string_view("`")}) {
    const std::size_t open = text.find(mark);
    if (open >= begin) continue;
    const string_view before = trim(text.substr(0, open));
    if (!before.empty() && before != "*" && before != "-" && before != "|") continue;
    const std::size_t close = text.find(mark, open + mark.size());
    if (close == string_view::npos || close + 1 < end) continue;
    const string_view inside = text.substr(open + mark.size(), close - open - mark.size());
    if (!inside.starts_with('*') && inside.find(' ') != string_view::npos) return true;
  }
  const char quote = text[begin - 1];
  if (!is_quote(quote) || text.find(quote, end - 1) == string_view::npos) return false;
  const string_view before = trim(text.substr(0, begin - 1));
  const std::size_t space = before.rfind(' ');
  string_view word = space == string_view::npos ? before : before.substr(space + 1);
  constexpr std::array<string_view, 20> kVerbs{
      "see",   "explain", "explains", "handle", "handles", "fix",        "fixes",    "fixed", "says",
      "like",  "catch",   "ignore",   "expect", "expects", "simulating", "simulate", "more",  "Note:",
      "Explain", "Fix"};
  return std::find(kVerbs.begin(), kVerbs.end(), word) != kVerbs.end();
}

}  // namespace logdiag::text
