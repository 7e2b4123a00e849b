#include "match/plan.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <unordered_map>
#include <utility>
#include <vector>

#include "match/byte_model.hpp"
#include "match/demands.hpp"
#include "match/factors.hpp"
#include "match/placement.hpp"
#include "match/plan_writer.hpp"
#include "match/window_costs.hpp"

namespace logdiag::match {
namespace {

// What each effort looks at.
struct Budget {
  std::size_t model_text;     // bytes of made-up log
  std::size_t whole_strings;  // up to here all strings get windows of their own
  std::size_t whole_places, whole_windows;
  std::size_t hybrid_places, hybrid_windows;
  unsigned rounds;
};
constexpr Budget kThorough{262'144, 800, 32'768, 16, 131'072, 12, 3};
constexpr Budget kQuick{32'768, 300, 4'096, 4, 2'048, 3, 0};

// Bytes a window looks at, by the width of its key (kKeyWidths).
constexpr std::array<std::uint32_t, kKeyWidths.size()> kReaches = {6, 6, 4};

// Factors asked of a line beside the one that was found in it, the rarest.
constexpr std::size_t kDemands = 6;

// Strings that share a bucket before another group of buckets pays.
constexpr double kStringsPerNibbleBucket = 16;
constexpr std::array<double, kKeyWidths.size()> kStringsPerByteBucket = {20, 16, 4};

// One bit of the gram table in this many is set at most.
constexpr std::size_t kGramSpread = 24;
constexpr unsigned kLeastGramBits = 15, kMostGramBits = 16;  // slots

// The text to plan by is always the same; a program may plan many rule sets.
const ByteModel& quick_model() {
  static const ByteModel model(kQuick.model_text);
  return model;
}

class Planner {
 public:
  Planner(const Budget& budget, const ByteModel& model, CaseFolding folding, double often)
      : budget_(budget), folding_(folding), often_(often), model_(model), costs_(pool_, model_),
        gram_counts_(model.text()) {}

  std::string run(std::span<const std::string_view> patterns) {
    for (std::uint32_t i = 0; i < patterns.size(); ++i) add_pattern(i, patterns[i]);
    PlanHeader h;
    h.patterns = static_cast<std::uint32_t>(patterns.size());
    write_strings(h);
    if (strings_.size() <= budget_.whole_strings) {
      h.has_whole = 1;
      std::vector<std::uint32_t> all(strings_.size());
      for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
      h.whole = windowed(all, {.nibbles = false, .places = budget_.whole_places,
                               .windows = budget_.whole_windows, .rounds = budget_.rounds});
    }
    h.hybrid = hybrid();
    return writer_.finish(h);
  }

 private:
  struct String {
    ClassString text;
    std::vector<std::uint32_t> patterns;
  };

  void add_pattern(std::uint32_t pattern, std::string_view expression) {
    const Factor best = best_factor(expression);
    costs_.forget();
    demand_ends_.push_back(static_cast<std::uint32_t>(demands_.size()));
    if (best.empty()) slow_.push_back(pattern);
    for (const ClassString& s : best) {
      const auto [it, fresh] = numbers_.try_emplace(s, static_cast<std::uint32_t>(strings_.size()));
      if (fresh) strings_.push_back({s, {}});
      strings_[it->second].patterns.push_back(pattern);
    }
  }

  Factor best_factor(std::string_view expression) {
    const auto syntax = parse_expression(expression, folding_);
    if (!syntax) return {};
    const FactorCost cost = [&](const Factor& f) { return costs_.factor_cost(f); };
    std::vector<Factor> all = required_factors(*syntax, pool_, cost);
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t i = 0; i < all.size(); ++i) order.emplace_back(costs_.factor_cost(all[i]), i);
    std::sort(order.begin(), order.end());
    if (order.empty() || !(order.front().first < often_)) return {};
    // One is looked for; that the others are there, too, is asked of its line. Most say no:
    // those come first that say so soon.
    if (order.size() > kDemands + 1) order.resize(kDemands + 1);
    std::stable_sort(order.begin() + 1, order.end(), [&](const auto& a, const auto& b) {
      return all[a.second].size() < all[b.second].size();
    });
    for (std::size_t i = 1; i < order.size(); ++i) {
      demand_factor(all[order[i].second], pool_, gram_counts_, demands_);
    }
    return std::move(all[order.front().second]);
  }

  void write_strings(PlanHeader& h) {
    std::vector<PlanString> strings;
    std::vector<std::uint16_t> elements;
    std::vector<std::uint32_t> patterns;
    for (const String& s : strings_) {
      strings.push_back({static_cast<std::uint32_t>(elements.size()),
                         static_cast<std::uint32_t>(s.text.size()),
                         static_cast<std::uint32_t>(patterns.size()),
                         static_cast<std::uint32_t>(s.patterns.size())});
      for (const char16_t e : s.text) elements.push_back(e);
      patterns.insert(patterns.end(), s.patterns.begin(), s.patterns.end());
    }
    h.strings = writer_.add(strings);
    h.elements = writer_.add(elements);
    h.sets = writer_.add(pool_.sets());
    h.string_patterns = writer_.add(patterns);
    h.slow = writer_.add(slow_);
    h.demand_ends = writer_.add(demand_ends_);
    h.demands = writer_.add(demands_);
  }

  // A key of a string, `width` bytes from `offset` on.
  PlanKeyUse use_of(std::uint64_t key, std::uint32_t string, std::uint32_t offset,
                    std::uint32_t width) const {
    PlanKeyUse use{key, string, static_cast<std::uint16_t>(offset), 0, 0};
    const auto [place, byte] = costs_.mark(strings_[string].text, offset, width);
    const int from_key = place - static_cast<int>(offset);
    if (place >= 0 && from_key == static_cast<std::int8_t>(from_key)) {
      use.mark_at = static_cast<std::int8_t>(from_key);
      use.mark = byte;
    }
    return use;
  }

  // A filter that finds these strings by windows.
  PlanFilter windowed(const std::vector<std::uint32_t>& chosen, const PlacementOptions& options) {
    std::array<std::vector<std::uint32_t>, kKeyWidths.size()> by_width;
    for (const std::uint32_t i : chosen) {
      const std::uint32_t width = costs_.windows(strings_[i].text).front().width;
      costs_.forget();
      by_width[static_cast<std::size_t>(std::find(kKeyWidths.begin(), kKeyWidths.end(), width) -
                                        kKeyWidths.begin())]
          .push_back(i);
    }
    PlanFilter f;
    for (std::size_t w = 0; w < by_width.size(); ++w) {
      std::vector<std::uint32_t>& own = by_width[w];
      if (own.empty()) continue;
      double buckets = byte_buckets(own.size(), w);
      if (const std::size_t next = w + 1; next < by_width.size() && kReaches[next] == kReaches[w]) {
        std::vector<std::uint32_t>& others = by_width[next];
        const double more = byte_buckets(others.size(), next);
        const bool few = more < 1;  // they cost nothing
        const double all = few ? buckets : buckets + more;
        // With half a group's worth of buckets too few, places that pass cost more than a group.
        const std::size_t shared = groups(few ? all : all + kBuckets / 2.0);
        if (!others.empty() && shared < groups(buckets) + groups(more)) {
          own.insert(own.end(), others.begin(), others.end());
          others.clear();
          buckets = all;
        }
      }
      place_strings(own, w, groups(buckets), options, f);
    }
    return f;
  }

  // How many buckets strings should have, how many groups of buckets that is.
  static double byte_buckets(std::size_t strings, std::size_t w) {
    return static_cast<double>(strings) / kStringsPerByteBucket[w];
  }
  static std::size_t groups(double buckets) {
    return std::clamp(static_cast<std::size_t>(buckets / kBuckets), std::size_t{1}, kMaxGroups);
  }

  // Buckets for look-ups of nibbles and of bytes are filled apart: what they let through
  // differs. With options.nibbles those of nibbles come first and choose the windows;
  // without, there are none. Strings whose keys have the next width may be among those of
  // width `w`.
  void place_strings(const std::vector<std::uint32_t>& chosen, std::size_t w,
                     std::size_t byte_groups, PlacementOptions options, PlanFilter& filter) {
    options.reach = kReaches[w];
    PlanWindows& f = filter.windows[w];
    f.reach = kReaches[w];
    std::vector<std::vector<Window>> windows(chosen.size());
    std::vector<PlacementItem> items(chosen.size());
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      windows[i] = costs_.windows(strings_[chosen[i]].text);
      if (windows[i].size() > options.windows) windows[i].resize(options.windows);
      costs_.forget();
      items[i] = {&strings_[chosen[i]].text, &windows[i]};
    }
    const auto place = [&](bool nibbles, std::size_t groups) {
      PlacementOptions own = options;
      own.nibbles = nibbles;
      own.buckets = kBuckets * groups;
      Placement placed = place_windows(items, pool_, model_, own);
      for (std::size_t i = 0; i < chosen.size(); ++i) windows[i] = {windows[i][placed.window[i]]};
      return placed.buckets;
    };
    const auto each = [&](const PlacedBuckets& buckets, const auto& add) {
      for (std::size_t b = 0; b < buckets.size(); ++b) {
        for (std::size_t j = 0; j < options.reach; ++j) {
          buckets[b][j].each([&](unsigned byte) {
            add(b / kBuckets * options.reach + j, j, byte, static_cast<std::uint8_t>(1u << b % kBuckets));
          });
        }
      }
    };
    std::vector<std::uint8_t> bytes, nibbles;
    if (options.nibbles) {
      const PlacedBuckets buckets = place(
          true, groups(static_cast<double>(chosen.size()) / kStringsPerNibbleBucket));
      f.nibble_groups = static_cast<std::uint32_t>(buckets.size() / kBuckets);
      nibbles.assign(f.nibble_groups * options.reach * 32, 0);
      each(buckets, [&](std::size_t table, std::size_t, unsigned byte, std::uint8_t bit) {
        nibbles[table * 32 + (byte & 15)] |= bit;
        nibbles[table * 32 + 16 + (byte >> 4)] |= bit;
      });
    }
    const PlacedBuckets buckets = place(false, byte_groups);
    f.byte_groups = static_cast<std::uint32_t>(buckets.size() / kBuckets);
    bytes.assign(f.byte_groups * options.reach * kByteSymbols, 0);
    each(buckets, [&](std::size_t table, std::size_t j, unsigned byte, std::uint8_t bit) {
      bytes[table * kByteSymbols + symbol_of(byte, folds_case(options.reach, j))] |= bit;
    });
    f.byte_table = writer_.add(bytes);
    f.nibble_table = writer_.add(nibbles);
    for (std::size_t width = w; width < kKeyWidths.size(); ++width) {
      std::vector<PlanKeyUse> uses;
      for (std::size_t i = 0; i < chosen.size(); ++i) {
        const Window& own = windows[i][0];
        if (own.width != kKeyWidths[width]) continue;
        for (const std::uint64_t k : costs_.keys(*items[i].string, own.offset, own.width)) {
          uses.push_back(use_of(k, chosen[i], own.offset, own.width));
        }
      }
      if (!uses.empty()) filter.windows[width].keys = writer_.add_keys(std::move(uses), kKeyWidths[width]);
    }
  }

  PlanFilter hybrid() {
    std::vector<std::uint32_t> rest;
    std::vector<std::uint64_t> grams;
    std::vector<PlanKeyUse> after, before;
    for (std::uint32_t i = 0; i < strings_.size(); ++i) {
      const ClassString& s = strings_[i].text;
      const int run = costs_.sampled_run(s);
      if (run < 0) {
        rest.push_back(i);
        continue;
      }
      // The sampler looks at one of four places in the run; `j` says which.
      for (std::uint32_t j = 0; j < kSampleStep; ++j) {
        const std::uint32_t place = static_cast<std::uint32_t>(run) + j;
        grams.push_back(costs_.keys(s, place, kGramBytes)[0]);
        if (j < kSampleStep / 2) {
          after.push_back(use_of(costs_.keys(s, place, 8)[0], i, place, 8));
        } else {
          const std::uint32_t from = place - kGramBefore;
          before.push_back(use_of(costs_.keys(s, from, 8)[0], i, from, 8));
        }
      }
    }
    PlanFilter f = windowed(rest, {.nibbles = true, .places = budget_.hybrid_places,
                                   .windows = budget_.hybrid_windows, .rounds = budget_.rounds});
    std::vector<std::uint8_t> table;
    if (!grams.empty()) {
      const auto wanted = static_cast<unsigned>(std::bit_width(grams.size() * kGramSpread / 8));
      const unsigned bits = std::clamp(wanted, kLeastGramBits, kMostGramBits);
      f.gram_shift = 32 - bits;
      table.assign((std::size_t{1} << bits) + kGramOverread, 0);
      for (const std::uint64_t g : grams) {
        const std::uint32_t h = gram_hash(g);
        std::uint8_t* const slot = table.data() + (h >> f.gram_shift);
        std::uint32_t four = 0;
        std::memcpy(&four, slot, sizeof four);
        four |= gram_bits(h);
        std::memcpy(slot, &four, sizeof four);
      }
    }
    f.grams = writer_.add(table);
    f.after = writer_.add_keys(std::move(after), 8);
    f.before = writer_.add_keys(std::move(before), 8);
    return f;
  }

  const Budget& budget_;
  CaseFolding folding_;
  double often_;
  SetPool pool_;
  const ByteModel& model_;
  WindowCosts costs_;
  GramCounts gram_counts_;
  PlanWriter writer_;
  std::vector<String> strings_;
  std::unordered_map<ClassString, std::uint32_t> numbers_;
  std::vector<std::uint32_t> slow_;
  std::vector<std::uint32_t> demand_ends_;
  std::vector<std::uint16_t> demands_;
};

}  // namespace

std::string build_plan(std::span<const std::string_view> patterns, PlanEffort effort,
                       CaseFolding folding, double often) {
  if (effort == PlanEffort::quick) {
    return Planner(kQuick, quick_model(), folding, often).run(patterns);
  }
  return Planner(kThorough, ByteModel(kThorough.model_text), folding, often).run(patterns);
}

}  // namespace logdiag::match
