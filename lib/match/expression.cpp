#include "match/expression.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "base/limits.hpp"
#include "match/re2_options.hpp"
#include "match/regex_syntax.hpp"
#include "text/chars.hpp"

namespace logdiag::match {
namespace {

constexpr std::uint32_t kOften = 32, kVeryOften = 1024;  // questions
constexpr int kPlaces = 4;  // tried one by one; a line may be full of beginnings
constexpr std::size_t kPartBytes = 2048;                 // of a line
constexpr std::size_t kBaseBytes = 3000, kInstructionBytes = 24;  // of memory, as measured

using Pieces = std::vector<re2::StringPiece>;

// An open \Q would swallow a bracket behind it.
std::string with_closed_quote(std::string_view expression) {
  for (std::size_t i = 0; i + 1 < expression.size(); ++i) {
    if (expression[i] != '\\') continue;
    if (expression[++i] != 'Q') continue;
    const std::size_t end = expression.find("\\E", i + 1);
    if (end == std::string_view::npos) return std::string(expression) + "\\E";
    i = end + 1;
  }
  return std::string(expression);
}

// The first group is the match.
std::string in_group(std::string_view expression) {
  return "(" + with_closed_quote(expression) + ")";
}
std::string behind_anything(std::string_view expression) {
  return "(?s:.*?)" + in_group(expression);
}

// RE2 (2022-06) looks for the bytes of a wrong encoding first where alternatives begin
// with the same bytes of one character: (?:✖|✗) matched nothing. With something
// that may be nothing in front it does not look for a beginning.
std::string without_required_begin(std::string_view expression) {
  const bool ascii = std::all_of(expression.begin(), expression.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80;
  });
  if (ascii) return std::string(expression);
  return "(?:^|)(?:" + with_closed_quote(expression) + ")";
}

// Of the groups behind the first `before`; empty for those without a name.
std::vector<std::string> names_of(const RE2& re, int before) {
  std::vector<std::string> names(
      static_cast<std::size_t>(std::max(0, re.NumberOfCapturingGroups() - before)));
  for (const auto& [index, name] : re.CapturingGroupNames()) {
    names[static_cast<std::size_t>(index - 1 - before)] = name;
  }
  return names;
}

// What an expression without operators matches, which needs no RE2; none for others.
std::optional<std::string> fixed_text(std::string_view expression) {
  constexpr std::string_view kOperators = ".^$|()[]{}*+?";
  std::string text;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    char c = expression[i];
    if (c == '\\') {
      if (++i == expression.size()) return std::nullopt;
      c = expression[i];
      const auto byte = static_cast<unsigned char>(c);
      const bool mark = byte > ' ' && byte < 0x7f && !text::is_alnum(c);
      if (!mark) return std::nullopt;
    } else if (kOperators.find(c) != std::string_view::npos) {
      return std::nullopt;
    }
    text += c;
  }
  return text;
}

// Of a match and its groups.
Span span_of(std::string_view line, const Pieces& groups, const std::vector<std::string>& names) {
  Span span;
  span.begin = static_cast<std::uint32_t>(groups[0].data() - line.data());
  span.size = static_cast<std::uint32_t>(groups[0].size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const re2::StringPiece& g = groups[i + 1];
    if (g.data() != nullptr && !names[i].empty()) {
      span.groups.emplace_back(names[i], std::string_view(g.data(), g.size()));
    }
  }
  return span;
}

}  // namespace

// The relaxed expression where its start is known, or behind anything.
struct Expression::Anchored {
  std::unique_ptr<const RE2> re;   // none if it cannot be compiled so
  std::vector<std::string> names;  // of its groups
};

// The expression with the bounds of some gaps, or of all.
struct Expression::Bounded {
  std::uint64_t kept = 0;  // those gaps
  std::vector<Gap> gaps;   // the others
  std::unique_ptr<const RE2> re;
  std::vector<std::string> names;  // of its groups
};

Expression::Expression(std::string_view text, std::atomic<std::size_t>& held)
    : text_(text), fixed_(fixed_text(text)), held_(held) {
  hold(kBaseBytes);
  if (fixed_) return;
  relaxed_ = relax(text);
  const auto syntax = parse_expression(text, CaseFolding::ascii);
  const MatchLength length = syntax ? match_length(*syntax) : MatchLength();
  reach_ = std::max(1u, length.most);
  // What a gap takes beyond its least, a match takes beyond its least. Where nothing stands behind
  // a gap, its bound decides how long a match is, but not whether there is one.
  for (const Gap& gap : relaxed_.gaps) {
    if (!gap.last) kept_up_to_ = std::min<std::size_t>(kept_up_to_, length.least + (gap.most - gap.least));
  }
  if (syntax) beginning_ = std::make_unique<const Beginning>(*syntax);
  if (beginning_ && !beginning_->tells()) beginning_.reset();
}

Expression::~Expression() {
  delete anchored_.load();
  delete unanchored_.load();
  delete some_.load();
  delete all_.load();
  held_ -= own_;
}

// What is asked at once of a line: all matches that begin before `own_end` end before `end`.
struct Expression::Part {
  std::string_view line;
  std::size_t begin, own_end, end;

  bool matches(const RE2& re, RE2::Anchor anchor, Pieces& groups) const {
    return re.Match(piece(line), begin, end, anchor, groups.data(), static_cast<int>(groups.size()));
  }
  // Without what stands before the first place from `at` on where a match may begin; false
  // if there is none.
  bool begin_at(const Beginning& beginning, std::size_t at) {
    begin = beginning.place(line.substr(0, end), at);
    return begin < own_end;
  }
};

// Whether `told` is true of one of the parts of a line, in order. A line that is long
// enough to hold the pieces of many matches is slow as a whole: where gaps have no
// bounds they take most of it, and it is too long to backtrack in.
template <class Told>
bool Expression::any_part(std::string_view line, Told told) const {
  if (line.size() <= kPartBytes || reach_ > kPartBytes) {
    return told(Part{line, 0, line.size() + 1, line.size()});
  }
  for (std::size_t at = 0; at < line.size(); at += kPartBytes) {
    const std::size_t own_end = at + kPartBytes;
    if (own_end + reach_ >= line.size()) return told(Part{line, at, line.size() + 1, line.size()});
    if (told(Part{line, at, own_end, own_end + reach_})) return true;
  }
  return false;
}

bool Expression::matches(std::string_view line) const {
  if (fixed_) return line.find(*fixed_) != std::string_view::npos;
  return any_part(line, [&](const Part& part) {
    Pieces groups;
    std::uint64_t doubts = 0;
    const Answer answer = ask(part, Wanted::answer, groups, doubts);
    if (answer != Answer::unsure) return answer == Answer::yes;
    return settle(part, doubts, groups) != nullptr;
  });
}

std::optional<Span> Expression::find(std::string_view line) const {
  std::optional<Span> found;
  if (fixed_) {
    const std::size_t at = line.find(*fixed_);
    if (at == std::string_view::npos) return std::nullopt;
    found.emplace();
    found->begin = static_cast<std::uint32_t>(at);
    found->size = static_cast<std::uint32_t>(fixed_->size());
    return found;
  }
  any_part(line, [&](const Part& part) {
    Pieces groups;
    std::uint64_t doubts = 0;
    const Answer answer = ask(part, Wanted::groups, groups, doubts);
    if (answer == Answer::no) return false;
    const auto* const names = answer == Answer::yes ? &anchored().names : settle(part, doubts, groups);
    if (names == nullptr) return false;
    found = span_of(line, groups, *names);
    // What begins further on may go on beyond the part; the next one holds all of it.
    if (found->begin < part.own_end) return true;
    found.reset();
    return false;
  });
  return found;
}

// What the relaxed expression says; a yes is certain, and comes with the match and its groups
// where they are wanted. Where it is unsure, `doubts` are the gaps that took too much.
Expression::Answer Expression::ask(Part part, Wanted asked, Pieces& groups,
                                   std::uint64_t& doubts) const {
  if (beginning_ && !part.begin_at(*beginning_, part.begin)) return Answer::no;
  const bool measured = asked == Wanted::groups || part.end - part.begin > kept_up_to_;
  const Anchored& known = anchored();
  const std::size_t own = measured ? known.names.size() : 0;
  const auto starts = [&](std::size_t count) {
    groups.assign(count, {});
    if (!part.matches(*known.re, RE2::ANCHOR_START, groups)) return false;
    if (!groups.empty()) groups.erase(groups.begin());
    return true;
  };
  const auto yes = [&] { return measured ? keep_bounds(relaxed_.gaps, groups, doubts) : Answer::yes; };
  // Where memory is short, what can do without an automaton goes without for longer.
  const bool is_short = held_.load(std::memory_order_relaxed) > limits::kMatcherMemory / 2;
  if (unanchored_.load(std::memory_order_acquire) == nullptr &&
      backtracks(part.end - part.begin) &&
      asked_.fetch_add(1, std::memory_order_relaxed) < (is_short ? kVeryOften : kOften)) {
    for (int tried = 0; tried < kPlaces; ++tried) {
      if (starts(2 + own)) return yes();  // RE2 backtracks for groups only
      if (!beginning_ || !part.begin_at(*beginning_, part.begin + 1)) return Answer::no;
    }
  } else if (known.re && beginning_ && beginning_->at_start()) {
    if (!anchored_automaton_.exchange(true)) hold_automaton(limits::kExpressionMemory);
    return starts(measured ? 2 + own : 0) ? yes() : Answer::no;
  }
  groups.assign(measured ? 1 + own : 0, {});
  return part.matches(unanchored(), RE2::UNANCHORED, groups) ? yes() : Answer::no;
}

// The match where the relaxed expression left a doubt, and the names of its groups; null if there
// is none. One gap took too much, as a rule: the others have no bounds at first.
const std::vector<std::string>* Expression::settle(const Part& part, std::uint64_t doubts,
                                                   Pieces& groups) const {
  const auto answer = [&](const Bounded& form) {
    groups.assign(2 + form.names.size(), {});
    if (!part.matches(*form.re, RE2::ANCHOR_START, groups)) return Answer::no;
    groups.erase(groups.begin());
    return keep_bounds(form.gaps, groups, doubts);
  };
  const Bounded& some = bounded(some_, doubts);
  if ((doubts & ~some.kept) == 0) {
    const Answer told = answer(some);
    if (told != Answer::unsure) return told == Answer::yes ? &some.names : nullptr;
  }
  const Bounded& all = bounded(all_, ~std::uint64_t{0});
  return answer(all) == Answer::yes ? &all.names : nullptr;
}

// Whether the gaps took no more than they may; if not, which took more.
Expression::Answer Expression::keep_bounds(const std::vector<Gap>& gaps, Pieces& groups,
                                           std::uint64_t& doubts) {
  Answer answer = Answer::yes;
  for (const Gap& gap : gaps) {
    const re2::StringPiece took = groups[gap.group];
    if (took.data() == nullptr || took.size() <= gap.most) continue;
    if (!gap.last) {
      doubts |= gap_bit(gap.number);
      answer = Answer::unsure;
      continue;
    }
    // With the gap ends what is around it.
    const char* const end = took.data() + took.size();
    const char* const cut = took.data() + gap.most;
    for (re2::StringPiece& g : groups) {
      if (g.data() != nullptr && g.data() <= cut && g.data() + g.size() == end) {
        g = {g.data(), static_cast<std::size_t>(cut - g.data())};
      }
    }
  }
  return answer;
}

// Whether RE2 would backtrack: what it remembers of its tries has a bound.
bool Expression::backtracks(std::size_t bytes) const {
  constexpr std::size_t kTries = std::size_t{256} << 10;
  constexpr int kInstructions = 1000;
  const RE2* const re = anchored().re.get();
  return re != nullptr && re->ProgramSize() <= kInstructions &&
         static_cast<std::size_t>(re->ProgramSize()) * (bytes + 1) <= kTries;
}

const Expression::Anchored& Expression::anchored() const {
  return made_once(anchored_, [&] {
    auto fresh = std::make_unique<Anchored>();
    const std::string& text = relaxed_.text;
    fresh->re = std::make_unique<const RE2>(beginning_ ? in_group(text) : behind_anything(text),
                                            re2_options(limits::kExpressionMemory));
    if (!fresh->re->ok()) fresh->re.reset();  // it needs more memory
    fresh->names = fresh->re ? names_of(*fresh->re, 1) : names_of(unanchored(), 0);
    if (fresh->re) hold(kInstructionBytes * static_cast<std::size_t>(fresh->re->ProgramSize()));
    return std::unique_ptr<const Anchored>(std::move(fresh));
  });
}

const RE2& Expression::unanchored() const {
  return made_once(unanchored_, [&] { return with_automaton(without_required_begin(relaxed_.text)); });
}

// With the bounds of these gaps, or of those that were asked for first.
const Expression::Bounded& Expression::bounded(std::atomic<const Bounded*>& slot,
                                               std::uint64_t kept) const {
  return made_once(slot, [&] {
    auto fresh = std::make_unique<Bounded>();
    Relaxed form;
    if (kept == ~std::uint64_t{0}) form.text = text_;
    else form = relax(text_, kept);
    fresh->kept = kept;
    fresh->re = with_automaton(behind_anything(form.text));
    fresh->names = names_of(*fresh->re, 1);
    fresh->gaps = std::move(form.gaps);
    return std::unique_ptr<const Bounded>(std::move(fresh));
  });
}

std::unique_ptr<const RE2> Expression::with_automaton(std::string_view expression) const {
  const std::string text(expression);
  std::int64_t memory = limits::kExpressionMemory;
  auto re = std::make_unique<const RE2>(text, re2_options(memory));
  if (!re->ok()) {
    memory = limits::kCompileMemory;
    re = std::make_unique<const RE2>(text, re2_options(memory));
  }
  hold(kBaseBytes);
  hold_automaton(static_cast<std::size_t>(memory));
  return re;
}

// RE2 gives a third to the program and the automaton that looks forward, as much to those that
// look back for the beginning of a match.
void Expression::hold_automaton(std::size_t memory) const { hold(memory / 3 * 2); }

void Expression::hold(std::size_t bytes) const {
  own_ += bytes;
  held_ += bytes;
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
  const RE2 re(piece(expression), re2_options(limits::kCompileMemory));
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
  const RE2 re(without_required_begin(expression), re2_options(limits::kCompileMemory));
  return re.ok() && RE2::PartialMatch(piece(text), re);
}

}  // namespace logdiag::match
