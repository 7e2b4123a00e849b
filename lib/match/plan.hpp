// plan.hpp - what a prefilter knows of a set of expressions, as bytes that are
// used in place: built at build time for the built-in rules, at run time for others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "match/byte_set.hpp"
#include "match/plan_format.hpp"
#include "match/regex_syntax.hpp"

namespace logdiag::match {

enum class PlanEffort : std::uint8_t {
  thorough,  // at build time: a second or so
  quick,     // at run time: some microseconds an expression
};

// For patterns that are asked of a few lines only: a string that every tenth line holds
// is not worth being looked for.
inline constexpr double kOftenNearby = 1e-3;
inline constexpr double kNeverOften = std::numeric_limits<double>::infinity();

// The same bytes for the same patterns, on every machine of one byte order. Patterns of
// which nothing is met less often than `often`, per byte of log text, count as slow.
std::string build_plan(std::span<const std::string_view> patterns, PlanEffort effort,
                       CaseFolding folding = CaseFolding::unicode, double often = kNeverOften);

// The bytes of a plan where PlanView wants them.
class PlanBytes {
 public:
  explicit PlanBytes(std::string_view plan) : lines_(plan.size() / sizeof(Line) + 1) {
    std::memcpy(lines_.data(), plan.data(), plan.size());
    size_ = plan.size();
  }
  std::span<const std::byte> bytes() const {
    return {reinterpret_cast<const std::byte*>(lines_.data()), size_};
  }

 private:
  struct alignas(kPlanAlignment) Line {
    std::byte bytes[kPlanAlignment];
  };
  std::vector<Line> lines_;
  std::size_t size_ = 0;
};

// A plan that was checked. The bytes must outlive the view and begin at a multiple
// of 64.
class PlanView {
 public:
  enum class Trust : std::uint8_t {
    none,      // every number in it is checked
    built_in,  // only what shows that it is a plan of this version
  };

  // None when the bytes are no plan, of another version, or damaged.
  static std::optional<PlanView> open(std::span<const std::byte> bytes, Trust trust = Trust::none);

  std::size_t patterns() const { return header().patterns; }

  // Patterns of which no factor is known: they never give a candidate and have
  // to be asked on every line. Ascending.
  std::span<const std::uint32_t> slow_patterns() const { return items<std::uint32_t>(header().slow); }

  const PlanHeader& header() const { return *reinterpret_cast<const PlanHeader*>(bytes_.data()); }

  template <class Item>
  std::span<const Item> items(const PlanSection& section) const {
    return {reinterpret_cast<const Item*>(bytes_.data() + section.offset), section.count};
  }

 private:
  explicit PlanView(std::span<const std::byte> bytes) : bytes_(bytes) {}

  std::span<const std::byte> bytes_;
};

}  // namespace logdiag::match
