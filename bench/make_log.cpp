// make_log KIND MEGABYTES FILE [SEED] - writes a generated log.
#include <cstdio>
#include <cstdlib>
#include <logdiag/logdiag.hpp>
#include <string>

#include "logs.hpp"

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: make_log KIND MEGABYTES FILE [SEED]\n");
    return 2;
  }
  logdiag::RuleSetBuilder builder;
  builder.add_builtin();
  const auto size = static_cast<std::size_t>(std::atof(argv[2]) * 1e6);
  const std::uint64_t seed = argc > 4 ? std::strtoull(argv[4], nullptr, 10) : 1;
  const std::string log = logdiag::bench::make_log(argv[1], size, builder.build().value(), seed);
  std::FILE* out = std::fopen(argv[3], "wb");
  if (out == nullptr) return 2;
  const bool good = std::fwrite(log.data(), 1, log.size(), out) == log.size();
  return std::fclose(out) == 0 && good ? 0 : 2;
}
