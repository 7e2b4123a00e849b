// kernels.cpp - the kernels by Highway, compiled once for each instruction set.
#include "match/kernels.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>

#include "base/limits.hpp"
#include "text/chars.hpp"

// Only what the look-ups gain from is compiled: byte shuffles (SSSE3 and up, NEON)
// and permutes of 64 bytes (AVX-512 VBMI).
#undef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_AVX3 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#define HWY_WANT_AVX3_DL
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "match/kernels.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/cache_control.h>
#include <hwy/highway.h>

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128

HWY_BEFORE_NAMESPACE();
namespace logdiag::match {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Masks = std::array<std::uint64_t, kStrip / 64>;

// The block is in the cache since its lines were found (LineMap). Where the text is one in memory
// the next block follows: loads would wait for it. (It may end before.)
[[maybe_unused]] constexpr std::size_t kAhead = limits::kBlockBytes;

#if HWY_TARGET == HWY_AVX3_DL

// The symbols without case; the others are what vpermb sees of a byte, its lower six bits.
__m512i folded_symbols(__m512i bytes) {
  constexpr int kChoose = 0xca;  // the first operand says bit by bit which of the others
  return _mm512_ternarylogic_epi32(_mm512_set1_epi8(0x1f), bytes, _mm512_srli_epi16(bytes, 1),
                                   kChoose);
}

// The places out of 64 that pass. Their bytes by offset are in `bytes`.
template <std::size_t Reach>
std::uint64_t passing(const WindowTables& tables, const __m512i* bytes, __m512i folded) {
  constexpr int kAnd = 0x80, kOrAnd = 0xf8;  // a & b & c, a | b & c
  __m512i any = _mm512_setzero_si512();
  const std::uint8_t* table = tables.bytes;
  for (std::size_t g = 0; g < tables.byte_groups; ++g, table += Reach * kByteSymbols) {
    const auto passes = [&](std::size_t j) {
      return _mm512_permutexvar_epi8(folds_case(Reach, j) ? folded : bytes[j],
                                     _mm512_loadu_si512(table + j * kByteSymbols));
    };
    __m512i all = _mm512_ternarylogic_epi32(passes(0), passes(1), passes(2), kAnd);
    if constexpr (Reach == 6) all = _mm512_ternarylogic_epi32(all, passes(3), passes(4), kAnd);
    any = _mm512_ternarylogic_epi32(any, all, passes(Reach - 1), kOrAnd);
  }
  return _mm512_test_epi8_mask(any, any);
}

// The masks of the places that pass. All tables at once: their bytes by offset are made of two
// vectors, as loads of text that do not begin where a cache line does are dear.
void mask_windows(const WindowTables* tables, std::size_t count, const std::uint8_t* text,
                  std::size_t size, Masks* masks) {
  __m512i here = _mm512_loadu_si512(text);
  for (std::size_t i = 0; i < size; i += 64) {
    hwy::Prefetch(text + i + kAhead);
    const __m512i next = _mm512_loadu_si512(text + i + 64);
    const __m512i four = _mm512_alignr_epi32(next, here, 1);
    const __m512i eight = _mm512_alignr_epi32(next, here, 2);
    const __m512i bytes[kMaxReach] = {here,
                                      _mm512_shrdi_epi32(here, four, 8),
                                      _mm512_shrdi_epi32(here, four, 16),
                                      _mm512_shrdi_epi32(here, four, 24),
                                      four,
                                      _mm512_shrdi_epi32(four, eight, 8)};
    static_assert(folds_case(4, 0) && folds_case(6, 2));
    const __m512i first = folded_symbols(bytes[0]), third = folded_symbols(bytes[2]);
    for (std::size_t t = 0; t < count; ++t) {
      masks[t][i / 64] = tables[t].reach == 4 ? passing<4>(tables[t], bytes, first)
                                              : passing<6>(tables[t], bytes, third);
    }
    here = next;
  }
}

// The words that are not zero, by their numbers. Up to 8 more are written.
std::size_t filled(const std::uint64_t* masks, std::size_t words, std::uint16_t* out) {
  const __m128i eight = _mm_setr_epi16(0, 1, 2, 3, 4, 5, 6, 7);
  std::size_t n = 0;
  for (std::size_t w = 0; w < words; w += 8) {
    const auto there = static_cast<__mmask8>(0xffu >> (8 - std::min<std::size_t>(words - w, 8)));
    const __m512i some = _mm512_maskz_loadu_epi64(there, masks + w);
    const __mmask8 set = _mm512_test_epi64_mask(some, some);
    const __m128i numbers = _mm_add_epi16(eight, _mm_set1_epi16(static_cast<short>(w)));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + n), _mm_maskz_compress_epi16(set, numbers));
    n += static_cast<unsigned>(__builtin_popcount(set));
  }
  return n;
}

// Bits of `masks` as places, `Step` places a bit. Up to 64 more are written.
template <unsigned Step>
void places_of(const std::uint64_t* masks, std::size_t words, Places& out) {
  alignas(64) static constexpr std::array<std::uint8_t, 64> kOrder = [] {
    std::array<std::uint8_t, 64> order{};
    for (std::size_t i = 0; i < 64; ++i) order[i] = static_cast<std::uint8_t>(i);
    return order;
  }();
  const __m512i order = _mm512_load_si512(kOrder.data());
  std::array<std::uint16_t, kStrip / 64 + 8> full;
  const std::size_t count = filled(masks, words, full.data());
  std::size_t n = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t mask = masks[full[i]];
    const __m512i base = _mm512_set1_epi16(static_cast<short>(full[i] * 64u * Step));
    const __m512i bytes = _mm512_maskz_compress_epi8(mask, order);
    const auto wide = [&](__m256i half) {
      const __m512i numbers = _mm512_cvtepu8_epi16(half);
      return _mm512_add_epi16(base, _mm512_mullo_epi16(numbers, _mm512_set1_epi16(Step)));
    };
    const auto bits = static_cast<unsigned>(__builtin_popcountll(mask));
    Place* const at = out.at.data() + n;
    _mm512_storeu_si512(at, wide(_mm512_castsi512_si256(bytes)));
    if (bits > 32) _mm512_storeu_si512(at + 32, wide(_mm512_extracti64x4_epi64(bytes, 1)));
    n += bits;
  }
  out.count = n;
}

constexpr Target kTarget = Target::avx512;
constexpr bool kByteSets = true;

#else

template <unsigned Step>
void places_of(const std::uint64_t* masks, std::size_t words, Places& out) {
  static_assert(Step == 1);
  mask_places(masks, words, out);
}

// The highest bit of every byte. Highway's StoreMaskBits goes through memory.
template <class V>
std::uint64_t mask_bits(V v) {
#if HWY_TARGET == HWY_AVX2
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(v.raw));
#elif HWY_ARCH_X86
  return static_cast<std::uint32_t>(_mm_movemask_epi8(v.raw));
#else
  const hn::DFromV<V> d;
  std::uint64_t bits = 0;
  hn::StoreMaskBits(d, hn::MaskFromVec(v), reinterpret_cast<std::uint8_t*>(&bits));
  return bits;
#endif
}

constexpr std::size_t kTableSize = 32;  // of one byte of a window

// Two shuffles look up the nibbles of a vector of bytes. Sets, or adds to, the
// masks of the places that pass the buckets of one group.
template <std::size_t Reach, bool Add>
void mask_group(const std::uint8_t* table, const std::uint8_t* text, std::size_t size,
                std::uint64_t* masks) {
  const hn::ScalableTag<std::uint8_t> d;
  using V = hn::Vec<decltype(d)>;
  const std::size_t lanes = hn::Lanes(d);
  const V nibble = hn::Set(d, 15);
  V low[Reach], high[Reach];
  for (std::size_t j = 0; j < Reach; ++j) {
    low[j] = hn::LoadDup128(d, table + j * 32);
    high[j] = hn::LoadDup128(d, table + j * 32 + 16);
  }
  for (std::size_t i = 0; i < size; i += 64) {
    if (!Add) hwy::Prefetch(text + i + kAhead);
    std::uint64_t mask = 0;
    for (std::size_t k = 0; k < 64; k += lanes) {
      V pass = hn::Set(d, 0xff);
      for (std::size_t j = 0; j < Reach; ++j) {
        const V bytes = hn::LoadU(d, text + i + k + j);
        pass = hn::And(pass, hn::And(hn::TableLookupBytes(low[j], hn::And(bytes, nibble)),
                                     hn::TableLookupBytes(high[j], hn::ShiftRight<4>(bytes))));
      }
      mask |= mask_bits(hn::VecFromMask(d, hn::Ne(pass, hn::Zero(d)))) << k;
    }
    masks[i / 64] = Add ? masks[i / 64] | mask : mask;
  }
}

template <std::size_t Reach>
void mask_windows(const WindowTables& tables, const std::uint8_t* text, std::size_t size,
                  std::uint64_t* masks) {
  mask_group<Reach, false>(tables.nibbles, text, size, masks);
  for (std::size_t g = 1; g < tables.nibble_groups; ++g) {
    mask_group<Reach, true>(tables.nibbles + g * Reach * kTableSize, text, size, masks);
  }
}

void mask_windows(const WindowTables* tables, std::size_t count, const std::uint8_t* text,
                  std::size_t size, Masks* masks) {
  for (std::size_t t = 0; t < count; ++t) {
    if (tables[t].reach == 4) mask_windows<4>(tables[t], text, size, masks[t].data());
    else mask_windows<6>(tables[t], text, size, masks[t].data());
  }
}

#if HWY_TARGET == HWY_AVX2
constexpr Target kTarget = Target::avx2;
#elif HWY_TARGET == HWY_SSE4
constexpr Target kTarget = Target::sse4;
#elif HWY_TARGET == HWY_SSSE3
constexpr Target kTarget = Target::ssse3;
#else
constexpr Target kTarget = Target::neon;
#endif
constexpr bool kByteSets = false;

#endif

void windows(const WindowTables* tables, std::size_t count, const std::uint8_t* text,
             std::size_t size, Places* out) {
  alignas(64) std::array<Masks, kKeyWidths.size()> masks;
  mask_windows(tables, count, text, size, masks.data());
  for (std::size_t t = 0; t < count; ++t) places_of<1>(masks[t].data(), size / 64, out[t]);
}

// gram_hash() of places that lie kSampleStep bytes apart: a lane holds four bytes.
static_assert(kSampleStep == 4 && kGramBytes == 6);
template <class D>
hn::Vec<D> gram_hashes(D d, const std::uint8_t* text) {
  const hn::Repartition<std::uint8_t, D> d8;
  const auto fold = hn::Set(d8, 0x20);
  const auto first = hn::BitCast(d, hn::Or(hn::LoadU(d8, text), fold));
  const auto last = hn::BitCast(d, hn::Or(hn::LoadU(d8, text + kGramBytes - kSampleStep), fold));
  return hn::Add(hn::Mul(first, hn::Set(d, kGramOdd)), hn::Mul(last, hn::Set(d, kGramOtherOdd)));
}

#if HWY_TARGET == HWY_AVX3_DL

void grams(const GramTable& table, const std::uint8_t* text, std::size_t size, Places& out) {
  const hn::ScalableTag<std::uint32_t> d;
  const __m128i shift = _mm_cvtsi32_si128(static_cast<int>(table.shift));
  const __m512i one = _mm512_set1_epi32(1), low = _mm512_set1_epi32(31);
  // Sixteen places lie within 64 bytes: a quarter of a word.
  constexpr std::size_t kParts = 4;
  static_assert(64 / kSampleStep * kParts == 64);
  std::array<std::uint64_t, kStrip / 64 / kParts> masks;
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < size; i += 64) {
    const __m512i hash = gram_hashes(d, text + i).raw;
    const __m512i four = _mm512_i32gather_epi32(_mm512_srl_epi32(hash, shift), table.bits, 1);
    const auto bit = [&](unsigned from) {
      return _mm512_srlv_epi32(four, _mm512_and_si512(_mm512_srli_epi32(hash, from), low));
    };
    const __m512i both = _mm512_and_si512(bit(kGramBitShift), bit(kOtherGramBitShift));
    const std::uint64_t set = _mm512_test_epi32_mask(both, one);
    const std::size_t part = i / 64 % kParts;
    mask = (part == 0 ? 0 : mask) | set << part * 64 / kParts;
    masks[i / 64 / kParts] = mask;
  }
  places_of<kSampleStep>(masks.data(), (size / 64 + kParts - 1) / kParts, out);
}

// Eight places at once: their loads wait for memory at the same time.
std::size_t known(const KeyBits& keys, const std::uint8_t* text, const Places& places, Place* out) {
  const auto all_of = [](std::uint64_t value) {
    return _mm512_set1_epi64(static_cast<long long>(value));
  };
  const __m512i none = _mm512_setzero_si512(), low = all_of(63);
  const __m128i shift = _mm_cvtsi32_si128(static_cast<int>(keys.shift));
  const auto bit = [&](__m512i word, __m512i hash, unsigned from) {
    return _mm512_srlv_epi64(word, _mm512_and_si512(_mm512_srli_epi64(hash, from), low));
  };
  std::size_t kept = 0;
  for (std::size_t i = 0; i < places.count; i += 8) {
    const std::size_t left = std::min<std::size_t>(places.count - i, 8);
    const auto there = static_cast<__mmask8>(0xffu >> (8 - left));
    const __m128i eight = _mm_loadu_si128(reinterpret_cast<const __m128i*>(places.at.data() + i));
    const __m512i bytes =
        _mm512_mask_i64gather_epi64(none, there, _mm512_cvtepu16_epi64(eight), text, 1);
    const __m512i key = _mm512_and_si512(_mm512_or_si512(bytes, all_of(kKeyFold)), all_of(keys.mask));
    const __m512i hash = _mm512_mullo_epi64(key, all_of(kKeyOdd));
    const __m512i word =
        _mm512_mask_i64gather_epi64(none, there, _mm512_srl_epi64(hash, shift), keys.bits, 8);
    const __m512i both = _mm512_and_si512(bit(word, hash, kKeyBitShift), bit(word, hash, kOtherKeyBitShift));
    const __mmask8 good = _mm512_test_epi64_mask(both, all_of(1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + kept), _mm_maskz_compress_epi16(good, eight));
    kept += static_cast<unsigned>(__builtin_popcount(good));
  }
  return kept;
}

std::size_t find_two(const std::uint8_t* text, std::size_t places, const TwoBytes& wanted) {
  const __m512i fold = _mm512_set1_epi8(0x20);
  const __m512i first = _mm512_set1_epi8(static_cast<char>(wanted.first));
  const __m512i second = _mm512_set1_epi8(static_cast<char>(wanted.second));
  for (std::size_t i = 0; i < places; i += 64) {
    const std::size_t left = std::min<std::size_t>(places - i, 64);
    const __mmask64 there = ~std::uint64_t{0} >> (64 - left);
    const auto is = [&](std::size_t at, __m512i folded) {
      const __m512i bytes = _mm512_maskz_loadu_epi8(there, text + i + at);
      return _mm512_mask_cmpeq_epi8_mask(there, _mm512_or_si512(bytes, fold), folded);
    };
    const std::uint64_t found = is(wanted.first_at, first) & is(wanted.second_at, second);
    if (found != 0) return i + static_cast<unsigned>(__builtin_ctzll(found));
  }
  return places;
}

#else

std::size_t find_two(const std::uint8_t* text, std::size_t places, const TwoBytes& wanted) {
  const hn::ScalableTag<std::uint8_t> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto fold = hn::Set(d, 0x20), first = hn::Set(d, wanted.first), second = hn::Set(d, wanted.second);
  const auto found = [&](std::size_t at) {
    const auto is = [&](std::size_t from, auto folded) {
      return hn::Eq(hn::Or(hn::LoadU(d, text + at + from), fold), folded);
    };
    return mask_bits(hn::VecFromMask(d, hn::And(is(wanted.first_at, first), is(wanted.second_at, second))));
  };
  std::size_t i = 0;
  for (; i + lanes <= places; i += lanes) {
    if (const std::uint64_t bits = found(i)) return i + static_cast<unsigned>(__builtin_ctzll(bits));
  }
  if (i == 0) return find_two_bytes(text, places, wanted);
  // The last ones together with some that were looked at and are not.
  const std::size_t last = places - lanes;
  const std::uint64_t bits = i < places ? found(last) : 0;
  return bits != 0 ? last + static_cast<unsigned>(__builtin_ctzll(bits)) : places;
}

std::size_t known(const KeyBits& keys, const std::uint8_t* text, const Places& places, Place* out) {
  return known_places(keys, text, places, out);
}

void grams(const GramTable& table, const std::uint8_t* text, std::size_t size, Places& out) {
  const hn::ScalableTag<std::uint32_t> d;
  constexpr std::size_t kPlaces = 64 / kSampleStep;
  alignas(64) std::uint32_t slots[kPlaces], wanted[kPlaces];
  const auto one = hn::Set(d, 1), low = hn::Set(d, 31);
  std::size_t n = 0;
  for (std::size_t i = 0; i < size; i += 64) {
    for (std::size_t k = 0; k < kPlaces; k += hn::Lanes(d)) {
      const auto hash = gram_hashes(d, text + i + k * kSampleStep);
      hn::Store(hn::ShiftRightSame(hash, static_cast<int>(table.shift)), d, slots + k);
      const auto bit = hn::Shl(one, hn::And(hn::ShiftRight<kGramBitShift>(hash), low));
      const auto other = hn::Shl(one, hn::And(hn::ShiftRight<kOtherGramBitShift>(hash), low));
      hn::Store(hn::Or(bit, other), d, wanted + k);
    }
    for (std::size_t k = 0; k < kPlaces; ++k) {
      std::uint32_t four = 0;
      std::memcpy(&four, table.bits + slots[k], sizeof four);
      out.at[n] = static_cast<Place>(i + k * kSampleStep);
      n += (~four & wanted[k]) == 0 ? 1 : 0;
    }
  }
  out.count = n;
}

#endif

std::uint64_t count(const std::uint8_t* text, std::size_t size, std::uint8_t byte) {
  const hn::ScalableTag<std::uint8_t> d;
  const hn::Repartition<std::uint64_t, decltype(d)> d64;
  const auto wanted = hn::Set(d, byte);
  const std::size_t lanes = hn::Lanes(d);
  auto total = hn::Zero(d64);
  std::size_t i = 0;
  while (size - i >= 4 * lanes) {
    // A lane of a byte holds up to 255.
    const std::size_t end = i + std::min((size - i) / (4 * lanes), std::size_t{63}) * 4 * lanes;
    auto sum = hn::Zero(d);
    for (; i < end; i += 4 * lanes) {
      const auto a = hn::VecFromMask(d, hn::Eq(hn::LoadU(d, text + i), wanted));
      const auto b = hn::VecFromMask(d, hn::Eq(hn::LoadU(d, text + i + lanes), wanted));
      const auto c = hn::VecFromMask(d, hn::Eq(hn::LoadU(d, text + i + 2 * lanes), wanted));
      const auto e = hn::VecFromMask(d, hn::Eq(hn::LoadU(d, text + i + 3 * lanes), wanted));
      sum = hn::Sub(sum, hn::Add(hn::Add(a, b), hn::Add(c, e)));
    }
    total = hn::Add(total, hn::SumsOf8(sum));
  }
  std::uint64_t n = hn::GetLane(hn::SumOfLanes(d64, total));
  for (; i < size; ++i) n += text[i] == byte;
  return n;
}

// The newlines of 64 bytes.
std::uint64_t newlines_of(const std::uint8_t* text) {
#if HWY_TARGET == HWY_AVX3_DL
  return _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(text), _mm512_set1_epi8('\n'));
#else
  const hn::ScalableTag<std::uint8_t> d;
  const auto newline = hn::Set(d, '\n');
  std::uint64_t bits = 0;
  for (std::size_t k = 0; k < 64; k += hn::Lanes(d)) {
    bits |= mask_bits(hn::VecFromMask(d, hn::Eq(hn::LoadU(d, text + k), newline))) << k;
  }
  return bits;
#endif
}

bool survey(const std::uint8_t* text, std::size_t size, std::uint64_t* newlines,
            std::uint32_t* before) {
  // Nibbles as in a group of windows: a bucket for each row of 16 bytes that holds control bytes.
  struct Nibbles {
    alignas(16) std::uint8_t low[16] = {}, high[16] = {};
  };
  static constexpr Nibbles kNibbles = [] {
    Nibbles n;
    n.high[0] = 1, n.high[1] = 2, n.high[7] = 4;
    for (unsigned b = 0; b < 128; ++b) {
      if (text::is_control(static_cast<char>(b))) n.low[b & 15] |= n.high[b >> 4];
    }
    return n;
  }();
  const hn::ScalableTag<std::uint8_t> d;
  const auto low = hn::LoadDup128(d, kNibbles.low), high = hn::LoadDup128(d, kNibbles.high);
  const auto nibble = hn::Set(d, 15);
  auto any = hn::Zero(d);
  std::uint32_t total = 0;
  const auto look = [&](const std::uint8_t* at) HWY_ATTR {
    for (std::size_t k = 0; k < 64; k += hn::Lanes(d)) {
      const auto bytes = hn::LoadU(d, at + k);
      any = hn::Or(any, hn::And(hn::TableLookupBytes(low, hn::And(bytes, nibble)),
                                hn::TableLookupBytes(high, hn::ShiftRight<4>(bytes))));
    }
    const std::uint64_t bits = newlines_of(at);
    *newlines++ = bits;
    *before++ = total;
    total += static_cast<unsigned>(__builtin_popcountll(bits));
  };
  std::size_t i = 0;
  for (; size - i >= 64; i += 64) look(text + i);
  if (i < size) {
    std::array<std::uint8_t, 64> end;
    end.fill(' ');
    std::copy(text + i, text + size, end.data());
    look(end.data());
  }
  return !hn::AllTrue(d, hn::Eq(any, hn::Zero(d)));
}

const Kernels& simd_kernels() {
  static constexpr Kernels kKernels{kTarget, kByteSets, windows, grams,
                                    known,   find_two,  count,   survey};
  return kKernels;
}

}  // namespace HWY_NAMESPACE
}  // namespace logdiag::match
HWY_AFTER_NAMESPACE();

#endif  // a SIMD target

#if HWY_ONCE

namespace logdiag::match {
namespace {

std::atomic<Target> limit{Target::avx512};

// The kernels of one target if they were compiled and this machine has it. Asked
// of the compiler's own table: Highway's question is slow, and its library would
// have to be loaded for it alone.
const Kernels* find(Target target) {
  switch (target) {
#if HWY_TARGETS & HWY_AVX3_DL
    case Target::avx512: {
      static const bool has = __builtin_cpu_supports("avx512vbmi") != 0 &&
                              __builtin_cpu_supports("avx512bitalg") != 0 &&
                              __builtin_cpu_supports("avx512vnni") != 0 &&
                              __builtin_cpu_supports("avx512vbmi2") != 0;
      return has ? &N_AVX3_DL::simd_kernels() : nullptr;
    }
#endif
#if HWY_TARGETS & HWY_AVX2
    case Target::avx2: {
      static const bool has = __builtin_cpu_supports("avx2") != 0 &&
                              __builtin_cpu_supports("bmi2") != 0 &&
                              __builtin_cpu_supports("fma") != 0;
      return has ? &N_AVX2::simd_kernels() : nullptr;
    }
#endif
#if HWY_TARGETS & HWY_SSE4
    case Target::sse4:
      return __builtin_cpu_supports("sse4.2") != 0 ? &N_SSE4::simd_kernels() : nullptr;
#endif
#if HWY_TARGETS & HWY_SSSE3
    case Target::ssse3:
      return __builtin_cpu_supports("ssse3") != 0 ? &N_SSSE3::simd_kernels() : nullptr;
#endif
#if HWY_TARGETS & HWY_NEON
    case Target::neon: return &N_NEON::simd_kernels();
#endif
    case Target::scalar: return &scalar_kernels();
    default: return nullptr;
  }
}

}  // namespace

std::vector<Target> targets() {
  std::vector<Target> out;
  for (unsigned t = 0; t <= static_cast<unsigned>(Target::avx512); ++t) {
    if (find(static_cast<Target>(t)) != nullptr) out.push_back(static_cast<Target>(t));
  }
  return out;
}

const Kernels& kernels(Target target) {
  for (auto t = static_cast<int>(target); t > 0; --t) {
    if (const Kernels* k = find(static_cast<Target>(t))) return *k;
  }
  return scalar_kernels();
}

const Kernels& best_kernels() { return kernels(limit.load(std::memory_order_relaxed)); }

void limit_target(Target most) { limit.store(most, std::memory_order_relaxed); }

}  // namespace logdiag::match

#endif  // HWY_ONCE
