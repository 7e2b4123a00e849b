#include "text/decoder.hpp"

#include "base/utf8.hpp"

namespace logdiag::text {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

constexpr unsigned char byte_of(char c) { return static_cast<unsigned char>(c); }

}  // namespace

std::string_view Decoder::feed(std::string_view bytes, std::string& scratch) {
  if (form_ == Form::bytes || bytes.empty()) return bytes;
  if (form_ == Form::unknown) return start(bytes, scratch);
  scratch.clear();
  transcode(bytes, scratch);
  return scratch;
}

// The mark may come in two pieces: a lone FF or FE is held back.
std::string_view Decoder::start(std::string_view bytes, std::string& scratch) {
  if (!has_byte_) {
    byte_ = byte_of(bytes.front());
    if (byte_ != 0xFF && byte_ != 0xFE) {
      form_ = Form::bytes;
      return bytes;
    }
    has_byte_ = true;
    bytes.remove_prefix(1);
    if (bytes.empty()) return {};
  }
  has_byte_ = false;
  const unsigned char second = byte_of(bytes.front());
  scratch.clear();
  if (byte_ + second == 0xFF + 0xFE) {
    form_ = byte_ == 0xFF ? Form::little : Form::big;
    base::append_utf8(scratch, 0xFEFF);
    transcode(bytes.substr(1), scratch);
  } else {
    form_ = Form::bytes;
    scratch.push_back(static_cast<char>(byte_));
    scratch.append(bytes);
  }
  return scratch;
}

void Decoder::transcode(std::string_view bytes, std::string& out) {
  for (const char c : bytes) {
    if (!has_byte_) {
      byte_ = byte_of(c);
      has_byte_ = true;
      continue;
    }
    has_byte_ = false;
    const unsigned first = byte_;
    const unsigned second = byte_of(c);
    put_unit(form_ == Form::little ? first | (second << 8) : (first << 8) | second, out);
  }
}

void Decoder::put_unit(char32_t unit, std::string& out) {
  const bool low = unit >= 0xDC00 && unit <= 0xDFFF;
  if (high_surrogate_ != 0) {
    const char32_t high = high_surrogate_;
    high_surrogate_ = 0;
    if (low) {
      base::append_utf8(out, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
      return;
    }
    base::append_utf8(out, kReplacement);
  }
  if (unit >= 0xD800 && unit <= 0xDBFF) {
    high_surrogate_ = unit;
  } else {
    base::append_utf8(out, low ? kReplacement : unit);
  }
}

std::string_view Decoder::finish(std::string& scratch) {
  scratch.clear();
  if (form_ == Form::unknown) {
    if (has_byte_) scratch.push_back(static_cast<char>(byte_));
  } else {
    if (high_surrogate_ != 0) base::append_utf8(scratch, kReplacement);
    if (has_byte_) base::append_utf8(scratch, kReplacement);
  }
  has_byte_ = false;
  high_surrogate_ = 0;
  return scratch;
}

std::size_t Decoder::raw_size(std::string_view decoded) const {
  if (!transcoding()) return decoded.size();
  std::size_t units = 0;
  for (const char c : decoded) {
    const unsigned char u = byte_of(c);
    units += (u & 0xC0) != 0x80 ? 1U : 0U;  // every character but not its tail
    units += u >= 0xF0 ? 1U : 0U;           // a surrogate pair
  }
  return units * 2;
}

}  // namespace logdiag::text
