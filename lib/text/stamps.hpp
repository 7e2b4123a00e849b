// stamps.hpp - time stamps that CI systems and runners put in front of lines.
#pragma once

#include <cstddef>
#include <string_view>

#include "text/line.hpp"

namespace logdiag::text {

// Bytes of `2024-05-06T07:08:09.1234567Z` and its relatives (blank for T, comma
// for the point, no fraction, an offset for Z, no zone) at the start of `text`;
// 0 when there is none. `zoned` tells whether it names a zone, as RFC 3339 asks.
std::size_t date_time_size(std::string_view text, bool& zoned);

// Bytes of `07:08:09` or `07:08:09.123` at the start; 0 when there is none.
std::size_t clock_size(std::string_view text);

// True when `text` starts as a line of Actions or Azure does: a stamp with
// exactly seven fraction digits and Z, then a blank or the end.
bool starts_with_runner_stamp(std::string_view text);

// GitLab's stream letters behind the stamp: `00O `, `01E+`. Their size or 0.
std::size_t stream_size(std::string_view text);

// Removes one time stamp from the front of `text`; sets time (when it is a full
// one) and, where the stamp carries a level (TeamCity, mozharness, Taskcluster),
// the marker. False when there is none.
bool take_stamp(std::string_view& text, InputKind kind, Line& line);

}  // namespace logdiag::text
