#include "match/beginning.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "text/find.hpp"

namespace logdiag::match {
namespace {

constexpr std::size_t kMost = 8;         // bytes looked at; a bit each
constexpr int kSteps = 20'000;           // of looking for them
constexpr double kFewPlaces = 0.02;      // of the bytes of a log

using Sets = std::vector<ByteSet>;  // of the first bytes

class Reader {
 public:
  explicit Reader(const Syntax& syntax) : nodes_(syntax.nodes) {}

  // The first bytes of what matches a node and then something that begins with `rest`. They end
  // where nothing more is known.
  Sets first(std::uint32_t index, Sets rest) {
    const SyntaxNode& n = nodes_[index];
    if (--steps_ < 0) return {};
    switch (n.kind) {
      case SyntaxNode::Kind::empty: return rest;
      case SyntaxNode::Kind::gap: return {};
      case SyntaxNode::Kind::set:
        rest.insert(rest.begin(), n.set);
        if (rest.size() > kMost) rest.pop_back();
        return rest;
      case SyntaxNode::Kind::concat:
        for (auto c = n.children.rbegin(); c != n.children.rend(); ++c) rest = first(*c, std::move(rest));
        return rest;
      case SyntaxNode::Kind::alternate: {
        Sets either = first(n.children.front(), rest);
        for (std::size_t i = 1; i < n.children.size(); ++i) join(either, first(n.children[i], rest));
        return either;
      }
      case SyntaxNode::Kind::repeat: {
        // More copies begin no later than where nothing more is looked at.
        Sets some = rest;
        const auto optional = std::min<std::size_t>(n.max - std::min(n.min, n.max), kMost);
        for (std::size_t i = 0; i < optional; ++i) {
          Sets longer = rest;
          join(longer, first(n.children.front(), some));
          if (longer == some) break;
          some = std::move(longer);
        }
        for (std::size_t i = 0; i < std::min<std::size_t>(n.min, kMost); ++i) {
          some = first(n.children.front(), std::move(some));
        }
        return some;
      }
    }
    return {};
  }

  // Whether all that matches a node begins where the text does.
  bool at_start(std::uint32_t index) const {
    const SyntaxNode& n = nodes_[index];
    switch (n.kind) {
      case SyntaxNode::Kind::empty: return n.at_start;
      case SyntaxNode::Kind::concat:
        for (const std::uint32_t c : n.children) {
          if (at_start(c)) return true;
          if (nodes_[c].kind != SyntaxNode::Kind::empty) return false;
        }
        return false;
      case SyntaxNode::Kind::alternate:
        return std::all_of(n.children.begin(), n.children.end(), [&](auto c) { return at_start(c); });
      default: return false;
    }
  }

 private:
  static void join(Sets& sets, const Sets& more) {
    sets.resize(std::min(sets.size(), more.size()));
    for (std::size_t i = 0; i < sets.size(); ++i) sets[i].add_all(more[i]);
  }

  const std::vector<SyntaxNode>& nodes_;
  int steps_ = kSteps;
};

// How often log text has a byte of the set, roughly.
double share(const ByteSet& set) {
  constexpr std::array<double, 5> kShares = {0.008, 0.01, 0.02, 0.05, 0.12};  // by text::frequency()
  double sum = 0;
  set.each([&](unsigned b) { sum += kShares[text::frequency(static_cast<char>(b))]; });
  return std::min(sum, 1.0);
}

}  // namespace

Beginning::Beginning(const Syntax& syntax) {
  const auto root = static_cast<std::uint32_t>(syntax.nodes.size() - 1);
  Reader reader(syntax);
  at_start_ = reader.at_start(root);
  const Sets sets = reader.first(root, {});
  double places = 1, rarest = 1;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    const double often = share(sets[i]);
    places *= often;
    sets[i].each([&](unsigned b) {
      sets_[b] = static_cast<std::uint8_t>(sets_[b] | 1u << i);
      if (sets[i].size() != 1 || often >= rarest) return;
      rarest = often;
      has_fixed_ = true;
      fixed_ = static_cast<std::uint8_t>(b);
      fixed_at_ = static_cast<std::uint8_t>(i);
    });
  }
  if (at_start_ || places <= kFewPlaces) length_ = static_cast<std::uint8_t>(sets.size());
}

bool Beginning::begins(const char* text) const {
  for (unsigned i = 0; i < length_; ++i) {
    if ((sets_[static_cast<unsigned char>(text[i])] >> i & 1) == 0) return false;
  }
  return true;
}

std::size_t Beginning::place(std::string_view line, std::size_t at) const {
  if (line.size() < length_) return std::string_view::npos;
  if (at_start_) return at == 0 && begins(line.data()) ? 0 : std::string_view::npos;
  const std::size_t last = line.size() - length_;
  for (; at <= last; ++at) {
    if (has_fixed_) {
      const void* const found = std::memchr(line.data() + at + fixed_at_, fixed_, last - at + 1);
      if (found == nullptr) break;
      at = static_cast<std::size_t>(static_cast<const char*>(found) - line.data()) - fixed_at_;
    }
    if (begins(line.data() + at)) return at;
  }
  return std::string_view::npos;
}

}  // namespace logdiag::match
