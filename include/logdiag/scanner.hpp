// scanner.hpp - reads a log, in pieces of any size, and finds what rules know.
#pragma once

#include <cstdint>
#include <logdiag/report.hpp>
#include <logdiag/rule_set.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace logdiag {

class Lookahead;

// How a log is read. Automatic looks at its first lines.
enum class Input : std::uint8_t {
  automatic, plain, github, gh, gitlab, jenkins, azure, circleci, travis, buildkite, bitbucket,
  teamcity, taskcluster
};

std::string_view name_of(Input input);                      // "github"
std::optional<Input> input_from_name(std::string_view name);

struct ScanOptions {
  Input input = Input::automatic;
  std::uint32_t max_findings_per_rule = 20;
  std::uint32_t max_line_bytes = 64 * 1024;
  std::uint32_t context_lines = 3;
  std::size_t transcript_bytes = 0;  // memory for Report::log; 0: the log is not kept
};

// Serves one thread at a time; make one scanner per thread from one RuleSet.
//
//   Scanner scanner(rules);
//   while (read(chunk)) scanner.feed(chunk);
//   Report report = scanner.finish();   // and ready for the next log
class Scanner {
 public:
  explicit Scanner(RuleSet rules, ScanOptions options = {});
  Scanner(Scanner&&) noexcept;
  Scanner& operator=(Scanner&&) noexcept;
  ~Scanner();

  // Starts the next source: line numbers start anew, no rule looks across.
  // Job and step may be named where the caller knows them (archive members).
  void begin(std::string_view source, std::string_view job = {}, std::string_view step = {});

  // Takes all of `bytes` and keeps none. Where a log is cut makes no
  // difference to the report.
  void feed(std::string_view bytes);

  // As feed() of the piece that was looked at; quick when it was made for these
  // rules and options (logdiag/lookahead.hpp).
  void feed(const Lookahead& ahead);

  // Findings that became certain since the last call; valid until the next.
  std::span<const Finding> drain();

  Report finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace logdiag
