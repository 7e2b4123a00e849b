// scan_bench - the stages of the scan path and the whole, on generated logs.
//
//   scan_bench [--benchmark_filter=REGEX] [FILE...]
#include <benchmark/benchmark.h>

#include <fstream>
#include <iterator>
#include <logdiag/logdiag.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "logs.hpp"
#include "match/kernels.hpp"
#include "match/rule_set_impl.hpp"
#include "recipe.hpp"
#include "text/cleaner.hpp"
#include "text/escapes.hpp"

namespace {

using namespace logdiag;

constexpr std::size_t kSize = 8 << 20;
constexpr std::size_t kBlock = 256 << 10;

const RuleSet& rules() {
  static const RuleSet set = [] {
    RuleSetBuilder b;
    b.add_builtin();
    return b.build().value();
  }();
  return set;
}

const std::string& log_of(const std::string& kind) {
  static std::map<std::string, std::string> logs;
  std::string& log = logs[kind];
  if (log.empty()) {
    std::ifstream file(kind, std::ios::binary);
    if (file) log.assign(std::istreambuf_iterator<char>(file), {});
    else log = bench::make_log(kind, kind == "small" || kind.starts_with("worst-") ? 200'000 : kSize, rules());
  }
  return log;
}

void finish(benchmark::State& state, std::size_t bytes) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(bytes));
}

void newlines(benchmark::State& state, const std::string& kind) {
  const std::string& log = log_of(kind);
  for (auto _ : state) benchmark::DoNotOptimize(match::count_newlines(log));
  finish(state, log.size());
}

void escapes(benchmark::State& state, const std::string& kind) {
  const std::string_view log = log_of(kind);
  std::string scratch;
  for (auto _ : state) {
    for (std::size_t at = 0; at < log.size(); at += kBlock) {
      benchmark::DoNotOptimize(text::strip_escapes(log.substr(at, kBlock), scratch).size());
    }
  }
  finish(state, log.size());
}

void prefilter(benchmark::State& state, const std::string& kind, match::Target target) {
  match::limit_target(target);
  RuleSetBuilder b;
  b.add_builtin();
  const RuleSet set = b.build().value();
  match::limit_target(match::Target::avx512);
  const std::string_view log = log_of(kind);
  match::LineMap lines;
  match::Lookout::Scratch scratch;
  std::vector<match::Candidate> out;
  for (auto _ : state) {
    for (std::size_t at = 0; at < log.size(); at += kBlock) {
      lines.survey(log.substr(at, kBlock));
      RuleSetAccess::impl(set).lookout.find(log.substr(at, kBlock), lines, scratch, out);
      benchmark::DoNotOptimize(out.data());
    }
  }
  finish(state, log.size());
}

void cleaner(benchmark::State& state, const std::string& kind) {
  const std::string_view log = log_of(kind);
  text::Cleaner c(text::InputKind::github);
  for (auto _ : state) {
    for (std::size_t at = 0; at < log.size();) {
      const std::size_t end = std::min(log.find('\n', at), log.size());
      benchmark::DoNotOptimize(c.clean(log.substr(at, end - at)).text.size());
      at = end + 1;
    }
  }
  finish(state, log.size());
}

void whole(benchmark::State& state, const std::string& kind) {
  const std::string_view log = log_of(kind);
  for (auto _ : state) {
    Scanner scanner(rules());
    for (std::size_t at = 0; at < log.size(); at += kBlock) scanner.feed(log.substr(at, kBlock));
    benchmark::DoNotOptimize(scanner.finish().findings.size());
  }
  finish(state, log.size());
}

void start(benchmark::State& state) {
  for (auto _ : state) {
    RuleSetBuilder b;
    b.add_builtin();
    benchmark::DoNotOptimize(b.build().value().size());
  }
}

void add(const std::string& kind, bool stages) {
  const auto named = [&](const char* stage) { return std::string(stage) + "/" + kind; };
  benchmark::RegisterBenchmark(named("whole").c_str(), whole, kind);
  for (const match::Target t : match::targets()) {
    const std::string name = named("prefilter") + "/" + std::to_string(static_cast<int>(t));
    benchmark::RegisterBenchmark(name.c_str(), prefilter, kind, t);
  }
  if (!stages) return;
  benchmark::RegisterBenchmark(named("newlines").c_str(), newlines, kind);
  benchmark::RegisterBenchmark(named("escapes").c_str(), escapes, kind);
  benchmark::RegisterBenchmark(named("cleaner").c_str(), cleaner, kind);
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  benchmark::RegisterBenchmark("start", start);
  for (const std::string& kind : bench::log_kinds()) add(kind, kind == "quiet" || kind == "ansi");
  add("small", false);
  for (const bench::NamedRecipe& worst : bench::worst_recipes()) add(std::string(worst.name), false);
  for (int i = 1; i < argc; ++i) add(argv[i], true);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
