#include "text/input_kind.hpp"

#include "text/chars.hpp"
#include "text/cleaner.hpp"
#include "text/stamps.hpp"

namespace logdiag::text {
namespace {

using std::string_view;

constexpr std::size_t kMostLines = 100;

// Signs stand at the front of a line; the rest of a long one is not read.
constexpr std::size_t kMostBytes = 1024;

constexpr std::array<string_view, kInputKinds> kNames{
    "auto",     "plain",  "github",    "gh",        "gitlab",   "jenkins",    "azure",
    "circleci", "travis", "buildkite", "bitbucket", "teamcity", "taskcluster"};

struct Sign {
  InputKind kind;
  string_view text;
};

// Starts of lines, behind a runner's stamp. One is proof.
constexpr std::array<Sign, 13> kStampedSigns{{
    {InputKind::azure, "##[section]"},
    {InputKind::azure, "##vso["},
    {InputKind::azure, "Task         : "},
    {InputKind::azure, "Agent name: '"},
    {InputKind::github, "Current runner version: '"},
    {InputKind::github, "##[group]Run "},
    {InputKind::github, "##[group]Operating System"},
    {InputKind::github, "##[group]Runner Image"},
    {InputKind::github, "##[group]GITHUB_TOKEN Permissions"},
    {InputKind::github, "Requested labels: "},
    {InputKind::github, "Job defined at: "},
    {InputKind::github, "Hosted Compute Agent"},
    {InputKind::github, "Waiting for a runner to pick up this job"},
}};

// Starts of lines in logs without a runner's stamp. One is proof.
constexpr std::array<Sign, 53> kSigns{{
    {InputKind::gitlab, "Running with gitlab-runner "},
    {InputKind::gitlab, "section_start:1"},
    {InputKind::gitlab, "section_end:1"},
    {InputKind::jenkins, "[Pipeline] "},
    {InputKind::jenkins, "Started by user "},
    {InputKind::jenkins, "Started by timer"},
    {InputKind::jenkins, "Started by an SCM change"},
    {InputKind::jenkins, "Started by upstream project "},
    {InputKind::jenkins, "Started by GitHub push by "},
    {InputKind::jenkins, "Started by remote host "},
    {InputKind::jenkins, "Running as SYSTEM"},
    {InputKind::jenkins, "Building in workspace "},
    {InputKind::jenkins, "Building remotely on "},
    {InputKind::jenkins, "Building on the built-in node"},
    {InputKind::jenkins, "Building on master in workspace"},
    {InputKind::jenkins, "[EnvInject] - "},
    {InputKind::jenkins, "Obtained Jenkinsfile from "},
    {InputKind::jenkins, "Running in Durability level: "},
    {InputKind::jenkins, "Finished: FAILURE"},
    {InputKind::azure, "##[section]"},
    {InputKind::azure, "##vso["},
    {InputKind::azure, "Task         : "},
    {InputKind::circleci, "====>> "},
    {InputKind::circleci, "#!/bin/bash -eo pipefail"},
    {InputKind::circleci, "Build-agent version "},
    {InputKind::circleci, "Launch-agent version "},
    {InputKind::circleci, "CircleCI received exit code "},
    {InputKind::travis, "travis_fold:start:"},
    {InputKind::travis, "travis_time:start:"},
    {InputKind::travis, "Worker information"},
    {InputKind::travis, "Using worker: "},
    {InputKind::buildkite, "~~~ Preparing working directory"},
    {InputKind::buildkite, "~~~ Running agent environment hook"},
    {InputKind::buildkite, "~~~ Running global environment hook"},
    {InputKind::buildkite, "~~~ Setting up plugins"},
    {InputKind::buildkite, "~~~ Preparing plugins"},
    {InputKind::buildkite, "~~~ Running commands"},
    {InputKind::buildkite, "$ buildkite-agent "},
    {InputKind::bitbucket, "+ umask 000"},
    {InputKind::bitbucket, "Images used:"},
    {InputKind::teamcity, "##teamcity["},
    {InputKind::teamcity, "TeamCity URL "},
    {InputKind::teamcity, "TeamCity server version is "},
    {InputKind::taskcluster, "[taskcluster 2"},
    {InputKind::taskcluster, "[taskcluster:"},
    {InputKind::taskcluster, "[task 2"},
    {InputKind::taskcluster, "[vcs 2"},
    {InputKind::taskcluster, "[setup 2"},
    {InputKind::taskcluster, "[fetches 2"},
    {InputKind::github, "Current runner version: '"},
    {InputKind::github, "##[group]Run "},
    {InputKind::github, "##[group]Operating System"},
    {InputKind::github, "##[group]Runner Image"},
}};

// Anywhere in the front of a line.
constexpr std::array<Sign, 3> kInnerSigns{{
    {InputKind::bitbucket, "x-token-auth:"},
    {InputKind::bitbucket, "BITBUCKET_CLONE_DIR"},
    {InputKind::bitbucket, "BITBUCKET_REPO_"},
}};

// Starts of lines that hint at a system, but that other tools write as well.
constexpr std::array<Sign, 6> kHints{{
    {InputKind::github, "##[group]"},
    {InputKind::github, "##[endgroup]"},
    {InputKind::github, "##[error]"},
    {InputKind::github, "::group::"},
    {InputKind::github, "::error"},
    {InputKind::buildkite, "~~~ "},
}};

template <std::size_t N>
const Sign* find_start(const std::array<Sign, N>& signs, string_view text) {
  for (const Sign& sign : signs) {
    if (text.starts_with(sign.text)) return &sign;
  }
  return nullptr;
}

// TeamCity's `[07:08:09]W:` and `[07:08:09] :\t`.
bool is_teamcity_clock(string_view text) {
  if (at(text, 0) != '[' || clock_size(text.substr(1)) != 8 || at(text, 9) != ']') return false;
  const char level = at(text, 10);
  if (at(text, 11) != ':') return false;
  return level == 'W' || level == 'E' || level == 'F' || level == 'i' ||
         (level == ' ' && (at(text, 12) == '\t' || at(text, 12) == ' '));
}

}  // namespace

string_view input_name(InputKind kind) {
  const auto i = static_cast<std::size_t>(kind);
  return i < kNames.size() ? kNames[i] : kNames[0];
}

std::optional<InputKind> input_from_name(string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<InputKind>(i);
  }
  return std::nullopt;
}

void InputDetector::settle(InputKind kind) {
  settled_ = true;
  kind_ = kind;
}

void InputDetector::vote(InputKind kind) {
  ++votes_[static_cast<std::size_t>(kind)];  // at most kMostLines of them
}

InputKind InputDetector::kind() const {
  if (settled_) return kind_;
  std::size_t best = static_cast<std::size_t>(InputKind::plain);
  for (std::size_t i = 0; i < votes_.size(); ++i) {
    if (votes_[i] > votes_[best]) best = i;
  }
  return static_cast<InputKind>(best);
}

void InputDetector::observe(string_view raw_line) {
  if (settled_) return;
  ++lines_;
  const string_view raw = raw_line.substr(0, kMostBytes);
  if (raw.find("\x1B_bk;t=") != string_view::npos) {
    settle(InputKind::buildkite);
  } else if (raw.find("\x1B[8mha:") != string_view::npos) {
    settle(InputKind::jenkins);
  } else {
    observe_body(strip_escapes(raw, scratch_));
  }
  if (!settled_ && lines_ >= kMostLines) settle(kind());
}

void InputDetector::observe_body(string_view text) {
  take(text, kByteOrderMark);
  if (!gh_columns(text, InputKind::automatic).empty()) return settle(InputKind::gh);
  if (starts_with_runner_stamp(text)) {
    // What programs print under a runner is no evidence of another system.
    text.remove_prefix(28);
    take(text, " ");
    if (const Sign* sign = find_start(kStampedSigns, text)) return settle(sign->kind);
    return vote(InputKind::github);
  }
  bool zoned = false;
  if (const std::size_t size = date_time_size(text, zoned);
      zoned && at(text, size) == ' ' && stream_size(text.substr(size + 1)) > 0) {
    return settle(InputKind::gitlab);
  }
  if (is_teamcity_clock(text)) return settle(InputKind::teamcity);
  // Jenkins' timestamper: its lines start behind the stamp.
  if (at(text, 0) == '[') {
    const string_view inside = text.substr(1);
    const std::size_t size = date_time_size(inside, zoned);
    if (size > 0 && zoned && at(inside, size) == ']' && at(inside, size + 1) == ' ') {
      vote(InputKind::jenkins);
      text.remove_prefix(size + 3);
    }
  } else if (const std::size_t size = clock_size(text);
             size > 0 && text.substr(size).starts_with("  ")) {
    text.remove_prefix(size + 2);
  }
  text = trim(text);
  if (const Sign* sign = find_start(kSigns, text)) return settle(sign->kind);
  for (const Sign& sign : kInnerSigns) {
    if (text.find(sign.text) != string_view::npos) return settle(sign.kind);
  }
  if (const Sign* hint = find_start(kHints, text)) vote(hint->kind);
}

}  // namespace logdiag::text
