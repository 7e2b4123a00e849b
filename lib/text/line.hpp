// line.hpp - one line of a log as the rules see it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace logdiag::text {

// The CI system (or tool) that wrote the log. `automatic` means not known yet:
// then only shapes that mean the same everywhere are recognised.
enum class InputKind : std::uint8_t {
  automatic,
  plain,
  github,
  gh,  // `gh run view --log`: job TAB step TAB time text
  gitlab,
  jenkins,
  azure,
  circleci,
  travis,
  buildkite,
  bitbucket,
  teamcity,
  taskcluster,
};

inline constexpr std::size_t kInputKinds = 13;

// What the runner says about the line.
enum class Marker : std::uint8_t {
  none,
  error,
  warning,
  notice,
  debug,
  command,  // what is to be run; with a name it is a step
  group,
  endgroup,
  section_begin,  // a step or stage starts; its name is set
  section_end,
};

struct Line {
  std::string_view text;  // valid UTF-8 without prefixes, marker words and control bytes
  Marker marker = Marker::none;
  bool logged = false;  // the marker is the level a program logged with, no verdict
  std::string_view name;  // of the group, section or command
  std::string_view time;  // RFC 3339 as in the log; empty where it has none
  std::string_view job;   // from gh's columns; empty when unknown
  std::uint32_t vertex = 0;  // of BuildKit: `#12 3.456 text`; 0 none
  std::string_view step;  // likewise; empty also for gh's UNKNOWN STEP
};

}  // namespace logdiag::text
