// scope.hpp - which job, step and group the log is in, and whether they failed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scan/tolerated.hpp"
#include "text/line.hpp"

namespace logdiag::scan {

// How sure it is that a step failed.
enum class Failure : std::uint8_t { none, marked /* carries an error marker */, exited };

struct Step {
  std::uint32_t id = 0;      // counts within the log
  std::uint32_t job_id = 0;  // the same for all steps of one job
  std::string job, name;
  std::uint64_t begun = 0;  // the line with which it began
  std::uint32_t run = 0;  // counts the commands and attempts that began in the step
  std::uint32_t test_runs = 0;  // counts the test runners that began in the step
  Failure failure = Failure::none;
  std::uint64_t failed_at = 0;  // line of the last sign of failure
  std::uint64_t script_end = 0;  // line that ends the last script printed in it; 0 none
  bool cleanup = false;         // runs after the job is decided
  bool container = false;       // a container action: its failure leaves no marker
  bool shell = false;           // a script: the runner says with which code it ended
  std::uint64_t last_until = 0;  // no step but cleanup came after it, from this line on; 0 no
  std::vector<Tolerated> tolerated = {};  // programs whose failure its script goes on from
  bool dumps = false;           // shows logs and states of what ran before
};

// Where the verdict on a whole job stands.
enum class Verdict : std::uint8_t { open, passed, failed };

// How a job ended.
struct JobEnd {
  Verdict verdict = Verdict::open;
  bool step_failed = false;  // and the log shows in which step
};

// A job of which something was read.
struct JobRecord {
  std::uint32_t id = 0;
  std::string name, source;
  Verdict verdict = Verdict::open;
};

class ScopeTracker {
 public:
  void begin(std::string_view source, std::string_view job, std::string_view step);

  // Something of this source was read.
  void touch() { job(step_.job_id).seen = true; }

  // Looks at a line with a marker, with gh's columns, or with one of
  // match::verdict_words(). True when a new step began.
  bool see(const text::Line& line, std::uint64_t number);

  // The step that ended with the line seen last, where that may be why GitLab's job failed:
  // it says so only behind what it cleans up.
  struct Left {
    std::uint32_t id = 0, run = 0;
    std::size_t kept = 0;
    std::uint64_t begun = 0;  // the line with which it began
  };
  std::optional<Left> take_left() { return std::exchange(left_, std::nullopt); }

  // Behind the line seen last: what Jenkins does after a build is a step of its own.
  void go_on();

  const Step& step() const { return step_; }

  // Whether line `number` belongs to what the runner prints of a step before it
  // begins: the script, its shell, `with:` and `env:`.
  bool in_script(std::uint64_t number) const {
    return script_from_ != 0 && number >= script_from_ && number - script_from_ < kLongestScript;
  }

  // Keeps the current step's record beyond its end; its index in kept().
  std::size_t keep();
  const std::vector<Step>& kept();

  JobEnd end_of(std::uint32_t job_id) const;
  std::vector<JobRecord> jobs() const;  // in the order of the log
  bool any_failure() const { return any_failure_; }
  std::optional<int> exit_code() const { return exit_code_; }

 private:
  void next_step(std::string_view job, std::string_view name, bool cleanup);
  void tolerate();
  void fail(Failure failure, std::uint64_t number);
  void script_failed(std::uint64_t number);
  void forgive();
  void stage_failed();
  void write_back();
  std::uint32_t fresh_job();

  void name_job(std::string name);
  void next_job(std::string_view name);

  struct Job {
    std::string name, source;
    bool seen = false;
    bool structured = false;  // a runner's markers were seen
    bool ended = false;       // its last words were seen
    bool passed = false;      // it says so itself
    bool failed = false;
    bool step_failed = false;
  };
  Job& job(std::uint32_t id);

  // So that a group whose end is missing hides nothing for long.
  static constexpr std::uint64_t kLongestScript = 2000;

  Step step_;
  std::uint64_t line_ = 0;  // that is looked at
  std::uint64_t script_from_ = 0;  // the line that opened the group; 0 outside
  std::optional<Left> left_;
  std::optional<Left> stage_;       // the section before this one
  std::uint64_t stage_end_ = 0;     // the line that began this one
  bool parallel_ = false;           // branches ran beside each other
  bool build_ended_ = false;  // with the line seen last, as Jenkins says
  bool circleci_passed_ = false;  // its step, by the line with which that ends
  // What was known before the step's first sign of failure.
  bool job_had_failed_ = false, step_had_failed_ = false, any_had_failed_ = false;
  std::optional<std::size_t> kept_index_;
  std::vector<Step> kept_;
  std::vector<Job> jobs_;
  std::optional<int> exit_code_;
  bool any_failure_ = false;
  bool named_by_caller_ = false;
  std::string source_, given_job_;  // as the caller named them
  std::uint32_t next_job_ = 0;
};

}  // namespace logdiag::scan
