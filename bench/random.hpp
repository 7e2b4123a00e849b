// random.hpp - numbers for made-up logs, the same for the same seed on every machine.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace logdiag::bench {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ull + 7) {}
  std::size_t below(std::size_t limit) {
    state_ ^= state_ << 13, state_ ^= state_ >> 7, state_ ^= state_ << 17;
    return static_cast<std::size_t>(state_ >> 16) % limit;
  }
  template <std::size_t N>
  std::string_view pick(const std::array<std::string_view, N>& from) { return from[below(N)]; }

 private:
  std::uint64_t state_;
};

}  // namespace logdiag::bench
