// RuleSet and its builder, as programs use them.
#include <gtest/gtest.h>

#include <logdiag/rule_set.hpp>
#include <logdiag/scanner.hpp>
#include <string>
#include <utility>
#include <vector>

namespace logdiag {
namespace {

std::string rule(const std::string& id, const std::string& tag, const std::string& words) {
  return R"({"schema":1,"id":")" + id + R"(","category":"build","severity":"error","role":"cause",)"
         R"("owner":"code","transient":false,"tags":[")" + tag + R"("],"title":{"en":")" + id +
         R"(","zh":")" + id + R"( 出错"},"match":{"any":[")" + words + R"("]},)"
         R"("diagnosis":{"en":"It broke","zh":"出了问题"},"fix":[{"en":"Mend it","zh":"修好它"}],)"
         R"("docs":["https://example.com/"],"samples":[{"name":"s","log":[")" + words + R"("],"line":1}]})";
}

RuleSetBuilder three() {
  RuleSetBuilder builder;
  EXPECT_TRUE(builder.add_json(rule("b/two", "glass", "gadget imploded"), "x.json"));
  EXPECT_TRUE(builder.add_json(rule("a/one", "wood", "widget exploded"), "x.json"));
  EXPECT_TRUE(builder.add_json(rule("c/three", "wood", "gizmo corroded"), "x.json"));
  return builder;
}

std::vector<std::string> ids(const RuleSet& set) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < set.size(); ++i) out.emplace_back(set.id(i));
  return out;
}

using Ids = std::vector<std::string>;

TEST(RuleSet, FindsRulesByTheirIds) {
  const RuleSet set = three().build().value();
  EXPECT_EQ(ids(set), (Ids{"a/one", "b/two", "c/three"}));
  ASSERT_NE(set.find("b/two"), nullptr);
  EXPECT_EQ(set.find("b/two"), &set.rule(1));
  for (const char* none : {"", "a", "a/on", "a/onf", "z/last"}) EXPECT_EQ(set.find(none), nullptr) << none;
}

TEST(RuleSet, HoldsWhatGlobsOfIdsAndTagsLeave) {
  RuleSetBuilder wooden = three();
  wooden.keep_only("tag:wo*");
  EXPECT_EQ(ids(wooden.build().value()), (Ids{"a/one", "c/three"}));
  RuleSetBuilder less = three();
  less.leave_out("tag:wood");
  EXPECT_EQ(ids(less.build().value()), (Ids{"b/two"}));
  RuleSetBuilder disabled = three();
  EXPECT_TRUE(disabled.add_json(R"({"schema":1,"disable":["tag:glass","c/*"]})", "y.json"));
  EXPECT_EQ(ids(disabled.build().value()), (Ids{"a/one"}));
}

TEST(RuleSet, ARuleReplacesTheOneOfItsIdAndRetiresIt) {
  RuleSetBuilder builder = three();
  // Word for word the same: nothing changes but where it comes from.
  EXPECT_TRUE(builder.add_json(rule("a/one", "wood", "widget exploded"), "again.json"));
  EXPECT_TRUE(builder.add_json(rule("b/two", "glass", "gadget splintered"), "other.json"));
  std::string retired = rule("c/three", "wood", "gizmo corroded");
  retired.insert(1, R"("status":"retired",)");
  EXPECT_TRUE(builder.add_json(retired, "other.json"));
  const RuleSet set = builder.build().value();
  EXPECT_EQ(ids(set), (Ids{"a/one", "b/two"}));
  EXPECT_EQ(set.find("a/one")->origin, "again.json");
  Scanner scanner(set);
  scanner.feed("gadget imploded\ngadget splintered\n");
  const Report report = scanner.finish();
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].where.line, 2u);
}

TEST(RuleSet, AnExtensionWithNullTakesAKeyAway) {
  RuleSetBuilder builder = three();
  EXPECT_TRUE(builder.add_json(R"({"schema":1,"extends":"a/one","tags":null,"priority":70})", "y.json"));
  const RuleSet set = builder.build().value();
  EXPECT_TRUE(set.find("a/one")->tags.empty());
  EXPECT_EQ(set.find("a/one")->priority, 70);
  EXPECT_EQ(set.find("a/one")->title.en, "a/one");
}

TEST(RuleSetBuilder, GoesOnInAnotherPlace) {
  RuleSetBuilder builder = three();
  RuleSetBuilder moved(std::move(builder));
  RuleSetBuilder assigned;
  assigned = std::move(moved);
  EXPECT_TRUE(assigned.add_json(rule("d/four", "iron", "gear jammed"), "x.json"));
  EXPECT_EQ(assigned.build().value().size(), 4u);
}

TEST(Input, NamesAreReadBack) {
  for (int i = 0; i <= static_cast<int>(Input::taskcluster); ++i) {
    EXPECT_EQ(input_from_name(name_of(static_cast<Input>(i))), static_cast<Input>(i));
  }
  EXPECT_FALSE(input_from_name("papyrus"));
}

}  // namespace
}  // namespace logdiag
