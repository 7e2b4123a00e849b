#include "match/matcher.hpp"

#include <fmt/format.h>
#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "match/short_lines.hpp"

namespace logdiag::match {
namespace {

// Expressions of one set. A set's automaton multiplies the states of its
// members; small sets stay small on hostile text, and each compiles in well
// under a millisecond when a line first needs it.
constexpr std::size_t kShard = 128;

// Up to here single expressions are faster than a set.
constexpr std::size_t kFewAsked = 24;

// Lines up to these lengths have a form of the expressions for themselves, longer
// ones the expressions as they are written.
constexpr std::array<std::size_t, 3> kShortLines = {64, 128, 256};
constexpr std::size_t kForms = kShortLines.size() + 1;

std::size_t form_of(std::size_t line_size) {
  return static_cast<std::size_t>(
      std::lower_bound(kShortLines.begin(), kShortLines.end(), line_size) - kShortLines.begin());
}

std::string text_of(std::string_view expression, std::size_t form) {
  return form < kShortLines.size() ? for_lines_up_to(kShortLines[form], expression)
                                   : std::string(expression);
}

// What `slot` holds, or what `make` gives where it is empty. Of several threads the
// first one counts.
template <class T, class Make>
const T& made_once(std::atomic<const T*>& slot, Make make) {
  if (const T* known = slot.load(std::memory_order_acquire)) return *known;
  std::unique_ptr<const T> fresh = make();
  const T* expected = nullptr;
  if (slot.compare_exchange_strong(expected, fresh.get(), std::memory_order_acq_rel)) {
    return *fresh.release();
  }
  return *expected;
}

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

// One expression in one form. Most are asked a few times in a log: then RE2's
// backtracking is quicker than to build an automaton, and it is what RE2 uses where
// the start is known and groups are wanted. So the expression is compiled with what
// may stand before it, and as it is only for long lines, or when it is asked often.
struct Matcher::Expression {
  Expression(std::string expression, bool for_short_lines) : text(std::move(expression)) {
    if (for_short_lines) {
      anchored = std::make_unique<const RE2>("(?s:.*?)(" + text + ")", options(limits::kExpressionMemory));
      if (!anchored->ok()) anchored.reset();  // an open \Q swallows the bracket behind it
    }
    const RE2& re = anchored ? *anchored : plain();
    names.resize(static_cast<std::size_t>(std::max(0, re.NumberOfCapturingGroups())));
    for (const auto& [index, name] : re.CapturingGroupNames()) {
      names[static_cast<std::size_t>(index - 1)] = name;
    }
    if (anchored) names.erase(names.begin());
  }
  ~Expression() { delete unanchored.load(); }

  const RE2& plain() const {
    return made_once(unanchored, [&] {
      return std::make_unique<const RE2>(text, options(limits::kExpressionMemory));
    });
  }

  // Whether RE2 would backtrack: what it remembers of its tries has a bound.
  bool backtracks(std::string_view line) const {
    constexpr std::size_t kTries = 256 * 1024;
    constexpr int kInstructions = 1000;
    return anchored && anchored->ProgramSize() <= kInstructions &&
           static_cast<std::size_t>(anchored->ProgramSize()) * (line.size() + 1) <= kTries;
  }

  bool matches(std::string_view line) const {
    if (unanchored.load(std::memory_order_acquire) == nullptr && backtracks(line) &&
        asked.fetch_add(1, std::memory_order_relaxed) < kOften) {
      re2::StringPiece groups[2];  // RE2 backtracks for groups only
      return anchored->Match(piece(line), 0, line.size(), RE2::ANCHOR_START, groups, 2);
    }
    return RE2::PartialMatch(piece(line), plain());
  }

  // The match and its groups; empty when there is none.
  std::vector<re2::StringPiece> find(std::string_view line) const {
    std::vector<re2::StringPiece> groups(1 + names.size());
    if (backtracks(line)) {
      groups.emplace_back();
      if (!anchored->Match(piece(line), 0, line.size(), RE2::ANCHOR_START, groups.data(),
                           static_cast<int>(groups.size()))) {
        return {};
      }
      groups.erase(groups.begin());
      return groups;
    }
    if (!plain().Match(piece(line), 0, line.size(), RE2::UNANCHORED, groups.data(),
                       static_cast<int>(groups.size()))) {
      return {};
    }
    return groups;
  }

  const std::string text;
  std::vector<std::string> names;  // of group 1, 2, ...

 private:
  static constexpr std::uint32_t kOften = 32;

  std::unique_ptr<const RE2> anchored;  // none for long lines
  mutable std::atomic<const RE2*> unanchored{nullptr};
  mutable std::atomic<std::uint32_t> asked{0};
};

// One expression by the length of lines. Forms that read the same are one: that for
// the longer lines.
struct Matcher::Forms {
  ~Forms() {
    for (std::size_t f = 0; f < kForms; ++f) {
      if (f + 1 == kForms || of[f].load() != of[f + 1].load()) delete of[f].load();
    }
  }
  mutable std::array<std::atomic<const Expression*>, kForms> of{};
};

struct Matcher::Set {
  explicit Set() : set(options(limits::kSetMemory), RE2::UNANCHORED) {}
  RE2::Set set;
  bool usable = false;
};

Matcher::Matcher(std::vector<std::string_view> expressions)
    : expressions_(std::move(expressions)),
      compiled_(expressions_.size()),
      sets_((expressions_.size() + kShard - 1) / kShard * kForms) {}

Matcher::~Matcher() {
  for (auto& e : compiled_) delete e.load();
  for (auto& s : sets_) delete s.load();
}

const Matcher::Expression& Matcher::compiled(std::uint32_t index, std::size_t line_size) const {
  const Forms& forms = made_once(compiled_[index], [] { return std::make_unique<const Forms>(); });
  const std::size_t wanted = form_of(line_size);
  if (const Expression* e = forms.of[wanted].load(std::memory_order_acquire)) return *e;
  const std::string text = text_of(expressions_[index], wanted);
  std::size_t same = wanted;
  while (same + 1 < kForms && text_of(expressions_[index], same + 1) == text) ++same;
  const Expression& e =
      made_once(forms.of[same], [&] {
        return std::make_unique<const Expression>(text, wanted < kShortLines.size());
      });
  for (std::size_t f = wanted; f < same; ++f) forms.of[f].store(&e, std::memory_order_release);
  return e;
}

const Matcher::Set& Matcher::set(std::size_t shard, std::size_t line_size) const {
  const std::size_t form = form_of(line_size);
  return made_once(sets_[shard * kForms + form], [&] {
    auto fresh = std::make_unique<Set>();
    const std::size_t end = std::min(expressions_.size(), (shard + 1) * kShard);
    bool good = true;
    for (std::size_t i = shard * kShard; i < end; ++i) {
      good = fresh->set.Add(text_of(expressions_[i], form), nullptr) >= 0 && good;
    }
    fresh->usable = good && fresh->set.Compile();
    return std::unique_ptr<const Set>(std::move(fresh));
  });
}

bool Matcher::match_shard(std::size_t shard, std::string_view line,
                          std::span<const std::uint32_t> asked,
                          std::vector<std::uint32_t>& hits) const {
  const auto singly = [&] {
    for (const std::uint32_t i : asked) {
      if (compiled(i, line.size()).matches(line)) hits.push_back(i);
    }
  };
  if (asked.size() <= kFewAsked) {
    singly();
    return false;
  }
  const Set& s = set(shard, line.size());
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
  return compiled(expression, line.size()).matches(line);
}

std::optional<Span> Matcher::find(std::uint32_t expression, std::string_view line) const {
  const Expression& e = compiled(expression, line.size());
  const std::vector<re2::StringPiece> groups = e.find(line);
  if (groups.empty()) return std::nullopt;
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
  // In little memory: what grows far beyond the bound is given up early.
  const RE2 re(piece(expression), options(limits::kCheckMemory));
  if (re.error_code() == RE2::ErrorPatternTooLarge) {
    return fmt::format("compiles to far more than the {} instructions allowed; bound its gaps more "
                       "tightly or split it", limits::kProgramSize);
  }
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
