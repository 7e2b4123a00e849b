// kernels_scalar.cpp - the kernels in plain C++, for machines without a SIMD
// target and as the measure the others are compared with.
#include "match/kernels.hpp"

#include <algorithm>

#include "text/chars.hpp"

namespace logdiag::match {
namespace {

template <std::size_t Reach>
void windows_of(const WindowTables& tables, const std::uint8_t* text, std::size_t size,
                Places& out) {
  std::size_t n = 0;
  for (std::size_t i = 0; i < size; ++i) {
    std::uint8_t any = 0;
    for (std::size_t g = 0; g < tables.byte_groups; ++g) {
      const std::uint8_t* table = tables.bytes + g * Reach * kByteSymbols;
      std::uint8_t pass = 0xff;
      for (std::size_t j = 0; j < Reach; ++j) {
        pass &= table[j * kByteSymbols + symbol_of(text[i + j], folds_case(Reach, j))];
      }
      any |= pass;
    }
    out.at[n] = static_cast<Place>(i);
    n += any != 0;
  }
  out.count = n;
}

void windows(const WindowTables* tables, std::size_t count, const std::uint8_t* text,
             std::size_t size, Places* out) {
  for (std::size_t t = 0; t < count; ++t) {
    if (tables[t].reach == 4) windows_of<4>(tables[t], text, size, out[t]);
    else windows_of<6>(tables[t], text, size, out[t]);
  }
}

void grams(const GramTable& table, const std::uint8_t* text, std::size_t size, Places& out) {
  std::size_t n = 0;
  for (std::size_t i = 0; i < size; i += kSampleStep) {
    const std::uint32_t h = gram_hash(load_key(text + i));
    out.at[n] = static_cast<Place>(i);
    n += has_gram(table.bits, table.shift, h) ? 1 : 0;
  }
  out.count = n;
}

std::uint64_t count(const std::uint8_t* text, std::size_t size, std::uint8_t byte) {
  std::uint64_t n = 0;
  for (std::size_t i = 0; i < size; ++i) n += text[i] == byte;
  return n;
}

bool survey(const std::uint8_t* text, std::size_t size, std::uint64_t* newlines,
            std::uint32_t* before) {
  bool control = false;
  std::uint32_t total = 0;
  for (std::size_t i = 0; i < size; ++i) {
    if (i % 64 == 0) newlines[i / 64] = 0, before[i / 64] = total;
    const bool newline = text[i] == '\n';
    newlines[i / 64] |= std::uint64_t{newline} << i % 64;
    total += newline ? 1 : 0;
    control = control || text::is_control(static_cast<char>(text[i]));
  }
  return control;
}

}  // namespace

const Kernels& scalar_kernels() {
  static constexpr Kernels kScalar{Target::scalar, true,           windows, grams,
                                   known_places,   find_two_bytes, count,   survey};
  return kScalar;
}

}  // namespace logdiag::match
