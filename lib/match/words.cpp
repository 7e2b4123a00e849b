#include "match/words.hpp"

#include <array>

namespace logdiag::match {

std::span<const std::string_view> suspicious_words() {
  static constexpr std::array<std::string_view, 38> kWords{
      "error",       "fail",        "fatal",        "panic",      "exception",  "traceback",
      "cannot ",     "could not",   "denied",       "refused",    "not found",  "no such",
      "undefined",   "unable to",   "forbidden",    "unauthorized", "not permitted", "core dumped",
      "segmentation", "out of memory", "timed out", "timeout",    "unexpected", "invalid",
      "missing",     "not ok ",     "no space left", "unresolved", "aborted",   "✗ ",
      "✖ ",          "✕ ",   "✘ ", "can't ",          "❌ ",           " × ",        "mismatch",   "violat"};
  return kWords;
}

std::span<const std::string_view> verdict_words() {
  static constexpr std::array<std::string_view, 20> kWords{
      "Current runner version: '",
      "Complete job name: ",
      "Post job cleanup.",
      "Cleaning up orphan processes",
      "completed with exit code ",
      "Finished: SUCCESS",
      "Finished: FAILURE",
      "Finished: UNSTABLE",
      "Finished: ABORTED",
      "Job succeeded",
      "ERROR: Job failed",
      "Your build exited with",
      "[taskcluster ",
      "exited with code '",
      "Exited with code exit status ",
      "The command exited with status ",
      "Process exited with code ",
      "script returned exit code ",
      "Scanning for projects...",
      "test session starts"};
  return kWords;
}

}  // namespace logdiag::match
