#include "match/matcher.hpp"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <mutex>

#include "base/limits.hpp"
#include "match/re2_options.hpp"
#include "match/relaxed.hpp"

namespace logdiag::match {
namespace {

// Expressions of one set. A set's automaton multiplies the states of its
// members; small sets stay small on hostile text, and each compiles in well
// under a millisecond when a line first needs it.
constexpr std::size_t kShard = 128;

// Up to here single expressions are faster than a set. In long lines they always are:
// what may stand in several gaps at once multiplies the states of a set's automaton.
constexpr std::size_t kFewAsked = 24;
constexpr std::size_t kLongLine = 256;

}  // namespace

struct Matcher::Set {
  explicit Set(std::atomic<std::size_t>& held)
      : set(re2_options(limits::kSetMemory), RE2::UNANCHORED), held_(held) {
    held_ += limits::kSetMemory;
  }
  ~Set() { held_ -= limits::kSetMemory; }
  Set(const Set&) = delete;
  Set& operator=(const Set&) = delete;

  RE2::Set set;
  bool usable = false;

 private:
  std::atomic<std::size_t>& held_;
};

Matcher::Matcher(std::vector<std::string_view> expressions)
    : expressions_(std::move(expressions)),
      compiled_(expressions_.size()),
      sets_((expressions_.size() + kShard - 1) / kShard) {}

// Before something is compiled and used. The shards take turns in being thrown away: all
// at once would take long, and much of it may be wanted soon.
void Matcher::make_room(Guard& guard) const {
  if (held_.load(std::memory_order_relaxed) <= limits::kMatcherMemory) return;
  guard.unlock();
  {
    const std::unique_lock alone(mutex_);
    for (std::size_t n = 0; n < sets_.size() && held_ > limits::kMatcherMemory; ++n) {
      delete sets_[turn_].exchange(nullptr);
      const std::size_t end = std::min(compiled_.size(), (turn_ + 1) * kShard);
      for (std::size_t i = turn_ * kShard; i < end; ++i) delete compiled_[i].exchange(nullptr);
      turn_ = (turn_ + 1) % sets_.size();
    }
  }
  guard.lock();
}

Matcher::~Matcher() {
  for (auto& e : compiled_) delete e.load();
  for (auto& s : sets_) delete s.load();
}

const Expression& Matcher::compiled(std::uint32_t index) const {
  return made_once(compiled_[index],
                   [&] { return std::make_unique<const Expression>(expressions_[index], held_); });
}

const Matcher::Set& Matcher::set(std::size_t shard) const {
  return made_once(sets_[shard], [&] {
    auto fresh = std::make_unique<Set>(held_);
    const std::size_t end = std::min(expressions_.size(), (shard + 1) * kShard);
    bool good = true;
    for (std::size_t i = shard * kShard; i < end; ++i) {
      good = fresh->set.Add(relax(expressions_[i]).text, nullptr) >= 0 && good;
    }
    fresh->usable = good && fresh->set.Compile();
    return std::unique_ptr<const Set>(std::move(fresh));
  });
}

bool Matcher::match_shard(std::size_t shard, std::string_view line,
                          std::span<const std::uint32_t> asked,
                          std::vector<std::uint32_t>& hits, Guard& guard) const {
  const auto singly = [&] {
    for (const std::uint32_t i : asked) {
      make_room(guard);
      if (compiled(i).matches(line)) hits.push_back(i);
    }
  };
  if (asked.size() <= kFewAsked || line.size() > kLongLine) {
    singly();
    return false;
  }
  make_room(guard);
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
    if (!std::binary_search(asked.begin(), asked.end(), i)) continue;
    const Expression& e = compiled(i);
    if (!e.is_relaxed() || e.matches(line)) hits.push_back(i);
  }
  return false;
}

bool Matcher::match(std::string_view line, std::span<const std::uint32_t> asked,
                    std::vector<std::uint32_t>& hits) const {
  bool slow = false;
  Guard guard(mutex_);
  while (!asked.empty()) {
    const std::size_t shard = asked.front() / kShard;
    std::size_t n = 1;
    while (n < asked.size() && asked[n] / kShard == shard) ++n;
    slow = match_shard(shard, line, asked.first(n), hits, guard) || slow;
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
  Guard guard(mutex_);
  make_room(guard);
  return compiled(expression).matches(line);
}

std::optional<Span> Matcher::find(std::uint32_t expression, std::string_view line) const {
  Guard guard(mutex_);
  make_room(guard);
  return compiled(expression).find(line);
}

}  // namespace logdiag::match
