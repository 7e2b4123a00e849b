// unpack.hpp - logs in archives and compressed files, read as they come:
// nothing is unpacked to disk, and what is unpacked is bounded.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crew.hpp"
#include "files.hpp"

namespace logdiag::cli {

// Of one input, all archives within it counted together.
struct ArchiveLimits {
  std::uint64_t members = 100'000;
  unsigned depth = 4;                     // archives within archives
  std::uint64_t bytes = 16ull << 30;      // unpacked
  std::uint64_t ratio = 400;              // unpacked to packed, ...
  std::uint64_t ratio_from = 64u << 20;   // ... once this much was unpacked
};

// What was found beside logs.
struct Skipped {
  std::uint64_t binary = 0;     // files and members that are no text
  std::uint64_t other = 0;      // devices, pipes and sockets within a folder
};

// Hands the logs in `file` to the crew. `head` was read from it already. False
// when not all of it could be read; then it was complained about.
bool read_archive(InputFile& file, std::string_view head, const std::string& name, Crew& crew,
                  Skipped& skipped, const ArchiveLimits& limits = {});

}  // namespace logdiag::cli
