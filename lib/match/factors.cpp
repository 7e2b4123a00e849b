#include "match/factors.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

namespace logdiag::match {
namespace {

using Kind = SyntaxNode::Kind;

// Bounds of what is multiplied out.
constexpr std::size_t kProduct = 48;        // strings of a product
constexpr std::size_t kUnion = 256;         // strings of an alternation
constexpr std::size_t kLength = 80;         // sets of one string
constexpr std::size_t kSets = 2'500;        // sets of all strings of a product
// Sets kept on either side of an inexact joint, at most and where that is too much.
constexpr std::array<std::size_t, 4> kJoinReaches = {24, 8, 5, 3};
constexpr std::size_t kCandidates = 10;     // factors kept of one expression
constexpr std::size_t kCopies = 12;         // of x{n}
constexpr std::size_t kOptional = 6;        // strings of x? and x{m,n} written out

// What is known of a part of an expression.
struct Known {
  bool exact = true;           // its matches are `whole` and nothing else
  Factor whole;                // if exact
  Factor begin, end;           // otherwise: every match begins, ends with one of these
  std::vector<Factor> inside;  // and contains one of each of these
};

const Factor& begin_of(const Known& k) { return k.exact ? k.whole : k.begin; }
const Factor& end_of(const Known& k) { return k.exact ? k.whole : k.end; }

void unique(Factor& f) {
  std::sort(f.begin(), f.end());
  f.erase(std::unique(f.begin(), f.end()), f.end());
}

// All of a followed by all of b; false when that is too much.
bool cross(const Factor& a, const Factor& b, Factor& out) {
  if (a.size() * b.size() > kProduct) return false;
  std::size_t total = 0;
  Factor product;
  for (const ClassString& x : a) {
    for (const ClassString& y : b) {
      total += x.size() + y.size();
      if (x.size() + y.size() > kLength || total > kSets) return false;
      product.push_back(x + y);
    }
  }
  unique(product);
  out = std::move(product);
  return true;
}

Factor heads(const Factor& f, std::size_t reach) {
  Factor out;
  for (const ClassString& s : f) out.push_back(s.substr(0, reach));
  unique(out);
  return out;
}

Factor tails(const Factor& f, std::size_t reach) {
  Factor out;
  for (const ClassString& s : f) out.push_back(s.substr(s.size() - std::min(s.size(), reach)));
  unique(out);
  return out;
}

// What stands on either side of a joint. The nearer to it, the fewer strings there are:
// of " 1) test" and " 12) test" it is ") test".
bool cross_near(const Factor& a, const Factor& b, Factor& out) {
  for (const std::size_t reach : kJoinReaches) {
    if (cross(tails(a, reach), heads(b, kJoinReaches[0]), out)) return true;
  }
  for (const std::size_t reach : kJoinReaches) {
    if (cross(tails(a, kJoinReaches[0]), heads(b, reach), out)) return true;
  }
  return false;
}

class Extractor {
 public:
  Extractor(const Syntax& syntax, SetPool& pool, const FactorCost& cost)
      : syntax_(syntax), pool_(pool), cost_(cost) {}

  std::vector<Factor> run() {
    // Children stand before parents, so that no recursion is needed.
    std::vector<Known> known(syntax_.nodes.size());
    for (std::size_t i = 0; i < known.size(); ++i) known[i] = derive(syntax_.nodes[i], known);
    if (known.empty()) return {};
    return candidates(std::move(known.back()));
  }

 private:
  static Known nothing() { return {true, {ClassString()}, {}, {}, {}}; }
  static Known anything() { return {false, {}, {ClassString()}, {ClassString()}, {}}; }

  Known derive(const SyntaxNode& n, std::vector<Known>& known) {
    switch (n.kind) {
      case Kind::empty: return nothing();
      case Kind::gap: return anything();
      case Kind::set: {
        ByteSet set = n.set;
        set.remove('\n');  // matches lie within a line
        const auto number = set.empty() ? std::nullopt : pool_.number(set);
        if (!number) return anything();
        return {true, {ClassString(1, *number)}, {}, {}, {}};
      }
      case Kind::concat: {
        Known all = nothing();
        for (const std::uint32_t c : n.children) all = concat(std::move(all), std::move(known[c]));
        return all;
      }
      case Kind::alternate: {
        std::vector<Known> branches;
        for (const std::uint32_t c : n.children) branches.push_back(std::move(known[c]));
        return alternate(std::move(branches));
      }
      case Kind::repeat: return repeat(n, known[n.children[0]]);
    }
    return anything();
  }

  // Whether a set of strings is worth being remembered at all.
  static bool useful(const Factor& f) {
    return !f.empty() &&
           std::all_of(f.begin(), f.end(), [](const ClassString& s) { return s.size() >= 2; });
  }

  void keep(std::vector<Factor>& list, Factor f) {
    if (!useful(f)) return;
    drop_longer(f);
    if (std::find(list.begin(), list.end(), f) == list.end()) list.push_back(std::move(f));
    if (list.size() > 2 * kCandidates) shorten(list);
  }

  void shorten(std::vector<Factor>& list) {
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t i = 0; i < list.size(); ++i) order.emplace_back(cost_(list[i]), i);
    std::sort(order.begin(), order.end());
    std::vector<Factor> best;
    for (const auto& [cost, i] : order) {
      if (best.size() < kCandidates && std::isfinite(cost)) best.push_back(std::move(list[i]));
    }
    list = std::move(best);
  }

  Known concat(Known a, Known b) {
    Known r;
    if (a.exact && b.exact && cross(a.whole, b.whole, r.whole)) {
      // One string of a longer factor may be rarer than all of its products.
      if (r.whole.size() > a.whole.size()) keep(a.inside, a.whole);
      if (r.whole.size() > b.whole.size()) keep(b.inside, b.whole);
      // So may a part of its products: "x1" of "x1", "x11", "x111".
      const bool fresh_choice = a.whole.size() == 1 && b.whole.size() > 1;
      if (fresh_choice || r.whole.size() > std::max(a.whole.size(), b.whole.size())) {
        keep(a.inside, r.whole);
      }
      r.inside = std::move(a.inside);
      for (Factor& f : b.inside) keep(r.inside, std::move(f));
      return r;
    }
    r.exact = false;
    r.inside = std::move(a.inside);
    for (Factor& f : b.inside) keep(r.inside, std::move(f));
    // What ends up in begin or end may still grow; the rest is decided here.
    Factor joint;
    const bool joined = cross(end_of(a), begin_of(b), joint);
    if (!joined || joint.size() > end_of(a).size()) keep(r.inside, end_of(a));
    if (!joined || joint.size() > begin_of(b).size()) keep(r.inside, begin_of(b));
    const bool near = joined || cross_near(end_of(a), begin_of(b), joint);
    if (near && (!joined || (!a.exact && !b.exact))) keep(r.inside, joint);
    r.begin = joined && a.exact ? joint : begin_of(a);
    r.end = joined && b.exact ? joint : end_of(b);
    return r;
  }

  Known alternate(std::vector<Known> branches) {
    Known r;
    r.exact = std::all_of(branches.begin(), branches.end(), [](auto& b) { return b.exact; });
    if (r.exact && unite(branches, [](const Known& b) -> const Factor& { return b.whole; }, r.whole)) {
      best_of_each(branches, r.inside);
      return r;
    }
    r.exact = false;
    if (!unite(branches, begin_of, r.begin)) r.begin = {ClassString()};
    if (!unite(branches, end_of, r.end)) r.end = {ClassString()};
    best_of_each(branches, r.inside);
    return r;
  }

  template <class Part>
  static bool unite(const std::vector<Known>& branches, Part part, Factor& out) {
    Factor all;
    std::size_t total = 0;
    for (const Known& b : branches) {
      for (const ClassString& s : part(b)) total += s.size(), all.push_back(s);
      if (all.size() > kUnion || total > 4 * kSets) return false;
    }
    unique(all);
    out = std::move(all);
    return true;
  }

  // The cheapest factor of every branch together are one of the alternation.
  void best_of_each(const std::vector<Known>& branches, std::vector<Factor>& out) {
    Factor all;
    for (const Known& b : branches) {
      const std::vector<Factor> own = candidates(b);
      const Factor* best = nullptr;
      double least = std::numeric_limits<double>::infinity();
      for (const Factor& f : own) {
        const double c = own.size() == 1 ? 0 : cost_(f);
        if (c < least) least = c, best = &f;
      }
      if (best == nullptr || all.size() + best->size() > kUnion) return;
      all.insert(all.end(), best->begin(), best->end());
    }
    unique(all);
    keep(out, std::move(all));
  }

  Known repeat(const SyntaxNode& n, Known& x) {
    if (n.max == 0) return nothing();
    if (x.exact && n.max != SyntaxNode::kUnbounded) {
      Factor whole, power{ClassString()};
      bool fits = n.max <= kCopies;
      for (std::uint32_t i = 0; fits && i <= n.max; ++i) {
        if (i >= n.min) whole.insert(whole.end(), power.begin(), power.end());
        fits = (n.min == n.max || whole.size() <= kOptional) &&
               (i == n.max || cross(power, x.whole, power));
      }
      unique(whole);
      if (fits) return {true, std::move(whole), {}, {}, {}};
    }
    if (n.min == 0) return anything();
    Known all = x;
    for (std::uint32_t i = 1; i < n.min && i < kCopies; ++i) all = concat(std::move(all), x);
    if (n.min == n.max && n.min <= kCopies) return all;
    Known open;
    open.exact = false;
    open.begin = begin_of(all);
    open.end = end_of(all);
    open.inside = all.inside;
    if (all.exact) keep(open.inside, all.whole);
    return open;
  }

  std::vector<Factor> candidates(Known k) {
    std::vector<Factor> out;
    if (k.exact) {
      keep(out, std::move(k.whole));
    } else {
      keep(out, std::move(k.begin));
      keep(out, std::move(k.end));
    }
    for (Factor& f : k.inside) keep(out, std::move(f));
    if (out.size() > kCandidates) shorten(out);
    return out;
  }

  // A string that contains another of the same factor adds nothing.
  void drop_longer(Factor& f) const {
    if (f.size() == 1 || f.size() > kProduct) return;
    const auto contains = [&](const ClassString& outer, const ClassString& inner) {
      for (std::size_t o = 0; o + inner.size() <= outer.size(); ++o) {
        bool same = true;
        for (std::size_t i = 0; same && i < inner.size(); ++i) {
          same = outer[o + i] == inner[i] ||
                 (inner[i] >= 256 && pool_.set(outer[o + i]).within(pool_.set(inner[i])));
        }
        if (same) return true;
      }
      return false;
    };
    std::stable_sort(f.begin(), f.end(),
                     [](const auto& a, const auto& b) { return a.size() < b.size(); });
    Factor kept;
    for (const ClassString& s : f) {
      if (std::none_of(kept.begin(), kept.end(), [&](const auto& k) { return contains(s, k); })) {
        kept.push_back(s);
      }
    }
    f = std::move(kept);
  }

  const Syntax& syntax_;
  SetPool& pool_;
  const FactorCost& cost_;
};

}  // namespace

std::vector<Factor> required_factors(const Syntax& syntax, SetPool& pool, const FactorCost& cost) {
  return Extractor(syntax, pool, cost).run();
}

}  // namespace logdiag::match
