#include "scan/scope.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/limits.hpp"
#include "base/sanitize.hpp"
#include "scan/exit_lines.hpp"
#include "scan/word_finder.hpp"

namespace logdiag::scan {
namespace {

using text::Marker;

// Enough for any real run; a log that pretends more keeps its last record.
constexpr std::uint32_t kMostJobs = 4096;
constexpr std::size_t kMostSteps = 16384;

std::string name_of(std::string_view raw) { return base::sanitize(raw, limits::kNameBytes); }

// A worker of Taskcluster speaks of the whole task; that says nothing of the step
// that happened to be the last.
bool is_verdict(std::string_view text) { return text.starts_with("[taskcluster:error"); }

// Runs whatever became of the job. Names are those of sections; an Actions step
// whose name begins so has `Post ` before it.
bool is_cleanup(std::string_view name) {
  constexpr std::array<std::string_view, 9> kNames{
      "Post ", "Post-job: ", "Complete job", "Finalize Job", "Declarative: Post Actions",
      "after_script", "upload_artifacts_on_failure", "archive_cache_on_failure",
      "cleanup_file_variables"};
  return std::any_of(kNames.begin(), kNames.end(),
                     [&](std::string_view n) { return name.starts_with(n); });
}

// GitLab's sections behind the script.
bool ends_gitlab_script(std::string_view name) {
  return name == "after_script" || name == "upload_artifacts_on_failure" ||
         name == "archive_cache_on_failure" || name == "cleanup_file_variables";
}

// A name or a command of a step that shows what became of things: "Dump logs",
// "Run docker compose logs", "kubectl describe pods".
bool is_dump(std::string_view text) {
  constexpr std::array<std::string_view, 18> kWords{
      "kubectl describe", "kubectl logs",  "get events", "docker logs",  "compose logs",
      "journalctl",       "dmesg",         "Dump ",      "dump ",        "Show logs",
      "Show log",         "Print logs",    "Debug ",     "Collect logs", "Container logs",
      "container logs",   "Docker logs",   "iagnostics"};
  const WordFinder finder(text);
  if (finder.has("pload")) return false;
  if (finder.has_any(kWords)) return true;
  const bool shown = text.starts_with("Run cat ") || text.starts_with("Run tail ") ||
                     text.starts_with("cat ") || text.starts_with("tail ");
  return shown && text.find("log") != std::string_view::npos;
}

// A step that nobody has run after a failure: it prepares the work or brings it out.
bool needs_success(std::string_view name) {
  constexpr std::array<std::string_view, 12> kNames{
      "Run actions/checkout@",        "Run actions/setup-",          "Run actions/deploy-pages@",
      "Run actions/configure-pages@", "Run docker/setup-",           "Run docker/login-action@",
      "Run docker/metadata-action@",  "Run docker/build-push-action@",
      "Run pypa/gh-action-pypi-publish@", "Run softprops/action-gh-release@", "Set up ", "Setup "};
  return std::any_of(kNames.begin(), kNames.end(),
                     [&](std::string_view n) { return name.starts_with(n); });
}

// "12 packages are looking for funding", "BUILD SUCCESSFUL in 3s", "-- Build files have been
// written to: ...": npm, Gradle, Maven and CMake have done what they were asked for.
bool has_success(std::string_view t) {
  if (t.starts_with("BUILD SUCCESSFUL in ") || t.starts_with("-- Build files have been written to: ") ||
      t.starts_with("[INFO] BUILD SUCCESS")) {
    return true;
  }
  return t.ends_with(" packages are looking for funding");
}

// Jest's count where no suite failed. (Vitest's is followed by errors outside of tests.)
// Mocha's count of what passed stands before what failed is told.
bool tests_passed(std::string_view t) {
  const std::size_t first = t.find_first_not_of(' ');
  if (first == std::string_view::npos) return false;
  t.remove_prefix(first);
  if (t.starts_with("Test Suites: ")) {
    return t.find(" failed") == std::string_view::npos && t.find(" passed") != std::string_view::npos;
  }
  const std::size_t word = t.find(" passing (");
  return word != std::string_view::npos && word > 0 &&
         t.substr(0, word).find_first_not_of("0123456789") == std::string_view::npos;
}

// Lines with which a tool begins anew, or has done what it was about. What went wrong
// before them did not stop the step: it was tolerated, or it is tried again.
bool begins_anew(const text::Line& line) {
  const std::string_view t = line.text;
  return t.starts_with("Successfully installed ") || has_success(t) || tests_passed(t) ||
         t.find("[INFO] Scanning for projects...") != std::string_view::npos ||
         (t.starts_with("====") && t.find("= test session starts =") != std::string_view::npos) ||
         // Ansible goes on to the next task: the failure was rescued or was another host's.
         (t.starts_with("TASK [") && t.ends_with("***")) ||
         (line.marker == Marker::warning && t.starts_with("Attempt ") &&
          t.find(" failed. Reason: ") != std::string_view::npos);
}

// A test runner begins: cargo, RSpec, PHPUnit, .NET, Surefire, ctest, Vitest, ExUnit, Minitest,
// and those that npm and yarn name.
bool begins_tests(std::string_view t) {
  const std::size_t first = std::min(t.find_first_not_of(' '), t.size());
  const std::string_view said = t.substr(first);
  constexpr std::array<std::string_view, 10> kStarts{
      "Running unittests ", "Randomized with seed ",     "PHPUnit ", "Starting test execution, please wait",
      "Test project /",     "RUN  v",                    "Running ExUnit with seed", "# Running:",
      "> jest",             "> vitest"};
  return std::any_of(kStarts.begin(), kStarts.end(),
                     [&](std::string_view word) { return said.starts_with(word); }) ||
         said == "T E S T S" || t == "[INFO]  T E S T S" || said.starts_with("> mocha") ||
         said.starts_with("$ jest") || said.starts_with("$ vitest") || said.starts_with("$ mocha");
}

}  // namespace

ScopeTracker::Job& ScopeTracker::job(std::uint32_t id) {
  if (jobs_.size() <= id) jobs_.resize(std::size_t{id} + 1);
  return jobs_[id];
}

void ScopeTracker::begin(std::string_view source, std::string_view job_name,
                         std::string_view step_name) {
  write_back();
  source_ = source;
  script_from_ = 0;
  const bool same_job = !job_name.empty() && job_name == given_job_;
  given_job_ = job_name;
  kept_index_.reset();
  step_ = Step{step_.id + 1, same_job ? step_.job_id : fresh_job(),
               same_job ? step_.job : name_of(job_name),
               name_of(step_name)};
  named_by_caller_ = !step_name.empty();
  if (!same_job) name_job(step_.job);
}

void ScopeTracker::name_job(std::string name) {
  Job& j = job(step_.job_id);
  j.name = name;
  if (j.source.empty()) j.source = source_;
  step_.job = std::move(name);
}

// The runner of another job speaks: a stream of several logs.
void ScopeTracker::next_job(std::string_view name) {
  touch();
  write_back();
  kept_index_.reset();
  step_ = Step{step_.id + 1, fresh_job(), {}, {}};
  name_job(name_of(name));
  job(step_.job_id).seen = true;
}

void ScopeTracker::next_step(std::string_view job_name, std::string_view name, bool cleanup) {
  if (cleanup && !step_.cleanup) {
    step_.last_until = line_;
    if (ends_gitlab_script(name)) left_ = Left{step_.id, step_.run, keep(), step_.begun};
  }
  forgive();
  write_back();
  kept_index_.reset();
  Step next{step_.id + 1, step_.job_id, step_.job, name_of(name)};
  next.begun = line_;
  next.cleanup = cleanup;
  next.dumps = is_dump(name);
  if (!job_name.empty() && name_of(job_name) != step_.job) {
    // The first name seen belongs to the job that is open already.
    if (!step_.job.empty()) next.job_id = fresh_job();
    step_ = std::move(next);
    name_job(name_of(job_name));
    job(step_.job_id).seen = true;
    return;
  }
  step_ = std::move(next);
  if (needs_success(name)) tolerate();
}

// The job went on as one does that did not fail.
void ScopeTracker::tolerate() {
  Job& j = job(step_.job_id);
  if (!j.failed) return;
  j.failed = j.step_failed = false;
  for (Step& step : kept_) {
    if (step.job_id == step_.job_id) step.failure = Failure::none;
  }
}

// A script whose tools marked errors, went on, and ended without an exit code did not fail
// (a test that passed when it was tried again). What the runner itself says stands last.
void ScopeTracker::forgive() {
  constexpr std::uint64_t kLast = 3;
  if (!step_.shell || step_.failure != Failure::marked || line_ <= step_.failed_at + kLast) return;
  step_.failure = Failure::none;
  step_.failed_at = 0;
  job(step_.job_id).failed = job_had_failed_;
  job(step_.job_id).step_failed = step_had_failed_;
  any_failure_ = any_had_failed_;
}

void ScopeTracker::fail(Failure failure, std::uint64_t number) {
  if (step_.failure == Failure::none) {
    job_had_failed_ = job(step_.job_id).failed;
    step_had_failed_ = job(step_.job_id).step_failed;
    any_had_failed_ = any_failure_;
  }
  step_.failure = std::max(step_.failure, failure);
  step_.failed_at = number;
  job(step_.job_id).failed = true;
  job(step_.job_id).step_failed = job(step_.job_id).step_failed || !step_.cleanup;
  any_failure_ = true;
}

// GitLab says so of the job, behind what it cleans up; it failed in the last command
// before that. An earlier one may still have left what made it fail.
void ScopeTracker::script_failed(std::uint64_t number) {
  if (!step_.cleanup) {
    step_.failure = Failure::exited;
    step_.failed_at = number;
    return;
  }
  write_back();
  for (Step& step : kept_) {
    if (step.job_id != step_.job_id || step.last_until == 0) continue;
    step.failure = Failure::exited;
    step.failed_at = step.last_until;
  }
}

// Jenkins says in the first stage that it skips that the one before failed.
void ScopeTracker::stage_failed() {
  if (!stage_ || parallel_ || job(step_.job_id).step_failed) return;
  Step& step = kept_[stage_->kept];
  if (step.job_id != step_.job_id) return;
  step.failure = Failure::exited;
  step.failed_at = stage_end_;
  job(step_.job_id).failed = job(step_.job_id).step_failed = true;
  any_failure_ = true;
  left_ = std::exchange(stage_, std::nullopt);
}

bool ScopeTracker::see(const text::Line& line, std::uint64_t number) {
  bool fresh = false;
  line_ = number;
  const std::string_view t = line.text;
  if (!line.job.empty() || !line.step.empty()) {
    job(step_.job_id).structured = true;
    const bool other_job = !line.job.empty() && name_of(line.job) != step_.job;
    const bool other_step = !line.step.empty() && name_of(line.step) != step_.name;
    if (other_job || other_step) {
      next_step(line.job, line.step, is_cleanup(line.step));
      fresh = true;
    }
  }
  const bool step_known = !line.step.empty() || named_by_caller_;
  if (line.marker == Marker::group) {
    script_from_ = line.name.starts_with("Run ") ? number : 0;
  } else if (line.marker == Marker::endgroup || line.marker == Marker::error || fresh) {
    if (script_from_ != 0 && line.marker == Marker::endgroup) step_.script_end = number;
    script_from_ = 0;
  }
  step_.shell = step_.shell || (in_script(number) && t.starts_with("shell: "));
  switch (line.marker) {
    case Marker::group:
      job(step_.job_id).structured = true;
      if (!step_known && line.name.starts_with("Run ")) {
        next_step({}, line.name, false);
        fresh = true;
      }
      break;
    case Marker::section_begin:
      job(step_.job_id).structured = true;
      if (!step_known) {
        stage_ = Left{step_.id, step_.run, keep(), step_.begun};
        stage_end_ = number;
        parallel_ = parallel_ || line.name.starts_with("Branch: ");
        next_step({}, line.name, is_cleanup(line.name));
        fresh = true;
      }
      break;
    case Marker::error:
      if (line.logged) {
        step_.failure = std::max(step_.failure, Failure::marked);
        step_.failed_at = number;
      } else if (is_verdict(t)) {
        job(step_.job_id).failed = true;
      } else {
        fail(Failure::marked, number);
      }
      break;
    case Marker::command:
      step_.container = step_.container || t.starts_with("/usr/bin/docker run --name ");
      // GitLab's script goes on with a command when the one before succeeded.
      if (!line.name.empty() && !step_known) {
        next_step({}, line.name, step_.cleanup);
        fresh = true;
      }
      break;
    default:
      break;
  }
  if (begins_anew(line)) ++step_.run;
  if (begins_tests(t)) ++step_.test_runs;
  if (t.find("||") != std::string_view::npos) find_tolerated(t, number, step_.tolerated);
  if (in_script(number) || line.marker == Marker::command) step_.dumps = step_.dumps || is_dump(t);
  if (line.job.empty() && t.starts_with("Current runner version: '")) {
    if (job(step_.job_id).structured && !named_by_caller_) {
      next_job({});
      fresh = true;
    }
    job(step_.job_id).structured = true;
  } else if (line.job.empty() && t.starts_with("Complete job name: ")) {
    // As it was written; in the names of archive members signs are missing.
    name_job(name_of(t.substr(19)));
  } else if (t.starts_with("Post job cleanup.") || t.starts_with("Cleaning up orphan processes")) {
    const bool last_words = t.front() == 'C';
    if (last_words || step_known) job(step_.job_id).ended = true;
    if (step_known) {
      step_.cleanup = true;
    } else {
      next_step({}, last_words ? "Complete job" : "Post job cleanup", true);
      fresh = true;
    }
  } else if (t.starts_with("Cleaning up project directory") ||
             t.starts_with("Cleaning up file based variables")) {
    // GitLab, where its section markers are missing.
    if (!step_.cleanup) {
      next_step({}, "cleanup_file_variables", true);
      fresh = true;
    }
  } else if (const auto code = exit_code_of(line)) {
    if (*code != 0) {
      exit_code_ = code;
      fail(Failure::exited, number);
    }
  } else if (t.starts_with("CircleCI received exit code 0")) {
    circleci_passed_ = true;
  } else if (t.starts_with("#!/bin/bash -eo pipefail") && !step_known &&
             (step_.failure == Failure::exited || circleci_passed_)) {
    circleci_passed_ = false;
    next_step({}, t, false);  // CircleCI shows the shell of each
    fresh = true;
  } else if (t.starts_with("Stage \"") && t.ends_with("\" skipped due to earlier failure(s)")) {
    stage_failed();
  } else if (ends_jenkins_build(t)) {
    fail(Failure::exited, number);
    build_ended_ = true;
  } else if (t.starts_with("Finished: SUCCESS") || t.starts_with("Job succeeded")) {
    job(step_.job_id).passed = true;
  } else if (t.starts_with("Finished: ") || t.starts_with("ERROR: Job failed")) {
    job(step_.job_id).failed = true;
    if (const auto exit = number_after(t, "exit code ")) exit_code_ = exit;
    if (t.front() == 'E') script_failed(number);
  } else if (const auto travis = number_after(t, "Your build exited with ")) {
    (*travis == 0 ? job(step_.job_id).passed : job(step_.job_id).failed) = true;
  } else if (t.starts_with("[taskcluster ")) {
    if (t.find("Successful task run with exit code: 0 ") != std::string_view::npos) {
      job(step_.job_id).passed = true;
    } else if (t.find("Unsuccessful task run with exit code: ") != std::string_view::npos) {
      exit_code_ = number_after(t, "exit code: ");
      job(step_.job_id).failed = true;
    }
  }
  return fresh;
}

void ScopeTracker::go_on() {
  if (std::exchange(build_ended_, false)) next_step({}, "Post-build actions", true);
}

std::uint32_t ScopeTracker::fresh_job() {
  return next_job_ + 1 < kMostJobs ? next_job_++ : next_job_;
}

void ScopeTracker::write_back() {
  if (!kept_index_) return;
  Step& kept = kept_[*kept_index_];
  kept = step_;
  if (*kept_index_ >= kMostSteps) kept.name.clear();  // stands for all beyond the limit
}

std::size_t ScopeTracker::keep() {
  if (!kept_index_) {
    kept_index_ = std::min(kept_.size(), kMostSteps);
    if (kept_.size() <= kMostSteps) kept_.push_back(step_);
  }
  return *kept_index_;
}

const std::vector<Step>& ScopeTracker::kept() {
  write_back();
  return kept_;
}

JobEnd ScopeTracker::end_of(std::uint32_t job_id) const {
  if (jobs_.empty()) return {};
  const Job& j = jobs_[std::min<std::size_t>(job_id, jobs_.size() - 1)];
  if (j.failed) return {Verdict::failed, j.step_failed};
  if (j.passed || (j.structured && j.ended)) return {Verdict::passed, false};
  return {};
}

std::vector<JobRecord> ScopeTracker::jobs() const {
  std::vector<JobRecord> out;
  for (std::uint32_t id = 0; id < jobs_.size(); ++id) {
    const Job& j = jobs_[id];
    if (j.seen) out.push_back({id, j.name, j.source, end_of(id).verdict});
  }
  return out;
}

}  // namespace logdiag::scan
