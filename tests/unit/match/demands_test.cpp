#include "match/demands.hpp"

#include <gtest/gtest.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "random_patterns.hpp"

namespace logdiag::match {
namespace {

constexpr std::string_view kLogText = "the quick brown fox jumps over the lazy dog: done in 12 s";

// A string of bytes; a question mark stands for a digit, a capital for a letter of either case.
ClassString string_of(std::string_view text, SetPool& pool) {
  ClassString out;
  for (const char c : text) {
    ByteSet set;
    if (c == '?') set.add_range('0', '9');
    else set.add(static_cast<unsigned char>(c));
    if (c >= 'A' && c <= 'Z') set.add(static_cast<unsigned char>(c | 0x20));
    out.push_back(*pool.number(set));
  }
  return out;
}

struct Demand {
  SetPool pool;
  std::vector<std::uint16_t> words;

  void add(std::vector<std::string_view> factor) {
    std::vector<ClassString> strings;
    for (const std::string_view s : factor) strings.push_back(string_of(s, pool));
    demand_factor(strings, pool, GramCounts(kLogText), words);
  }
  bool is_met(std::string_view line, Target target = Target::scalar) const {
    LineGrams grams;
    grams.read(line);
    return meets(words, line, grams, pool.sets(), kernels(target));
  }
};

TEST(Demands, EveryFactorMustBeThere) {
  Demand demand;
  demand.add({"quota", "no space"});
  demand.add({"disk ?"});
  ASSERT_TRUE(well_formed(demand.words, demand.pool.sets().size()));
  for (const Target t : targets()) {
    EXPECT_TRUE(demand.is_met("disk 7: quota exceeded", t));
    EXPECT_TRUE(demand.is_met("no space on disk 1", t));
    EXPECT_FALSE(demand.is_met("disk x: quota exceeded", t));
    EXPECT_FALSE(demand.is_met("disk 7: quot", t));
    EXPECT_FALSE(demand.is_met("no quot, a space on disk 1", t));
    EXPECT_FALSE(demand.is_met("", t));
  }
}

TEST(Demands, LettersOfEitherCaseAreFound) {
  Demand demand;
  demand.add({"DENIED ?"});
  EXPECT_TRUE(demand.is_met("access Denied 4 times"));
  EXPECT_FALSE(demand.is_met("access Denie 4 times"));
}

// Grams may be there by chance: in a long line the string is looked for.
TEST(Demands, LongLinesAreLookedThrough) {
  Demand demand;
  demand.add({"abcdef"});
  const std::string parts = "abcde bcdef ";
  EXPECT_FALSE(demand.is_met(std::string(600, '.') + parts));
  EXPECT_TRUE(demand.is_met(std::string(600, '.') + parts + "abcdef"));
}

TEST(Demands, AFactorThatSaysNothingIsLeftOut) {
  Demand demand;
  demand.add({"x"});
  demand.add({"quota", "??"});
  EXPECT_TRUE(demand.words.empty() || demand.is_met("12"));
  Demand single;
  single.add({"x"});
  EXPECT_TRUE(single.words.empty());
}

TEST(Demands, MissNoStringOfALine) {
  testing::Random random(5);
  for (int round = 0; round < 3000; ++round) {
    std::string line;
    const std::size_t size = 1 + random.below(round % 50 == 0 ? 900 : 120);
    for (std::size_t i = 0; i < size; ++i) line += "abcD 1:"[random.below(7)];
    Demand demand;
    const std::size_t length = 1 + random.below(std::min<std::size_t>(size, 30));
    std::string part = line.substr(random.below(size - length + 1), length);
    for (char& c : part) {
      if (c == '1' && random.below(2) == 0) c = '?';
    }
    demand.add({part});
    ASSERT_TRUE(well_formed(demand.words, demand.pool.sets().size()));
    for (const Target t : targets()) ASSERT_TRUE(demand.is_met(line, t)) << line << '\n' << part;
  }
}

TEST(Demands, WhatIsCutOffIsNotWellFormed) {
  Demand demand;
  demand.add({"quota ?", "no space"});
  demand.add({"disk"});
  const std::size_t sets = demand.pool.sets().size();
  for (std::size_t size = 1; size < demand.words.size(); ++size) {
    const auto cut = std::span<const std::uint16_t>(demand.words).first(size);
    const bool whole = size == 1 + std::size_t{demand.words[0]};  // the first factor
    EXPECT_EQ(well_formed(cut, sets), whole) << size;
  }
  EXPECT_FALSE(well_formed(demand.words, 0));
}

TEST(Kernels, FindTheFirstPlaceOfTwoBytes) {
  testing::Random random(9);
  for (int round = 0; round < 4000; ++round) {
    std::string text;
    const std::size_t kinds = random.below(2) == 0 ? 6 : 3;
    for (std::size_t i = random.below(300); i > 0; --i) text += "aAb.[{"[random.below(kinds)];
    const auto at = [&] { return static_cast<std::uint8_t>(random.below(24)); };
    const TwoBytes wanted{'{', random.below(2) == 0 ? std::uint8_t{'a'} : std::uint8_t{'.'}, at(), at()};
    const std::size_t behind = std::max(wanted.first_at, wanted.second_at);
    const std::size_t places = text.size() > behind ? text.size() - behind : 0;
    std::size_t expected = 0;
    while (expected < places && ((text[expected + wanted.first_at] | 0x20) != wanted.first ||
                                 (text[expected + wanted.second_at] | 0x20) != wanted.second)) {
      ++expected;
    }
    // In memory of its own, so that what is read behind it shows.
    const std::vector<std::uint8_t> bytes(text.begin(), text.end());
    for (const Target t : targets()) {
      EXPECT_EQ(kernels(t).find_two(bytes.data(), places, wanted), expected) << int(t) << text;
    }
  }
}

}  // namespace
}  // namespace logdiag::match
