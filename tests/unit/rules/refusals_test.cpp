// What a rule is refused for: each mistake is told with its place and what to do.
#include <gtest/gtest.h>

#include <algorithm>
#include <logdiag/rule_set.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace logdiag {
namespace {

using nlohmann::json;

json good_rule() {
  return json::parse(R"json({
    "schema": 1, "id": "local/widget", "category": "build", "severity": "error", "role": "cause",
    "owner": "code", "transient": false,
    "title": {"en": "Widget {name} is gone", "zh": "找不到 {name}"},
    "match": {"any": ["widget '(?P<name>[^']{1,40})' is gone"]},
    "captures": {"name": {"fallback": "NAME"}},
    "diagnosis": {"en": "It went away", "zh": "它不见了"},
    "fix": [{"en": "Bring it back", "zh": "恢复它", "code": {"lang": "sh", "text": "get {name}"}}],
    "docs": ["https://example.com/widget"],
    "samples": [{"name": "one", "log": ["widget 'a' is gone"], "line": 1}]
  })json");
}

// The problems of the rule with `value` put at `place`.
std::vector<Problem> problems_with(const char* place, const char* value) {
  json rule = good_rule();
  rule[json::json_pointer(place)] = json::parse(value);
  RuleSetBuilder builder;
  const bool taken = builder.add_json(rule.dump(), "x.json");
  EXPECT_EQ(taken, builder.problems().empty());
  return {builder.problems().begin(), builder.problems().end()};
}

TEST(Refusals, TellThePlaceAndWhatToDo) {
  EXPECT_TRUE(problems_with("/id", "\"local/widget\"").empty());
  const std::string letters(1001, 'a');
  const std::string long_text = '"' + letters + '"';
  static constexpr const char* kSame = "";
  const struct {
    const char* put;
    const char* value;
    const char* place;  // as put, when empty
    const char* words;
  } mistakes[] = {
      {"/status", "\"new\"", kSame, "stable, trial or retired"},
      {"/since", "3", kSame, "must be a string"},
      {"/since", "\"\"", kSame, "at least 1 character"},
      {"/priority", "101", kSame, "from 0 to 100"},
      {"/tags", "\"docker\"", kSame, "list of 0 to 10 strings"},
      {"/tags", "[\"docker\", \"\"]", "/tags/1", "not empty"},
      {"/title", "\"Widget\"", kSame, "the keys en and zh"},
      {"/match", "[]", kSame, "any or sequence"},
      {"/match", "{\"any\": [\"widgets\"], \"sequence\": [\"one two\", \"three four\"], \"within\": 3}",
       kSame, "not both"},
      {"/match", "{\"sequence\": [\"one two\", \"three four\"], \"within\": 3, \"fallback\": [\"five\"]}",
       "/match/fallback", "needs any"},
      {"/match/any/0", "\"abc\"", kSame, "4 to 1000 characters"},
      {"/match/any/0", "\"widget (\"", kSame, ""},
      {"/match/step", long_text.c_str(), "/match", "at most 1000 characters"},
      {"/match/marker", "\"debug\"", kSame, "error, warning or notice"},
      {"/captures", "[]", kSame, "must be an object"},
      {"/captures/name", "\"NAME\"", kSame, "the key fallback"},
      {"/captures/Name", "{\"fallback\": \"N\"}", kSame, "lower-case letters"},
      {"/captures/other", "{\"fallback\": \"N\"}", kSame, "no pattern has a group"},
      {"/captures", "{}", "/match/any/0", "the group name is not declared"},
      {"/fix", "[]", kSame, "1 to 20 steps"},
      {"/fix/0", "\"Bring it back\"", kSame, "the keys en and zh"},
      {"/fix/0/code", "\"get\"", kSame, "the keys lang and text"},
      {"/docs", "[]", kSame, "list of 1 to 20 strings"},
      {"/samples", "[]", kSame, "list of samples"},
      {"/samples/0", "3", kSame, "the keys name and log"},
      {"/samples/0/log", "[]", kSame, "list of 1 to 1000 strings"},
      {"/samples/0/top", "1", kSame, "true or false"},
      {"/samples/0/captures", "[]", kSame, "must be an object"},
      {"/samples/0/captures", "{\"name\": 1}", "/samples/0/captures/name", "must be a string"},
      {"/counter_samples", "{}", kSame, "list of samples"},
      {"/counter_samples", "[{\"name\": \"n\", \"log\": [\"x\"]}]", "/counter_samples/0/why", "is missing"},
  };
  for (const auto& m : mistakes) {
    const std::string place = *m.place == '\0' ? m.put : m.place;
    const std::vector<Problem> problems = problems_with(m.put, m.value);
    EXPECT_TRUE(std::any_of(problems.begin(), problems.end(), [&](const Problem& p) {
      return p.place == place && p.message.find(m.words) != std::string::npos && !p.message.empty();
    })) << m.put << " " << m.value << ": " << (problems.empty() ? "taken" : problems[0].text());
  }
}

TEST(Refusals, AFileThatIsTooLargeIsNotRead) {
  RuleSetBuilder builder;
  EXPECT_FALSE(builder.add_json(std::string((8u << 20) + 1, ' '), "large.json"));
  ASSERT_EQ(builder.problems().size(), 1u);
  EXPECT_NE(builder.problems()[0].message.find("8 MiB"), std::string::npos);
}

TEST(Refusals, WhatIsNoFileIsNotOpened) {
  RuleSetBuilder builder;
  const auto added = builder.add_path("/dev/null");
  ASSERT_FALSE(added);
  EXPECT_NE(added.error().message.find("is not a file"), std::string::npos);
}

}  // namespace
}  // namespace logdiag
