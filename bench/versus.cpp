// versus - the library's prefilter and matcher against other engines, with the
// built-in patterns on the same bytes in one process. Every engine must find the
// same pairs of line and pattern. Prints one table of ratios a log.
//
//   versus [--size MB] [--rounds N] [--kinds quiet,noisy,...] [FILE...]
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <logdiag/logdiag.hpp>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines.hpp"
#include "logs.hpp"
#include "match/kernels.hpp"

namespace {

using namespace logdiag;
using namespace logdiag::bench;

// All of a log through a Scanner, report included.
class WholeScanner : public Engine {
 public:
  explicit WholeScanner(RuleSet rules) : rules_(std::move(rules)) {}
  std::string name() const override { return "logdiag, whole report"; }
  Pairs scan(std::string_view text) override {
    Scanner scanner(rules_);
    for (std::size_t at = 0; at < text.size(); at += 256 << 10) {
      scanner.feed(text.substr(at, 256 << 10));
    }
    Pairs p;
    p.count = scanner.finish().findings.size();
    return p;
  }

 private:
  RuleSet rules_;
};

std::vector<std::string> split(std::string_view words) {
  std::vector<std::string> out;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(','), words.size());
    out.emplace_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return out;
}

// Whole lines of at most `most` bytes.
std::string_view front(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  const std::size_t newline = text.rfind('\n', most);
  return newline == std::string_view::npos ? text.substr(0, most) : text.substr(0, newline + 1);
}

double megabytes_per_second(Engine& engine, std::string_view text, Pairs& pairs) {
  const auto begin = std::chrono::steady_clock::now();
  pairs = engine.scan(text);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  return static_cast<double>(text.size()) / took.count() / 1e6;
}

// The same expression for engines that are given several lines at once: what
// [^...] takes ends with the line.
std::string within_line(std::string_view pattern) {
  std::string out;
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::string_view rest = pattern.substr(i);
    out += pattern[i];
    if (pattern[i] == '\\' && rest.size() > 1) {
      out += pattern[++i];
    } else if (in_class) {
      in_class = pattern[i] != ']';
    } else if (pattern[i] == '[') {
      in_class = true;
      if (rest.starts_with("[^")) out += "^\\n", ++i;
      // A bracket that comes first is meant itself.
      if (i + 1 < pattern.size() && pattern[i + 1] == ']') out += pattern[++i];
    }
  }
  return out;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

// True when all engines that find pairs found the same.
bool compare(const std::string& title, std::string_view text, Engines& engines, int rounds) {
  std::map<Engine*, std::vector<double>> speeds;
  std::map<Engine*, std::string> remarks;
  Engine* measure = engines[1].get();  // the prefilter on its best target
  bool same = true;
  for (auto& e : engines) {
    Pairs found;
    const std::string_view part = front(text, e->most());
    if (e == engines.front() || e == engines.back()) continue;
    Pairs expected;
    megabytes_per_second(*measure, part, expected);
    megabytes_per_second(*e, part, found);  // fills the caches, too
    remarks[e.get()] = found == expected
                           ? fmt::format("{} pairs", found.count)
                           : fmt::format("{} pairs, not {}", found.count, expected.count);
    same = same && found == expected;
  }
  for (int round = 0; round < rounds; ++round) {
    for (auto& e : engines) {
      Pairs ignored;
      speeds[e.get()].push_back(megabytes_per_second(*e, front(text, e->most()), ignored));
    }
  }
  const double best = median(speeds[measure]);
  fmt::print("\n### {} ({:.1f} MB)\n\n| engine | MB/s | logdiag is faster by | found |\n| --- | ---: | ---: | --- |\n",
             title, static_cast<double>(text.size()) / 1e6);
  for (auto& e : engines) {
    const double speed = median(speeds[e.get()]);
    fmt::print("| {} | {:.0f} | {:.2f} | {} |\n", e->name(), speed, best / speed, remarks[e.get()]);
  }
  std::fflush(stdout);
  return same;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t size = 32;
  int rounds = 5;
  std::vector<std::string> kinds, files;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const bool more = i + 1 < argc;
    if (word == "--size" && more) size = static_cast<std::size_t>(std::strtoul(argv[++i], nullptr, 10));
    else if (word == "--rounds" && more) rounds = std::max(1, std::atoi(argv[++i]));
    else if (word == "--kinds" && more) kinds = split(argv[++i]);
    else files.emplace_back(word);
  }
  if (kinds.empty() && files.empty()) kinds = {"quiet", "noisy", "hits", "hostile"};

  RuleSetBuilder builder;
  builder.add_builtin();
  const RuleSet rules = builder.build().value();
  std::vector<std::string> all, patterns;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const Match& m = rules.rule(i).match;
    // Those that are looked for in every line; the others only around a hit.
    for (const auto* list : {&m.any, &m.fallback, &m.sequence}) {
      for (const std::string& p : *list) all.push_back(within_line(p));
    }
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  patterns = taken_by_hyperscan(all);
  fmt::print("{} rules, {} patterns ({} that a peer cannot take are left out)\n", rules.size(),
             patterns.size(), all.size() - patterns.size());

  Engines engines;
  const auto add = [&](std::unique_ptr<Engine> e) {
    if (e != nullptr) engines.push_back(std::move(e));
  };
  add(make_newline_count());
  const std::vector<match::Target> targets = match::targets();
  const std::string plan = make_plan(patterns);
  add(make_prefilter(patterns, plan, static_cast<int>(targets.back())));
  for (std::size_t i = targets.size() - 1; i-- > 0;) {
    if (targets[i] == match::Target::avx2 || targets[i] == match::Target::ssse3) {
      add(make_prefilter(patterns, plan, static_cast<int>(targets[i])));
    }
  }
  add(make_hyperscan(patterns));
  add(make_re2_set(patterns));
  add(make_pcre2(patterns));
  engines.push_back(std::make_unique<WholeScanner>(rules));

  bool same = true;
  for (const std::string& kind : kinds) {
    same = compare(kind, make_log(kind, size * 1'000'000, rules), engines, rounds) && same;
  }
  for (const std::string& file : files) {
    std::ifstream in(file, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    if (text.empty()) {
      fmt::print(stderr, "versus: {} cannot be read or is empty\n", file);
      return 2;
    }
    same = compare(file.substr(file.rfind('/') + 1), text, engines, rounds) && same;
  }
  fmt::print("\n{}\n", same ? "All engines found the same pairs." : "Engines found different pairs.");
  return same ? 0 : 1;
}
