// vertices.hpp - which vertices of a build by BuildKit ended well.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "text/line.hpp"

namespace logdiag::scan {

// What went wrong in a vertex that then ended with `#12 DONE` was tolerated by its command.
class Vertices {
 public:
  void see(const text::Line& line, std::uint32_t source, std::uint32_t step_id, std::uint64_t number);

  // Whether the vertex ended well behind the line.
  bool ended_well(std::uint32_t vertex, std::uint32_t source, std::uint32_t step_id,
                  std::uint64_t line) const;

 private:
  std::unordered_map<std::uint64_t, std::uint64_t> done_;  // the line that says so
};

}  // namespace logdiag::scan
