#include "logs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "random.hpp"
#include "recipe.hpp"

namespace logdiag::bench {
namespace {

constexpr std::array<std::string_view, 20> kNames{
    "server",  "client-core", "utils",   "parser",  "auth_token", "http2",   "metrics", "storage",
    "session", "renderer",    "crypto",  "indexer", "scheduler",  "gateway", "billing", "search",
    "upload",  "sync-engine", "reports", "webhooks"};
constexpr std::array<std::string_view, 8> kChinese{
    "正在编译模块", "下载依赖完成", "运行单元测试", "写入缓存", "镜像层已推送", "检查格式", "生成文档", "清理工作目录"};
constexpr std::array<std::string_view, 8> kWeak{
    "retrying after error in", "0 failed, all passed for", "permission check of", "not found in cache:",
    "warning: deprecated call in", "denied list loaded for", "timeout set to 30 for", "no such option removed from"};

// What an ordinary line of a build says.
std::string message(Random& r) {
  const auto name = [&] { return r.pick(kNames); };
  const std::size_t n = r.below(10000);
  switch (r.below(12)) {
    case 0: return fmt::format("   Compiling {}-{} v{}.{}.{}", name(), name(), n % 9, n % 31, n % 17);
    case 1: return fmt::format("[{}/{}] Building CXX object src/CMakeFiles/{}.dir/{}/{}.cpp.o", n % 800, 800, name(), name(), name());
    case 2: return fmt::format("ok      github.com/acme/{}/internal/{}  {}.{:03}s  coverage: {}.{}% of statements", name(), name(), n % 9, n % 1000, n % 100, n % 10);
    case 3: return fmt::format("tests/{}/test_{}.py::test_{}_{} PASSED [{:3}%]", name(), name(), name(), name(), n % 101);
    case 4: return fmt::format("#{} {}.{:03} Get:{} http://archive.ubuntu.com/ubuntu jammy/main amd64 lib{}-dev amd64 {}.{} [{} kB]", n % 30, n % 90, n % 1000, n % 400, name(), n % 9, n % 20, n);
    case 5: return fmt::format("npm http fetch GET 200 https://registry.example.com/@acme%2f{} {}ms (cache hit)", name(), n % 900);
    case 6: return fmt::format("Downloading https://repo.example.com/maven2/org/acme/{}/{}.{}/{}-{}.{}.jar ({} kB at {} kB/s)", name(), n % 9, n % 40, name(), n % 9, n % 40, n, n % 3000);
    case 7: return fmt::format("sha256:{:016x}{:016x}: Pull complete", n * 0x9E3779B97F4A7C15ull, n * 0xD6E8FEB86659FD93ull);
    case 8: return fmt::format("> Task :{}:compileJava UP-TO-DATE", name());
    case 9: return fmt::format("  {} modules transformed, {}.{} kB gzip: {}.{} kB dist/assets/{}-{:08x}.js", n, n % 900, n % 100, n % 300, n % 100, name(), n * 2654435761u);
    case 10: return fmt::format("Collecting {}=={}.{}.{} (from -r requirements.txt (line {}))", name(), n % 4, n % 30, n % 12, n % 90);
    default: return fmt::format("added {} packages, and audited {} packages in {}s", n % 2000, n % 2100, n % 60);
  }
}

std::vector<std::string> samples_of(const RuleSet& rules) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    for (const Sample& s : rules.rule(i).samples) {
      if (s.line >= 1 && static_cast<std::size_t>(s.line) <= s.log.size()) {
        out.push_back(s.log[static_cast<std::size_t>(s.line) - 1]);
        break;
      }
    }
  }
  return out;
}

std::string coloured(Random& r, std::string_view text) {
  std::string out = "\x1b[0m\x1b[1m";
  for (const char c : text) {
    out += c;
    if (c == ' ' && r.below(4) == 0) out += r.below(2) == 0 ? "\x1b[32m" : "\x1b[0m";
  }
  return out + "\x1b[0m";
}

}  // namespace

const std::vector<std::string>& log_kinds() {
  static const std::vector<std::string> kinds{"quiet", "noisy", "hits",    "ansi", "tsv",
                                              "cjk",   "long",  "hostile", "nul",  "endless"};
  return kinds;
}

std::string make_log(std::string_view kind, std::size_t size, const RuleSet& rules,
                     std::uint64_t seed) {
  for (const NamedRecipe& worst : worst_recipes()) {
    if (worst.name == kind) return cook(Recipe::parse(worst.text), size, sample_lines(rules), seed);
  }
  Random r(seed);
  const std::vector<std::string> samples = samples_of(rules);
  std::string out;
  out.reserve(size + 70'000);
  std::size_t planted = 0;
  for (std::size_t line = 0; out.size() < size; ++line) {
    std::string text = message(r);
    const bool step = line % 500 == 0;
    if (step) text = fmt::format("##[group]Run build {} {}", line / 500, r.pick(kNames));
    if (kind == "hits") text = samples[r.below(std::min<std::size_t>(100, samples.size()))];
    if (kind == "noisy" && r.below(50) == 0) text = fmt::format("{} {}", r.pick(kWeak), text);
    if (kind == "noisy" && r.below(1000) == 0) text = samples[r.below(samples.size())];
    if (kind == "quiet" && out.size() > (planted + 1) * size / 21) ++planted, text = samples[r.below(samples.size())];
    if (kind == "cjk" && !step) text = fmt::format("{}：{} {}，耗时 {} 毫秒", r.pick(kChinese), r.pick(kNames), r.pick(kChinese), r.below(9000));
    if (kind == "long" && line % 5 == 4) {
      while (text.size() < 20'000) text += ' ' + message(r);
    }
    if (kind == "nul") text += '\0';
    if (kind == "hostile") {
      text.clear();
      for (int i = 0; i < 6; ++i) {
        const std::string& s = samples[r.below(samples.size())];
        text += s.substr(0, 8 + r.below(40));
      }
    }
    const std::string stamp = fmt::format("2025-03-11T{:02}:{:02}:{:02}.{:07}Z ", line / 36'000 % 24, line / 600 % 60, line / 10 % 60, r.below(10'000'000));
    if (kind == "tsv") out += fmt::format("build (ubuntu-latest)\tRun build {}\t", line / 500);
    if (kind != "endless") out += stamp;
    out += kind == "ansi" && line % 10 != 0 && !step ? coloured(r, text) : text;
    out += kind == "endless" ? ' ' : '\n';
  }
  return out;
}

}  // namespace logdiag::bench
