// Runs a fuzz target over files and folders of inputs, and over each with bytes
// changed, cut and doubled in ways that a fixed seed decides: what libFuzzer
// found stays found, with any compiler. Usage: TARGET [-n CHANGES] PATH...
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

#include "fuzz.hpp"

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes changed(const Bytes& from, const Bytes& other, std::mt19937& random) {
  Bytes out = from;
  const auto below = [&](std::size_t n) { return n == 0 ? 0 : random() % n; };
  for (auto n = 1 + random() % 4; n > 0; --n) {
    const auto at = static_cast<std::ptrdiff_t>(below(out.size() + 1));
    switch (random() % 5) {
      case 0: if (!out.empty()) out[below(out.size())] = static_cast<std::uint8_t>(random()); break;
      case 1: out.insert(out.begin() + at, static_cast<std::uint8_t>(random())); break;
      case 2: out.erase(out.begin() + at,
                        out.begin() + at + std::min<std::ptrdiff_t>(
                            static_cast<std::ptrdiff_t>(random() % 16),
                            static_cast<std::ptrdiff_t>(out.size()) - at)); break;
      case 3: if (!out.empty()) out[below(out.size())] ^= static_cast<std::uint8_t>(1u << random() % 8); break;
      default: {
        const std::size_t begin = below(other.size());
        const std::size_t most = std::min<std::size_t>(other.size() - begin, 64);
        out.insert(out.begin() + at, other.begin() + static_cast<std::ptrdiff_t>(begin),
                   other.begin() + static_cast<std::ptrdiff_t>(begin + below(most + 1)));
      }
    }
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  namespace fs = std::filesystem;
  std::vector<fs::path> paths;
  unsigned long changes = 0;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "-n" && i + 1 < argc) {
      changes = std::strtoul(argv[++i], nullptr, 10);
    } else if (fs::is_directory(argv[i])) {
      for (const auto& entry : fs::directory_iterator(argv[i])) paths.push_back(entry.path());
    } else {
      paths.emplace_back(argv[i]);
    }
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Bytes> inputs{{}};
  for (const fs::path& path : paths) {
    std::ifstream file(path, std::ios::binary);
    if (!file) fuzz::fail("cannot be read", path.string());
    inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  // What ends the program can be found in this file, beside the program.
  const std::string last = std::string(argv[0]) + ".last";
  std::mt19937 random(1);
  unsigned long runs = 0;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (i > 0) std::fprintf(stderr, "%s\n", paths[i - 1].c_str());
    LLVMFuzzerTestOneInput(inputs[i].data(), inputs[i].size());
    ++runs;
    for (unsigned long n = 0; n < changes; ++n) {
      const Bytes input = changed(inputs[i], inputs[random() % inputs.size()], random);
      std::ofstream(last, std::ios::binary)
          .write(reinterpret_cast<const char*>(input.data()), static_cast<std::streamsize>(input.size()));
      LLVMFuzzerTestOneInput(input.data(), input.size());
      ++runs;
    }
  }
  std::printf("%lu inputs\n", runs);
  return paths.empty() ? 1 : 0;
}
