// plan_view.cpp - checks of a plan that comes from outside.
#include <algorithm>
#include <bit>

#include "match/demands.hpp"
#include "match/plan.hpp"

namespace logdiag::match {
namespace {

constexpr std::uint32_t kLongest = 1 << 16;  // class string

class Checker {
 public:
  explicit Checker(const PlanView& view, std::size_t size) : view_(view), size_(size) {}

  bool plan() const {
    const PlanHeader& h = view_.header();
    return section<PlanString>(h.strings) && section<std::uint16_t>(h.elements) &&
           section<ByteSet>(h.sets) && section<std::uint32_t>(h.string_patterns) &&
           section<std::uint32_t>(h.slow) && all_below(h.slow, h.patterns) &&
           all_below(h.string_patterns, h.patterns) && elements(h) && strings(h) && demands(h) &&
           (h.has_whole == 0 || filter(h.whole, false)) && filter(h.hybrid, true);
  }

 private:
  template <class Item>
  bool section(const PlanSection& s) const {
    return s.offset % kPlanAlignment == 0 && s.offset <= size_ &&
           s.count <= (size_ - s.offset) / sizeof(Item);
  }

  bool all_below(const PlanSection& s, std::uint32_t limit) const {
    for (const std::uint32_t i : view_.items<std::uint32_t>(s)) {
      if (i >= limit) return false;
    }
    return true;
  }

  bool elements(const PlanHeader& h) const {
    for (const std::uint16_t e : view_.items<std::uint16_t>(h.elements)) {
      if (e >= 256u + h.sets.count) return false;
    }
    return true;
  }

  static bool within(std::uint32_t from, std::uint32_t count, const PlanSection& s) {
    return from <= s.count && count <= s.count - from;
  }

  bool strings(const PlanHeader& h) const {
    for (const PlanString& s : view_.items<PlanString>(h.strings)) {
      if (s.length == 0 || s.length > kLongest || !within(s.elements, s.length, h.elements) ||
          !within(s.patterns, s.pattern_count, h.string_patterns)) {
        return false;
      }
    }
    return true;
  }

  bool demands(const PlanHeader& h) const {
    if (!section<std::uint32_t>(h.demand_ends) || !section<std::uint16_t>(h.demands) ||
        h.demand_ends.count != h.patterns) {
      return false;
    }
    const auto words = view_.items<std::uint16_t>(h.demands);
    std::uint32_t begin = 0;
    for (const std::uint32_t end : view_.items<std::uint32_t>(h.demand_ends)) {
      if (end < begin || end > words.size()) return false;
      if (!well_formed(words.subspan(begin, end - begin), h.sets.count)) return false;
      begin = end;
    }
    return true;
  }

  bool keys(const PlanKeys& k) const {
    if (!section<std::uint64_t>(k.bits) || !section<std::uint32_t>(k.first) ||
        !section<PlanKeyUse>(k.uses)) {
      return false;
    }
    if (k.uses.count == 0) return true;  // never looked into
    if (k.width == 0 || k.width > 8 || k.bits.count < 2 || !std::has_single_bit(k.bits.count) ||
        k.bits_shift != 64u - static_cast<std::uint32_t>(std::countr_zero(k.bits.count)) ||
        k.first.count < 2 || !std::has_single_bit(k.first.count - 1)) {
      return false;
    }
    std::uint32_t last = 0;
    for (const std::uint32_t i : view_.items<std::uint32_t>(k.first)) {
      if (i < last || i > k.uses.count) return false;
      last = i;
    }
    const auto all = view_.items<PlanString>(view_.header().strings);
    for (const PlanKeyUse& u : view_.items<PlanKeyUse>(k.uses)) {
      if (u.string >= all.size() || u.back > all[u.string].length) return false;
    }
    return true;
  }

  bool windows(const PlanWindows& w, std::uint32_t width, bool nibbles) const {
    if (w.reach != 0 && w.reach != 4 && w.reach != 6) return false;
    if (w.byte_groups > kMaxGroups || w.nibble_groups > kMaxGroups) return false;
    if (w.reach != 0 && (w.byte_groups == 0 || (nibbles && w.nibble_groups == 0))) return false;
    return section<std::uint8_t>(w.byte_table) &&
           w.byte_table.count == w.byte_groups * w.reach * kByteSymbols &&
           section<std::uint8_t>(w.nibble_table) &&
           w.nibble_table.count == w.nibble_groups * w.reach * 32 &&
           keys(w.keys) && (w.keys.uses.count == 0 || w.keys.width == width);
  }

  bool filter(const PlanFilter& f, bool nibbles) const {
    for (std::size_t i = 0; i < kKeyWidths.size(); ++i) {
      const PlanWindows& w = f.windows[i];
      if (!windows(w, kKeyWidths[i], nibbles)) return false;
      const bool joined = w.reach == 0 && w.keys.uses.count != 0;
      if (joined && (i == 0 || f.windows[i - 1].reach == 0)) return false;
    }
    if (!section<std::uint8_t>(f.grams)) return false;
    if (f.grams.count != 0) {
      const std::uint32_t slots = f.grams.count - std::min<std::uint32_t>(f.grams.count, kGramOverread);
      if (slots < 2 || !std::has_single_bit(slots) ||
          f.gram_shift != 32u - static_cast<std::uint32_t>(std::countr_zero(slots))) {
        return false;
      }
    }
    const auto wide = [](const PlanKeys& k) { return k.uses.count == 0 || k.width == 8; };
    return keys(f.after) && keys(f.before) && wide(f.after) && wide(f.before);
  }

  const PlanView& view_;
  std::size_t size_;
};

}  // namespace

std::optional<PlanView> PlanView::open(std::span<const std::byte> bytes, Trust trust) {
  if (bytes.size() < sizeof(PlanHeader) ||
      reinterpret_cast<std::uintptr_t>(bytes.data()) % kPlanAlignment != 0) {
    return std::nullopt;
  }
  const PlanView view(bytes);
  const PlanHeader& h = view.header();
  if (h.magic != kPlanMagic || h.version != kPlanVersion || h.byte_order != kPlanByteOrder ||
      h.size != bytes.size()) {
    return std::nullopt;
  }
  if (trust == Trust::none && !Checker(view, bytes.size()).plan()) return std::nullopt;
  return view;
}

}  // namespace logdiag::match
