// byte-model - makes the tables of lib/match/byte_model.cpp from log text.
//
//   zcat -f LOGS... | byte-model lib/match/byte_model_table.inc lib/match/byte_model_grams.inc
//
// The first table counts what follows every three, two, one bytes and keeps the
// contexts that are met most often; the second says how often four bytes, letters
// folded, are met. Bytes are taken modulo 128, as the filters do.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace {

constexpr std::size_t kEntries = 4096;
constexpr unsigned kOrder = 3;
constexpr const char* kMade = "// Made by tools/byte-model; do not edit.\n";

struct Context {
  std::uint64_t total = 0;
  std::array<std::uint32_t, 128> next{};
};

struct Chosen {
  std::uint32_t key = 0;
  std::uint64_t total = 0;
  const Context* context = nullptr;
};

void add_entry(std::string& out, const Chosen& c) {
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
  fmt::format_to(std::back_inserter(out), "{{0x{:x},0x{:x},0x{:x}}},", c.key, next, share);
}

// One character for each hash: how often the most frequent of its grams is met,
// in steps of half a power of two. As read by ByteModel.
std::string grams_table(const std::unordered_map<std::uint32_t, std::uint32_t>& grams,
                        std::uint64_t total) {
  constexpr unsigned kBits = 17, kColumns = 100;
  std::string levels(std::size_t{1} << kBits, '0');
  for (const auto& [gram, count] : grams) {
    const double times = static_cast<double>(count) / static_cast<double>(total) / 5e-7;
    if (times < 1) continue;
    const char level = static_cast<char>('0' + 1 + static_cast<int>(2 * std::log2(times)));
    char& kept = levels[(gram * 0x9E3779B1u) >> (32 - kBits)];
    kept = std::max(kept, level);
  }
  std::string out = kMade;
  for (std::size_t i = 0; i < levels.size(); i += kColumns) {
    fmt::format_to(std::back_inserter(out), "\"{}\"\n", std::string_view(levels).substr(i, kColumns));
  }
  return out;
}

bool write_file(const char* path, const std::string& text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  return out.good();
}

int make(const char* table_path, const char* grams_path) {
  std::unordered_map<std::uint32_t, std::uint32_t> grams;
  std::uint32_t folded = 0;
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
      folded = folded << 8 | byte | 32;
      if (seen >= 3) ++grams[folded];
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
  std::string table = kMade;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    add_entry(table, chosen[i]);
    if (i % 3 == 2 || i + 1 == chosen.size()) table += '\n';
  }
  if (write_file(table_path, table) && write_file(grams_path, grams_table(grams, seen))) return 0;
  (void)std::fprintf(stderr, "byte-model: %s or %s cannot be written\n", table_path, grams_path);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    (void)std::fputs("usage: byte-model TABLE GRAMS <LOGS\n", stderr);
    return 2;
  }
  try {
    return make(argv[1], argv[2]);
  } catch (const std::exception& e) {
    (void)std::fprintf(stderr, "byte-model: %s\n", e.what());
    return 2;
  }
}
