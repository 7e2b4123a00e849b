// Rule pack files: the bytes of a pack, damaged anywhere, through the view and
// through the door that users have, a file.
#include <unistd.h>
#include <sys/mman.h>

#include "fuzz.hpp"
#include "rules/pack.hpp"

using namespace logdiag;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  if (const auto view = rules::PackView::open(bytes)) {
    for (std::size_t i = 0; i < view->size(); ++i) {
      const rules::RuleEntry entry = view->rule(i);
      for (std::uint32_t p = 0; p < entry.pattern_count; ++p) {
        (void)view->pattern(entry.first_pattern + p).text.size();
      }
    }
  }
  static const int fd = memfd_create("pack", 0);
  static const std::string path = "/proc/self/fd/" + std::to_string(fd);
  if (fd < 0 || ftruncate(fd, 0) != 0 ||
      pwrite(fd, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    fuzz::fail("no file in memory");
  }
  RuleSetBuilder builder;
  (void)builder.add_path(path);
  for (const Problem& p : builder.problems()) (void)p.text();
  const Result<RuleSet> set = builder.build();
  if (!set) return 0;
  Scanner scanner(*set);
  for (std::size_t i = 0; i < set->size(); ++i) {
    const Rule& rule = set->rule(i);
    if (rule.id != set->id(i)) fuzz::fail("a rule of a pack reads differently", set->id(i));
    for (const Sample& sample : rule.samples) {
      for (const std::string& line : sample.log) {
        scanner.feed(line);
        scanner.feed("\n");
      }
    }
  }
  scanner.feed(bytes);
  (void)render(scanner.finish(), Format::json);
  return 0;
}
