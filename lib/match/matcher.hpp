// matcher.hpp - which of many expressions match a cleaned line, and what their groups took.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string_view>
#include <vector>

#include "match/expression.hpp"

namespace logdiag::match {

// Compiles nothing until a line asks for it: an expression when it is first
// confirmed, a set of them when several are asked at once; both relaxed first
// (match/relaxed). Some of what was compiled is thrown away when all of it may have grown
// beyond limits::kMatcherMemory: a log can ask for all of it. Safe for use from many threads.
class Matcher {
 public:
  // The texts must outlive the matcher and be accepted by check_expression().
  explicit Matcher(std::vector<std::string_view> expressions);
  ~Matcher();
  Matcher(const Matcher&) = delete;
  Matcher& operator=(const Matcher&) = delete;

  std::size_t size() const { return expressions_.size(); }

  // Appends, ascending, those of `asked` (ascending) that match. True when a
  // set ran out of memory and single expressions answered instead.
  bool match(std::string_view line, std::span<const std::uint32_t> asked,
             std::vector<std::uint32_t>& hits) const;

  // The same for all expressions.
  bool match_all(std::string_view line, std::vector<std::uint32_t>& hits) const;

  // Whether one expression matches.
  bool matches(std::uint32_t expression, std::string_view line) const;

  // The leftmost match of one expression.
  std::optional<Span> find(std::uint32_t expression, std::string_view line) const;

 private:
  struct Set;
  using Guard = std::shared_lock<std::shared_mutex>;  // while something compiled is used

  void make_room(Guard& guard) const;
  const Expression& compiled(std::uint32_t index) const;
  const Set& set(std::size_t shard) const;
  bool match_shard(std::size_t shard, std::string_view line, std::span<const std::uint32_t> asked,
                   std::vector<std::uint32_t>& hits, Guard& guard) const;

  std::vector<std::string_view> expressions_;
  mutable std::vector<std::atomic<const Expression*>> compiled_;
  mutable std::vector<std::atomic<const Set*>> sets_;
  mutable std::atomic<std::size_t> held_{0};  // bytes that these may take
  mutable std::size_t turn_ = 0;              // shard that is thrown away next
  mutable std::shared_mutex mutex_;           // exclusive: to throw them away
};

}  // namespace logdiag::match
