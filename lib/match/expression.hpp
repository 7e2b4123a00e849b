// expression.hpp - one expression: whether it matches a cleaned line, what its groups took,
// what is wrong with it.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "match/beginning.hpp"
#include "match/relaxed.hpp"

namespace re2 {
class RE2;
class StringPiece;
}  // namespace re2

namespace logdiag::match {

// Where an expression matched in a line, and its named groups.
struct Span {
  std::uint32_t begin = 0, size = 0;
  std::vector<std::pair<std::string, std::string_view>> groups;  // that took part
};

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

// An expression as it is asked: as text where it is no more than that, otherwise relaxed
// (match/relaxed), and with the bounds of some of its gaps, or of all, only where that leaves a
// doubt. Most are asked a few times in a log: then RE2's backtracking is quicker than to build an
// automaton, and it is what RE2 uses where the start is known and groups are wanted. So the relaxed
// one is asked at each place where it may begin (match/beginning), or where these would be many
// compiled with what may stand before it, and without that when it is asked often. Nothing is
// compiled before it may begin somewhere.
class Expression {
 public:
  // Adds to `held` what it may take of memory, now and later. The text must outlive it.
  Expression(std::string_view text, std::atomic<std::size_t>& held);
  ~Expression();
  Expression(const Expression&) = delete;
  Expression& operator=(const Expression&) = delete;

  bool is_relaxed() const { return !relaxed_.gaps.empty(); }
  bool matches(std::string_view line) const;
  std::optional<Span> find(std::string_view line) const;  // the leftmost match

 private:
  enum class Answer : std::uint8_t { no, yes, unsure };
  enum class Wanted : std::uint8_t { answer, groups };
  using Pieces = std::vector<re2::StringPiece>;
  struct Part;
  struct Anchored;
  struct Bounded;

  template <class Told>
  bool any_part(std::string_view line, Told told) const;
  Answer ask(Part part, Wanted wanted, Pieces& groups, std::uint64_t& doubts) const;
  const std::vector<std::string>* settle(const Part& part, std::uint64_t doubts, Pieces& groups) const;
  static Answer keep_bounds(const std::vector<Gap>& gaps, Pieces& groups, std::uint64_t& doubts);
  bool backtracks(std::size_t bytes) const;
  const Anchored& anchored() const;
  const re2::RE2& unanchored() const;
  const Bounded& bounded(std::atomic<const Bounded*>& slot, std::uint64_t kept) const;
  std::unique_ptr<const re2::RE2> with_automaton(std::string_view expression) const;
  void hold(std::size_t bytes) const;
  void hold_automaton(std::size_t memory) const;

  std::string_view text_;
  std::optional<std::string> fixed_;  // then there is nothing else
  Relaxed relaxed_;
  std::size_t reach_ = 0;                            // bytes that a match takes at most
  std::size_t kept_up_to_ = std::string_view::npos;  // bytes in which gaps keep their bounds
  std::unique_ptr<const Beginning> beginning_;       // none where it does not tell
  mutable std::atomic<const Anchored*> anchored_{nullptr};
  mutable std::atomic<const re2::RE2*> unanchored_{nullptr};  // the relaxed one
  mutable std::atomic<const Bounded*> some_{nullptr}, all_{nullptr};
  mutable std::atomic<std::uint32_t> asked_{0};
  mutable std::atomic<bool> anchored_automaton_{false};  // the anchored one may have one
  mutable std::atomic<std::size_t> own_{0};              // of what is held
  std::atomic<std::size_t>& held_;
};

// What is wrong with an expression, for the writer of a rule; empty when it is
// good: RE2's own message, unnamed groups, a program that is too large. The names
// of its groups are appended to `names`, in order.
std::string check_expression(std::string_view expression, std::vector<std::string>& names);

// Whether an expression matches somewhere in a text; false when it is broken.
bool matches_once(std::string_view expression, std::string_view text);

}  // namespace logdiag::match
