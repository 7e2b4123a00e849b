// byte-model - makes lib/match/byte_model_table.inc from log text.
//
//   zcat -f LOGS... | byte-model > lib/match/byte_model_table.inc
//
// Counts what follows every three, two, one bytes and keeps the contexts that
// are met most often. Bytes are taken modulo 128, as the filters do.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <unordered_map>
#include <vector>

namespace {

constexpr std::size_t kEntries = 4096;
constexpr unsigned kOrder = 3;

struct Context {
  std::uint64_t total = 0;
  std::array<std::uint32_t, 128> next{};
};

struct Chosen {
  std::uint32_t key = 0;
  std::uint64_t total = 0;
  const Context* context = nullptr;
};

void print_entry(const Chosen& c) {
  std::array<std::uint32_t, 128> order{};
  for (std::uint32_t i = 0; i < 128; ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return c.context->next[a] > c.context->next[b];
  });
  std::uint32_t next = 0, share = 0;
  double sum = 0;
  for (unsigned i = 0; i < 4; ++i) {
    sum += c.context->next[order[i]];
    const auto part = static_cast<std::uint32_t>(sum / static_cast<double>(c.total) * 255.99);
    next |= order[i] << 8 * i;
    share |= std::min(part, 255u) << 8 * i;
  }
  std::printf("{0x%x,0x%x,0x%x},", c.key, next, share);
}

}  // namespace

int main() {
  std::array<std::unordered_map<std::uint32_t, Context>, kOrder + 1> contexts;
  std::uint32_t last = 0;
  std::uint64_t seen = 0;
  std::vector<unsigned char> buffer(1 << 20);
  for (std::size_t n; (n = std::fread(buffer.data(), 1, buffer.size(), stdin)) > 0;) {
    for (std::size_t i = 0; i < n; ++i, ++seen) {
      const std::uint32_t byte = buffer[i] & 127u;
      for (unsigned order = 0; order <= kOrder && order <= seen; ++order) {
        const std::uint32_t kept = order == 0 ? 0 : last & (0xffffffu >> 8 * (kOrder - order));
        Context& c = contexts[order][order << 24 | kept];
        ++c.total;
        ++c.next[byte];
      }
      last = last << 8 | byte;
    }
  }
  std::vector<Chosen> chosen, rest;
  for (unsigned order = 0; order <= kOrder; ++order) {
    for (const auto& [key, context] : contexts[order]) {
      (order <= 1 ? chosen : rest).push_back({key, context.total, &context});
    }
  }
  std::sort(rest.begin(), rest.end(), [](const Chosen& a, const Chosen& b) {
    return a.total != b.total ? a.total > b.total : a.key < b.key;
  });
  if (chosen.size() > kEntries) return 1;
  rest.resize(std::min(rest.size(), kEntries - chosen.size()));
  chosen.insert(chosen.end(), rest.begin(), rest.end());
  std::sort(chosen.begin(), chosen.end(),
            [](const Chosen& a, const Chosen& b) { return a.key < b.key; });
  std::printf("// Made by tools/byte-model; do not edit.\n");
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    print_entry(chosen[i]);
    if (i % 3 == 2 || i + 1 == chosen.size()) std::printf("\n");
  }
  return 0;
}
