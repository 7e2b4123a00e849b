#include "rules/pack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/limits.hpp"
#include "base/words.hpp"

namespace logdiag::rules {
namespace {

constexpr std::string_view kMagic = "LDIAGPK\n";
constexpr std::uint32_t kVersion = 2;

// All numbers are little-endian, read and written byte by byte: a pack does
// not depend on alignment. Layout: Header, rules, patterns, strings, plans.
struct Header {
  std::uint32_t version, rules, patterns, strings_size;
  std::uint64_t plan_at, plan_size, nearby_at, nearby_size;
};
constexpr std::size_t kNumberSize = 4;
constexpr std::size_t kHeaderSize = 8 + 4 * kNumberSize + 4 * sizeof(std::uint64_t);
constexpr std::size_t kRuleSize = 14 * kNumberSize;
constexpr std::size_t kPatternSize = 4 * kNumberSize;
constexpr std::size_t kPlanAlign = 64;

template <class T>
void put(std::string& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    out.push_back(static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i)));
  }
}

template <class T>
T get(const unsigned char* at) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) value |= std::uint64_t{at[i]} << (8 * i);
  return static_cast<T>(value);
}

std::uint32_t u32(const unsigned char* at, std::size_t field) {
  return get<std::uint32_t>(at + 4 * field);
}

// Words joined by blanks; ids and tags contain none.
std::string join(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, " "));
}

std::vector<std::string_view> split(std::string_view words) {
  std::vector<std::string_view> out;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (end > 0) out.push_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return out;
}

const std::vector<std::string>& list_of(const Match& match, Clause clause) {
  switch (clause) {
    case Clause::fallback: return match.fallback;
    case Clause::sequence: return match.sequence;
    case Clause::all: return match.all;
    case Clause::unless: return match.unless;
    case Clause::capture: return match.capture;
    case Clause::any: break;
  }
  return match.any;
}

constexpr Clause kClauses[] = {Clause::any, Clause::fallback, Clause::sequence,
                               Clause::all, Clause::unless,   Clause::capture};

std::uint32_t marker_number(std::string_view marker) {
  return marker == "error" ? 1 : marker == "warning" ? 2 : marker == "notice" ? 3 : 0;
}

}  // namespace

std::vector<RulePattern> patterns_of(const Rule& rule) {
  std::vector<RulePattern> out;
  for (const Clause clause : kClauses) {
    const std::vector<std::string>& list = list_of(rule.match, clause);
    for (std::size_t i = 0; i < list.size(); ++i) out.push_back({list[i], opens(clause, i)});
  }
  return out;
}

std::string write_pack(std::span<const ParsedRule> sorted, std::string_view plan,
                       std::string_view nearby_plan) {
  // What is needed of every rule stands together; the JSON of one, which is read when
  // the rule is shown, lies behind and costs nothing until then.
  std::string rules, patterns, words, expressions;
  std::size_t words_size = 0, expressions_size = 0;
  for (const ParsedRule& p : sorted) {
    const Rule& r = p.rule;
    for (const std::string_view word : {std::string_view(r.id), std::string_view(r.match.step),
                                        std::string_view(r.match.job)}) {
      words_size += word.size();
    }
    words_size += join(r.tags).size() + join(r.supersedes).size();
    for (const Clause clause : kClauses) {
      for (const std::string& e : list_of(r.match, clause)) expressions_size += e.size();
    }
  }
  const auto text = [](std::string& table, std::string_view value, std::string& to, std::size_t at) {
    put(table, static_cast<std::uint32_t>(at + to.size()));
    put(table, static_cast<std::uint32_t>(value.size()));
    to.append(value);
  };
  const auto word = [&](std::string_view value) { text(rules, value, words, 0); };
  std::size_t strings_size = words_size + expressions_size;
  std::uint32_t pattern_count = 0;
  for (std::uint32_t i = 0; i < sorted.size(); ++i) {
    const Rule& r = sorted[i].rule;
    const std::uint32_t first = pattern_count;
    for (const Clause clause : kClauses) {
      std::uint32_t index = 0;
      for (const std::string& p : list_of(r.match, clause)) {
        text(patterns, p, expressions, words_size);
        put(patterns, i);
        put(patterns, static_cast<std::uint32_t>(clause) | (index++ << 8));
        ++pattern_count;
      }
    }
    word(r.id);
    put(rules, static_cast<std::uint32_t>(strings_size));
    put(rules, static_cast<std::uint32_t>(sorted[i].json.size()));
    strings_size += sorted[i].json.size();
    word(r.match.step);
    word(r.match.job);
    word(join(r.tags));
    word(join(r.supersedes));
    put(rules, first);
    put(rules, static_cast<std::uint32_t>(static_cast<unsigned>(r.match.within) |
                                          (static_cast<unsigned>(r.priority) << 16) |
                                          (static_cast<unsigned>(r.role) << 24) |
                                          (static_cast<unsigned>(r.severity) << 26) |
                                          (static_cast<unsigned>(r.match.scope) << 28) |
                                          (marker_number(r.match.marker) << 30)));
  }
  std::string out(kMagic);
  put(out, kVersion);
  put(out, static_cast<std::uint32_t>(sorted.size()));
  put(out, pattern_count);
  put(out, static_cast<std::uint32_t>(strings_size));
  const std::size_t plain = kHeaderSize + rules.size() + patterns.size() + strings_size;
  const auto aligned = [](std::size_t at) { return (at + kPlanAlign - 1) / kPlanAlign * kPlanAlign; };
  const std::size_t plan_at = aligned(plain);
  const std::size_t nearby_at = aligned(plan_at + plan.size());
  for (const std::size_t n : {plan_at, plan.size(), nearby_at, nearby_plan.size()}) {
    put(out, static_cast<std::uint64_t>(n));
  }
  out.reserve(nearby_at + nearby_plan.size());
  out.append(rules).append(patterns).append(words).append(expressions);
  for (const ParsedRule& r : sorted) out.append(r.json);
  out.append(plan_at - plain, '\0').append(plan);
  out.append(nearby_at - out.size(), '\0').append(nearby_plan);
  return out;
}

bool is_pack(std::string_view bytes) { return bytes.starts_with(kMagic); }

Result<PackView> PackView::open(std::string_view bytes) {
  const auto damaged = [] {
    return Error{ErrorCode::rules, "the rule pack is damaged; write it anew with 'logdiag rules pack'"};
  };
  if (bytes.size() < kHeaderSize || !is_pack(bytes)) return damaged();
  const auto* base = reinterpret_cast<const unsigned char*>(bytes.data());
  if (u32(base + 8, 0) != kVersion) {
    return Error{ErrorCode::rules,
                 fmt::format("the rule pack has format {}, this logdiag reads format {}; write it "
                             "anew with 'logdiag rules pack'",
                             u32(base + 8, 0), kVersion)};
  }
  PackView v;
  v.bytes_ = bytes;
  v.rule_count_ = u32(base + 8, 1);
  v.pattern_count_ = u32(base + 8, 2);
  const std::uint64_t strings_size = u32(base + 8, 3);
  const std::uint64_t strings_at = kHeaderSize + std::uint64_t{v.rule_count_} * kRuleSize +
                                   std::uint64_t{v.pattern_count_} * kPatternSize;
  const auto part = [&](std::size_t field) { return get<std::uint64_t>(base + 24 + 8 * field); };
  const std::uint64_t plan_at = part(0), plan_size = part(1);
  const std::uint64_t nearby_at = part(2), nearby_size = part(3);
  if (v.rule_count_ > limits::kRules || strings_at + strings_size > bytes.size() ||
      plan_at > bytes.size() || plan_size > bytes.size() - plan_at ||
      plan_at < strings_at + strings_size || nearby_at > bytes.size() ||
      nearby_size > bytes.size() - nearby_at || nearby_at < plan_at + plan_size) {
    return damaged();
  }
  v.rules_ = base + kHeaderSize;
  v.patterns_ = v.rules_ + v.rule_count_ * kRuleSize;
  v.strings_ = bytes.substr(strings_at, strings_size);
  v.plan_ = bytes.substr(plan_at, plan_size);
  v.nearby_plan_ = bytes.substr(nearby_at, nearby_size);
  std::uint32_t next_pattern = 0;
  std::uint64_t told = 0;  // no text is there twice, or a small file could ask for endless work
  for (std::size_t i = 0; i < v.rule_count_; ++i) {
    const unsigned char* r = v.rules_ + i * kRuleSize;
    for (std::size_t f = 0; f < 12; f += 2) {
      if (std::uint64_t{u32(r, f)} + u32(r, f + 1) > strings_size) return damaged();
      told += u32(r, f + 1);
    }
    if (told > strings_size) return damaged();
    const std::uint32_t first = u32(r, 12);
    if (first < next_pattern || first > v.pattern_count_) return damaged();
    next_pattern = first;
    const std::uint32_t bits = u32(r, 13);
    const std::uint32_t role = (bits >> 24) & 3;
    const std::uint32_t severity = (bits >> 26) & 3;
    if (role == 0 || severity == 0 || ((bits >> 28) & 3) > 2) return damaged();
  }
  if (v.rule_count_ > 0 && u32(v.rules_, 12) != 0) return damaged();
  for (std::size_t i = 0; i < v.pattern_count_; ++i) {
    const unsigned char* p = v.patterns_ + i * kPatternSize;
    if (std::uint64_t{u32(p, 0)} + u32(p, 1) > strings_size || u32(p, 2) >= v.rule_count_ ||
        (u32(p, 3) & 0xFF) >= kClauseCount || (u32(p, 3) >> 8) >= limits::kPatternsPerList) {
      return damaged();
    }
    const unsigned char* r = v.rules_ + u32(p, 2) * kRuleSize;
    const std::uint32_t end =
        u32(p, 2) + 1 < v.rule_count_ ? u32(r + kRuleSize, 12)
                                      : static_cast<std::uint32_t>(v.pattern_count_);
    if (i < u32(r, 12) || i >= end) return damaged();
  }
  return v;
}

std::string_view PackView::text(std::uint32_t at, std::uint32_t size) const {
  return strings_.substr(at, size);
}

std::string_view PackView::id(std::size_t index) const {
  const unsigned char* r = rules_ + index * kRuleSize;
  return text(u32(r, 0), u32(r, 1));
}

bool supersedes(const RuleEntry& a, const RuleEntry& b) {
  return std::any_of(a.supersedes.begin(), a.supersedes.end(),
                     [&](std::string_view glob) { return base::glob_matches(glob, b.id); });
}

RuleEntry PackView::rule(std::size_t index) const {
  const unsigned char* r = rules_ + index * kRuleSize;
  const auto field = [&](std::size_t f) { return text(u32(r, f), u32(r, f + 1)); };
  RuleEntry e;
  e.id = field(0);
  e.json = field(2);
  e.step = field(4);
  e.job = field(6);
  e.tags = split(field(8));
  e.supersedes = split(field(10));
  e.first_pattern = u32(r, 12);
  const std::uint32_t end = index + 1 < rule_count_ ? u32(r + kRuleSize, 12)
                                                    : static_cast<std::uint32_t>(pattern_count_);
  e.pattern_count = end - e.first_pattern;
  const std::uint32_t bits = u32(r, 13);
  e.within = static_cast<std::uint16_t>(bits & 0xFFFF);
  e.priority = static_cast<std::uint8_t>((bits >> 16) & 0xFF);
  e.role = static_cast<Role>((bits >> 24) & 3);
  e.severity = static_cast<Severity>((bits >> 26) & 3);
  e.scope = static_cast<Scope>((bits >> 28) & 3);
  e.marker = static_cast<std::uint8_t>(bits >> 30);
  for (std::uint32_t p = e.first_pattern; p < end; ++p) {
    ++e.clause_counts[u32(patterns_ + p * kPatternSize, 3) & 0xFF];
  }
  return e;
}

PatternEntry PackView::pattern(std::size_t index) const {
  const unsigned char* p = patterns_ + index * kPatternSize;
  return {text(u32(p, 0), u32(p, 1)), u32(p, 2), static_cast<Clause>(u32(p, 3) & 0xFF),
          static_cast<std::uint8_t>(u32(p, 3) >> 8)};
}

}  // namespace logdiag::rules
