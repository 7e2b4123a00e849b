#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <logdiag/logdiag.hpp>
#include <string>
#include <thread>
#include <vector>

namespace logdiag {
namespace {

std::vector<std::string> logs() {
  std::vector<std::string> out;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(LOGDIAG_TEST_DATA "/logs")) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    out.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return out;
}

std::string diagnosed(const RuleSet& rules, const std::string& log) {
  Scanner scanner(rules);
  scanner.feed(log);
  return render(scanner.finish(), Format::json);
}

// The rules compile expressions and read texts when first asked, so threads that
// start together over rules nobody has used yet meet in every such place.
TEST(Threads, EightShareOneRuleSet) {
  const std::vector<std::string> all = logs();
  ASSERT_GE(all.size(), 10u);
  RuleSetBuilder builder;
  builder.add_builtin();
  const RuleSet shared = builder.build().value();
  std::vector<std::vector<std::string>> told(8, std::vector<std::string>(all.size()));
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < told.size(); ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = 0; i < all.size(); ++i) {
        const std::size_t at = (i + t) % all.size();
        told[t][at] = diagnosed(shared, all[at]);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const RuleSet alone = builder.build().value();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string expected = diagnosed(alone, all[i]);
    for (const auto& of_thread : told) EXPECT_EQ(of_thread[i], expected);
  }
}

}  // namespace
}  // namespace logdiag
