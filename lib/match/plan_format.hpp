// plan_format.hpp - the bytes of a plan: what build_plan() writes, PlanView
// checks and Prefilter reads in place.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace logdiag::match {

inline constexpr std::uint32_t kPlanMagic = 0x4e4c504cu;  // "LPLN"
inline constexpr std::uint32_t kPlanVersion = 9;
inline constexpr std::uint32_t kPlanByteOrder = 0x01020304u;
inline constexpr std::size_t kPlanAlignment = 64;

// Part of a plan: `count` items at `offset` bytes from its start, aligned to 64.
struct PlanSection {
  std::uint32_t offset = 0, count = 0;
};

// A class string. Element numbers below 256 are bytes, others index `sets`.
struct PlanString {
  std::uint32_t elements = 0;       // first of its elements
  std::uint32_t length = 0;
  std::uint32_t patterns = 0;       // first of the patterns it stands for
  std::uint32_t pattern_count = 0;
};

// Where a string is when its key was found: `back` bytes before the key. Many strings share a key:
// most are told apart by one byte more, `mark_at` bytes from it, with the bit 0x20 set; 0: none.
struct PlanKeyUse {
  std::uint64_t key = 0;
  std::uint32_t string = 0;
  std::uint16_t back = 0;
  std::int8_t mark_at = 0;
  std::uint8_t mark = 0;
};

// Keys of `width` bytes with the bit 0x20 of each set: a bitmap says whether a
// key may be there, a hash table by slots (first[slot] .. first[slot + 1]) where.
struct PlanKeys {
  PlanSection bits;   // std::uint64_t, a power of two
  PlanSection first;  // std::uint32_t, a power of two and one more
  PlanSection uses;   // PlanKeyUse
  std::uint32_t width = 0;
  std::uint32_t bits_shift = 0;
};

inline constexpr std::size_t kBuckets = 8;    // of a group: bits of a byte
inline constexpr std::size_t kMaxReach = 6;   // bytes a filter looks at
inline constexpr std::size_t kMaxGroups = 8;  // of buckets
inline constexpr std::array<std::uint32_t, 3> kKeyWidths = {8, 4, 2};
inline constexpr std::uint32_t kGramBytes = 6;    // hashed by the sampler
inline constexpr std::uint32_t kSampleStep = 4;   // of how many places it looks at one
inline constexpr std::uint32_t kGramBefore = 2;   // bytes of a `before` key before the place

// Byte look-ups tell 64 symbols apart, so that the table of a byte fills one register.
// Letters that differ in case alone are apart (short strings are frequent in the other
// case), and so letters share symbols with digits and marks; at one offset of a window it is
// the other way around.
inline constexpr std::uint32_t kByteSymbols = 64;
constexpr bool folds_case(std::size_t reach, std::size_t offset) {
  return offset == (reach == kMaxReach ? 2 : 0);
}
constexpr unsigned symbol_of(unsigned byte, bool folded) {
  return folded ? (byte & 0x1f) | (byte >> 1 & 0x20) : byte & 0x3f;
}

// Windows of strings whose keys have one width. What passes is looked up in the
// keys of that width alone; and in those of the next, where few have them and their
// windows are among these.
struct PlanWindows {
  std::uint32_t reach = 0;   // bytes of a window; 0: none, keys are those of the windows before
  std::uint32_t byte_groups = 0, nibble_groups = 0;  // of buckets
  PlanSection byte_table;    // std::uint8_t [byte_groups][reach][kByteSymbols]: buckets that allow it
  PlanSection nibble_table;  // std::uint8_t [nibble_groups][reach][2][16]: low, high;
                             // empty in `whole`
  PlanKeys keys;
};

// A filter: for every string a window, found by looking at every place (bytes or
// nibbles against buckets), or by looking at every fourth place (grams).
struct PlanFilter {
  std::array<PlanWindows, 3> windows;  // by kKeyWidths
  std::uint32_t gram_shift = 0;  // of a hash: its slot
  PlanSection grams;            // std::uint8_t: a slot begins with each but the last kGramOverread,
                                // a power of two; empty: none
  PlanKeys after, before;       // of the places found: 8 bytes from there, from 2 before
};

struct PlanHeader {
  std::uint32_t magic = kPlanMagic, version = kPlanVersion;
  std::uint32_t byte_order = kPlanByteOrder, size = 0;
  std::uint32_t patterns = 0;
  std::uint32_t has_whole = 0;  // whether `whole` is there
  PlanSection strings;          // PlanString
  PlanSection elements;         // std::uint16_t
  PlanSection sets;             // 32 bytes each
  PlanSection string_patterns;  // std::uint32_t
  PlanSection slow;             // std::uint32_t, ascending: patterns without a string
  PlanSection demand_ends;      // std::uint32_t, by pattern: end of its demand in `demands`
  PlanSection demands;          // std::uint16_t; see match/demands
  PlanFilter whole;             // all strings by windows, for targets with byte look-ups
  PlanFilter hybrid;            // long strings by grams, the others by windows
};

inline constexpr std::uint64_t kKeyFold = 0x2020202020202020ull;

inline constexpr std::uint64_t kKeyOdd = 0x9E3779B97F4A7C15ull;
constexpr std::uint64_t key_hash(std::uint64_t key) { return key * kKeyOdd; }

// A low bit of the hash depends on the first bytes of a key alone, which many keys share:
// only high ones are used.
inline constexpr unsigned kKeyBitShift = 40, kOtherKeyBitShift = 34;
constexpr unsigned key_bit(std::uint64_t hash) { return hash >> kKeyBitShift & 63; }
constexpr unsigned other_key_bit(std::uint64_t hash) { return hash >> kOtherKeyBitShift & 63; }
// `slots` is a power of two.
constexpr std::uint32_t key_slot(std::uint64_t hash, std::uint32_t slots) {
  return static_cast<std::uint32_t>((hash >> 32) * slots >> 32);
}
constexpr std::uint64_t key_mask(std::uint32_t width) {
  return ~std::uint64_t{0} >> (64 - 8 * width);
}

// Of the first kGramBytes bytes, 32 bits wide so that vectors hold many.
inline constexpr std::uint32_t kGramOdd = 0x9E3779B1u, kGramOtherOdd = 0x85EBCA77u;
constexpr std::uint32_t gram_hash(std::uint64_t eight_bytes) {
  return static_cast<std::uint32_t>(eight_bytes) * kGramOdd +
         static_cast<std::uint32_t>(eight_bytes >> 16) * kGramOtherOdd;
}
// Two bits of the four bytes at its slot stand for a gram: it is met by chance as often as both are
// set.
inline constexpr std::size_t kGramOverread = 3;
inline constexpr unsigned kGramBitShift = 10, kOtherGramBitShift = 5;
constexpr std::uint32_t gram_bits(std::uint32_t hash) {
  return std::uint32_t{1} << (hash >> kGramBitShift & 31) |
         std::uint32_t{1} << (hash >> kOtherGramBitShift & 31);
}
inline bool has_gram(const std::uint8_t* table, std::uint32_t shift, std::uint32_t hash) {
  std::uint32_t four = 0;
  std::memcpy(&four, table + (hash >> shift), sizeof four);
  return (~four & gram_bits(hash)) == 0;
}

inline std::uint64_t load_key(const void* from) {
  std::uint64_t v = 0;
  std::memcpy(&v, from, sizeof v);
  return v | kKeyFold;
}

}  // namespace logdiag::match
