#include "match/prefilter.hpp"

#include <gtest/gtest.h>
#include <re2/re2.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "plan_of.hpp"
#include "random_patterns.hpp"

namespace logdiag::match {
namespace {

using testing::Plan;
using testing::plan_of;
using testing::Random;
using testing::Sample;

void find(const Prefilter& filter, std::string_view block, std::vector<Candidate>& out) {
  Prefilter::Scratch scratch;
  filter.find(block, LineMap(block), scratch, out);
}

std::unique_ptr<RE2> compiled(const std::string& expression, bool latin1) {
  RE2::Options o;
  o.set_log_errors(false);
  if (latin1) o.set_encoding(RE2::Options::EncodingLatin1);
  return std::make_unique<RE2>(expression, o);
}

// Pairs (line, pattern) that have a candidate.
std::set<std::pair<std::size_t, std::uint32_t>> told(const Prefilter& filter,
                                                     const std::string& block) {
  std::vector<Candidate> out;
  find(filter, block, out);
  std::set<std::pair<std::size_t, std::uint32_t>> pairs;
  std::size_t line = 0, at = 0;
  for (const Candidate& c : out) {
    for (; at < c.offset; ++at) line += block[at] == '\n';
    EXPECT_EQ(at, c.offset) << "candidates come by offset";
    pairs.emplace(line, c.pattern);
  }
  return pairs;
}

std::string join(const std::vector<std::string>& lines) {
  std::string block;
  for (const std::string& l : lines) block += l + "\n";
  return block;
}

// Whatever RE2 finds has a candidate, with either encoding and on every target.
void differential(std::uint64_t seed, std::size_t patterns, std::size_t lines, PlanEffort effort) {
  Random random(seed);
  std::vector<std::string> expressions;
  std::vector<Sample> samples;
  std::vector<std::unique_ptr<RE2>> utf8, latin1;
  while (expressions.size() < patterns) {
    const Sample s = testing::random_expression(random);
    auto a = compiled(s.expression, false), b = compiled(s.expression, true);
    if (!a->ok() || !b->ok()) continue;
    expressions.push_back(s.expression), samples.push_back(s);
    utf8.push_back(std::move(a)), latin1.push_back(std::move(b));
  }
  std::vector<std::string> text;
  while (text.size() < lines) {
    text.push_back(testing::random_line(random, samples[random.below(samples.size())]));
  }
  const std::string block = join(text);
  Plan unicode_plan = plan_of(expressions, effort);
  Plan ascii_plan = plan_of(expressions, effort, CaseFolding::ascii);
  const auto check = [&](Plan& plan, const std::vector<std::unique_ptr<RE2>>& oracle) {
    const PlanView view = plan.view();
    const std::set<std::uint32_t> slow(view.slow_patterns().begin(), view.slow_patterns().end());
    for (const Target t : targets()) {
      const Prefilter filter(view, t);
      const auto pairs = told(filter, block);
      for (std::size_t l = 0; l < text.size(); ++l) {
        for (std::uint32_t p = 0; p < oracle.size(); ++p) {
          if (slow.contains(p) || pairs.contains({l, p})) continue;
          ASSERT_FALSE(RE2::PartialMatch(text[l], *oracle[p]))
              << "seed " << seed << " target " << int(t) << " expression " << expressions[p]
              << "\nline " << text[l];
        }
      }
    }
  };
  check(unicode_plan, utf8);
  check(unicode_plan, latin1);
  check(ascii_plan, latin1);
}

TEST(Prefilter, MissesNothingThatRe2Finds) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) differential(seed, 25, 120, PlanEffort::quick);
}

TEST(Prefilter, MissesNothingWithAThoroughPlan) {
  differential(1001, 150, 300, PlanEffort::thorough);
}

TEST(Prefilter, MissesNothingWithMoreStringsThanOneFilterHolds) {
  // More than the quick plan gives windows of their own.
  differential(2001, 600, 60, PlanEffort::quick);
}

TEST(Prefilter, ReadsEveryClassAsRe2Does) {
  const std::string classes[] = {
      "[[:alnum:]]", "[[:alpha:]]", "[[:ascii:]]", "[[:blank:]]", "[[:cntrl:]]", "[[:digit:]]",
      "[[:graph:]]", "[[:lower:]]", "[[:print:]]", "[[:punct:]]", "[[:space:]]", "[[:upper:]]",
      "[[:word:]]", "[[:xdigit:]]", "[[:^punct:]]", "\\d", "\\s", "\\w", "\\D", "\\S", "\\W",
      "\\a", "\\f", "\\t", "\\r", "\\v", "\\x7e", "\\x{7e}", "\\pL", "\\PL", "\\p{Lu}",
      "[^a-y]", "[\\w.-]", "[\\D7]", "[é]", "(?i:k)", "(?s:.)", "(?-i:K)"};
  for (const std::string& c : classes) {
    const std::string expression = "q1" + c + "2q";
    const auto oracle = compiled(expression, true);
    ASSERT_TRUE(oracle->ok()) << expression;
    Plan plan = plan_of({expression}, PlanEffort::quick, CaseFolding::ascii);
    std::vector<std::string> lines;
    for (int byte = 0; byte < 256; ++byte) {
      if (byte != '\n') lines.push_back("q1" + std::string(1, static_cast<char>(byte)) + "2q");
    }
    ASSERT_TRUE(plan.view().slow_patterns().empty()) << expression;
    const auto pairs = told(Prefilter(plan.view(), Target::scalar), join(lines));
    std::size_t matches = 0;
    for (std::size_t l = 0; l < lines.size(); ++l) {
      if (!RE2::PartialMatch(lines[l], *oracle)) continue;
      ++matches;
      EXPECT_TRUE(pairs.contains({l, 0})) << expression << " on byte " << int(lines[l][2]);
    }
    EXPECT_GT(matches, 0u) << expression;
  }
}

TEST(Prefilter, GivesTheSameCandidatesOnEveryTarget) {
  Random random(7);
  std::vector<std::string> expressions;
  std::vector<Sample> samples;
  for (int i = 0; i < 200; ++i) {
    samples.push_back(testing::random_expression(random));
    expressions.push_back(samples.back().expression);
  }
  Plan plan = plan_of(expressions, PlanEffort::quick);
  std::vector<std::string> lines;
  for (int i = 0; i < 3000; ++i) {
    lines.push_back(testing::random_line(random, samples[random.below(samples.size())]));
    if (i % 100 == 0) lines.back().append(20'000, 'a');
  }
  const std::string block = join(lines);
  const auto expected = told(Prefilter(plan.view(), Target::scalar), block);
  EXPECT_GT(expected.size(), 1000u);
  for (const Target t : targets()) {
    EXPECT_EQ(told(Prefilter(plan.view(), t), block), expected) << int(t);
  }
}

TEST(Prefilter, FindsAStringAtEveryPlaceOfABlock) {
  // Short, middle and long strings, so that every kind of filter has one.
  const std::vector<std::string> strings = {"OOM", "ENOSPC", "no space left on device", "x="};
  Plan plan = plan_of({"OOM", "ENOSPC", "no space left on device", "x="}, PlanEffort::quick);
  for (const Target t : targets()) {
    const Prefilter filter(plan.view(), t);
    std::vector<Candidate> out;
    for (const std::size_t size : {1u, 2u, 3u, 5u, 23u, 63u, 64u, 65u, 79u, 80u, 81u, 144u, 145u, 200u, 300u}) {
      for (std::uint32_t p = 0; p < strings.size(); ++p) {
        for (std::size_t at = 0; at + strings[p].size() <= size; ++at) {
          std::string block(size, '.');
          block.replace(at, strings[p].size(), strings[p]);
          find(filter, block, out);
          ASSERT_EQ(out, (std::vector<Candidate>{{static_cast<std::uint32_t>(at), p}}))
              << "size " << size << " at " << at << " target " << int(t);
        }
      }
    }
    for (const std::size_t edge : {kStrip, 2 * kStrip}) {
      for (std::size_t at = edge - 40; at < edge + 20; ++at) {
        std::string block(3 * kStrip + 17, '.');
        block.replace(at, strings[2].size(), strings[2]);
        find(filter, block, out);
        ASSERT_EQ(out, (std::vector<Candidate>{{static_cast<std::uint32_t>(at), 2}})) << at;
      }
    }
  }
}

TEST(Prefilter, TellsBothLinesAroundTheEndOfAStrip) {
  // The string that begins before the end of the strip is found after one that
  // begins in the next line.
  Plan plan = plan_of({"the runner has received a shutdown signal"}, PlanEffort::quick);
  const std::string text = "the runner has received a shutdown signal\n";
  for (const Target t : targets()) {
    const Prefilter filter(plan.view(), t);
    for (std::size_t shift = 0; shift < 100; ++shift) {
      std::string block(kStrip - 100 + shift, '.');
      block += '\n';
      for (int i = 0; i < 5; ++i) block += text;
      EXPECT_EQ(told(filter, block).size(), 5u) << shift << " " << int(t);
    }
  }
}

TEST(Prefilter, TellsAPatternOnceALineHoweverOftenItsStringIsThere) {
  Plan plan = plan_of({"aaaa", "aaaaaaaaaaaaaaaaaaaa", "[ab]aaa"}, PlanEffort::quick);
  for (const Target t : targets()) {
    std::vector<Candidate> out;
    find(Prefilter(plan.view(), t), std::string(1 << 20, 'a'), out);
    EXPECT_LT(out.size(), 1000u) << int(t);
    EXPECT_GE(out.size(), 3u);
  }
}

TEST(Prefilter, ReadsNothingOutsideTheBlock) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::size_t inner = 16 * page;
  void* memory = mmap(nullptr, inner + 2 * page, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  char* begin = static_cast<char*>(memory) + page;
  std::fill(begin, begin + inner, 'e');
  ASSERT_EQ(mprotect(memory, page, PROT_NONE), 0);
  ASSERT_EQ(mprotect(begin + inner, page, PROT_NONE), 0);
  Plan plan = plan_of({"eeeeeeee", "no space left on device", "eeeeeeeeeeeeeeeeeeeeee", "ee"},
                           PlanEffort::quick);
  for (const Target t : targets()) {
    const Prefilter filter(plan.view(), t);
    std::vector<Candidate> out;
    for (std::size_t size = 0; size < 400; ++size) {
      for (const std::string_view block : {std::string_view(begin, size),
                                           std::string_view(begin + inner - size, size)}) {
        find(filter, block, out);
        EXPECT_EQ(out.empty(), size < 2);
        EXPECT_EQ(count_newlines(block, kernels(t)), 0u);
        EXPECT_FALSE(LineMap().survey(block, kernels(t)));
      }
    }
    find(filter, {begin, inner}, out);
    EXPECT_GE(out.size(), 3u);
  }
  munmap(memory, inner + 2 * page);
}

TEST(Prefilter, TakesAnyBytes) {
  Random random(3);
  Plan plan = plan_of({"error", "日本語", "\\x00\\x01", "(?i)fatal: .*denied"}, PlanEffort::quick);
  std::string block(100'000, '\0');
  for (char& c : block) c = static_cast<char>(random.below(256));
  block.replace(5000, 9, "日本語");
  block.replace(70'000, 2, std::string("\0\1", 2));
  const auto expected = told(Prefilter(plan.view(), Target::scalar), block);
  EXPECT_GE(expected.size(), 2u);
  for (const Target t : targets()) EXPECT_EQ(told(Prefilter(plan.view(), t), block), expected);
}

TEST(Prefilter, DropsLinesWithoutTheOtherRequiredStrings) {
  Plan plan = plan_of({"permission denied.{0,80}ghcr\\.io", "a-[0-9]{2}: .{0,9}(?:lost|gone)"},
                      PlanEffort::quick, CaseFolding::ascii);
  const std::string block =
      "permission denied\nghcr.io\npermission denied for ghcr.io\n"
      "a-12: kept\na-12: LOST\na-1x: lost\na-12: is lost\n"
      "##teamcity[message text='permission denied']\n";
  for (const Target t : targets()) {
    using Pairs = std::set<std::pair<std::size_t, std::uint32_t>>;
    Pairs pairs = told(Prefilter(plan.view(), t), block);
    EXPECT_TRUE(pairs.contains({2, 0})) << int(t);
    EXPECT_TRUE(pairs.contains({6, 1})) << int(t);
    EXPECT_FALSE(pairs.contains({0, 0})) << int(t);
    EXPECT_FALSE(pairs.contains({3, 1})) << int(t);
    EXPECT_FALSE(pairs.contains({5, 1})) << int(t);
  }
}

TEST(Prefilter, WorksWithoutPatterns) {
  Plan plan = plan_of({}, PlanEffort::quick);
  std::vector<Candidate> out{{1, 1}};
  find(Prefilter(plan.view()), "text\n", out);
  EXPECT_TRUE(out.empty());
}

// Strings of both widths of keys, so few that they share their windows.
TEST(Prefilter, LooksForShortStringsAmongTheWindowsOfLongOnes) {
  Plan plan = plan_of({"disk \\d quota exceeded", "EPERM", "[ab]c\\dde no space"}, PlanEffort::quick);
  const PlanHeader& h = plan.view().header();
  EXPECT_EQ(h.whole.windows[1].reach, 0u);
  EXPECT_NE(h.whole.windows[1].keys.uses.count, 0u);
  for (const Target t : targets()) {
    const Prefilter filter(plan.view(), t);
    EXPECT_EQ(told(filter, "a disk 7 quota exceeded\nEPER\nxEPERM\n"),
              (std::set<std::pair<std::size_t, std::uint32_t>>{{0, 0}, {2, 1}}));
  }
}

// Strings that would crowd those windows have some of their own.
TEST(Prefilter, GivesManyShortStringsWindowsOfTheirOwn) {
  std::vector<std::string> expressions;
  for (char a = 'a'; a <= 'z'; ++a) {
    for (const char b : std::string_view("jqvxz")) {
      expressions.push_back(std::string{'"', a, b, ':'});
      expressions.push_back(std::string{a, b} + "\\d no such host");
    }
  }
  Plan plan = plan_of({expressions.begin(), expressions.end()}, PlanEffort::quick);
  const PlanHeader& h = plan.view().header();
  EXPECT_NE(h.whole.windows[0].reach, 0u);
  EXPECT_NE(h.whole.windows[1].reach, 0u);
}

// What stands on both sides of a joint is looked for, though all that may come before is too
// much to be written out: ") test " and ") property ".
TEST(Prefilter, LooksForWhatStandsOnBothSidesOfAJoint) {
  Plan plan = plan_of({"^\\s{1,4}\\d{1,5}\\) (?:test|property) .{1,160} \\([A-Z][\\w.]{1,100}\\)"},
                      PlanEffort::quick);
  const Prefilter filter(plan.view());
  std::vector<Candidate> out;
  Prefilter::Scratch scratch;
  const std::string_view block = "f(int) (See the Test)\n  12) test a thing (AppTest)\n";
  filter.find(block, LineMap(block), scratch, out, Prefilter::Demands::ignored);
  ASSERT_EQ(out.size(), 1u);
  EXPECT_GT(out[0].offset, 22u);
}

}  // namespace
}  // namespace logdiag::match
