#include "match/matcher.hpp"

#include <fmt/format.h>
#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>

#include "base/limits.hpp"

namespace logdiag::match {
namespace {

// Expressions of one set. A set's automaton multiplies the states of its
// members; small sets stay small on hostile text, and each compiles in well
// under a millisecond when a line first needs it.
constexpr std::size_t kShard = 128;

// Up to here single expressions are faster than a set.
constexpr std::size_t kFewAsked = 24;

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

RE2::Options options(std::int64_t memory) {
  RE2::Options o;
  o.set_log_errors(false);
  // Bytes, not code points: gaps such as .{0,200} stay small programs, and the
  // prefilter reasons about the same bytes. Lines are valid UTF-8 all the same.
  o.set_encoding(RE2::Options::EncodingLatin1);
  o.set_max_mem(memory);
  return o;
}

}  // namespace

struct Matcher::Expression {
  explicit Expression(std::string_view text)
      : re(piece(text), options(limits::kExpressionMemory)) {
    names.resize(static_cast<std::size_t>(std::max(0, re.NumberOfCapturingGroups())));
    for (const auto& [index, name] : re.CapturingGroupNames()) {
      names[static_cast<std::size_t>(index - 1)] = name;
    }
  }
  RE2 re;
  std::vector<std::string> names;  // of group 1, 2, ...
};

struct Matcher::Set {
  explicit Set() : set(options(limits::kSetMemory), RE2::UNANCHORED) {}
  RE2::Set set;
  bool usable = false;
};

Matcher::Matcher(std::vector<std::string_view> expressions)
    : expressions_(std::move(expressions)),
      compiled_(expressions_.size()),
      sets_((expressions_.size() + kShard - 1) / kShard) {}

Matcher::~Matcher() {
  for (auto& e : compiled_) delete e.load();
  for (auto& s : sets_) delete s.load();
}

const Matcher::Expression& Matcher::compiled(std::uint32_t index) const {
  if (const Expression* e = compiled_[index].load(std::memory_order_acquire)) return *e;
  auto fresh = std::make_unique<Expression>(expressions_[index]);
  const Expression* expected = nullptr;
  if (compiled_[index].compare_exchange_strong(expected, fresh.get(), std::memory_order_acq_rel)) {
    return *fresh.release();
  }
  return *expected;  // another thread was first
}

const Matcher::Set& Matcher::set(std::size_t shard) const {
  if (const Set* s = sets_[shard].load(std::memory_order_acquire)) return *s;
  auto fresh = std::make_unique<Set>();
  const std::size_t end = std::min(expressions_.size(), (shard + 1) * kShard);
  bool good = true;
  for (std::size_t i = shard * kShard; i < end; ++i) {
    good = fresh->set.Add(piece(expressions_[i]), nullptr) >= 0 && good;
  }
  fresh->usable = good && fresh->set.Compile();
  const Set* expected = nullptr;
  if (sets_[shard].compare_exchange_strong(expected, fresh.get(), std::memory_order_acq_rel)) {
    return *fresh.release();
  }
  return *expected;
}

bool Matcher::match_shard(std::size_t shard, std::string_view line,
                          std::span<const std::uint32_t> asked,
                          std::vector<std::uint32_t>& hits) const {
  const auto singly = [&] {
    for (const std::uint32_t i : asked) {
      if (RE2::PartialMatch(piece(line), compiled(i).re)) hits.push_back(i);
    }
  };
  if (asked.size() <= kFewAsked) {
    singly();
    return false;
  }
  const Set& s = set(shard);
  RE2::Set::ErrorInfo error{RE2::Set::kNoError};
  std::vector<int> found;
  if (!s.usable || (!s.set.Match(piece(line), &found, &error) && error.kind != RE2::Set::kNoError)) {
    // "No" may mean "out of memory" here: never lose a finding over it.
    singly();
    return true;
  }
  std::sort(found.begin(), found.end());
  for (const int f : found) {
    const auto i = static_cast<std::uint32_t>(shard * kShard) + static_cast<std::uint32_t>(f);
    if (std::binary_search(asked.begin(), asked.end(), i)) hits.push_back(i);
  }
  return false;
}

bool Matcher::match(std::string_view line, std::span<const std::uint32_t> asked,
                    std::vector<std::uint32_t>& hits) const {
  bool slow = false;
  while (!asked.empty()) {
    const std::size_t shard = asked.front() / kShard;
    std::size_t n = 1;
    while (n < asked.size() && asked[n] / kShard == shard) ++n;
    slow = match_shard(shard, line, asked.first(n), hits) || slow;
    asked = asked.subspan(n);
  }
  return slow;
}

bool Matcher::match_all(std::string_view line, std::vector<std::uint32_t>& hits) const {
  std::vector<std::uint32_t> all(expressions_.size());
  for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
  return match(line, all, hits);
}

bool Matcher::matches(std::uint32_t expression, std::string_view line) const {
  return RE2::PartialMatch(piece(line), compiled(expression).re);
}

std::optional<Span> Matcher::find(std::uint32_t expression, std::string_view line) const {
  const Expression& e = compiled(expression);
  const int n = 1 + e.re.NumberOfCapturingGroups();
  std::vector<re2::StringPiece> groups(static_cast<std::size_t>(std::max(1, n)));
  if (!e.re.Match(piece(line), 0, line.size(), RE2::UNANCHORED, groups.data(),
                  static_cast<int>(groups.size()))) {
    return std::nullopt;
  }
  Span span;
  span.begin = static_cast<std::uint32_t>(groups[0].data() - line.data());
  span.size = static_cast<std::uint32_t>(groups[0].size());
  for (std::size_t i = 0; i < e.names.size(); ++i) {
    const re2::StringPiece& g = groups[i + 1];
    if (g.data() != nullptr && !e.names[i].empty()) {
      span.groups.emplace_back(e.names[i], std::string_view(g.data(), g.size()));
    }
  }
  return span;
}

namespace {

// Expressions see bytes, so a class cannot hold a character of several.
bool class_has_wide_character(std::string_view expression) {
  bool in_class = false;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    if (expression[i] == '\\') {
      ++i;
    } else if (in_class) {
      if (static_cast<unsigned char>(expression[i]) >= 0x80) return true;
      in_class = expression[i] != ']';
    } else if (expression[i] == '[') {
      in_class = true;
      if (i + 1 < expression.size() && expression[i + 1] == '^') ++i;
      if (i + 1 < expression.size() && expression[i + 1] == ']') ++i;
    }
  }
  return false;
}

}  // namespace

std::string check_expression(std::string_view expression, std::vector<std::string>& names) {
  if (class_has_wide_character(expression)) {
    return "has a character beyond ASCII inside [...]; write (?:a|b) instead, classes hold bytes";
  }
  const RE2 re(piece(expression), options(limits::kExpressionMemory));
  if (!re.ok()) {
    return fmt::format("is not a good RE2 expression: {} (look-around, backreferences and "
                       "(?<name>...) do not exist; write (?P<name>...))", re.error());
  }
  if (re.ProgramSize() > limits::kProgramSize) {
    return fmt::format("compiles to {} instructions, more than the {} allowed; bound its gaps more "
                       "tightly or split it", re.ProgramSize(), limits::kProgramSize);
  }
  if (static_cast<std::size_t>(re.NumberOfCapturingGroups()) != re.CapturingGroupNames().size()) {
    return "has an unnamed group; name it (?P<name>...) or write (?:...)";
  }
  for (const auto& [index, name] : re.CapturingGroupNames()) names.push_back(name);
  return {};
}

bool matches_once(std::string_view expression, std::string_view text) {
  const RE2 re(piece(expression), options(limits::kExpressionMemory));
  return re.ok() && RE2::PartialMatch(piece(text), re);
}

}  // namespace logdiag::match
