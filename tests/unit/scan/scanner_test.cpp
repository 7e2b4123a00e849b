#include <gtest/gtest.h>

#include <fmt/format.h>

#include <logdiag/logdiag.hpp>
#include <random>
#include <string>

namespace logdiag {
namespace {

// A rule in few words: `match` is JSON, the rest is the same for all.
std::string rule(std::string_view id, std::string_view match, std::string_view more = "") {
  std::string captures = match.find("(?P<x>") != std::string_view::npos
                             ? R"j("captures": {"x": {"fallback": "X"}},)j" : "";
  return fmt::format(
      R"j({{"schema": 1, "id": "{}", "category": "build", "severity": "error", "role": "cause",
      "owner": "code", "transient": false, {} {} "title": {{"en": "T {}", "zh": "题"}},
      "match": {}, "diagnosis": {{"en": "d", "zh": "因"}}, "fix": [{{"en": "f", "zh": "修"}}],
      "docs": ["https://example.com"], "samples": [{{"name": "s", "log": ["l"], "line": 1}}]}})j",
      id, captures, more, id, match);
}

RuleSet rules(std::initializer_list<std::string> texts) {
  RuleSetBuilder b;
  for (const std::string& t : texts) EXPECT_TRUE(b.add_json(t, "test")) << b.problems()[0].text();
  return b.build().value();
}

Report diagnose(const RuleSet& set, std::string_view log, std::size_t piece = 1 << 20,
                ScanOptions options = {}) {
  Scanner s(set, options);
  for (std::size_t at = 0; at < log.size(); at += piece) s.feed(log.substr(at, piece));
  return s.finish();
}

std::string ids(const Report& r) {
  std::string out;
  for (const Finding& f : r.findings) out += fmt::format("{}:{} ", f.rule->id, f.where.line);
  return out;
}

TEST(Scanner, AnyFiresAtOnce) {
  const RuleSet set = rules({rule("a/one", R"j({"any": ["lost widget (?P<x>\\w+)"]})j")});
  const Report r = diagnose(set, "ok\nlost widget w1\nlost widget w1\nlost widget w2\n");
  ASSERT_EQ(ids(r), "a/one:2 a/one:4 ");
  EXPECT_EQ(r.findings[0].repeats, 1u);
  EXPECT_EQ(r.findings[0].where.offset, 3u);
  EXPECT_EQ(r.findings[0].captures[0].second, "w1");
}

TEST(Scanner, SequenceWantsTheOrder) {
  const RuleSet set = rules({rule("a/seq", R"j({"sequence": ["first thing", "second thing"], "within": 3})j")});
  EXPECT_EQ(ids(diagnose(set, "first thing\nx\nsecond thing\n")), "a/seq:1 ");
  EXPECT_EQ(ids(diagnose(set, "second thing\nfirst thing\n")), "");
  EXPECT_EQ(ids(diagnose(set, "first thing\n1\n2\n3\nsecond thing\n")), "");
}

TEST(Scanner, ASequenceStaysInItsScope) {
  const auto found = [](const char* scope, std::string_view log) {
    ScanOptions options;
    options.input = Input::gh;
    return ids(diagnose(rules({rule("a/seq", fmt::format(
        R"j({{"sequence": ["first thing", "second thing"], "within": 9, "scope": "{}"}})j", scope))}),
        log, 1 << 20, options));
  };
  const std::string_view steps = "build\tFetch\tfirst thing\nbuild\tMake\tsecond thing\n";
  const std::string_view jobs = "build\tFetch\tfirst thing\ntest\tMake\tsecond thing\n";
  EXPECT_EQ(found("step", steps), "");
  EXPECT_EQ(found("job", steps), "a/seq:1 ");
  EXPECT_EQ(found("job", jobs), "");
  EXPECT_EQ(found("source", jobs), "a/seq:1 ");
}

TEST(Scanner, WhatWaitsForItsNeighboursIsNotLostWhereMuchWaits) {
  const RuleSet set = rules({rule("a/one", R"j({"any": ["lost widget (?P<x>\\w+)"], "unless": ["found all"],
      "within": 1000})j")});
  ScanOptions options;
  options.max_findings_per_rule = 1000;
  std::string log;
  for (int i = 0; i < 700; ++i) log += fmt::format("lost widget w{}\n", i);
  const Report r = diagnose(set, log, 1 << 20, options);
  EXPECT_EQ(r.findings.size(), 700u);
}

TEST(Scanner, ProposedLinesKnowTheirSourceOfMany) {
  const RuleSet set = rules({rule("a/one", R"j({"any": ["lost widget"]})j")});
  Scanner s(set);
  for (int i = 0; i < 3000; ++i) {
    s.begin(fmt::format("part{}.log", i));
    s.feed(fmt::format("error: cannot bend the flurb of part{}.log\n", i));
  }
  const Report r = s.finish();
  ASSERT_TRUE(r.unknown);
  ASSERT_FALSE(r.unknown->lines.empty());
  for (const Suspect& line : r.unknown->lines) {
    EXPECT_TRUE(line.text.ends_with(" " + line.where.source)) << line.text << " in " << line.where.source;
  }
}

TEST(Scanner, AllLooksBothWays) {
  const RuleSet set = rules({rule("a/all", R"j({"any": ["main line"], "all": ["a neighbour"], "within": 2})j")});
  EXPECT_EQ(ids(diagnose(set, "a neighbour\nmain line\n")), "a/all:2 ");
  EXPECT_EQ(ids(diagnose(set, "main line\nx\na neighbour\n")), "a/all:1 ");
  EXPECT_EQ(ids(diagnose(set, "main line\nx\nx\na neighbour\n")), "");
}

TEST(Scanner, UnlessVetoes) {
  const RuleSet set = rules({rule("a/unless", R"j({"any": ["main line"], "unless": ["never mind"], "within": 2})j")});
  EXPECT_EQ(ids(diagnose(set, "main line\n")), "a/unless:1 ");
  EXPECT_EQ(ids(diagnose(set, "never mind\nmain line\n")), "");
  EXPECT_EQ(ids(diagnose(set, "main line\nnever mind\n")), "");
  EXPECT_EQ(ids(diagnose(set, "main line\nx\nx\nnever mind\n")), "a/unless:1 ");
}

TEST(Scanner, CaptureTakesTheNearest) {
  const RuleSet set = rules({rule("a/cap", R"j({"any": ["main line"], "capture": ["name=(?P<x>\\w+)"], "within": 5})j")});
  const auto word = [&](std::string_view log) {
    const Report r = diagnose(set, log);
    return r.findings[0].fill(Text{"{x}", "{x}"}, Lang::en);
  };
  EXPECT_EQ(word("name=far\nname=near\nmain line\n"), "near");
  EXPECT_EQ(word("name=far\nx\nmain line\nname=after\n"), "after");
  EXPECT_EQ(word("name=a\nmain line name=same\nname=b\n"), "same");
  EXPECT_EQ(word("main line\n"), "X");
}

TEST(Scanner, FallbackOnlyWhereNothingStronger) {
  const RuleSet set = rules({rule("a/weak", R"j({"any": ["strong (?P<x>\\w+)"], "fallback": ["weak summary"]})j")});
  EXPECT_EQ(ids(diagnose(set, "weak summary\nstrong s1\n")), "a/weak:2 a/weak:1 ");
  EXPECT_EQ(ids(diagnose(set, "weak summary\n")), "a/weak:1 ");
}

TEST(Scanner, ScopeOfAStep) {
  const RuleSet set = rules({rule("a/step", R"j({"any": ["main line"], "all": ["a neighbour"], "within": 50})j")});
  const std::string log =
      "##[group]Run one\na neighbour\n##[endgroup]\n##[group]Run two\n##[endgroup]\nmain line\n";
  EXPECT_EQ(ids(diagnose(set, log)), "");
}

TEST(Ranking, FailedStepRoleAndSupersedes) {
  const RuleSet set = rules({
      rule("a/early", R"j({"any": ["trouble early"]})j"),
      rule("a/real", R"j({"any": ["trouble real"]})j", R"j("supersedes": ["a/wrap"],)j"),
      rule("a/wrap", R"j({"any": ["wrapper says"]})j"),
      rule("a/exit", R"j({"any": ["completed with exit code"]})j", ""),
  });
  const Report r = diagnose(set,
                            "##[group]Run one\ntrouble early\n##[group]Run two\nwrapper says no\n"
                            "trouble real\n##[error]Process completed with exit code 1.\n");
  EXPECT_EQ(ids(r).substr(0, 7), "a/real:");
  EXPECT_EQ(r.findings[0].where.step, "Run two");
  for (std::size_t i = 1; i < r.findings.size(); ++i) {
    EXPECT_NE(r.findings[i].rule->id, "a/early") << "a step that passed explains nothing";
    EXPECT_FALSE(r.findings[i].decided.empty());
  }
}

TEST(Ranking, AJobThatPassedHasNoErrors) {
  const RuleSet set = rules({rule("a/one", R"j({"any": ["trouble"]})j")});
  const Report r = diagnose(set, "##[group]Run one\ntrouble\n##[endgroup]\nPost job cleanup.\nCleaning up orphan processes\n");
  EXPECT_EQ(ids(r), "");
  EXPECT_FALSE(r.unknown.has_value());
}

TEST(Unknown, ProposesTheErrorAndNotItsWrapper) {
  const RuleSet set = rules({rule("a/one", R"j({"any": ["never seen"]})j")});
  const Report r = diagnose(set, "fine\nflurb: error: bent gizmo\nmake: *** [all] Error 2\n##[error]Process completed with exit code 2.\n");
  ASSERT_TRUE(r.unknown.has_value());
  EXPECT_EQ(r.unknown->lines[0].where.line, 2u);
  EXPECT_EQ(r.unknown->exit_code, 2);
}

TEST(Unknown, AStepThatSaysNothingIsShownByItsEnd) {
  const RuleSet set = rules({rule("a/one", R"j({"any": ["never seen"]})j")});
  const Report r = diagnose(set,
                            "##[group]Run one\nerror: of a step that passed\n##[endgroup]\n"
                            "##[group]Run two\nexit 3\n##[endgroup]\ntables differ\n"
                            "##[error]Process completed with exit code 3.\nPost job cleanup.\n"
                            "FATAL: role x does not exist\n",
                            7);
  ASSERT_TRUE(r.unknown.has_value());
  ASSERT_GE(r.unknown->lines.size(), 2u);
  EXPECT_EQ(r.unknown->lines[0].text, "tables differ");
  EXPECT_EQ(r.unknown->lines[0].where.offset, 96u);
  EXPECT_EQ(r.unknown->lines[1].where.line, 8u);
}

TEST(Unknown, WhatIsAnnouncedIsProposed) {
  const RuleSet set = rules({rule("a/one", R"j({"any": ["never seen"]})j")});
  for (const std::size_t piece : {1u, 1000u}) {
    const Report r = diagnose(set, "error: the gizmo stopped\n\nCaused by:\n  its spring is worn\n", piece);
    ASSERT_TRUE(r.unknown.has_value());
    ASSERT_GE(r.unknown->lines.size(), 2u);
    EXPECT_EQ(r.unknown->lines[1].text, "  its spring is worn");
  }
}

TEST(Unknown, WhatIsAnnouncedBelongsToTheStepInWhichItStands) {
  const RuleSet set = rules({rule("a/one", R"j({"any": ["never seen"]})j")});
  const std::string log =
      "build\tOne\t2026-01-02T03:04:05.0000000Z error while bending:\n"
      "build\tTwo\t2026-01-02T03:04:06.0000000Z ##[group]Run two\n"
      "build\tTwo\t2026-01-02T03:04:07.0000000Z the gizmo was straight\n"
      "build\tTwo\t2026-01-02T03:04:08.0000000Z Traceback (most recent call last):\n"
      "build\tTwo\t2026-01-02T03:04:08.0000000Z   File \"a.py\", line 1, in f\n"
      "build\tTwo\t2026-01-02T03:04:08.0000000Z     error: of a frame\n"
      "build\tTwo\t2026-01-02T03:04:08.0000000Z a.Bend: too far\n";
  const auto told = [&](std::size_t piece) {
    const Report r = diagnose(set, log, piece);
    std::string out;
    for (const Suspect& s : r.unknown.value_or(Unknown{}).lines) {
      out += fmt::format("{}:{} {}\n", s.where.line, s.where.step, s.text);
    }
    return out;
  };
  const std::string whole = told(log.size());
  EXPECT_NE(whole.find("3:Two the gizmo was straight\n"), std::string::npos) << whole;
  EXPECT_NE(whole.find("7:Two a.Bend: too far\n"), std::string::npos) << whole;
  for (const std::size_t piece : {1u, 7u, 80u}) EXPECT_EQ(told(piece), whole) << piece;
}

TEST(Unknown, OfLinesThatBeginAlikeTheFirstIsShown) {
  const RuleSet set = rules({rule("a/one", R"j({"any": ["never seen"]})j")});
  std::string log;
  for (int i = 0; i < 2000; ++i) log += fmt::format("worker error: frame {} dropped by the queue\n", i);
  log.insert(log.size() / 2, "\nfatal: the queue is gone\n");
  const Report r = diagnose(set, log);
  ASSERT_TRUE(r.unknown.has_value());
  EXPECT_EQ(r.unknown->lines[0].text, "fatal: the queue is gone");
}

TEST(Scanner, ScriptsAndPassedTestsTellNothing) {
  const RuleSet set = rules({rule("a/one", R"j({"any": ["trouble"]})j")});
  EXPECT_EQ(ids(diagnose(set, "##[group]Run echo trouble\necho trouble\n##[endgroup]\nok 1 - trouble\n"
                              "+ echo trouble\n")), "");
  EXPECT_EQ(ids(diagnose(set, "##[group]Run x\ntrouble\n##[endgroup]\ntrouble\n")), "a/one:4 ");
  // Where the end of the group is missing, nobody knows what is script.
  EXPECT_EQ(ids(diagnose(set, "##[group]Run x\ntrouble\n")), "a/one:2 ");
}

TEST(Scanner, LongLinesAreCutAndCounted) {
  const RuleSet set = rules({rule("a/one", R"j({"any": ["trouble"]})j")});
  ScanOptions o;
  o.max_line_bytes = 100;
  const std::string log = std::string(5000, 'x') + " trouble\nshort trouble\n";
  for (const std::size_t piece : {std::size_t{1} << 20, std::size_t{7}}) {
    const Report r = diagnose(set, log, piece, o);
    EXPECT_EQ(ids(r), "a/one:2 ");
    EXPECT_EQ(r.findings[0].where.offset, 5009u);
  }
}

// Where a log is cut makes no difference to the report.
TEST(Scanner, PiecesDoNotMatter) {
  RuleSetBuilder b;
  b.add_builtin();
  const RuleSet set = b.build().value();
  const std::vector<std::string> parts{
      "2026-05-14T09:31:02.0000000Z ##[group]Run npm ci\n",
      "npm error code ERESOLVE\n", "\x1b[31mnpm error\x1b[0m ERESOLVE could not resolve\n",
      "#12 3.4 denied: permission_denied: write_package\r\n", "plain\r", "\n", "\xEF\xBB\xBFtext\n",
      "##[error]Process completed with exit code 1.\n", "\xFF\xFE broken \x80\n",
      "Post job cleanup.\n", "fatal: could not read from remote repository\n", "a\tb\tc\n",
      std::string(70'000, 'y') + "\n", "E   AssertionError: x\n", "no newline at the end"};
  std::mt19937 random(11);
  for (int round = 0; round < 20; ++round) {
    std::string log;
    for (int i = 0; i < 40; ++i) log += parts[random() % parts.size()];
    const std::string whole = render(diagnose(set, log), Format::json);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
      ASSERT_EQ(whole, render(diagnose(set, log, piece), Format::json)) << "pieces of " << piece;
    }
  }
}

TEST(Scanner, AnyBytesAreFine) {
  RuleSetBuilder b;
  b.add_builtin();
  const RuleSet set = b.build().value();
  std::mt19937 random(3);
  std::string log;
  for (int i = 0; i < 200'000; ++i) log.push_back(static_cast<char>(random() & 0xFF));
  const Report r = diagnose(set, log);
  EXPECT_EQ(r.statistics.bytes, log.size());
  EXPECT_FALSE(render(r, Format::text).empty());
  EXPECT_EQ(render(diagnose(set, log, 13), Format::json), render(r, Format::json));
}

TEST(Scanner, SourcesAreSeparate) {
  const RuleSet set = rules({rule("a/one", R"j({"any": ["trouble (?P<x>\\w+)"]})j")});
  Scanner s(set);
  s.begin("one.log");
  s.feed("x\ntrouble t1");
  s.begin("two.log", "job-b", "step-c");
  s.feed("trouble t2\n");
  const Report r = s.finish();
  ASSERT_EQ(r.findings.size(), 2u);
  EXPECT_EQ(r.findings[0].where.source, "one.log");
  EXPECT_EQ(r.findings[0].where.line, 2u);
  EXPECT_EQ(r.findings[1].where.source, "two.log");
  EXPECT_EQ(r.findings[1].where.line, 1u);
  EXPECT_EQ(r.findings[1].where.job, "job-b");
  EXPECT_EQ(r.findings[1].where.step, "step-c");
  ASSERT_EQ(r.jobs.size(), 2u);
  EXPECT_EQ(r.findings[0].job, 0u);
  EXPECT_EQ(r.findings[1].job, 1u);
  EXPECT_EQ(r.jobs[1].name, "job-b");
}

TEST(Scanner, DrainShowsFindingsAsTheyComeCertain) {
  const RuleSet set = rules({rule("a/one", R"j({"any": ["trouble"]})j")});
  Scanner s(set);
  s.feed("trouble\n");
  EXPECT_EQ(s.drain().size(), 1u);
  EXPECT_EQ(s.drain().size(), 0u);
  EXPECT_EQ(s.finish().findings.size(), 1u);
}

}  // namespace
}  // namespace logdiag
