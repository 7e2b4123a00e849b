#include "text/escapes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "text/chars.hpp"

namespace logdiag::text {
namespace {

constexpr char kEscape = '\x1B';
constexpr char kBell = '\x07';

// Offset of the first byte at or behind `from` that has to go. Sixteen bytes are judged without an
// early exit, so that the compiler can do it in one vector; then the first that is bad is one of
// eight.
std::size_t find_unwanted(std::string_view text, std::size_t from) {
  constexpr std::size_t kChunk = 16, kWord = sizeof(std::uint64_t);
  const char* data = text.data();
  std::size_t i = from;
  for (; i + kChunk <= text.size(); i += kChunk) {
    std::array<unsigned char, kChunk> bad;
    for (std::size_t k = 0; k < kChunk; ++k) {
      const auto u = static_cast<unsigned char>(data[i + k]);
      const auto low = static_cast<unsigned char>(u < 0x20);
      const auto blank = static_cast<unsigned char>((u == 0x09) | (u == 0x0A) | (u == 0x0D));
      const auto del = static_cast<unsigned char>(u == 0x7F);
      bad[k] = static_cast<unsigned char>((low & static_cast<unsigned char>(blank ^ 1U)) | del);
    }
    for (std::size_t k = 0; k < kChunk; k += kWord) {
      std::uint64_t some = 0;
      std::memcpy(&some, bad.data() + k, kWord);
      if (some == 0) continue;
      while (bad[k] == 0) ++k;
      return i + k;
    }
  }
  while (i < text.size() && !is_control(data[i])) ++i;
  return i;
}

constexpr bool is_base64(char c) { return is_alnum(c) || c == '+' || c == '/' || c == '='; }

// Removes escapes from one block; knows the output so far because backspaces
// and cursor moves depend on it.
class Stripper {
 public:
  Stripper(std::string_view in, std::string& out) : in_(in), out_(out) {}

  void run(std::size_t first) {
    out_.assign(in_.substr(0, first));
    i_ = first;
    while (i_ < in_.size()) {
      if (is_control(in_[i_])) {
        control();
        continue;
      }
      const std::size_t end = find_unwanted(in_, i_);
      if (pending_ > 0) erase_pending();
      out_.append(in_.substr(i_, end - i_));
      i_ = end;
    }
  }

 private:
  void control() {
    if (in_[i_] == '\b') {
      ++pending_;
      ++i_;
    } else if (in_[i_] == kEscape) {
      escape();
    } else {
      ++i_;
    }
  }

  // A backspace only moves the cursor; what it passed disappears when something
  // is written over it, so backspaces at the end of a line eat nothing.
  void erase_pending() {
    if (in_[i_] != '\n' && in_[i_] != '\r') {
      for (; pending_ > 0 && !out_.empty(); --pending_) {
        if (out_.back() == '\n' || out_.back() == '\r') break;
        while ((static_cast<unsigned char>(out_.back()) & 0xC0) == 0x80 && out_.size() > 1 &&
               out_[out_.size() - 2] != '\n' && out_[out_.size() - 2] != '\r') {
          out_.pop_back();
        }
        out_.pop_back();
      }
    }
    pending_ = 0;
  }

  void escape() {
    const char kind = at(in_, i_ + 1);
    switch (kind) {
      case '[':
        csi();
        break;
      case ']':  // OSC: titles, links
      case 'P':  // DCS
      case 'X':  // SOS
      case '^':  // PM
      case '_':  // APC: Buildkite's time stamps
        string_sequence();
        break;
      default:
        short_sequence();
    }
  }

  void csi() {
    std::size_t k = i_ + 2;
    while (at(in_, k) >= 0x30 && at(in_, k) <= 0x3F) ++k;
    const std::size_t parameters_end = k;
    while (at(in_, k) >= 0x20 && at(in_, k) <= 0x2F) ++k;
    const char final = at(in_, k);
    if (final < 0x40 || final > 0x7E) {
      // Cut or broken. Only what is certainly part of it goes.
      i_ = parameters_end;
      return;
    }
    const std::string_view parameters = in_.substr(i_ + 2, parameters_end - i_ - 2);
    if (final == 'm' && parameters == "8" && jenkins_note(k + 1)) return;
    // Moves to another column stand for blanks: words must not be glued.
    if ((final == 'C' || final == 'G') && !out_.empty() && out_.back() != '\n' &&
        out_.back() != ' ') {
      out_.push_back(' ');
    }
    i_ = k + 1;
  }

  // Jenkins hides annotations as concealed base64: ESC[8mha:////4A...=ESC[0m.
  bool jenkins_note(std::size_t payload) {
    if (!in_.substr(payload).starts_with("ha:")) return false;
    std::size_t k = payload + 3;
    while (is_base64(at(in_, k))) ++k;
    if (!in_.substr(k).starts_with("\x1B[0m")) return false;
    i_ = k + 4;
    return true;
  }

  // Ends with BEL or ESC \. Without an end on its line only the introducer
  // goes: better a strange byte too many than a message too few. Stopping at
  // the next ESC keeps a line full of introducers linear.
  void string_sequence() {
    std::size_t k = i_ + 2;
    while (k < in_.size() && in_[k] != kBell && in_[k] != kEscape && in_[k] != '\n') ++k;
    if (at(in_, k) == kBell) {
      i_ = k + 1;
    } else if (at(in_, k) == kEscape && at(in_, k + 1) == '\\') {
      i_ = k + 2;
    } else {
      i_ += 2;
    }
  }

  // ESC ( B and other two or three byte sequences.
  void short_sequence() {
    std::size_t k = i_ + 1;
    while (at(in_, k) >= 0x20 && at(in_, k) <= 0x2F) ++k;
    const char final = at(in_, k);
    const bool charset = k > i_ + 1 && final >= 0x30 && final <= 0x7E;
    const bool two_bytes = k == i_ + 1 && (final == '7' || final == '8' || final == '=' ||
                                           final == '>' || final == 'c' || final == 'M');
    i_ = charset || two_bytes ? k + 1 : i_ + 1;
  }

  std::string_view in_;
  std::string& out_;
  std::size_t i_ = 0;
  std::size_t pending_ = 0;  // backspaces not yet acted on
};

}  // namespace

std::string_view strip_escapes(std::string_view block, std::string& scratch) {
  const std::size_t first = find_unwanted(block, 0);
  if (first == block.size()) return block;
  Stripper(block, scratch).run(first);
  return scratch;
}

}  // namespace logdiag::text
