#include "match/plan_writer.hpp"

#include <algorithm>
#include <bit>
#include <tuple>

namespace logdiag::match {
namespace {

// A bitmap of a few KB answers "no" from the first-level cache.
constexpr std::size_t kLeastWords = 64, kMostWords = 8192;
constexpr std::size_t kUsesPerWord = 2;

}  // namespace

PlanKeys PlanWriter::add_keys(std::vector<PlanKeyUse> uses, std::uint32_t width) {
  PlanKeys keys;
  keys.width = width;
  std::vector<std::uint64_t> bits;
  std::vector<std::uint32_t> first;
  if (!uses.empty()) {
    const std::size_t words =
        std::clamp(std::bit_ceil(uses.size() / kUsesPerWord + 1), kLeastWords, kMostWords);
    keys.bits_shift = 64u - static_cast<std::uint32_t>(std::countr_zero(words));
    bits.resize(words);
    const auto slots = static_cast<std::uint32_t>(std::bit_ceil(uses.size() * 2));
    const auto rank = [&](const PlanKeyUse& u) {
      return std::tuple(key_slot(key_hash(u.key), slots), u.key, u.string, u.back);
    };
    std::sort(uses.begin(), uses.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
    first.assign(slots + 1, 0);
    for (const PlanKeyUse& u : uses) {
      const std::uint64_t hash = key_hash(u.key);
      bits[hash >> keys.bits_shift] |=
          std::uint64_t{1} << key_bit(hash) | std::uint64_t{1} << other_key_bit(hash);
      ++first[key_slot(hash, slots) + 1];
    }
    for (std::size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
  }
  keys.bits = add(bits);
  keys.first = add(first);
  keys.uses = add(uses);
  return keys;
}

}  // namespace logdiag::match
