// limits.hpp - every limit of the library, in one table.
#pragma once

#include <cstddef>
#include <cstdint>

namespace logdiag::limits {

// Rule files.
inline constexpr std::size_t kRuleFileBytes = 8u << 20;   // one JSON file
inline constexpr std::size_t kPackBytes = 64u << 20;      // one rule pack
inline constexpr std::size_t kRuleBytes = 128u << 20;     // all files of one rule set
inline constexpr std::size_t kRules = 50'000;             // in one rule set
inline constexpr std::size_t kPatternsPerList = 32;
inline constexpr std::size_t kPatternBytes = 1000;
inline constexpr int kProgramSize = 2500;                 // RE2 instructions of one pattern
inline constexpr std::size_t kProblems = 1000;            // told of one builder
inline constexpr unsigned kWithinLines = 1000;
inline constexpr std::size_t kDirectoryDepth = 16;

// Matching.
inline constexpr std::int64_t kExpressionMemory = 384 << 10;  // RE2 budget of one expression
inline constexpr std::int64_t kCompileMemory = 1 << 20;       // the same, for what needs more to be accepted
inline constexpr std::int64_t kSetMemory = 4 << 20;           // of one set of expressions
inline constexpr std::size_t kMatcherMemory = 20u << 20;      // all that is compiled

// Scanning.
inline constexpr std::size_t kBlockBytes = 256u << 10;    // looked at in one go
inline constexpr std::size_t kLineBytes = 64u << 10;      // default of ScanOptions
inline constexpr std::size_t kPendingPerRule = 64;        // candidates waiting for their window
inline constexpr std::size_t kFindings = 2'000;           // of one report
inline constexpr std::size_t kKnownLines = 256;           // remembered with what matches them
inline constexpr std::size_t kCaptureBytes = 256;
inline constexpr std::size_t kTextBytes = 4'000;          // of a quoted line
inline constexpr std::size_t kContextBytes = 500;         // of a line around a finding
inline constexpr std::size_t kSuspects = 256;             // error-like lines remembered
inline constexpr std::size_t kNameBytes = 200;            // of a job or step

}  // namespace logdiag::limits
