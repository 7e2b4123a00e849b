#include "scan/line_shapes.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "scan/word_finder.hpp"

namespace logdiag::scan {
namespace {

using std::string_view;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool contains(string_view text, string_view words) { return text.find(words) != text.npos; }

template <std::size_t N>
bool contains_any(string_view text, const std::array<string_view, N>& words) {
  return WordFinder(text).has_any(words);
}

template <std::size_t N>
bool ends_with_any(string_view text, const std::array<string_view, N>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](string_view word) { return text.ends_with(word); });
}

string_view trimmed(string_view text) {
  const auto out = [](char c) { return c == ' ' || c == '\t' || c == '.' || c == '!' || c == ':'; };
  while (!text.empty() && out(text.back())) text.remove_suffix(1);
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  return text;
}

// Behind "error: ", "[error] ", "×": what introduces a message.
string_view said(string_view line) {
  for (bool again = true; again;) {
    again = false;
    for (const string_view word : {"error:", "[error]", "fatal:", "[fatal]", "failed:", "error -",
                                   "npm err!", "npm error", "×", "✖", "✗", "✘", "❌"}) {
      if (!line.starts_with(word)) continue;
      line = trimmed(line.substr(word.size()));
      again = true;
    }
  }
  return line;
}

// "2 ", "1/14 ", "1 of 4 ": the end of a count, 0 where there is none.
std::size_t count(string_view text) {
  std::size_t at = 0;
  while (at < text.size() && (is_digit(text[at]) || text[at] == '/' || text[at] == ',')) ++at;
  if (at == 0 || at >= text.size() || text[at] != ' ') return 0;
  if (text.substr(at).starts_with(" of ") && at + 4 < text.size() && is_digit(text[at + 4])) {
    return at + 4 + count(text.substr(at + 4));
  }
  return at + 1;
}

// Behind what a script puts before each line: "[deploy 12:00:01] ".
string_view without_tag(string_view text) {
  constexpr std::size_t kLongest = 32;
  const std::size_t end = text.starts_with('[') ? text.find("] ") : string_view::npos;
  return end < kLongest ? text.substr(end + 2) : text;
}

// "the action failed (65)": without the code.
string_view without_code(string_view text) {
  if (!text.ends_with(')')) return text;
  const std::size_t open = text.rfind('(');
  if (open == string_view::npos || open + 2 >= text.size()) return text;
  const string_view inside = text.substr(open + 1, text.size() - open - 2);
  // "(65)", "(1 of 4)", "(2/9)"
  const bool counts = is_digit(inside.front()) && std::all_of(inside.begin(), inside.end(), [](char c) {
    return is_digit(c) || string_view(" /,of%").find(c) != string_view::npos;
  });
  return counts ? trimmed(text.substr(0, open)) : text;
}

// "failed" alone, and "result: fail".
bool only_says_failed(string_view text) {
  constexpr std::array<string_view, 5> kVerdicts{"fail", "failed", "failure", "not passed", "failing"};
  constexpr std::array<string_view, 8> kTitles{"result",  "status",  "verdict",    "outcome",
                                               "overall", "summary", "conclusion", "gate"};
  const std::size_t end = text.find(": ");
  if (end != text.npos && std::find(kTitles.begin(), kTitles.end(), text.substr(0, end)) != kTitles.end()) {
    text = text.substr(end + 2);
  }
  return std::find(kVerdicts.begin(), kVerdicts.end(), text) != kVerdicts.end();
}

}  // namespace

bool begins_with_place(string_view line) {
  constexpr std::size_t kLongest = 260, kExtension = 7;
  for (const string_view level : {"[error] ", "error: ", "[ERROR] ", "ERROR: "}) {
    if (line.starts_with(level)) line.remove_prefix(level.size());
  }
  if (line.substr(0, kLongest).find("://") != string_view::npos) return false;
  // Behind the name of a file: "(", ":[" or ":", and a number; of those with a colon
  // another colon, or a bracket, ends the place.
  for (std::size_t dot = line.find('.', 1); dot < kLongest; dot = line.find('.', dot + 1)) {
    if (line.substr(0, dot).find(' ') != string_view::npos) return false;
    std::size_t at = dot + 1;
    while (at < line.size() && at <= dot + kExtension &&
           (is_letter(line[at]) || is_digit(line[at]) || line[at] == '+')) {
      ++at;
    }
    if (at == dot + 1 || !is_letter(line[dot + 1]) || at + 1 >= line.size()) continue;
    if (line[at] == '(' || line[at] == '[') return is_digit(line[at + 1]);
    if (line[at] != ':') continue;
    if (line[at + 1] == '[') return at + 2 < line.size() && is_digit(line[at + 2]);
    std::size_t end = at + 1;
    while (end < line.size() && is_digit(line[end])) ++end;
    return end > at + 1 && (line.substr(end).starts_with(':') || line.substr(end).starts_with(" error "));
  }
  return false;
}

bool begins_with_error(string_view line) {
  constexpr std::size_t kFarthest = 48;
  const std::size_t at = line.substr(0, kFarthest).find("error: ");
  if (at == string_view::npos) return false;
  return std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(at), [](char c) {
    return is_letter(c) || is_digit(c) || string_view(" :-_").find(c) != string_view::npos;
  });
}

bool only_sums_up(string_view line) {
  string_view text = line;
  if (const std::size_t at = text.rfind("error: "); at != text.npos) text.remove_prefix(at);
  text = without_code(trimmed(said(text)));
  if (text.empty() || text.size() > 160) return false;
  if (only_says_failed(text)) return true;
  // What tests print at their end: "Test Suites: 1 failed, 2 total", "Failed tests: 2, 4".
  for (const string_view word :
       {"test suites: ", "test files ", "tests: ", "tests run: ", "failed tests: "}) {
    if (text.starts_with(word)) return true;
  }
  // "Some tests did not pass: 11 passed, 1 failed", "Failed 1/14 subtests".
  if (contains_any(text, std::array<string_view, 16>{
                             "failing the build", "failing the job", "did not pass",
                             " errored during ", "following command", "following build",
                             "had errors", "have failed", "has failed", "tests failed",
                             "checks failed", "test failures", "completed with errors",
                             "finished with errors", "reported errors",
                             "containers failed to start"}) &&
      !contains(text, "because")) {
    return true;
  }
  if (text.starts_with("failed ") && count(text.substr(7)) > 0) return true;
  // "Fail:   1", as a row of a table.
  if (text.starts_with("fail: ") && text.find_first_not_of(" 0123456789", 6) == text.npos) return true;
  if (const std::size_t end = count(text); end > 0) {
    const string_view counted = text.substr(end).substr(0, 40);
    // "13 compatible, 1 incompatible".
    const std::size_t comma = counted.find(", ");
    if (comma != string_view::npos) {
      const std::size_t next = count(counted.substr(comma + 2));
      const string_view what = counted.substr(comma + 2 + next);
      if (next > 0 && !what.starts_with("is ") && !what.starts_with("are ")) return true;
    }
    if (contains_any(counted, std::array<string_view, 9>{"failed", "failure", "error", "problem",
                                                         "failing", "issue", "refused", "rejected",
                                                         "violation"})) {
      return true;
    }
  }
  if (text.starts_with("found ") && count(text.substr(6)) > 0) return true;
  // Of some deeds that failed more need not be said: "fatal: Authentication failed".
  constexpr std::array<string_view, 16> kReasons{
      "assert", "authentic", "verif", "handshake", "checksum", "log", "connect", "resol", "permiss",
      "alloc", "write", "read", "sign", "lock", "mount", "expect"};
  constexpr std::array<string_view, 10> kEnds{" errors occurred", "exec provisioner error", " failed",
                                             " failure", " failures",  " errored",
                                             " errors", " aborted", "fatalerror", "failed to build"};
  return ends_with_any(text, kEnds) && !contains_any(text, kReasons) && !contains(text, ": ");
}

bool only_names_test_file(string_view line) {
  if (!line.starts_with("fail ")) return false;
  const string_view file = trimmed(line.substr(5));
  return file.find_first_of(" \t>") == string_view::npos && file.find('.') != string_view::npos;
}

bool only_names_code(string_view line) {
  const string_view text = trimmed(said(line));
  if (const std::size_t at = line.find(": code: "); at != line.npos) {  // "CommandError: code: -2"
    if (line.find_first_not_of("-0123456789", at + 8) == line.npos) return true;
  }
  if (text.empty() || text.size() == trimmed(line).size()) return false;
  for (const string_view word : {"code ", "errno ", "syscall ", "path "}) {
    if (text.starts_with(word) && text.find(' ', word.size()) == text.npos) return true;
  }
  constexpr std::size_t kLongest = 16;
  return text.size() <= kLongest && text.find(' ') == text.npos &&
         std::any_of(text.begin(), text.end(), is_digit);
}

bool only_names_failed_call(string_view line) {
  const string_view text = said(line);
  for (const string_view word :
       {"failed to execute", "failed to run", "failed to load", "failed executing", "failed running",
        "error running", "error executing", "error while running", "error while executing",
        "error occurred while", "failure while", "failed to initialize container"}) {
    if (text.starts_with(word)) return text.find(": ", word.size()) == text.npos;
  }
  return false;
}

bool repeats_failure(string_view text, string_view speaker) {
  if (!text.starts_with(speaker)) return false;
  text = trimmed(text.substr(speaker.size()));
  for (const string_view word : {"failed", "FAILED", "Failed", "FAIL", "failure", "aborting", "aborted"}) {
    if (text == word) return true;
  }
  return false;
}

bool wants_reason(string_view text) {
  text = trimmed(text);
  if (!text.starts_with("Failed to ") && !text.starts_with("failed to ") &&
      !text.starts_with("Could not ") && !text.starts_with("Unable to ")) {
    return false;
  }
  return text.find_first_of(":'\"`(0123456789/") == text.npos;
}

bool names_jest_test(string_view text) {
  constexpr string_view kBullet = "  ● ";
  return text.starts_with(kBullet) && text.size() > kBullet.size() && text[kBullet.size()] != ' ';
}

bool names_exception(string_view text) {
  std::size_t at = 0;
  while (at < text.size() && (is_letter(text[at]) || is_digit(text[at]) ||
                              text[at] == '.' || text[at] == '_')) {
    ++at;
  }
  if (at < 3 || at >= text.size() || text[at] != ':') return false;
  const std::size_t dot = text.substr(0, at).rfind('.');
  const char initial = text[dot == string_view::npos ? 0 : dot + 1];
  return initial >= 'A' && initial <= 'Z' && at + 1 < text.size() && text[at + 1] == ' ';
}

bool names_speaker(string_view text) {
  constexpr std::size_t kLongest = 60;
  const std::size_t end = text.find(": ");
  if (end == string_view::npos || end < 2 || end > kLongest || end + 4 > text.size()) return false;
  const string_view name = text.substr(0, end);
  return std::all_of(name.begin(), name.end(), [](char c) {
    return is_letter(c) || is_digit(c) || string_view("/._-:[]").find(c) != string_view::npos;
  });
}

bool says_the_same(string_view one, string_view other) {
  const std::size_t end = one.find(':');
  if (end == string_view::npos || end < 2 || other.substr(0, end + 1) != one.substr(0, end + 1) ||
      one.substr(0, end).find(' ') != string_view::npos) {
    return false;
  }
  const auto numbered = [end](string_view text) {
    const string_view rest = text.substr(end + 1);
    return !rest.empty() && (is_digit(rest.front()) || rest.starts_with(" line "));
  };
  const auto last_two = [](string_view text) {
    return text.substr(text.rfind(' ', text.rfind(' ') - 1) + 1);
  };
  return (numbered(one) && numbered(other)) ||
         (one.find(' ') != one.rfind(' ') && last_two(one) == last_two(other));
}

bool gives_advice(string_view text) {
  text = trimmed(text);
  if (names_speaker(text)) text = text.substr(text.find(": ") + 2);
  for (const string_view word :
       {"use ", "Use ", "see ", "See ", "try ", "Try ", "run ", "Run ", "hint", "Hint", "note", "Note",
        "For more ", "for more ", "Please ", "please ", "consider ", "Consider ", "fix with", "Fix with",
        "To fix ", "to fix ", "To update ", "To regenerate ", "To resolve ", "If you ", "If this ",
        "If it ", "You can ", "you can ", "Tip: ", "tip: ", "Fix: ", "fix: "}) {
    if (text.starts_with(word)) return true;
  }
  // What one is told to do: "Renumber yours with `manage.py renumber`."
  constexpr auto kDeeds = std::to_array<string_view>({
      "Align ", "Change ", "Describe ", "Add ", "Apply ", "Approve ", "Ask ", "Bump ", "Clear ",
      "Commit ", "Contact ", "Correct ", "Create ", "Delete ", "Edit ", "Enable ", "Ensure ", "Fix ",
      "Format ", "Install ", "Make ", "Merge ", "Move ", "Open ", "Provide ", "Push ", "Re-run ",
      "Rebase ", "Refer ", "Rename ", "Renumber ", "Rerun ", "Replace ", "Resolve ", "Revert ",
      "Review ", "Regenerate ", "Remove ", "Set ", "Sort ", "Split ", "Update ", "Upgrade ", "Visit ",
      "Choose ", "Pick ", "Either "});
  constexpr std::ptrdiff_t kBlanks = 3;
  if (contains(text, " and run ") || contains(text, " and commit ")) return true;
  return std::count(text.begin(), text.end(), ' ') >= kBlanks &&
         std::any_of(kDeeds.begin(), kDeeds.end(), [&](string_view deed) { return text.starts_with(deed); });
}

bool tells_progress(string_view text) {
  text = without_tag(trimmed(text));
  if (names_speaker(text)) text = text.substr(text.find(": ") + 2);
  while (!text.empty() && !is_letter(text.front())) text.remove_prefix(1);
  constexpr auto kDeeds = std::to_array<string_view>({
      "witching ", "nalysing ", "nalyzing ", "pplying ", "uditing ", "uilding ", "alculating ",
      "hecking ", "leaning ", "ollecting ", "omparing ", "ompiling ", "opying ", "rawling ", "reating ",
      "eploying ", "iscovering ", "ownloading ", "valuating ", "xecuting ", "xtracting ", "etching ",
      "inding ", "enerating ", "nspecting ", "nstalling ", "inting ", "isting ", "oading ", "ooking ",
      "ackaging ", "arsing ", "reparing ", "rocessing ", "ublishing ", "ulling ", "ushing ", "eading ",
      "endering ", "esolving ", "unning ", "canning ", "earching ", "ending ", "etting ", "kipping ",
      "tarting ", "topping ", "ynchronising ", "earing down ", "esting ", "ploading ", "sing ",
      "alidating ", "erifying ", "aiting ", "alking ", "arming ", "riting "});
  if (text.size() < 2 || text.find(": ") != text.npos || text.find("... ") != text.npos) return false;
  return std::any_of(kDeeds.begin(), kDeeds.end(),
                     [&](string_view deed) { return text.substr(1).starts_with(deed); });
}

bool only_ends(string_view text) {
  text = without_tag(trimmed(text));
  // "packages/core build: Failed", as pnpm says of a script.
  if (text.ends_with(": Failed") && std::count(text.begin(), text.end(), ' ') == 2) return true;
  if (contains(text, ": ") || contains(text, "because")) return false;
  for (const string_view word :
       {"bort", "borting", "xiting", "topping", "ailing out", "erminating", "iving up", "hutting down",
        "olling back", "olled back", "leaning up", "earing down", "uitting"}) {
    if (text.size() > 1 && text.substr(1).starts_with(word)) return true;
  }
  return false;
}

bool speaks_in_sentence(string_view text) {
  constexpr std::ptrdiff_t kBlanks = 3;
  if (!names_speaker(text) || text.front() < 'a' || text.front() > 'z') return false;
  const string_view words = text.substr(text.find(": ") + 2);
  return std::count(words.begin(), words.end(), ' ') >= kBlanks && words.front() != ' ';
}

string_view skip_label(string_view line) {
  constexpr std::size_t kLongest = 60;
  std::size_t at = 0;
  while (at < line.size() && at < kLongest &&
         (is_letter(line[at]) || is_digit(line[at]) || string_view("@/:#._-").find(line[at]) != line.npos)) {
    ++at;
  }
  if (at < 2 || at + 1 >= line.size()) return line;
  // Terraform, of what a machine says: "aws_instance.web (remote-exec): ".
  for (const string_view said : {" (remote-exec): ", " (local-exec): "}) {
    if (line.substr(at).starts_with(said)) return trimmed(line.substr(at + said.size()));
  }
  if (line[at] == '>' && line[at + 1] == ' ') return trimmed(line.substr(at + 2));
  // A task of a package: both have a name.
  if (line[at] == ' ' && line[at - 1] == ':' && line.substr(0, at - 1).find(':') != line.npos &&
      !is_digit(line[at - 2]) && line.front() == '@') {
    return trimmed(line.substr(at + 1));
  }
  return line;
}

}  // namespace logdiag::scan
