// kernels.hpp - the inner loops of the prefilter, one set for each instruction
// set that this program was compiled for and this machine has.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "match/plan_format.hpp"

namespace logdiag::match {

enum class Target : std::uint8_t { scalar, neon, ssse3, sse4, avx2, avx512 };

// Bytes looked at in one call of the kernels below, so that masks and places stay
// in the first-level cache.
inline constexpr std::size_t kStrip = 16'384;

// Places of a strip.
using Place = std::uint16_t;

// Those found in a strip, with room for what kernels write without asking.
struct Places {
  std::size_t count = 0;
  std::array<Place, kStrip + 64> at;
};

struct WindowTables {
  std::uint32_t reach = 0;               // 4 or 6
  std::uint32_t byte_groups = 0, nibble_groups = 0;  // those that are looked at: at least one
  const std::uint8_t* bytes = nullptr;   // [byte_groups][reach][kByteSymbols]
  const std::uint8_t* nibbles = nullptr; // [nibble_groups][reach][2][16]
};

struct GramTable {
  const std::uint8_t* bits = nullptr;
  std::uint32_t shift = 0;
};

// Which keys may be there: PlanKeys::bits.
struct KeyBits {
  const std::uint64_t* bits = nullptr;
  std::uint64_t mask = 0;  // of the bytes of a key
  std::uint32_t shift = 0;
};

// Two bytes that stand at a distance, both with the bit 0x20 set.
struct TwoBytes {
  std::uint8_t first = 0, second = 0;
  std::uint8_t first_at = 0, second_at = 0;  // from a place
};

struct Kernels {
  Target target = Target::scalar;
  // Whether `windows` looks bytes up (PlanFilter::byte_table) and so can tell many
  // windows apart, or nibbles.
  bool byte_sets = false;

  // Replaces out[i] by the places in [0, size) of `text` that some bucket of tables[i]
  // lets through, for `count` tables, at most kKeyWidths.size(). `size` is a multiple
  // of 64, at most kStrip; 64 bytes more can be read.
  void (*windows)(const WindowTables* tables, std::size_t count, const std::uint8_t* text,
                  std::size_t size, Places* out);

  // The same for every fourth place, by the gram that begins there; 8 bytes more
  // can be read.
  void (*grams)(const GramTable& table, const std::uint8_t* text, std::size_t size, Places& out);

  // Those of the places whose key, at that place of `text`, may be there. Writes up to 8
  // places more than it tells.
  std::size_t (*known)(const KeyBits& keys, const std::uint8_t* text, const Places& places, Place* out);

  // The first of `places` places of `text` at which these bytes stand, letters of either case;
  // `places` if there is none.
  std::size_t (*find_two)(const std::uint8_t* text, std::size_t places, const TwoBytes& wanted);

  std::uint64_t (*count)(const std::uint8_t* text, std::size_t size, std::uint8_t byte);

  // Where the newlines are: sets a bit for each byte in `size` / 64 words, rounded up, and for each
  // of them how many are in those before. Tells whether a byte text::is_control().
  bool (*survey)(const std::uint8_t* text, std::size_t size, std::uint64_t* newlines,
                 std::uint32_t* before);
};

// Those of this machine, slowest first; `scalar` is always there.
std::vector<Target> targets();

// The kernels of a target; of the best one below it if this machine lacks it.
const Kernels& kernels(Target target);

// The best of this machine, up to the limit.
const Kernels& best_kernels();

// For tests and benches: prefilters made from now on use no target above `most`.
void limit_target(Target most);

// In plain C++: kernels_scalar.cpp.
const Kernels& scalar_kernels();

// Kernels::known in plain C++, without branches.
inline std::size_t known_places(const KeyBits& keys, const std::uint8_t* text, const Places& places,
                                Place* out) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < places.count; ++i) {
    const Place place = places.at[i];
    const std::uint64_t hash = key_hash(load_key(text + place) & keys.mask);
    const std::uint64_t word = keys.bits[hash >> keys.shift];
    out[kept] = place;
    kept += (word >> key_bit(hash)) & (word >> other_key_bit(hash)) & 1;
  }
  return kept;
}

// Kernels::find_two in plain C++.
inline std::size_t find_two_bytes(const std::uint8_t* text, std::size_t places, const TwoBytes& wanted) {
  const auto is = [](std::uint8_t byte, std::uint8_t folded) { return (byte | 0x20) == folded; };
  std::size_t at = 0;
  while (at < places && !(is(text[at + wanted.first_at], wanted.first) &&
                          is(text[at + wanted.second_at], wanted.second))) {
    ++at;
  }
  return at;
}

// Bits of `masks`, 64 places each, as places; without branches that a processor
// could guess wrong.
inline void mask_places(const std::uint64_t* masks, std::size_t words, Places& out) {
  // Most words are empty: they are squeezed out first.
  Place full[kStrip / 64 + 1];
  std::size_t n = 0;
  for (std::size_t w = 0; w < words; ++w) {
    full[n] = static_cast<Place>(w);
    n += masks[w] != 0;
  }
  std::size_t count = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::uint64_t m = masks[full[i]];
    const unsigned base = full[i] * 64u;
    Place* q = out.at.data() + count;
    count += static_cast<unsigned>(__builtin_popcountll(m));
    // Up to three are written whether there are so many or not; kTrap keeps the
    // count of trailing zeros defined.
    constexpr std::uint64_t kTrap = std::uint64_t{1} << 63;
    q[0] = static_cast<Place>(base + static_cast<unsigned>(__builtin_ctzll(m)));
    m &= m - 1;
    q[1] = static_cast<Place>(base + static_cast<unsigned>(__builtin_ctzll(m | kTrap)));
    m &= m - 1;
    q[2] = static_cast<Place>(base + static_cast<unsigned>(__builtin_ctzll(m | kTrap)));
    m &= m - 1;
    for (q += 3; m != 0; m &= m - 1) {
      *q++ = static_cast<Place>(base + static_cast<unsigned>(__builtin_ctzll(m)));
    }
  }
  out.count = count;
}

}  // namespace logdiag::match
