#include "scan/tolerated.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "rules/pack.hpp"
#include "text/chars.hpp"

namespace logdiag::scan {
namespace {

using std::string_view;

constexpr std::size_t kMost = 8, kLongest = 400;
// Of a program's name; a string keeps as many without memory of its own.
constexpr std::size_t kName = 15;

string_view word_of(string_view text) { return text.substr(0, text.find_first_of(" \t;)")); }

string_view behind_word(string_view text) { return text::trim(text.substr(word_of(text).size())); }

// Behind what separates commands, or begins one.
string_view last_command(string_view text) {
  for (const string_view sign : {"&&", ";", "|", "RUN ", "$(", "{ ", "then ", "do ", "else "}) {
    const std::size_t at = text.rfind(sign);
    if (at != string_view::npos) text.remove_prefix(at + sign.size());
  }
  return text::trim(text);
}

// "sudo -E env A=b timeout 30 python3 -m pip install x": pip.
string_view program_of(string_view command) {
  constexpr std::array<string_view, 8> kBefore{"sudo", "env", "command", "exec", "time", "timeout", "!", "+"};
  for (int words = 0; words < 8 && !command.empty(); ++words) {
    const string_view word = word_of(command);
    const bool python = word == "python" || word == "python3";
    if (python && behind_word(command).starts_with("-m ")) {
      return word_of(behind_word(behind_word(command)));
    }
    const bool number = word.find_first_not_of("0123456789smh") == string_view::npos;
    if (std::find(kBefore.begin(), kBefore.end(), word) == kBefore.end() && !word.starts_with('-') &&
        word.find('=') == string_view::npos && !number) {
      return word.substr(word.rfind('/') + 1);  // npos + 1 is 0
    }
    command = behind_word(command);
  }
  return {};
}

// Whether what stands behind "||" ends the script all the same.
bool ends_anyway(string_view rest) {
  constexpr std::array<string_view, 8> kEnds{"exit 1", "exit $", "exit 2", "return 1",
                                             "return $", "false", "die", "fail"};
  return std::any_of(kEnds.begin(), kEnds.end(),
                     [&](string_view word) { return rest.find(word) != string_view::npos; }) ||
         rest.empty() || rest.front() == '{' || rest.front() == '(' || rest == "exit";
}

}  // namespace

void find_tolerated(string_view text, std::uint64_t line, std::vector<Tolerated>& out) {
  text = text.substr(0, kLongest);
  for (std::size_t at = text.find("||"); at != string_view::npos; at = text.find("||", at + 2)) {
    if (ends_anyway(text::trim(text.substr(at + 2)))) continue;
    const string_view program = program_of(last_command(text.substr(0, at)));
    // Where it is called again, that may fail for good.
    const bool again = program == program_of(text::trim(text.substr(at + 2)));
    if (program.empty() || program.size() > kName || program.front() == '[' || again ||
        out.size() >= kMost) {
      continue;
    }
    const bool known = std::any_of(out.begin(), out.end(),
                                   [&](const Tolerated& t) { return t.program == program; });
    if (!known) out.push_back({std::string(program), line});
  }
}

bool may_have_said(string_view program, string_view text, string_view id) {
  const string_view said = text::trim(text);
  if (said.starts_with(program)) {
    const string_view behind = said.substr(program.size());
    if (behind.starts_with(": ") || behind.starts_with(" error") || behind.starts_with(" ERR!")) return true;
  }
  if (rules::family_of(id) == program) return true;
  // What other programs' troubles are filed under.
  struct Family {
    string_view program, family;
  };
  constexpr std::array<Family, 24> kFamilies{{
      {"docker", "manifest"},  {"docker", "registry"}, {"docker", "ghcr"},  {"podman", "manifest"},
      {"podman", "registry"},  {"podman", "docker"},   {"apt-get", "apt"},  {"apt-get", "os-packages"},
      {"apt", "os-packages"},  {"pip3", "pip"},        {"kubectl", "k8s"},  {"helm", "k8s"},
      {"helm", "deploy"},      {"gcloud", "gcp"},      {"gsutil", "gcp"},   {"az", "azure"},
      {"bundle", "ruby"},      {"gem", "ruby"},        {"gh", "permissions"}, {"gh", "release"},
      {"composer", "php"},     {"psql", "service"},    {"createdb", "service"}, {"mysql", "service"},
  }};
  if (std::any_of(kFamilies.begin(), kFamilies.end(), [&](const Family& f) {
        return f.program == program && f.family == rules::family_of(id);
      })) {
    return true;
  }
  return program == "git" && said.starts_with("fatal: ");
}

}  // namespace logdiag::scan
