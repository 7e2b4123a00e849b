// line_times - how long single lines of a log take: the lines are fed one by one, so
// that none hides among others. Times are of the processor, in the second of two passes; the
// first, which also compiles what the log asks for, is told beside it. The first line of all brings
// the code into memory and stands apart.
//
//   line_times FILE...
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <logdiag/logdiag.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "byte_cost.hpp"

namespace {

using namespace logdiag;

// Milliseconds of each line.
std::vector<double> pass(Scanner& scanner, std::string_view text) {
  std::vector<double> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    const double begin = bench::processor_seconds();
    scanner.feed(text.substr(0, end));
    out.push_back((bench::processor_seconds() - begin) * 1e3);
    text.remove_prefix(end);
  }
  (void)scanner.finish();
  return out;
}

double quantile(std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: line_times FILE...\n");
    return 2;
  }
  RuleSetBuilder builder;
  builder.add_builtin();
  const RuleSet rules = builder.build().value();
  fmt::print("| log | lines | pass | first line, ms | median | 99 % | 99.9 % | slowest |\n"
             "| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |\n");
  for (int i = 1; i < argc; ++i) {
    const std::string_view file = argv[i];
    std::ifstream in(argv[i], std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    if (text.empty()) {
      fmt::print(stderr, "line_times: {} cannot be read or is empty\n", file);
      return 2;
    }
    Scanner scanner(rules);
    for (const char* name : {"first", "second"}) {
      std::vector<double> times = pass(scanner, text);
      const std::size_t lines = times.size();
      const double first = times.front();
      if (lines > 1) times.erase(times.begin());
      std::sort(times.begin(), times.end());
      fmt::print("| {} | {} | {} | {:.3f} | {:.3f} | {:.3f} | {:.3f} | {:.3f} |\n",
                 file.substr(file.rfind('/') + 1), lines, name, first, quantile(times, 0.5),
                 quantile(times, 0.99), quantile(times, 0.999), times.back());
    }
  }
  return 0;
}
