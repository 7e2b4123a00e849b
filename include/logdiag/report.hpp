// report.hpp - what was found. Plain data that owns all it shows, so a report
// outlives scanner, rules and log.
#pragma once

#include <cstdint>
#include <logdiag/rule_set.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace logdiag {

struct Location {
  std::string source;        // file, archive member; empty for standard input
  std::uint64_t line = 0;    // from 1
  std::uint64_t offset = 0;  // of the raw line, in bytes
  std::uint32_t column = 0;  // of the match in the cleaned line, in bytes, from 1
  std::uint32_t length = 0;  // of the match, in bytes
  std::string job, step;     // empty where the log does not say
  std::string time;          // RFC 3339, as the log has it
};

struct ContextLine {
  std::uint64_t number;
  std::string text;  // cleaned
};

struct Finding {
  const Rule* rule = nullptr;  // lives in Report::rules
  Location where;
  std::string text;                  // the line, cleaned
  std::vector<ContextLine> context;  // lines around it, the line itself included
  std::vector<std::pair<std::string, std::string>> captures;
  std::optional<std::size_t> cause;  // index in Report::findings of what explains it
  std::optional<std::size_t> same_as;  // of the same trouble in an earlier job
  std::size_t job = 0;                 // index in Report::jobs
  std::uint64_t repeats = 0;         // further times the same was seen
  bool in_failed_step = false;
  std::string decided;  // the ranking step that put it behind the finding before it

  std::string fill(const Text& of, Lang lang) const;  // captures filled in
  std::string fill(std::string_view of, Lang lang) const;

  // The code of a step. Where it is for a shell, a capture that a shell would
  // not take as one plain word stays the fallback: a log must not write
  // commands that somebody pastes.
  std::string fill_code(const FixStep& step) const;

  // A stable hash of rule and captures: the same trouble has the same
  // signature in every log. 16 hexadecimal digits.
  std::string signature() const;
};

// A job, or a whole log that names none, in the order of the input.
struct Job {
  enum class End : std::uint8_t { unknown, passed, failed };
  std::string name;    // empty where the log does not say
  std::string source;  // where it begins; empty for standard input
  End end = End::unknown;
  std::optional<std::size_t> cause;  // index in Report::findings of its first error
};

// A line that may be the cause, for logs no rule knows.
struct Suspect {
  Location where;
  std::string text;
  std::string why;  // English; renderers translate it
  int score = 0;
};

struct Unknown {
  std::vector<Suspect> lines;  // most suspicious first
  std::optional<int> exit_code;
};

struct Statistics {
  std::uint64_t bytes = 0, lines = 0, candidate_lines = 0, slow_lines = 0, cut_lines = 0;
  std::string input;  // how the log was read: "github", "plain", ...
};

// The log itself, for reports that show it (ScanOptions::transcript_bytes).
struct LogStyle {
  std::uint32_t at = 0;  // byte of the text from which on it holds
  std::string name;      // "f1 fb": colour 1, bold; "#a0b0c0"; empty: plain
};

struct LogLine {
  std::uint64_t number = 0;
  char mark = ' ';  // 'e' and 'w': marked as error or warning by the runner
  std::string text;  // cleaned
  std::vector<LogStyle> styles;
};

// Lines of one step and group that follow each other; those that were not kept
// are missing between `first` and `last`.
struct LogPart {
  std::string job, step, group;  // empty where the log does not say
  bool failed = false;           // the step
  std::uint64_t first = 0, last = 0;
  std::vector<LogLine> lines;
};

struct LogSource {
  std::string name;  // empty for standard input
  std::uint64_t lines = 0;
  std::uint64_t bucket_lines = 0;      // lines a bucket of
  std::vector<std::uint32_t> errors;  // lines that the runner marked as errors
  std::vector<LogPart> parts;
};

struct Report {
  RuleSet rules;
  std::vector<Finding> findings;  // most likely cause first
  std::vector<Job> jobs;
  std::optional<Unknown> unknown;
  Statistics statistics;
  std::vector<LogSource> log;  // empty unless it was asked for
};

// Is running the same again worth it? Yes when there is a failure and a plain
// retry often cures every cause of it, and none of them waits for a person:
// whoever owns the code, the configuration or the credentials.
bool worth_a_retry(const Report& report);

// One report of several, in the order given: the first causes of failed jobs
// first, the same trouble in several jobs joined. There must be one at least, and
// all must be of one rule set.
Report merge(std::vector<Report> reports);

}  // namespace logdiag
