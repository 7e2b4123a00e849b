#include <gtest/gtest.h>

#include <fmt/format.h>

#include <logdiag/logdiag.hpp>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace logdiag {
namespace {

const RuleSet& builtin() {
  static const RuleSet set = [] {
    RuleSetBuilder builder;
    builder.add_builtin();
    return builder.build().value();
  }();
  return set;
}

std::string whole(std::string_view log, const ScanOptions& options = {}) {
  Scanner scanner(builtin(), options);
  scanner.feed(log);
  return render(scanner.finish(), Format::json);
}

std::string ahead(std::string_view log, std::size_t piece, const ScanOptions& options = {},
                  const ScanOptions& looked = {}) {
  Scanner scanner(builtin(), options);
  Lookahead lookahead(builtin(), looked);
  for (std::size_t at = 0; at < log.size(); at += piece) {
    lookahead.look(log.substr(at, piece));
    scanner.feed(lookahead);
  }
  return render(scanner.finish(), Format::json);
}

// Lines that rules know, colours, hints, lines too long to keep.
std::string mixed_log(std::size_t lines) {
  std::mt19937 random(7);
  std::string log = "Current runner version: '2.316.1'\n";
  for (std::size_t i = 0; i < lines; ++i) {
    switch (random() % 40) {
      case 0: log += "npm ERR! code ERESOLVE\n"; break;
      case 1: log += "\x1b[31merror\x1b[0m: \x1b[1mno space left on \x1b[0mdevice\n"; break;
      case 2: log += "##[group]Run make\r\n"; break;
      case 3: log += std::string(random() % 90'000, 'x') + " no space left on device\n"; break;
      case 4: log += "a failure that no rule knows, error 7\n"; break;
      case 5: log += "\n"; break;
      default: log += fmt::format("compiling part {} of the whole\n", i);
    }
  }
  return log + "##[error]Process completed with exit code 1.";
}

TEST(Lookahead, TheReportIsThatOfTheBytes) {
  const std::string log = mixed_log(3000);
  const std::string expected = whole(log);
  EXPECT_NE(expected.find("\"findings\""), std::string::npos);
  for (const std::size_t piece : {std::size_t{1000}, std::size_t{65'536}, log.size()}) {
    EXPECT_EQ(ahead(log, piece), expected) << piece;
  }
  const std::string small = mixed_log(30);
  for (const std::size_t piece : {1, 2, 7}) {
    EXPECT_EQ(ahead(small, static_cast<std::size_t>(piece)), whole(small)) << piece;
  }
}

TEST(Lookahead, OtherOptionsOrRulesAreNoObstacle) {
  const std::string log = mixed_log(300);
  ScanOptions narrow;
  narrow.max_line_bytes = 100;
  EXPECT_EQ(ahead(log, 5000, narrow, {}), whole(log, narrow));
  EXPECT_EQ(ahead(log, 5000, narrow, narrow), whole(log, narrow));

  RuleSetBuilder few;
  few.add_builtin();
  few.keep_only("ghcr/*");
  Lookahead lookahead(few.build().value(), {});
  Scanner scanner(builtin());
  lookahead.look(log);
  scanner.feed(lookahead);
  EXPECT_EQ(render(scanner.finish(), Format::json), whole(log));
}

TEST(Lookahead, Utf16IsDecoded) {
  std::string log = "\xff\xfe";
  for (const char c : std::string_view("one\ntwo\nno space left on device\nmore\n")) {
    log += c;
    log += '\0';
  }
  for (const std::size_t piece : {std::size_t{1}, std::size_t{9}, log.size()}) {
    EXPECT_EQ(ahead(log, piece), whole(log)) << piece;
  }
  EXPECT_NE(whole(log).find("no space left on device"), std::string::npos);
}

TEST(Lookahead, ThreadsLookAtPiecesAtTheSameTime) {
  const std::string log = mixed_log(2000);
  const std::size_t piece = log.size() / 8 + 1;
  std::vector<Lookahead> looked;
  for (int i = 0; i < 8; ++i) looked.emplace_back(builtin(), ScanOptions{});
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] { looked[i].look(std::string_view(log).substr(i * piece, piece)); });
  }
  for (std::thread& t : threads) t.join();
  Scanner scanner(builtin());
  for (const Lookahead& l : looked) scanner.feed(l);
  EXPECT_EQ(render(scanner.finish(), Format::json), whole(log));
}

}  // namespace
}  // namespace logdiag
