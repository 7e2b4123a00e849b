// decoder.hpp - UTF-16 logs (PowerShell writes them) become UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace logdiag::text {

// Reads one source in pieces of any size. UTF-16 is known by its byte order
// mark and transcoded; everything else passes through untouched and uncopied.
//
// The mark itself comes out as U+FEFF, so that every decoded character stands
// for a fixed number of bytes of the source and raw_size() needs no memory.
class Decoder {
 public:
  // What of the source is decoded now: `bytes` themselves or a view of
  // `scratch`, never a part of a character. May be empty.
  std::string_view feed(std::string_view bytes, std::string& scratch);

  // What was still held back; call once at the end of the source.
  std::string_view finish(std::string& scratch);

  // Ready for another source.
  void reset() { *this = Decoder(); }

  // What comes next will come out as it is.
  bool passing() const { return form_ == Form::bytes; }

  bool transcoding() const { return form_ == Form::little || form_ == Form::big; }

  // Bytes that `decoded`, a part of the output cut anywhere, takes in the
  // source. Offsets shown to users are sums of these.
  std::size_t raw_size(std::string_view decoded) const;

 private:
  enum class Form : std::uint8_t { unknown, bytes, little, big };

  std::string_view start(std::string_view bytes, std::string& scratch);
  void transcode(std::string_view bytes, std::string& out);
  void put_unit(char32_t unit, std::string& out);

  Form form_ = Form::unknown;
  bool has_byte_ = false;  // half a unit, or the first byte of the source
  unsigned char byte_ = 0;
  char32_t high_surrogate_ = 0;  // waits for its low half; 0 when none
};

}  // namespace logdiag::text
