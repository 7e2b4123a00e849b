#include "recipe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace logdiag::bench {
namespace {

constexpr std::array<std::string_view, 12> kWords{
    "build", "the", "server", "module", "of", "step", "in", "was", "with", "compile", "target", "for"};
constexpr std::array<std::string_view, 16> kWeak{
    "error", "Error:", "failed", "fatal:", "cannot", "not found", "permission denied", "timeout",
    "no such file or directory", "warning:", "Exception", "denied", "invalid", "exit code", "refused", "undefined"};
constexpr std::array<std::string_view, 8> kQuotes{"\"", "'", "`", "(", "[", "{", ": ", "\xE2\x80\x98"};
constexpr std::array<std::string_view, 6> kEscapes{
    "\x1b[31m", "\x1b[0m", "\x1b[1;38;5;208m", "\x1b[K", "\x1b]8;;https://example.com\x07", "\x1b"};
constexpr std::array<std::string_view, 6> kChinese{"错误", "失败", "编译", "无法", "模块", "：" };
constexpr std::array<std::string_view, 5> kSecrets{
    "token=", "password: ", "ghp_0123456789abcdefghij", "Authorization: Bearer ", "https://user:pw@example.com/"};

// One piece of a line.
std::string piece(std::size_t ingredient, Random& r, const std::vector<const SampleLine*>& samples) {
  const std::string_view kind = kIngredients[ingredient];
  const std::string_view sample = samples[r.below(samples.size())]->line;
  if (kind == "whole") return std::string(sample);
  if (kind == "begin") return std::string(sample.substr(0, 8 + r.below(40)));
  if (kind == "middle") return std::string(sample.substr(r.below(sample.size() + 1), 4 + r.below(40)));
  if (kind == "end") return std::string(sample.substr(sample.size() - std::min(sample.size(), 8 + r.below(40))));
  if (kind == "weak") return std::string(r.pick(kWeak)) + ' ';
  if (kind == "word") return std::string(r.pick(kWords)) + ' ';
  if (kind == "number") return fmt::format("{} ", r.below(1'000'000));
  if (kind == "path") return fmt::format("src/{}/{}{}.c:{}:{}: ", r.pick(kWords), r.pick(kWords), r.below(1000), r.below(999), r.below(99));
  if (kind == "quote") return std::string(r.pick(kQuotes));
  if (kind == "escape") return std::string(r.pick(kEscapes));
  if (kind == "progress") return fmt::format("{}%\r", r.below(101));
  if (kind == "cjk") return std::string(r.pick(kChinese));
  if (kind == "secret") return std::string(r.pick(kSecrets));
  return std::string(1 + r.below(40), 'e');
}

std::string utf16(std::string_view text) {  // the bytes as Latin-1
  std::string out = "\xFF\xFE";
  out.reserve(2 * text.size() + 2);
  for (const char c : text) out.append({c, '\0'});
  return out;
}

}  // namespace

std::string Recipe::text() const {
  std::string out = fmt::format("length={} stamp={} lines={} wide={}", length, stamp, lines, wide);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i] != 0) out += fmt::format(" {}={}", kIngredients[i], shares[i]);
  }
  if (!rules.empty()) out += fmt::format(" rules={}", fmt::join(rules, "+"));
  return out;
}

Recipe Recipe::parse(std::string_view text) {
  Recipe out;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    const std::string_view name = word.substr(0, word.find('='));
    const std::string value(word.substr(std::min(word.size(), name.size() + 1)));
    const std::size_t number = std::strtoul(value.c_str(), nullptr, 10);
    if (name == "length") out.length = number;
    if (name == "stamp") out.stamp = number;
    if (name == "lines") out.lines = number;
    if (name == "wide") out.wide = number;
    const auto it = std::find(kIngredients.begin(), kIngredients.end(), name);
    if (it != kIngredients.end()) out.shares[static_cast<std::size_t>(it - kIngredients.begin())] = number;
    for (std::size_t at = 0; name == "rules" && at < value.size();) {
      const std::size_t end = std::min(value.find('+', at), value.size());
      out.rules.push_back(value.substr(at, end - at));
      at = end + 1;
    }
  }
  return out;
}

std::vector<SampleLine> sample_lines(const RuleSet& rules) {
  std::vector<SampleLine> out;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    for (const Sample& s : rules.rule(i).samples) {
      for (const std::string& line : s.log) out.push_back({std::string(rules.id(i)), line});
    }
  }
  return out;
}

std::string cook(const Recipe& recipe, std::size_t size, const std::vector<SampleLine>& samples,
                 std::uint64_t seed) {
  std::vector<const SampleLine*> used;
  for (const SampleLine& s : samples) {
    if (std::find(recipe.rules.begin(), recipe.rules.end(), s.id) != recipe.rules.end()) used.push_back(&s);
  }
  if (used.empty()) {
    for (const SampleLine& s : samples) used.push_back(&s);
  }
  std::size_t all = 0;
  for (const std::size_t s : recipe.shares) all += s;
  std::string out;
  Random r(seed);
  for (std::size_t line = 0; out.size() < size; ++line) {
    if (recipe.lines != 0 && line % recipe.lines == 0) r = Random(seed);
    const std::size_t end = out.size() + std::max<std::size_t>(1, recipe.length);
    if (recipe.stamp == 3) out += "build\ttest\t";
    if (recipe.stamp != 0) out += fmt::format("2026-01-02T03:{:02}:{:02}.{:07}Z ", line / 60 % 60, line % 60, line % 9'999'999);
    if (recipe.stamp == 2) out += "##[error]";
    while (out.size() < end && all != 0) {
      std::size_t drawn = r.below(all), i = 0;
      while (drawn >= recipe.shares[i]) drawn -= recipe.shares[i++];
      out += piece(i, r, used);
    }
    out += '\n';
  }
  return recipe.wide != 0 ? utf16(out) : out;
}

std::vector<NamedRecipe> worst_recipes() {
  return {
      {"worst-long", "length=70000 stamp=2 whole=5 begin=4 cjk=1 letter=3"},
      {"worst-middle", "length=67725 stamp=2 middle=7 end=3 weak=4"},
      {"worst-short", "length=500 whole=5 begin=4 letter=3"},
  };
}

}  // namespace logdiag::bench
