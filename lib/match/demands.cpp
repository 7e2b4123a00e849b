#include "match/demands.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace logdiag::match {
namespace {

constexpr std::size_t kMostGrams = 6;      // of a string; more hardly tell more
constexpr std::size_t kMostElements = 24;  // a part of a required string is required, too
constexpr std::size_t kMostWords = 4096;

// Lines up to here hold few quads by chance: a string of which the quads are there is there.
constexpr std::size_t kShortLine = 512;

// Two words before the elements of a string say where two bytes of it stand and which they are,
// with the bit 0x20 set: the rarest of those that are always the same.
constexpr std::size_t kWhereWords = 2;
constexpr std::uint16_t kOnlyQuads = 0x8000;  // two or more, and nothing beside them
constexpr std::uint16_t kNoByte = 0x4000;     // none is always the same
constexpr unsigned kAtBits = 5;
constexpr std::uint16_t kAt = (1u << kAtBits) - 1;
static_assert(kMostElements <= kAt);

TwoBytes two_bytes(std::uint16_t where, std::uint16_t bytes) {
  return {static_cast<std::uint8_t>(bytes), static_cast<std::uint8_t>(bytes >> 8),
          static_cast<std::uint8_t>(where & kAt), static_cast<std::uint8_t>(where >> kAtBits & kAt)};
}

// The symbol of all bytes of a set, or none.
int line_symbol_of(const ByteSet& set) {
  int symbol = -1;
  bool one = true;
  set.each([&](unsigned b) {
    one = one && (symbol < 0 || symbol == kLineSymbols[b]);
    symbol = kLineSymbols[b];
  });
  return one ? symbol : -1;
}

// Takes the next list off the front: its length, its items.
std::span<const std::uint16_t> take_list(std::span<const std::uint16_t>& from) {
  const auto list = from.subspan(1, from[0]);
  from = from.subspan(1 + std::size_t{from[0]});
  return list;
}

bool stands_at(std::span<const std::uint16_t> string, const char* text,
               std::span<const ByteSet> sets) {
  for (std::size_t i = 0; i < string.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (string[i] < 256 ? string[i] != byte : !sets[string[i] - 256u].has(byte)) return false;
  }
  return true;
}

// Where to look for a string.
std::pair<std::uint16_t, std::uint16_t> where_of(const ClassString& string, const SetPool& pool,
                                                 const GramCounts& counts) {
  struct Known {
    std::size_t at = 0;
    std::uint8_t byte = 0;
  };
  std::vector<Known> known;
  for (std::size_t i = 0; i < string.size(); ++i) {
    if (const auto byte = folded_byte(pool.set(string[i]))) known.push_back({i, *byte});
  }
  if (known.empty()) return {kNoByte, 0};
  std::stable_sort(known.begin(), known.end(), [&](const Known& a, const Known& b) {
    return counts.of_byte(a.byte) < counts.of_byte(b.byte);
  });
  const Known& first = known.front();
  const Known& second = known[known.size() > 1 ? 1 : 0];
  return {static_cast<std::uint16_t>(first.at | second.at << kAtBits),
          static_cast<std::uint16_t>(first.byte | second.byte << 8)};
}

bool stands_in(std::span<const std::uint16_t> placed, std::string_view line,
               std::span<const ByteSet> sets, const Kernels& kernels) {
  const std::uint16_t where = placed[0];
  const auto string = placed.subspan(kWhereWords);
  if (string.size() > line.size()) return false;
  const TwoBytes wanted = two_bytes(where, placed[1]);
  const std::size_t places = line.size() - string.size() + 1;
  for (std::size_t at = 0; at < places; ++at) {
    if ((where & kNoByte) == 0) {
      const auto* const text = reinterpret_cast<const std::uint8_t*>(line.data()) + at;
      at += kernels.find_two(text, places - at, wanted);
      if (at == places) break;
    }
    if (stands_at(string, line.data() + at, sets)) return true;
  }
  return false;
}

// Grams of a string, the rarest first: its quads and, where these are few, the pairs of what is too
// short or too wide for them.
struct Grams {
  std::vector<std::uint16_t> numbers;
  bool only_quads = false;
};

Grams grams_of(const ClassString& string, const SetPool& pool, const GramCounts& counts) {
  constexpr std::size_t kQuad = 4, kFewQuads = 2;
  std::vector<std::uint16_t> pairs, quads;
  std::uint32_t four = 0;
  std::size_t run = 0;
  int before = -1;
  for (const char16_t element : string) {
    const ByteSet set = pool.set(element);
    const auto byte = folded_byte(set);
    four = four >> 8 | std::uint32_t{byte.value_or(0)} << 24;
    run = byte ? run + 1 : 0;
    const int symbol = line_symbol_of(set);
    if (run >= kQuad) {
      quads.push_back(static_cast<std::uint16_t>(line_quad(four)));
    } else if (before >= 0 && symbol >= 0) {
      pairs.push_back(static_cast<std::uint16_t>(before * 64 + symbol));
    }
    before = symbol;
  }
  Grams out;
  out.only_quads = quads.size() >= kFewQuads && quads.size() + kQuad - 1 == string.size();
  if (quads.size() <= kFewQuads) out.numbers = std::move(pairs);
  out.numbers.insert(out.numbers.end(), quads.begin(), quads.end());
  std::sort(out.numbers.begin(), out.numbers.end(), [&](std::uint16_t a, std::uint16_t b) {
    return counts.of(a) != counts.of(b) ? counts.of(a) < counts.of(b) : a < b;
  });
  out.numbers.erase(std::unique(out.numbers.begin(), out.numbers.end()), out.numbers.end());
  if (out.numbers.size() > kMostGrams) out.numbers.resize(kMostGrams);
  return out;
}

}  // namespace

GramCounts::GramCounts(std::string_view log_text) : grams_(kLineGrams), bytes_(256) {
  for (std::size_t i = 0; i < log_text.size(); ++i) {
    ++bytes_[static_cast<unsigned char>(log_text[i]) | 0x20];
    if (i > 0) ++grams_[line_pair(log_text[i - 1], log_text[i])];
    if (i + 4 > log_text.size()) continue;
    std::uint32_t four = 0;
    std::memcpy(&four, log_text.data() + i, sizeof four);
    ++grams_[line_quad(four)];
  }
}

bool meets(std::span<const std::uint16_t> demand, std::string_view line, const LineGrams& grams,
           std::span<const ByteSet> sets, const Kernels& kernels) {
  const auto possible = [&](std::span<const std::uint16_t> own) {
    return std::all_of(own.begin(), own.end(), [&](auto gram) { return grams.has(gram); });
  };
  // The grams of all factors first: they cost next to nothing.
  for (auto rest = demand; !rest.empty();) {
    auto factor = take_list(rest);
    bool any = false;
    for (auto all = take_list(factor); !all.empty() && !any;) any = possible(take_list(all));
    if (!any) return false;
  }
  for (auto rest = demand; !rest.empty();) {
    auto factor = take_list(rest);
    bool there = false;
    for (auto all = take_list(factor); !all.empty() && !there;) {
      const auto string = take_list(factor);
      if (!possible(take_list(all))) continue;
      const bool told = line.size() <= kShortLine && (string[0] & kOnlyQuads) != 0;
      there = told || stands_in(string, line, sets, kernels);
    }
    if (!there) return false;
  }
  return true;
}

void demand_factor(std::span<const ClassString> factor, const SetPool& pool,
                   const GramCounts& counts, std::vector<std::uint16_t>& demand) {
  const auto add_list = [](const auto& items, std::vector<std::uint16_t>& to) {
    to.push_back(static_cast<std::uint16_t>(items.size()));
    for (const auto item : items) to.push_back(static_cast<std::uint16_t>(item));
  };
  std::vector<std::uint16_t> grams, strings;
  for (const ClassString& s : factor) {
    const Grams own = grams_of(s, pool, counts);
    if (own.numbers.empty()) return;  // this string may always be there
    add_list(own.numbers, grams);
    const ClassString asked = s.substr(0, kMostElements);
    const auto [where, bytes] = where_of(asked, pool, counts);
    const auto marked = static_cast<std::uint16_t>(own.only_quads ? where | kOnlyQuads : where);
    std::vector<std::uint16_t> placed = {marked, bytes};
    placed.insert(placed.end(), asked.begin(), asked.end());
    add_list(placed, strings);
    if (grams.size() + strings.size() > kMostWords) return;
  }
  if (grams.empty()) return;
  std::vector<std::uint16_t> words;
  add_list(grams, words);
  words.insert(words.end(), strings.begin(), strings.end());
  add_list(words, demand);
}

bool well_formed(std::span<const std::uint16_t> demand, std::size_t sets) {
  // Whether a list can be taken off the front, all of it.
  const auto whole = [](std::span<const std::uint16_t> from) {
    return !from.empty() && from[0] < from.size();
  };
  const auto below = [](std::span<const std::uint16_t> items, std::size_t bound) {
    return std::all_of(items.begin(), items.end(), [&](auto item) { return item < bound; });
  };
  const auto string = [&](std::span<const std::uint16_t> placed) {
    if (placed.size() <= kWhereWords) return false;
    const std::size_t size = placed.size() - kWhereWords;
    const TwoBytes two = two_bytes(placed[0], placed[1]);
    return two.first_at < size && two.second_at < size && below(placed.subspan(kWhereWords), 256 + sets);
  };
  while (!demand.empty()) {
    if (!whole(demand)) return false;
    auto factor = take_list(demand);
    if (!whole(factor)) return false;
    for (auto grams = take_list(factor); !grams.empty();) {
      if (!whole(grams) || !whole(factor)) return false;
      if (!below(take_list(grams), kLineGrams) || !string(take_list(factor))) return false;
    }
    if (!factor.empty()) return false;
  }
  return true;
}

}  // namespace logdiag::match
