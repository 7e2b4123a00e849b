// placement.hpp - windows of class strings put into the buckets of a filter so that
// few places of log text pass.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "match/byte_model.hpp"
#include "match/byte_set.hpp"
#include "match/plan_format.hpp"

namespace logdiag::match {

// Where a string may be looked for.
struct Window {
  std::uint32_t offset = 0;  // in the string
  std::uint32_t width = 0;   // of its key
  double cost = 0;           // how often the key is met in log text
};

struct PlacementItem {
  const ClassString* string = nullptr;
  const std::vector<Window>* windows = nullptr;  // cheapest first, at least one
};

struct PlacementOptions {
  std::size_t reach = kMaxReach;  // bytes of a window
  bool nibbles = false;           // buckets let through products of nibbles, not byte sets
  std::size_t buckets = kBuckets;
  std::size_t places = 0;         // of the model's text looked at
  std::size_t windows = 1;        // tried of each string
  unsigned rounds = 0;            // of moving after the first placement
};

// What each has to let through, by offset from the start of the window.
using PlacedBuckets = std::vector<std::array<ByteSet, kMaxReach>>;

struct Placement {
  PlacedBuckets buckets;
  std::vector<std::uint32_t> window;  // of each item: which of its windows
  double pass_rate = 0;               // places of log text that pass, summed over buckets
};

Placement place_windows(const std::vector<PlacementItem>& items, const SetPool& pool,
                        const ByteModel& model, const PlacementOptions& options);

}  // namespace logdiag::match
