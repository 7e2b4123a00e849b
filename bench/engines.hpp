// engines.hpp - several ways to find which patterns match in which lines, on the
// same bytes: what `versus` compares.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace logdiag::bench {

// What an engine found: pairs (line, pattern), hashed without regard to order.
struct Pairs {
  std::uint64_t count = 0, hash = 0;
  void add(std::uint64_t line, std::uint32_t pattern) {
    std::uint64_t x = (line * 1'000'003 + pattern + 1) * 0x9E3779B97F4A7C15ull;
    x ^= x >> 29;
    hash += x * 0xBF58476D1CE4E5B9ull;
    ++count;
  }
  bool operator==(const Pairs&) const = default;
};

class Engine {
 public:
  virtual ~Engine() = default;
  virtual std::string name() const = 0;
  virtual Pairs scan(std::string_view text) = 0;
};

using Engines = std::vector<std::unique_ptr<Engine>>;

// Those whose syntax the peer can take; the others are left out for all.
std::vector<std::string> taken_by_hyperscan(std::vector<std::string> patterns);

std::unique_ptr<Engine> make_newline_count();
std::string make_plan(const std::vector<std::string>& patterns);
std::unique_ptr<Engine> make_prefilter(const std::vector<std::string>& patterns,
                                       std::string_view plan, int most_target);
std::unique_ptr<Engine> make_re2_set(const std::vector<std::string>& patterns);
std::unique_ptr<Engine> make_pcre2(const std::vector<std::string>& patterns);  // or nothing
// Keeps in that file, if there is one, what compiling gives; or nothing.
std::unique_ptr<Engine> make_hyperscan(const std::vector<std::string>& patterns,
                                       const std::string& kept);

}  // namespace logdiag::bench
