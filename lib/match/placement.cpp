#include "match/placement.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>
#include <utility>

namespace logdiag::match {
namespace {

// A place that passes is a few nanoseconds of work, a key that is found is
// many; so much more does the second weigh.
constexpr double kKeyWeight = 10;
// Breaks ties in favour of buckets that need not grow.
constexpr double kFreshByte = 0.02;

using Words = std::vector<std::uint64_t>;

// What nibble look-ups let through when they must let through `set`.
ByteSet nibble_product(const ByteSet& set) {
  unsigned low = 0, high = 0;
  set.each([&](unsigned b) { low |= 1u << (b & 15), high |= 1u << (b >> 4); });
  ByteSet out;
  for (unsigned b = 0; b < 256; ++b) {
    if ((low >> (b & 15) & 1) != 0 && (high >> (b >> 4) & 1) != 0) out.add(b);
  }
  return out;
}

class Placer {
 public:
  Placer(const std::vector<PlacementItem>& items, const SetPool& pool, const ByteModel& model,
         const PlacementOptions& options)
      : items_(items), pool_(pool), options_(options) {
    const std::size_t places = std::min(options.places, model.size()) & ~std::size_t{511};
    words_ = places / 64;
    rows_.assign(std::size_t{2} * kByteSymbols, Words(words_ + 1));
    for (std::size_t i = 0; i < places + kMaxReach; ++i) {
      for (const bool folded : {false, true}) {
        const unsigned row = row_of(static_cast<unsigned char>(model.text()[i]), folded);
        rows_[row][i / 64] |= std::uint64_t{1} << i % 64;
      }
    }
    buckets_.resize(options.buckets);
    for (Bucket& b : buckets_) {
      b.bits.assign(options.reach, Words(words_));
      b.uses.assign(options.reach, std::vector<std::uint32_t>(256));
    }
    fresh_.assign(options.reach, Words(words_));
    grown_.assign(options.reach, Words(words_));
    union_.resize(words_ + 1);
  }

  Placement run() {
    std::vector<std::uint32_t> order(items_.size());
    std::iota(order.begin(), order.end(), 0u);
    // The hardest first: they have the least choice.
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return items_[a].windows->front().cost > items_[b].windows->front().cost;
    });
    spots_.resize(items_.size());
    for (const std::uint32_t i : order) put(i, best_spot(i), true);
    for (unsigned round = 0; round < options_.rounds; ++round) {
      for (const std::uint32_t i : order) {
        put(i, spots_[i], false);
        put(i, best_spot(i), true);
      }
    }
    Placement out;
    for (const Bucket& b : buckets_) {
      auto& sets = out.buckets.emplace_back();
      for (std::size_t j = 0; j < options_.reach; ++j) sets[j] = used(b, j);
      out.pass_rate += b.passes / std::max(1.0, static_cast<double>(words_ * 64));
    }
    for (const Spot& s : spots_) out.window.push_back(s.window);
    return out;
  }

 private:
  struct Spot {
    std::uint32_t window = 0, bucket = 0;
  };
  struct Bucket {
    std::array<ByteSet, kMaxReach> sets{};  // as let through
    std::vector<Words> bits;                // by offset: places whose byte is let through
    std::vector<std::vector<std::uint32_t>> uses;  // by offset and byte: windows that need it
    std::size_t windows = 0;                // put into it
    double passes = 0;                      // places of the text
  };

  // Nibble look-ups tell all bytes apart (those beyond ASCII are not in the text).
  unsigned row_of(unsigned byte, bool folded) const {
    if (options_.nibbles) return byte & 127;
    return symbol_of(byte, folded) + (folded ? kByteSymbols : 0);
  }

  ByteSet element(std::uint32_t item, std::uint32_t window, std::size_t j) const {
    const ClassString& s = *items_[item].string;
    const std::size_t at = (*items_[item].windows)[window].offset + j;
    return at < s.size() ? pool_.set(s[at]) : ByteSet::all();
  }

  // out |= places whose byte at offset j is in the set
  void add_places(const ByteSet& set, std::size_t j, Words& out) {
    std::fill(union_.begin(), union_.end(), 0);
    ByteSet rows;
    set.each([&](unsigned b) { rows.add(row_of(b, folds_case(options_.reach, j))); });
    rows.each([&](unsigned r) {
      const std::uint64_t* row = rows_[r].data();
      for (std::size_t w = 0; w <= words_; ++w) union_[w] |= row[w];
    });
    if (j == 0) {
      for (std::size_t w = 0; w < words_; ++w) out[w] |= union_[w];
    } else {
      for (std::size_t w = 0; w < words_; ++w) {
        out[w] |= union_[w] >> j | union_[w + 1] << (64 - j);
      }
    }
  }

  // Places at which all of `bits`, together with `more` where given, hold.
  double count(const std::vector<Words>& bits, const std::array<const Words*, kMaxReach>& more) {
    constexpr std::size_t kStep = 8;
    std::array<std::uint64_t, kStep> all{};
    std::uint64_t n = 0;
    for (std::size_t w = 0; w < words_; w += kStep) {
      all.fill(~std::uint64_t{0});
      for (std::size_t j = 0; j < options_.reach; ++j) {
        const std::uint64_t* a = bits[j].data() + w;
        if (more[j] == nullptr) {
          for (std::size_t k = 0; k < kStep; ++k) all[k] &= a[k];
        } else {
          const std::uint64_t* b = more[j]->data() + w;
          for (std::size_t k = 0; k < kStep; ++k) all[k] &= a[k] | b[k];
        }
      }
      for (const std::uint64_t v : all) {
        if (v != 0) n += static_cast<std::uint64_t>(std::popcount(v));
      }
    }
    return static_cast<double>(n);
  }

  Spot best_spot(std::uint32_t item) {
    const std::vector<Window>& windows = *items_[item].windows;
    Spot best;
    double least = std::numeric_limits<double>::infinity();
    const std::size_t tried = std::min(options_.windows, windows.size());
    for (std::uint32_t w = 0; w < tried; ++w) {
      const double own = windows[w].cost * kKeyWeight * static_cast<double>(words_ * 64);
      if (own >= least) break;  // the next ones are dearer still
      std::array<bool, kMaxReach> ready{};
      bool empty_tried = false;
      for (std::uint32_t b = 0; b < buckets_.size(); ++b) {
        const Bucket& bucket = buckets_[b];
        // One empty bucket is like the other; of few strings most are.
        if (bucket.windows == 0 && std::exchange(empty_tried, true)) continue;
        std::array<const Words*, kMaxReach> more{};
        unsigned fresh = 0;
        for (std::size_t j = 0; j < options_.reach; ++j) {
          const ByteSet set = element(item, w, j);
          if (set.within(bucket.sets[j])) continue;
          if (options_.nibbles) {
            ByteSet all = bucket.sets[j];
            all.add_all(set);
            const ByteSet product = nibble_product(all);
            fresh += product.size() - bucket.sets[j].size();
            std::fill(grown_[j].begin(), grown_[j].end(), 0);
            add_places(without(product, bucket.sets[j]), j, grown_[j]);
            more[j] = &grown_[j];
          } else {
            fresh += without(set, bucket.sets[j]).size();
            if (!ready[j]) {
              std::fill(fresh_[j].begin(), fresh_[j].end(), 0);
              add_places(set, j, fresh_[j]);
              ready[j] = true;
            }
            more[j] = &fresh_[j];
          }
        }
        double cost = own;
        if (fresh > 0) cost += count(bucket.bits, more) - bucket.passes + kFreshByte * fresh;
        if (cost < least) least = cost, best = {w, b};
      }
    }
    return best;
  }

  static ByteSet without(const ByteSet& set, const ByteSet& taken) {
    ByteSet out;
    set.each([&](unsigned b) {
      if (!taken.has(b)) out.add(b);
    });
    return out;
  }

  // The bytes that windows of a bucket need at offset j.
  static ByteSet used(const Bucket& bucket, std::size_t j) {
    ByteSet set;
    for (unsigned b = 0; b < 256; ++b) {
      if (bucket.uses[j][b] != 0) set.add(b);
    }
    return set;
  }

  // Puts an item into a bucket, or takes it out.
  void put(std::uint32_t item, const Spot& spot, bool in) {
    spots_[item] = spot;
    Bucket& bucket = buckets_[spot.bucket];
    bucket.windows += in ? 1 : std::size_t{0} - 1;
    for (std::size_t j = 0; j < options_.reach; ++j) {
      bool changed = false;
      element(item, spot.window, j).each([&](unsigned b) {
        std::uint32_t& n = bucket.uses[j][b];
        if (in ? n++ == 0 : --n == 0) changed = true;
      });
      if (!changed) continue;
      ByteSet set = used(bucket, j);
      if (options_.nibbles) set = nibble_product(set);
      if (set == bucket.sets[j]) continue;
      if (!in) std::fill(bucket.bits[j].begin(), bucket.bits[j].end(), 0);
      add_places(in ? without(set, bucket.sets[j]) : set, j, bucket.bits[j]);
      bucket.sets[j] = set;
    }
    bucket.passes = count(bucket.bits, {});
  }

  const std::vector<PlacementItem>& items_;
  const SetPool& pool_;
  const PlacementOptions& options_;
  std::size_t words_ = 0;
  std::vector<Words> rows_;  // by row_of(): its places in the text
  std::vector<Bucket> buckets_;
  std::vector<Words> fresh_, grown_;
  Words union_;
  std::vector<Spot> spots_;
};

}  // namespace

Placement place_windows(const std::vector<PlacementItem>& items, const SetPool& pool,
                        const ByteModel& model, const PlacementOptions& options) {
  return Placer(items, pool, model, options).run();
}

}  // namespace logdiag::match
