// Reports do not depend on the instruction set, nor on where a log is cut.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <logdiag/logdiag.hpp>
#include <string>
#include <vector>

#include "match/kernels.hpp"

namespace logdiag {
namespace {

// All logs of tests/logs, one after the other, some with escapes put into words.
std::string all_logs() {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(LOGDIAG_TEST_DATA "/logs")) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    all += text;
    std::size_t n = 0;
    for (const char c : text) {
      if (++n % 37 == 0) all += "\x1b[1;31m";
      all += c;
    }
  }
  return all;
}

std::string report(const std::string& log, std::size_t piece) {
  RuleSetBuilder builder;
  builder.add_builtin();
  Scanner scanner(builder.build().value());
  for (std::size_t at = 0; at < log.size(); at += piece) {
    scanner.feed(std::string_view(log).substr(at, piece));
  }
  return render(scanner.finish(), Format::json, {});
}

TEST(Targets, GiveTheSameReport) {
  const std::string log = all_logs();
  const std::string expected = report(log, log.size());
  EXPECT_NE(expected.find("ghcr/write-package-denied"), std::string::npos);
  for (const match::Target t : match::targets()) {
    match::limit_target(t);
    EXPECT_EQ(report(log, 10'007), expected) << static_cast<int>(t);
  }
  match::limit_target(match::Target::avx512);
}

}  // namespace
}  // namespace logdiag
