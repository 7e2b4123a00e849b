#include "scan/colours.hpp"

#include <fmt/format.h>

#include <array>
#include <string>

namespace logdiag::scan {
namespace {

constexpr std::size_t kStyles = 200;  // of one line

struct State {
  std::string colour;
  bool bold = false, dim = false, italic = false, underline = false;

  std::string name() const {
    std::string out = colour;
    const auto add = [&](bool on, std::string_view code) {
      if (on) out.append(out.empty() ? "" : " ").append(code);
    };
    add(bold, "fb");
    add(dim, "fd");
    add(italic, "fi");
    add(underline, "fu");
    return out;
  }
};

// The 256 colours of xterm: 16 named ones, a cube of six steps, greys.
std::string indexed(unsigned n) {
  if (n < 16) return fmt::format("f{}", n);
  if (n >= 232) {
    const unsigned grey = 8 + (n - 232) * 10;
    return fmt::format("#{0:02x}{0:02x}{0:02x}", grey);
  }
  static constexpr std::array<unsigned, 6> kSteps{0, 95, 135, 175, 215, 255};
  n -= 16;
  return fmt::format("#{:02x}{:02x}{:02x}", kSteps[n / 36], kSteps[n / 6 % 6], kSteps[n % 6]);
}

// The numbers between "\x1b[" and 'm'.
void change(State& state, const std::vector<unsigned>& codes) {
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const unsigned c = codes[i];
    if (c == 0) state = State();
    if (c == 1) state.bold = true;
    if (c == 2) state.dim = true;
    if (c == 3) state.italic = true;
    if (c == 4) state.underline = true;
    if (c == 22) state.bold = state.dim = false;
    if (c == 23) state.italic = false;
    if (c == 24) state.underline = false;
    if (c >= 30 && c <= 37) state.colour = fmt::format("f{}", c - 30);
    if (c >= 90 && c <= 97) state.colour = fmt::format("f{}", c - 90 + 8);
    if (c == 39) state.colour.clear();
    if (c == 38 || c == 48) {
      if (i + 2 < codes.size() && codes[i + 1] == 5) {
        if (c == 38) state.colour = indexed(codes[i + 2] & 255u);
        i += 2;
      } else if (i + 4 < codes.size() && codes[i + 1] == 2) {
        if (c == 38) {
          state.colour = fmt::format("#{:02x}{:02x}{:02x}", codes[i + 2] & 255u,
                                     codes[i + 3] & 255u, codes[i + 4] & 255u);
        }
        i += 4;
      } else {
        return;
      }
    }
  }
}

}  // namespace

std::vector<LogStyle> colours_of(std::string_view raw, std::string_view text) {
  if (text.empty() || raw.find("\x1b[") == std::string_view::npos) return {};
  std::string plain;
  std::vector<LogStyle> styles;
  State state;
  for (std::size_t i = 0; i < raw.size();) {
    if (raw[i] != '\x1b') {
      plain.push_back(raw[i++]);
      continue;
    }
    std::size_t end = i + 1;
    std::vector<unsigned> codes{0};
    if (end < raw.size() && raw[end] == '[') {
      ++end;
      while (end < raw.size() &&
             (raw[end] == ';' || raw[end] == ':' || (raw[end] >= '0' && raw[end] <= '9'))) {
        if (raw[end] == ';' || raw[end] == ':') {
          codes.push_back(0);
        } else {
          codes.back() = (codes.back() * 10 + static_cast<unsigned>(raw[end] - '0')) % 100'000;
        }
        ++end;
      }
    }
    if (end >= raw.size() || raw[end] != 'm' || raw[i + 1] != '[') {
      if (end < raw.size() && raw[end] == 'K' && raw[i + 1] == '[') {
        i = end + 1;  // erases to the end of the line; harmless
        continue;
      }
      return {};
    }
    change(state, codes);
    const auto at = static_cast<std::uint32_t>(plain.size());
    if (!styles.empty() && styles.back().at == at) {
      styles.back().name = state.name();
    } else if (styles.size() < kStyles) {
      styles.push_back({at, state.name()});
    }
    i = end + 1;
  }
  // Cleaning takes things off the front and the end.
  const std::size_t shift = plain.find(text);
  if (shift == std::string::npos || styles.empty()) return {};
  std::vector<LogStyle> out;
  for (LogStyle& s : styles) {
    const std::size_t at = s.at < shift ? 0 : s.at - shift;
    if (at >= text.size()) break;
    if (!out.empty() && out.back().at == at) out.pop_back();
    out.push_back({static_cast<std::uint32_t>(at), std::move(s.name)});
  }
  if (out.size() == 1 && out[0].name.empty()) return {};
  return out;
}

}  // namespace logdiag::scan
