#include "match/words.hpp"

#include <array>

namespace logdiag::match {

std::span<const std::string_view> suspicious_words() {
  static constexpr auto kWords = std::to_array<std::string_view>({
      "error", "fail", "fatal", "panic", "exception", "traceback", "cannot ", "could not", "denied",
      "refused", "not found", "no such", "undefined", "unable to", "forbidden", "unauthorized",
      "not permitted", "core dumped", "segmentation", "out of memory", "timed out", "timeout",
      "unexpected", "invalid", "missing", "not ok ", "no space left", "unresolved", "aborted", "✗ ",
      "✖ ", "✕ ", "✘ ", "can't ", "❌ ", " × ", "mismatch", "violat", "reject", "not allowed",
      "not exist", "n't exist", "exceeded", "not available", "unavailable", "not valid",
      "unbound variable", "multiple definition", "no rule to make", "not recognized", "unsupported",
      "not supported", "no longer", "conflict", "killed", "expired", "inconsisten", "too many",
      "insufficient", "out of bounds", "crash", "illegal", "no matching", "requires", "must be",
      "not signed", "no basic auth", "in sync", "terminate called", "no solution", "not match",
      "n't match", "offense", "would reformat", "vulnerabilities", "data race", "modified by this hook",
      "already exists", "econnre", "etimedout", "undeclared", "too old", "not have", "couldn't",
      "incompatible", "corrupt", "not supplied", "not provided", "not specified", "reset by peer",
      "broken pipe", "no package", "no version", "not accepted", "was not written", "outdated",
      "not in path", "no identity", "revoked", "shutdown signal", "offline", "time limit",
      "memory limit", "execution time", "imported and not used", "declared and not used", "no test",
      "caused by:", "no candidate", "not satisf", "unsatisf", "not a valid", "too large", "larger than",
      "err!", "critical", "crit:", "emerg", "curl: (", "sanitizer: ", "installation candidate",
      "e: file", "e: package", "instead of the expected", "don't know how", ".  stop.", "(wstat: ",
      "...ignoring", "e       assert", "differs", "falling back", "not met", "● "});
  return kWords;
}

std::span<const std::string_view> verdict_words() {
  static constexpr auto kWords = std::to_array<std::string_view>({
      " DONE ", "|| true", "|| :", "|| echo", "|| printf", "|| exit 0", "||true", "|| npm ", "|| pip",
      "|| docker ", "#!/bin/bash -eo pipefail", "CircleCI received exit code 0",
      "skipped due to earlier failure(s)", " has failed  : [", "Current runner version: '",
      "Complete job name: ", "Post job cleanup.", "Cleaning up orphan processes",
      "Cleaning up project directory", "Cleaning up file based variables", "completed with exit code ",
      "Finished: SUCCESS", "Finished: FAILURE", "Finished: UNSTABLE", "Finished: ABORTED",
      "Job succeeded", "ERROR: Job failed", "Your build exited with", "[taskcluster ",
      "exited with code '", "Exited with code ", "The command exited with status ",
      "Process exited with code ", "Command exited with code ", "The command \"",
      "marked build as failure", "script returned exit code ", "Scanning for projects...", "TASK [",
      "test session starts", "Successfully installed ", "BUILD SUCCESS",
      "Build files have been written", " looking for funding", "Test Suites: ", " passing (",
      "Running unittests ", "Randomized with seed ", "by Sebastian Bergmann",
      "Starting test execution, please wait", "Test project /", " RUN  v", "Running ExUnit with seed",
      "# Running:", "> jest", "> vitest", "> mocha", "$ jest", "$ vitest", "$ mocha", " T E S T S",
      "shell: ", "kubectl describe", "kubectl logs", "get events", "docker logs", "compose logs",
      "journalctl"});
  return kWords;
}

}  // namespace logdiag::match
