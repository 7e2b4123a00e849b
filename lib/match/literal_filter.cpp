#include "match/literal_filter.hpp"

#include <algorithm>
#include <cstring>

#include "match/literals.hpp"

namespace logdiag::match {
namespace {

constexpr std::size_t kWindow = 4;
constexpr unsigned kHashBits = 15;

// Sets the bit that tells upper from lower case. Some other bytes become equal
// too; the exact comparison that follows tells them apart.
constexpr std::uint32_t kFold = 0x20202020;

std::uint32_t load(const char* at) {
  std::uint32_t v = 0;
  std::memcpy(&v, at, sizeof v);
  return v;
}

std::uint32_t hash_of(std::uint32_t key) { return (key * 0x9E3779B1u) >> (32 - kHashBits); }

char fold(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Where the rarest window of a literal begins.
std::uint32_t rarest_window(std::string_view literal) {
  std::uint32_t best = 0;
  double best_bits = -1;
  for (std::uint32_t i = 0; i + kWindow <= literal.size(); ++i) {
    const double bits = rarity(literal.substr(i, kWindow));
    if (bits > best_bits) {
      best = i;
      best_bits = bits;
    }
  }
  return best;
}

}  // namespace

void LiteralFilter::add(std::string_view literal, std::uint32_t pattern) {
  if (literal.size() + 1 == kWindow) {
    std::string longer(literal);
    longer.push_back('\n');
    add(longer, pattern);
    for (char c = ' '; c < 0x7F; ++c) {
      longer.back() = c;
      if (fold(c) == c) add(longer, pattern);
    }
    return;
  }
  if (literal.size() < kWindow) return;
  Literal l;
  l.at = static_cast<std::uint32_t>(text_.size());
  l.size = static_cast<std::uint32_t>(literal.size());
  l.window = rarest_window(literal);
  l.pattern = pattern;
  for (const char c : literal) text_.push_back(fold(c));
  l.key = load(text_.data() + l.at + l.window) | kFold;
  literals_.push_back(l);
}

void LiteralFilter::build() {
  std::sort(literals_.begin(), literals_.end(), [](const Literal& a, const Literal& b) {
    const std::uint32_t ha = hash_of(a.key);
    const std::uint32_t hb = hash_of(b.key);
    return ha != hb ? ha < hb : a.pattern < b.pattern;
  });
  present_.assign((std::size_t{1} << kHashBits) / 64, 0);
  bucket_start_.assign((std::size_t{1} << kHashBits) + 1, 0);
  for (const Literal& l : literals_) {
    const std::uint32_t h = hash_of(l.key);
    present_[h / 64] |= std::uint64_t{1} << (h % 64);
    ++bucket_start_[h + 1];
  }
  for (std::size_t h = 1; h < bucket_start_.size(); ++h) bucket_start_[h] += bucket_start_[h - 1];
}

void LiteralFilter::check(std::string_view block, std::size_t place, std::uint32_t key,
                          std::vector<Candidate>& out) const {
  const std::uint32_t h = hash_of(key);
  for (std::uint32_t i = bucket_start_[h]; i < bucket_start_[h + 1]; ++i) {
    const Literal& l = literals_[i];
    if (l.key != key || l.window > place || place - l.window + l.size > block.size()) continue;
    const char* have = block.data() + place - l.window;
    const char* want = text_.data() + l.at;
    std::uint32_t n = 0;
    while (n < l.size && fold(have[n]) == want[n]) ++n;
    if (n == l.size) out.push_back({static_cast<std::uint32_t>(place), l.pattern});
  }
}

void LiteralFilter::find(std::string_view block, std::vector<Candidate>& out) const {
  if (literals_.empty() || block.size() < kWindow) return;
  const char* const data = block.data();
  const std::size_t last = block.size() - kWindow;
  for (std::size_t i = 0; i <= last; ++i) {
    const std::uint32_t key = load(data + i) | kFold;
    const std::uint32_t h = hash_of(key);
    if ((present_[h / 64] >> (h % 64)) & 1) check(block, i, key, out);
  }
}

}  // namespace logdiag::match
