#include "scan/exit_lines.hpp"

#include <array>
#include <cstddef>

namespace logdiag::scan {
namespace {

using std::string_view;
using text::Marker;

// GitHub Actions: "Process completed with exit code 1.", in excerpts behind "Error: ".
std::optional<int> actions_code(const text::Line& line) {
  constexpr string_view kWords = "completed with exit code ";
  constexpr std::size_t kFarthest = 24;
  const std::size_t at = line.text.find(kWords);
  if (at == string_view::npos) return std::nullopt;
  if (line.marker != Marker::error) {
    const string_view before = line.text.substr(0, at);
    if (at > kFarthest || before.find_first_of("\"'`") != string_view::npos) return std::nullopt;
  }
  return number_after(line.text.substr(at), kWords);
}

// Azure Pipelines: "##[error]Bash exited with code '1'."
std::optional<int> azure_code(const text::Line& line) {
  if (line.marker != Marker::error) return std::nullopt;
  for (const string_view shell : {"Bash", "PowerShell", "Cmd.exe"}) {
    const string_view t = line.text;
    if (t.starts_with(shell) && t.substr(shell.size()).starts_with(" exited with code '")) {
      return number_after(t, " exited with code '");
    }
  }
  return std::nullopt;
}

// Travis CI: "The command "make" exited with 2.", "... failed and exited with 1 during .".
std::optional<int> travis_code(string_view text) {
  if (!text.starts_with("The command \"")) return std::nullopt;
  const std::size_t end = text.rfind("exited with ");
  if (end == string_view::npos || text.substr(0, end).find("\" ") == string_view::npos) {
    return std::nullopt;
  }
  return number_after(text.substr(end), "exited with ");
}

// Excerpts of a log keep the time of day, which is no stamp where nothing tells of Jenkins.
bool starts_behind_time(string_view text, string_view words) {
  constexpr string_view kTime = "0123456789:.[] ";
  const std::size_t at = text.find_first_not_of(kTime);
  return at != string_view::npos && text.substr(at).starts_with(words);
}

}  // namespace

std::optional<int> number_after(string_view text, string_view words) {
  const std::size_t at = text.find(words);
  if (at == string_view::npos) return std::nullopt;
  std::size_t i = at + words.size();
  const bool negative = i < text.size() && text[i] == '-';
  if (negative) ++i;
  int value = 0;
  const std::size_t first = i;
  while (i < text.size() && i < first + 9 && text[i] >= '0' && text[i] <= '9') {
    value = value * 10 + (text[i++] - '0');
  }
  if (i == first) return std::nullopt;
  return negative ? -value : value;
}

std::optional<int> exit_code_of(const text::Line& line) {
  if (const auto code = actions_code(line)) return code;
  if (const auto code = azure_code(line)) return code;
  if (const auto code = travis_code(line.text)) return code;
  // CircleCI, AppVeyor, TeamCity, Buildkite.
  constexpr std::array<string_view, 6> kStarts{
      "Exited with code exit status ", "Exited with code ", "Command exited with code ",
      "Process exited with code ", "Error: The command exited with status ",
      "\xF0\x9F\x9A\xA8 Error: The command exited with status "};
  for (const string_view words : kStarts) {
    if (!line.text.starts_with(words)) continue;
    if (const auto code = number_after(line.text, words)) return code;
  }
  // Tekton's tkn, of the container of a step.
  if (line.text.starts_with("container step-") && line.text.find(" has failed  : [") != string_view::npos) {
    return 1;
  }
  return std::nullopt;
}

bool ends_jenkins_build(string_view text) {
  return starts_behind_time(text, "Build step '") && text.ends_with("' marked build as failure");
}

bool ends_jenkins_pipeline(string_view text) {
  return starts_behind_time(text, "ERROR: script returned exit code ");
}

}  // namespace logdiag::scan
