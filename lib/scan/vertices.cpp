#include "scan/vertices.hpp"

#include <cstddef>

namespace logdiag::scan {
namespace {

constexpr std::size_t kMost = 4096;  // vertices of all builds in a log

std::uint64_t key_of(std::uint32_t vertex, std::uint32_t source, std::uint32_t step_id) {
  return ((std::uint64_t{source} << 20 | vertex) << 24) ^ step_id;
}

}  // namespace

void Vertices::see(const text::Line& line, std::uint32_t source, std::uint32_t step_id,
                   std::uint64_t number) {
  if (line.vertex == 0 || !(line.text == "DONE" || line.text.starts_with("DONE "))) return;
  const std::uint64_t key = key_of(line.vertex, source, step_id);
  if (done_.size() < kMost || done_.contains(key)) done_[key] = number;
}

bool Vertices::ended_well(std::uint32_t vertex, std::uint32_t source, std::uint32_t step_id,
                          std::uint64_t line) const {
  if (vertex == 0) return false;
  const auto it = done_.find(key_of(vertex, source, step_id));
  return it != done_.end() && it->second > line;
}

}  // namespace logdiag::scan
