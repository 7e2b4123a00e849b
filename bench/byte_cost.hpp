// byte_cost.hpp - what a byte of a log costs, in a measure that machines share.
#pragma once

#include <time.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <logdiag/logdiag.hpp>
#include <string>
#include <string_view>

namespace logdiag::bench {

inline double processor_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

// The least of some rounds: what else the machine does only adds.
template <class Work>
double least_seconds(int rounds, Work work) {
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i < rounds; ++i) {
    const double begin = processor_seconds();
    work();
    least = std::min(least, processor_seconds() - begin);
  }
  return least;
}

// A byte hashed by FNV-1a: a multiplication that waits for the one before.
inline double step_seconds() {
  const std::string bytes(1'000'000, 'x');
  volatile std::uint64_t sink = 0;
  return least_seconds(7, [&] {
           std::uint64_t hash = 0xCBF29CE484222325u;
           for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
           sink = hash;
         }) / static_cast<double>(bytes.size());
}

// The log as a whole: read, concluded and reported. The first round, which compiles
// expressions, counts only where it is the only one.
inline double byte_seconds(const RuleSet& rules, std::string_view log, int rounds) {
  return least_seconds(rounds, [&] {
           Scanner scanner(rules);
           scanner.begin("build.log");
           scanner.feed(log);
           (void)render(scanner.finish(), Format::json);
         }) / static_cast<double>(log.size());
}

}  // namespace logdiag::bench
