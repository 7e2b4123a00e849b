// Rule JSON: refused with problems that can be shown, or usable in every way.
#include "fuzz.hpp"

using namespace logdiag;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  RuleSetBuilder builder;
  const bool good = builder.add_json(json, "fuzz.json");
  if (good != builder.problems().empty()) fuzz::fail("refused without a problem");
  for (const Problem& p : builder.problems()) {
    if (p.text().empty()) fuzz::fail("a problem without words");
  }
  const Result<RuleSet> set = builder.build();
  if (!set) return 0;
  for (std::size_t i = 0; i < set->size(); ++i) {
    const Rule& rule = set->rule(i);
    if (rule.id != set->id(i)) fuzz::fail("an accepted rule reads differently", set->id(i));
    for (const Lang lang : {Lang::en, Lang::zh}) {
      RenderOptions o;
      o.lang = lang;
      const std::string page = render_rule(rule, o);
      if (!fuzz::is_utf8(page)) fuzz::fail("a page that is not UTF-8");
    }
    Scanner scanner(*set);
    for (const Sample& sample : rule.samples) {
      for (const std::string& line : sample.log) {
        scanner.feed(line);
        scanner.feed("\n");
      }
    }
    const Report report = scanner.finish();
    for (const Format format : all_formats()) (void)render(report, format);
  }
  (void)check_rules(*set);
  (void)test_rules(*set);
  RuleSetBuilder again;
  (void)again.add_json(json, "fuzz.json");
  if (again.pack() != builder.pack()) fuzz::fail("the pack differs the second time");
  return 0;
}
