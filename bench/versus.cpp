// versus - the library's prefilter and matcher against other engines, with the
// built-in patterns on the same bytes in one process. Every engine must find the
// same pairs of line and pattern. Prints one table of ratios a log.
//
// Times are those of the processor, so that a busy machine does not spoil them. A slow
// engine scans as much of a log as it can in the time of a round, at least one line; that it is
// slower is told of the bytes that it scans. A fast one scans them several times in a round.
//
//   versus [--size MB] [--rounds N] [--seconds OF-A-ROUND] [--kinds quiet,noisy,...]
//          [--keep FILE-OF-HYPERSCAN] [--signatures N | --patterns FILE] [FILE...]
//
// With --signatures the patterns are that many made-up ones instead of the built-in ones,
// with --patterns those of a file, one a line.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <logdiag/logdiag.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines.hpp"
#include "logs.hpp"
#include "match/kernels.hpp"
#include "signatures.hpp"

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

// Whole lines: those that begin within the first `most` bytes.
std::string_view front(std::string_view text, std::size_t most) {
  const std::size_t newline = text.find('\n', std::min(text.size(), most));
  return text.substr(0, newline == std::string_view::npos ? text.size() : newline + 1);
}

double processor_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

double seconds_for(Engine& engine, std::string_view text, Pairs& pairs) {
  const double begin = processor_seconds();
  pairs = engine.scan(text);
  return std::max(processor_seconds() - begin, 1e-9);
}

// Of scans of the same text, one after the other, that take at least `least` together.
double seconds_a_pass(Engine& engine, std::string_view text, double least) {
  const double begin = processor_seconds();
  double took = 0;
  int passes = 0;
  while (took < least || passes == 0) {
    engine.scan(text);
    ++passes;
    took = processor_seconds() - begin;
  }
  return std::max(took, 1e-9) / passes;
}

// As much of the text as the engine scans in that time once its caches are filled.
std::string_view part_for(Engine& engine, std::string_view text, double seconds) {
  std::size_t size = 4'000;
  while (true) {
    const std::string_view part = front(text, size);
    Pairs ignored;
    const double first = seconds_for(engine, part, ignored);
    if (part.size() == text.size() || first > 8 * seconds) return part;
    if (first > seconds / 4 && seconds_for(engine, part, ignored) > seconds / 4) return part;
    size = part.size() * 3;
  }
}

// The same expression for engines that are given several lines at once: what
// [^...], \s, \W and \D take ends with the line.
std::string within_line(std::string_view pattern) {
  std::string out;
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::string_view rest = pattern.substr(i);
    if (rest.starts_with("\\s")) {
      out += in_class ? "\\t\\f\\r " : "[\\t\\f\\r ]";
      ++i;
      continue;
    }
    if (!in_class && (rest.starts_with("\\W") || rest.starts_with("\\D"))) {
      out += rest[1] == 'W' ? "[^\\w\\n]" : "[^\\d\\n]";
      ++i;
      continue;
    }
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
bool compare(const std::string& title, std::string_view text, Engines& engines, int rounds,
             double seconds) {
  Engine& measure = *engines[1];  // the prefilter on its best target
  std::vector<std::string_view> parts;
  std::vector<std::string> remarks;
  std::vector<std::vector<double>> speeds(engines.size());
  bool same = true;
  for (auto& e : engines) {
    parts.push_back(part_for(*e, text, seconds));
    remarks.emplace_back();
    if (e == engines.front() || dynamic_cast<WholeScanner*>(e.get()) != nullptr) continue;
    Pairs expected, found;
    seconds_for(measure, parts.back(), expected);
    seconds_for(*e, parts.back(), found);
    remarks.back() = found == expected
                         ? fmt::format("{} pairs", found.count)
                         : fmt::format("{} pairs, not {}", found.count, expected.count);
    same = same && found == expected;
  }
  std::vector<std::vector<double>> slower(engines.size());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < engines.size(); ++i) {
      const double took = seconds_a_pass(*engines[i], parts[i], seconds / 10);
      speeds[i].push_back(static_cast<double>(parts[i].size()) / took / 1e6);
      slower[i].push_back(i == 1 ? 1 : took / seconds_a_pass(*engines[1], parts[i], seconds / 10));
    }
  }
  fmt::print("\n### {} ({:.1f} MB)\n\n| engine | MB/s | logdiag is faster by | MB scanned | found |\n"
             "| --- | ---: | ---: | ---: | --- |\n",
             title, static_cast<double>(text.size()) / 1e6);
  for (std::size_t i = 0; i < engines.size(); ++i) {
    const double speed = median(speeds[i]);
    fmt::print("| {} | {:.{}f} | {:.2f} | {:.3f} | {} |\n", engines[i]->name(), speed,
               speed < 10 ? 3 : 0, median(slower[i]), static_cast<double>(parts[i].size()) / 1e6,
               remarks[i]);
  }
  std::fflush(stdout);
  return same;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t size = 16;
  int rounds = 3;
  double seconds = 0.4;
  std::string kept;
  std::size_t signatures = 0;
  std::string pattern_file;
  std::vector<std::string> kinds, files;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const bool more = i + 1 < argc;
    if (word == "--size" && more) size = static_cast<std::size_t>(std::strtoul(argv[++i], nullptr, 10));
    else if (word == "--rounds" && more) rounds = std::max(1, std::atoi(argv[++i]));
    else if (word == "--seconds" && more) seconds = std::max(0.01, std::atof(argv[++i]));
    else if (word == "--keep" && more) kept = argv[++i];
    else if (word == "--signatures" && more) signatures = std::strtoul(argv[++i], nullptr, 10);
    else if (word == "--patterns" && more) pattern_file = argv[++i];
    else if (word == "--kinds" && more) kinds = split(argv[++i]);
    else files.emplace_back(word);
  }
  if (kinds.empty() && files.empty()) kinds = {"quiet", "noisy", "hits", "hostile"};

  RuleSetBuilder builder;
  builder.add_builtin();
  const RuleSet rules = builder.build().value();
  std::vector<std::string> all = made_up_signatures(signatures), patterns;
  if (!pattern_file.empty()) {
    std::ifstream in(pattern_file, std::ios::binary);
    for (std::string line; std::getline(in, line);) all.push_back(within_line(line));
    if (all.empty()) {
      fmt::print(stderr, "versus: {} cannot be read or is empty\n", pattern_file);
      return 2;
    }
  }
  const bool builtin = all.empty();
  for (std::size_t i = 0; i < rules.size() && builtin; ++i) {
    const Match& m = rules.rule(i).match;
    // Those that are looked for in every line; the others only around a hit.
    for (const auto* list : {&m.any, &m.fallback}) {
      for (const std::string& p : *list) all.push_back(within_line(p));
    }
    if (!m.sequence.empty()) all.push_back(within_line(m.sequence.front()));
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  patterns = taken_by_hyperscan(all);
  fmt::print("{}, {} patterns ({} that a peer cannot take are left out)\n",
             builtin ? fmt::format("{} rules", rules.size()) : pattern_file.empty() ? "made-up signatures" : pattern_file,
             patterns.size(), all.size() - patterns.size());
  std::fflush(stdout);

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
  add(make_hyperscan(patterns, kept));
  add(make_re2_set(patterns));
  add(make_pcre2(patterns));
  if (builtin) engines.push_back(std::make_unique<WholeScanner>(rules));

  bool same = true;
  for (const std::string& kind : kinds) {
    same = compare(kind, make_log(kind, size * 1'000'000, rules), engines, rounds, seconds) && same;
  }
  for (const std::string& file : files) {
    std::ifstream in(file, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    if (text.empty()) {
      fmt::print(stderr, "versus: {} cannot be read or is empty\n", file);
      return 2;
    }
    same = compare(file.substr(file.rfind('/') + 1), text, engines, rounds, seconds) && same;
  }
  fmt::print("\n{}\n", same ? "All engines found the same pairs." : "Engines found different pairs.");
  return same ? 0 : 1;
}
