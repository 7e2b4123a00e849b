// What the lines around a hit say, whatever the log is cut into.
#include <gtest/gtest.h>

#include <logdiag/logdiag.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace logdiag {
namespace {

RuleSet rules_of(std::string_view match, std::string_view other_match = {}) {
  RuleSetBuilder builder;
  const auto add = [&](std::string_view id, std::string_view own_match) {
    const std::string rule = R"({"schema": 1, "id": "local/)" + std::string(id) + R"(", "category": "build",
      "severity": "error", "role": "cause", "owner": "code", "transient": false,
      "title": {"en": "Gone", "zh": "不见了"}, "diagnosis": {"en": "It went", "zh": "它不见了"},
      "fix": [{"en": "Bring it back", "zh": "恢复它"}], "docs": ["https://example.com/widget"],
      "samples": [{"name": "one", "log": ["widget is gone"], "line": 1}], )" +
                             std::string(own_match) + "}";
    EXPECT_TRUE(builder.add_json(rule, "test.json"));
  };
  add("widget", match);
  if (!other_match.empty()) add("gadget", other_match);
  for (const Problem& p : builder.problems()) ADD_FAILURE() << p.text();
  return builder.build().value();
}

std::string names_of(const RuleSet& rules, std::string_view log, std::size_t piece) {
  Scanner scanner(rules);
  for (std::size_t at = 0; at < log.size(); at += piece) scanner.feed(log.substr(at, piece));
  std::string out;
  for (const Finding& f : scanner.finish().findings) {
    out += std::to_string(f.where.line) + ":";
    for (const auto& [name, value] : f.captures) out += value;
    out += ' ';
  }
  return out;
}

void expect_names(const RuleSet& rules, const std::string& log, const std::string& expected) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{40'000}, log.size()}) {
    EXPECT_EQ(names_of(rules, log, piece), expected) << "in pieces of " << piece;
  }
}

std::string filler(int lines) {
  std::string out;
  for (int i = 0; i < lines; ++i) out += "nothing to see in this line\n";
  return out;
}

TEST(Neighbours, TheNearestLineOnEitherSideIsTaken) {
  const RuleSet rules = rules_of(
      R"rule("match": {"any": ["widget is gone"], "capture": ["the name is (?P<name>\\w+)"], "within": 5}, "captures": {"name": {"fallback": "NAME"}})rule");
  expect_names(rules, "the name is far\nthe name is near\nx\nwidget is gone\nx\nx\nthe name is later\n",
               "4:near ");
  expect_names(rules, "the name is far\nx\nx\nx\nwidget is gone\nx\nthe name is later\n", "5:later ");
  expect_names(rules, "the name is gone\n" + filler(5) + "widget is gone\n" + filler(5) +
                          "the name is gone\n", "7: ");
  expect_names(rules, "the name is both, and widget is gone\n", "1:both ");
}

TEST(Neighbours, AreAskedAcrossBlocks) {
  const RuleSet rules = rules_of(
      R"rule("match": {"any": ["widget is gone"], "all": ["as promised"], "unless": ["never mind"], "within": 100})rule");
  // More than a block of 256 KiB, so that the window lies across its end.
  for (const int before : {9'320, 9'360, 9'362, 9'400}) {
    const std::string front = filler(before);
    const std::string number = std::to_string(before + 1);
    expect_names(rules, front + "widget is gone\n" + filler(99) + "as promised\n", number + ": ");
    expect_names(rules, front + "widget is gone\n" + filler(100) + "as promised\n", "");
    expect_names(rules, front + "as promised\n" + filler(99) + "widget is gone\n",
                 std::to_string(before + 101) + ": ");
    expect_names(rules, front + "as promised\nwidget is gone\n" + filler(98) + "never mind\n", "");
  }
}

TEST(Neighbours, LinesFurtherBackThanTheBoundAreForgotten) {
  const RuleSet rules = rules_of(
      R"rule("match": {"any": ["widget is gone"], "capture": ["the name is (?P<name>\\w+)"], "within": 9}, "captures": {"name": {"fallback": "NAME"}})rule");
  const std::string wide = std::string(20'000, '-') + "\n";
  expect_names(rules, "the name is near\n" + wide + "widget is gone\n", "3:near ");
  expect_names(rules, "the name is far\n" + wide + wide + "widget is gone\n", "4: ");
}

TEST(Neighbours, StandInTheSameStep) {
  const RuleSet rules = rules_of(
      R"rule("match": {"any": ["widget is gone"], "capture": ["the name is (?P<name>\\w+)"], "within": 9}, "captures": {"name": {"fallback": "NAME"}})rule");
  const std::string stamp = "2025-03-04T05:06:07.0000000Z ";
  const std::string compile = "build\tcompile\t" + stamp, test = "build\ttest\t" + stamp;
  expect_names(rules, compile + "the name is other\n" + test + "widget is gone\n", "2: ");
  expect_names(rules, compile + "x\n" + test + "the name is same\n" + test + "widget is gone\n" +
                          "build\tpack\t" + stamp + "the name is other\n", "3:same ");
  // Known from the first line, the form holds where a stamp is missing.
  expect_names(rules, compile + "x\nbuild\ttest\tthe name is same\nbuild\ttest\twidget is gone\n",
               "3:same ");
}

TEST(Neighbours, TabsOfOtherLogsAreNoColumns) {
  const RuleSet rules = rules_of(
      R"rule("match": {"any": ["widget is gone"], "capture": ["the name is (?P<name>\\w+)"], "within": 9}, "captures": {"name": {"fallback": "NAME"}})rule");
  expect_names(rules, "a\tb\tthe name is near\nx\nwidget is gone\n", "3:near ");
  expect_names(rules, "x\n\tat\tb\twidget is gone\nc\td\tthe name is behind\n", "2:behind ");
  const std::string stamp = "2025-03-04T05:06:07.0000000Z ";
  expect_names(rules, stamp + "##[group]Run make\n" + stamp + "a\tb\tthe name is near\n" + stamp +
                          "widget is gone\n", "3:near ");
}

TEST(Neighbours, APatternWithoutALiteralIsAskedToo) {
  const RuleSet rules =
      rules_of(R"rule("match": {"any": ["widget is gone"], "capture": ["(?P<name>[0-9]+)"], "within": 2}, "captures": {"name": {"fallback": "NAME"}})rule");
  expect_names(rules, "17\nx\nwidget is gone\n", "3:17 ");
}

// Of what they require every other line holds a string: nothing is looked for.
TEST(Neighbours, MayBeBroad) {
  const RuleSet rules = rules_of(
      R"rule("match": {"any": ["widget is gone"], "capture": ["^ {2}(?P<name>\\w+)$"], "unless": ["^ {2}it was \\w+"], "within": 3}, "captures": {"name": {"fallback": "NAME"}})rule");
  expect_names(rules, "  far\n  near\nwidget is gone\n", "3:near ");
  expect_names(rules, "widget is gone\nx\nx\n  last\n" + filler(1500) + "widget is gone\n  near\n",
               "1:last 1505:near ");
  expect_names(rules, "  near\nwidget is gone\nx\n  it was planned\n", "");
}

TEST(Neighbours, ASequenceGoesOnBehindItsFirstLineOneStepALine) {
  const RuleSet rules = rules_of(
      R"rule("match": {"sequence": ["^widget is gone", "^ {2}from (?P<name>\\w+)", "^ {2}\\w+"], "within": 4}, "captures": {"name": {"fallback": "NAME"}})rule");
  expect_names(rules, "widget is gone\nx\n  from here\n  on\n", "1:here ");
  expect_names(rules, "widget is gone\n  from here\n  from there\n", "1:here ");
  expect_names(rules, "  from here\n  on\nwidget is gone\n", "");
  expect_names(rules, "widget is gone\n  from here\n", "");
  expect_names(rules, "widget is gone\n  on\n  from here\nx\nx\n  on\n", "");
}

TEST(Neighbours, WhatSpeaksAgainstAHitSpeaksAgainstTheNextOnesInReach) {
  const RuleSet rules = rules_of(
      R"rule("match": {"any": ["widget (?P<name>\\w+) is gone"], "unless": ["never mind"], "within": 2}, "captures": {"name": {"fallback": "NAME"}})rule");
  expect_names(rules,
               "widget a is gone\nx\nx\nwidget b is gone\nnever mind\nwidget c is gone\nwidget d is gone\n"
               "widget e is gone\nx\nnever mind\nx\nx\nx\nwidget f is gone\n",
               "1:a 14:f ");
}

TEST(Neighbours, OfARuleThatIsHitLaterStandInLinesLookedThroughBefore) {
  const RuleSet rules =
      rules_of(R"rule("match": {"any": ["widget is gone"], "all": ["as promised"], "within": 5})rule",
               R"rule("match": {"any": ["gadget is gone"], "all": ["as agreed"], "within": 5})rule");
  expect_names(rules, "as agreed\nas promised\nwidget is gone\nx\ngadget is gone\n", "3: 5: ");
  expect_names(rules, "as promised\nwidget is gone\nx\ngadget is gone\nas agreed\n", "2: 4: ");
  expect_names(rules, "as promised\nwidget is gone\nx\ngadget is gone\n", "2: ");
}

}  // namespace
}  // namespace logdiag
