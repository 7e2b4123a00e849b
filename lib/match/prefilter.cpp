#include "match/prefilter.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "match/demands.hpp"
#include "match/line_grams.hpp"

namespace logdiag::match {
namespace {

// What a kernel may read past the places it is asked for.
constexpr std::size_t kOverread = 64 + 16;

// Places whose keys are looked up at once.
constexpr std::size_t kMany = 16;

}  // namespace

// A string found, before its patterns are told: its offset, then its number, so that they are sorted
// as numbers are.
using StringHit = std::uint64_t;

struct Prefilter::Scratch::Memory {
  std::array<Places, kKeyWidths.size()> places;  // by filter
  std::array<Place, kStrip + 64> kept;
  std::vector<StringHit> hits;
  std::vector<std::uint64_t> told;  // by pattern: the last line it was told of
  std::uint64_t line = 0;           // lines with a hit so far
  LineGrams grams;                  // of the line, where it is known
};

Prefilter::Scratch::Scratch() = default;
Prefilter::Scratch::~Scratch() = default;
Prefilter::Scratch::Scratch(Scratch&&) noexcept = default;
Prefilter::Scratch& Prefilter::Scratch::operator=(Scratch&&) noexcept = default;

// One call of find().
class Prefilter::Search {
 public:
  Search(const Prefilter& filter, std::string_view block, const LineMap& lines,
         Scratch::Memory& memory, std::vector<Candidate>& out, Demands demands)
      : checks_demands_(demands == Demands::checked),
        plan_(filter.plan_),
        kernels_(filter.kernels_),
        filter_(filter.filter_),
        block_(reinterpret_cast<const std::uint8_t*>(block.data())),
        size_(block.size()),
        lines_(lines),
        strings_(plan_.items<PlanString>(plan_.header().strings)),
        elements_(plan_.items<std::uint16_t>(plan_.header().elements)),
        out_(out),
        places_(memory.places),
        kept_(memory.kept),
        hits_(memory.hits),
        told_(memory.told),
        line_number_(memory.line),
        line_grams_(memory.grams),
        demands_(plan_.items<std::uint16_t>(plan_.header().demands)),
        demand_ends_(plan_.items<std::uint32_t>(plan_.header().demand_ends)),
        sets_(plan_.items<ByteSet>(plan_.header().sets)) {
    for (const PlanWindows& w : filter_.windows) {
      if (w.reach == 0) {
        if (w.keys.uses.count != 0) more_keys_[filters_ - 1] = &w.keys;
        continue;
      }
      keys_[filters_] = &w.keys;
      windows_[filters_++] = {w.reach, w.byte_groups, w.nibble_groups,
                              plan_.items<std::uint8_t>(w.byte_table).data(),
                              plan_.items<std::uint8_t>(w.nibble_table).data()};
    }
    grams_ = {plan_.items<std::uint8_t>(filter_.grams).data(), filter_.gram_shift};
  }

  void run() {
    std::size_t at = 0;
    if (size_ > kOverread) {
      const std::size_t whole = (size_ - kOverread) / 64 * 64;
      for (; at < whole; at += kStrip) strip(at, block_ + at, std::min(kStrip, whole - at));
      at = whole;
    }
    // The end is looked at in a copy, so that nothing behind it is read.
    std::array<std::uint8_t, 4 * kOverread> end;
    end.fill('\n');
    constexpr std::size_t kFront = 16;  // keys may begin before the place
    const std::size_t front = std::min(at, kFront);
    std::memcpy(end.data() + kFront - front, block_ + at - front, size_ - at + front);
    strip(at, end.data() + kFront, (size_ - at + 63) / 64 * 64);
    if (!std::is_sorted(out_.begin(), out_.end(), before)) {
      std::stable_sort(out_.begin(), out_.end(), before);
    }
  }

 private:
  static bool before(const Candidate& a, const Candidate& b) {
    return a.offset != b.offset ? a.offset < b.offset : a.pattern < b.pattern;
  }

  // Looks at `size` places from block_ + at on, whose bytes are at `text`.
  void strip(std::size_t at, const std::uint8_t* text, std::size_t size) {
    kernels_.windows(windows_.data(), filters_, text, size, places_.data());
    for (std::size_t i = 0; i < filters_; ++i) {
      look_up(*keys_[i], 0, at, text, places_[i]);
      if (more_keys_[i] != nullptr) look_up(*more_keys_[i], 0, at, text, places_[i]);
    }
    if (filter_.grams.count != 0) {
      Places& found = places_[0];
      kernels_.grams(grams_, text, size, found);
      look_up(filter_.after, 0, at, text, found);
      // No string can begin before the block.
      if (at == 0 && found.count > 0 && found.at[0] == 0) {
        std::copy(found.at.data() + 1, found.at.data() + found.count, found.at.data());
        --found.count;
      }
      look_up(filter_.before, kGramBefore, at, text, found);
    }
    if (!hits_.empty()) tell();
  }

  // The places whose key, `back` bytes before, stands for strings that are there.
  void look_up(const PlanKeys& keys, std::size_t back, std::size_t at, const std::uint8_t* text,
               const Places& places) {
    if (places.count == 0 || keys.uses.count == 0) return;
    const KeyBits bits{plan_.items<std::uint64_t>(keys.bits).data(), key_mask(keys.width), keys.bits_shift};
    const std::size_t kept = kernels_.known(bits, text - back, places, kept_.data());
    if (kept == 0) return;
    const auto first = plan_.items<std::uint32_t>(keys.first);
    const auto uses = plan_.items<PlanKeyUse>(keys.uses);
    const auto slots = static_cast<std::uint32_t>(first.size() - 1);
    const auto key_at = [&](std::size_t i) {
      return load_key(text + kept_[i] - back) & key_mask(keys.width);
    };
    const auto look = [&](std::size_t i, std::uint64_t key, std::uint32_t slot) {
      for (std::uint32_t u = first[slot]; u < first[slot + 1]; ++u) {
        const std::size_t place = at + kept_[i] - back;
        if (uses[u].key == key && has_mark(uses[u], place)) verify(uses[u], place);
      }
    };
    if (kept < kMany) {
      for (std::size_t i = 0; i < kept; ++i) {
        const std::uint64_t key = key_at(i);
        look(i, key, key_slot(key_hash(key), slots));
      }
      return;
    }
    // Where many are met, they would wait for one table after the other: each is fetched for
    // some of them at once.
    struct Met {
      std::uint64_t key;
      std::uint32_t slot;
    };
    std::array<Met, kMany> met;
    for (std::size_t from = 0; from < kept; from += kMany) {
      const std::size_t count = std::min(kept - from, kMany);
      for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t key = key_at(from + i);
        met[i] = {key, key_slot(key_hash(key), slots)};
        __builtin_prefetch(&first[met[i].slot]);
      }
      const auto use = [&](std::size_t i) {
        return &uses[std::min<std::size_t>(first[met[i].slot], uses.size() - 1)];
      };
      for (std::size_t i = 0; i < count; ++i) __builtin_prefetch(use(i));
      for (std::size_t i = 0; i < count; ++i) __builtin_prefetch(&strings_[use(i)->string]);
      for (std::size_t i = 0; i < count; ++i) {
        __builtin_prefetch(elements_.data() + strings_[use(i)->string].elements);
      }
      for (std::size_t i = 0; i < count; ++i) look(from + i, met[i].key, met[i].slot);
    }
  }

  bool has_mark(const PlanKeyUse& use, std::size_t place) const {
    if (use.mark == 0) return true;
    const std::size_t at = place + static_cast<std::size_t>(std::ptrdiff_t{use.mark_at});
    return at < size_ && (block_[at] | 0x20) == use.mark;
  }

  void verify(const PlanKeyUse& use, std::size_t place) {
    const PlanString& s = strings_[use.string];
    if (use.back > place) return;
    const std::size_t start = place - use.back;
    if (start + s.length > size_) return;
    const std::uint16_t* wanted = elements_.data() + s.elements;
    const std::uint8_t* text = block_ + start;
    for (std::uint32_t i = 0; i < s.length; ++i) {
      if (wanted[i] < 256 ? wanted[i] != text[i] : !sets_[wanted[i] - 256u].has(text[i])) return;
    }
    hits_.push_back(StringHit{start} << 32 | use.string);
  }

  // Whether the line around `offset` holds what else the pattern requires.
  bool may_match(std::uint32_t pattern, std::size_t offset) {
    const std::uint32_t begin = pattern == 0 ? 0 : demand_ends_[pattern - 1];
    const auto demand = demands_.subspan(begin, demand_ends_[pattern] - begin);
    if (demand.empty()) return true;
    if (!line_known_) {
      const std::string_view block(reinterpret_cast<const char*>(block_), size_);
      const std::size_t start = lines_.line_start(offset);
      line_ = block.substr(start, line_end_ - start);
      line_known_ = true;
      // The values of such a line are decoded before expressions see them.
      line_grams_.read(line_);
      constexpr std::string_view kEncoded = "##teamcity[";
      encoded_ = line_grams_.may_hold(kEncoded) && line_.find(kEncoded) != std::string_view::npos;
    }
    return encoded_ || meets(demand, line_, line_grams_, sets_, kernels_);
  }

  // The patterns of the strings found in a strip, each once a line.
  void tell() {
    std::sort(hits_.begin(), hits_.end());
    if (told_.size() != plan_.patterns()) told_.assign(plan_.patterns(), 0);
    const auto patterns = plan_.items<std::uint32_t>(plan_.header().string_patterns);
    for (const StringHit h : hits_) {
      const auto offset = static_cast<std::uint32_t>(h >> 32);
      if (offset >= line_end_) {
        line_begin_ = offset;
        line_end_ = lines_.line_end(offset);
        ++line_number_;
        line_known_ = false;
      }
      // A string may begin in the strip before, in a line that is not this one.
      const bool other_line = offset < line_begin_;
      const PlanString& s = strings_[static_cast<std::uint32_t>(h)];
      for (const std::uint32_t p : patterns.subspan(s.patterns, s.pattern_count)) {
        if (!other_line) {
          if (told_[p] == line_number_) continue;
          told_[p] = line_number_;
          if (checks_demands_ && !may_match(p, offset)) continue;
        }
        const Candidate told{offset, p};
        // Few have the same offset.
        auto at = out_.end();
        while (at != out_.begin() && (at - 1)->offset == offset && before(told, *(at - 1))) --at;
        out_.insert(at, told);
      }
    }
    hits_.clear();
  }

  const bool checks_demands_;
  const PlanView& plan_;
  const Kernels& kernels_;
  const PlanFilter& filter_;
  const std::uint8_t* block_;
  std::size_t size_;
  const LineMap& lines_;
  std::span<const PlanString> strings_;
  std::span<const std::uint16_t> elements_;
  std::vector<Candidate>& out_;
  std::array<WindowTables, kKeyWidths.size()> windows_;  // those that the plan has
  std::array<const PlanKeys*, kKeyWidths.size()> keys_{}, more_keys_{};
  std::size_t filters_ = 0;
  GramTable grams_;
  std::array<Places, kKeyWidths.size()>& places_;
  std::array<Place, kStrip + 64>& kept_;
  std::vector<StringHit>& hits_;
  std::vector<std::uint64_t>& told_;
  std::uint64_t& line_number_;
  LineGrams& line_grams_;
  std::span<const std::uint16_t> demands_;
  std::span<const std::uint32_t> demand_ends_;
  std::span<const ByteSet> sets_;
  std::string_view line_;            // where it is known
  bool line_known_ = false, encoded_ = false;
  std::size_t line_begin_ = 0;       // its first hit
  std::size_t line_end_ = 0;
};

Prefilter::Prefilter(PlanView plan, Target most)
    : plan_(plan),
      kernels_(kernels(most)),
      filter_(kernels_.byte_sets && plan.header().has_whole != 0 ? plan_.header().whole
                                                                 : plan_.header().hybrid) {}

void Prefilter::find(std::string_view block, const LineMap& lines, Scratch& scratch,
                     std::vector<Candidate>& out, Demands demands) const {
  out.clear();
  if (block.empty() || block.size() > kMostBytes) return;
  if (scratch.memory_ == nullptr) scratch.memory_ = std::make_unique_for_overwrite<Scratch::Memory>();
  Search(*this, block, lines, *scratch.memory_, out, demands).run();
}

}  // namespace logdiag::match
