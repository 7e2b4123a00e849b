#include <gtest/gtest.h>

#include <string>

#include "rules/pack.hpp"
#include "rules/rule_check.hpp"
#include "rules/rule_json.hpp"

namespace logdiag::rules {
namespace {

constexpr std::string_view kGood = R"json({
  // comments are allowed
  "schema": 1, "id": "local/widget", "category": "build", "severity": "error", "role": "cause",
  "owner": "code", "transient": false, "tags": ["a", "b"], "supersedes": ["make/*"],
  "title": {"en": "Widget {name} is gone", "zh": "找不到 {name}"},
  "match": {"any": ["widget '(?P<name>[^']{1,40})' is gone"], "fallback": ["widgets lost: 1"],
            "capture": ["in box (?P<name>\\w+)"], "within": 7, "scope": "job"},
  "captures": {"name": {"fallback": "NAME"}},
  "diagnosis": {"en": "It went away", "zh": "它不见了"},
  "fix": [{"en": "Bring it back", "zh": "恢复它", "code": {"lang": "sh", "text": "get {name}"}}],
  "docs": ["https://example.com/widget"],
  "samples": [{"name": "one", "log": ["widget 'a' is gone"], "line": 1}]
})json";

std::vector<Problem> problems_of(std::string text) {
  std::vector<Problem> problems;
  (void)parse_rules(text, "x.json", problems);
  return problems;
}

std::string with(std::string_view from, std::string_view to) {
  std::string text(kGood);
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

bool tells(const std::vector<Problem>& problems, std::string_view place) {
  for (const Problem& p : problems) {
    if (p.place == place && !p.message.empty()) return true;
  }
  return false;
}

TEST(RuleJson, ReadsAGoodRule) {
  std::vector<Problem> problems;
  const auto rules = parse_rules(kGood, "x.json", problems);
  ASSERT_TRUE(problems.empty()) << problems[0].text();
  ASSERT_EQ(rules.size(), 1u);
  const Rule& r = rules[0].rule;
  EXPECT_EQ(r.id, "local/widget");
  EXPECT_EQ(r.match.within, 7u);
  EXPECT_EQ(r.match.scope, Scope::job);
  EXPECT_EQ(r.priority, 50);
  EXPECT_EQ(r.fix[0].code, "get {name}");
  EXPECT_EQ(r.origin, "x.json");
}

TEST(RuleJson, TellsEveryProblemWithItsPlace) {
  EXPECT_TRUE(tells(problems_of(with("\"id\": \"local/widget\"", "\"id\": \"Local Widget\"")), "/id"));
  EXPECT_TRUE(tells(problems_of(with("\"schema\": 1", "\"schema\": 2")), "/schema"));
  EXPECT_TRUE(tells(problems_of(with("\"owner\": \"code\"", "\"owner\": \"nobody\"")), "/owner"));
  EXPECT_TRUE(tells(problems_of(with("\"transient\": false,", "")), "/transient"));
  EXPECT_TRUE(tells(problems_of(with("\"within\": 7,", "\"within\": 0,")), "/match/within"));
  EXPECT_TRUE(tells(problems_of(with("\"within\": 7,", "")), "/match/within"));
  EXPECT_TRUE(tells(problems_of(with("\"scope\": \"job\"", "\"scope\": \"world\"")), "/match/scope"));
  EXPECT_TRUE(tells(problems_of(with("\"lang\": \"sh\"", "\"lang\": \"cobol\"")), "/fix/0/code/lang"));
  EXPECT_TRUE(tells(problems_of(with("\"line\": 1", "\"line\": 2")), "/samples/0/line"));
  EXPECT_TRUE(tells(problems_of(with("https://", "http://")), "/docs/0"));
  EXPECT_TRUE(tells(problems_of(with("\"severity\"", "\"severty\"")), "/severty"));
  EXPECT_TRUE(tells(problems_of(with("\"severity\"", "\"severty\"")), "/severity"));
}

TEST(RuleJson, SurvivesWhatIsNoRule) {
  for (const char* text : {"", "{", "[]x", "null", "3", "\"x\"", "{\"schema\": 1}", "[1, 2]"}) {
    EXPECT_FALSE(problems_of(text).empty()) << text;
  }
  EXPECT_FALSE(problems_of(std::string(100'000, '[')).empty());
  EXPECT_NE(problems_of("{\n\n  \"a\": }")[0].message.find("line 3"), std::string::npos);
}

TEST(RuleJson, AFaultyRuleTakesNoOtherWithIt) {
  std::vector<Problem> problems;
  const auto rules = parse_rules("[" + std::string(kGood) + ", {\"schema\": 1}]", "x", problems);
  EXPECT_EQ(rules.size(), 1u);
  EXPECT_FALSE(problems.empty());
}

TEST(Pack, KeepsWhatMatchingNeeds) {
  std::vector<Problem> problems;
  const auto rules = parse_rules(kGood, "x.json", problems);
  const std::string bytes = write_pack(rules, "plan", "nearby");
  const Result<PackView> view = PackView::open(bytes);
  ASSERT_TRUE(view) << view.error().message;
  ASSERT_EQ(view->size(), 1u);
  const RuleEntry e = view->rule(0);
  EXPECT_EQ(e.id, "local/widget");
  EXPECT_EQ(e.within, 7);
  EXPECT_EQ(e.scope, Scope::job);
  EXPECT_EQ(e.pattern_count, 3u);
  EXPECT_EQ(e.tags, (std::vector<std::string_view>{"a", "b"}));
  EXPECT_EQ(e.supersedes, (std::vector<std::string_view>{"make/*"}));
  EXPECT_EQ(view->pattern(1).clause, Clause::fallback);
  EXPECT_EQ(view->pattern(2).clause, Clause::capture);
  EXPECT_EQ(view->plan(), "plan");
  EXPECT_EQ(view->nearby_plan(), "nearby");
  EXPECT_EQ(parse_trusted_rule(e.json, "o").title.en, "Widget {name} is gone");
}

TEST(Pack, RefusesDamage) {
  std::vector<Problem> problems;
  const auto rules = parse_rules(kGood, "x.json", problems);
  const std::string bytes = write_pack(rules, "plan", "nearby");
  for (std::size_t size = 0; size < bytes.size(); size += 3) {
    (void)PackView::open(bytes.substr(0, size));  // must not crash
  }
  int refused = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string broken = bytes;
    broken[at] = static_cast<char>(broken[at] ^ 0xFF);
    const Result<PackView> view = PackView::open(broken);
    refused += view ? 0 : 1;
    if (!view) continue;
    for (std::size_t i = 0; i < view->size(); ++i) (void)view->rule(i);
    for (std::size_t i = 0; i < view->pattern_count(); ++i) (void)view->pattern(i);
  }
  EXPECT_GT(refused, 50);
  std::string other_version = bytes;
  other_version[8] = 99;
  EXPECT_NE(PackView::open(other_version).error().message.find("format 99"), std::string::npos);
}

TEST(RuleCheck, LanguagesCarryTheSame) {
  const auto texts = [](std::string text) {
    std::vector<Problem> problems;
    const auto rules = parse_rules(text, "x.json", problems);
    EXPECT_EQ(rules.size(), 1u);
    check_texts(rules[0].rule, problems);
    return problems;
  };
  EXPECT_TRUE(texts(std::string(kGood)).empty());
  EXPECT_TRUE(tells(texts(with("找不到 {name}", "找不到")), "/title"));
  EXPECT_TRUE(tells(texts(with("找不到 {name}", "gone {name}")), "/title/zh"));
  EXPECT_TRUE(tells(texts(with("It went away", "It `went` away")), "/diagnosis"));
  EXPECT_TRUE(tells(texts(with("Widget {name} is gone", "Widget {nam} is gone")), "/title"));
  EXPECT_TRUE(tells(texts(with("is gone\", \"zh\"", "is gone.\", \"zh\"")), "/title"));
  // A fallback stands in sentences of both languages.
  EXPECT_TRUE(tells(texts(with("\"NAME\"", "\"the widget\"")), "/captures/name/fallback"));
  EXPECT_TRUE(texts(with("\"NAME\"", "{\"en\": \"the widget\", \"zh\": \"该部件\"}")).empty());
  EXPECT_TRUE(tells(texts(with("\"NAME\"", "{\"en\": \"the widget\", \"zh\": \"widget\"}")),
                    "/captures/name/fallback/zh"));
}

}  // namespace
}  // namespace logdiag::rules
