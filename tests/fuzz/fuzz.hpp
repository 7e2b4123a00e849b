// fuzz.hpp - what the fuzz targets share. Each is one function over bytes,
// linked either to libFuzzer (preset fuzz) or to replay.cpp.
#pragma once

#include <logdiag/logdiag.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

// Ends the program, so that the fuzzer keeps the input.
[[noreturn]] inline void fail(const char* what, std::string_view about = {}) {
  std::fprintf(stderr, "fuzz: %s: %s\n", what, std::string(about).c_str());
  std::abort();
}

// Takes decisions from the front of the input; zeros when it is used up.
class Choices {
 public:
  Choices(const std::uint8_t* data, std::size_t size)
      : rest_(reinterpret_cast<const char*>(data), size) {}

  unsigned byte() {
    if (rest_.empty()) return 0;
    const auto b = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return b;
  }
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : (byte() | byte() << 8) % limit; }
  std::string_view take(std::size_t size) {
    const std::string_view out = rest_.substr(0, size);
    rest_.remove_prefix(out.size());
    return out;
  }
  std::string_view rest() const { return rest_; }
  bool empty() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

// A few user rules of every kind, alone or beside the built-in ones. Each set is
// built once, for all inputs: to build one takes longer than to scan a small log.
inline const logdiag::RuleSet& rules(bool builtin) {
  const auto make = [](bool with_builtin) {
    const auto rule = [](std::string id, std::string match, std::string more) {
      return R"({"schema":1,"id":"fuzz/)" + id +
             R"(","category":"build","severity":"error","role":"cause","owner":"code",)"
             R"("transient":false,"title":{"en":"Trouble {w}","zh":"{w}"},"match":{)" + match +
             R"(},"captures":{"w":{"fallback":"W"}},"diagnosis":{"en":"`{w}` is {w}","zh":"{w}"},)"
             R"("fix":[{"en":"Do {w}","zh":"{w}","code":{"lang":"sh","text":"run {w}"}}],)"
             R"("docs":["https://example.com/"],"samples":[{"name":"s","log":["x"],"line":1}])" +
             more + "}";
    };
    logdiag::RuleSetBuilder builder;
    if (with_builtin) builder.add_builtin();
    const std::string group = R"((?P<w>\\S{1,40}))";
    const bool good =
        builder.add_json(rule("any", R"("any":["fuzz one )" + group + R"("])", ""), "fuzz") &&
        builder.add_json(rule("seq", R"("sequence":["fuzz two )" + group +
                              R"(","fuzz three"],"within":5)", ""), "fuzz") &&
        builder.add_json(rule("all", R"("any":["fuzz four )" + group +
                              R"("],"all":["fuzz five"],"unless":["fuzz six"],"within":3)", ""),
                         "fuzz") &&
        builder.add_json(rule("slow", R"x("any":["[a-z]\\d[a-z]\\d(?P<w>.)"],"fallback":["fuzz weak"],)x"
                              R"("scope":"job")", ""),
                         "fuzz");
    if (!good) fail("a rule of the fuzzer is refused", builder.problems().front().text());
    return builder.build().value();
  };
  static const logdiag::RuleSet all = make(true), few = make(false);
  return builtin ? all : few;
}

inline bool is_utf8(std::string_view s) {
  for (std::size_t i = 0; i < s.size();) {
    const auto c = static_cast<unsigned char>(s[i]);
    const std::size_t n = c < 0x80 ? 1 : c >= 0xC2 && c < 0xE0 ? 2 : (c & 0xF0) == 0xE0 ? 3
                        : c >= 0xF0 && c < 0xF5 ? 4 : 0;
    if (n == 0 || i + n > s.size()) return false;
    for (std::size_t k = 1; k < n; ++k) {
      if ((static_cast<unsigned char>(s[i + k]) & 0xC0) != 0x80) return false;
    }
    const auto second = static_cast<unsigned char>(n > 1 ? s[i + 1] : 0);
    if ((c == 0xE0 && second < 0xA0) || (c == 0xED && second > 0x9F) ||
        (c == 0xF0 && second < 0x90) || (c == 0xF4 && second > 0x8F)) {
      return false;
    }
    i += n;
  }
  return true;
}

// No bytes a terminal, a parser or a reader may take for a command.
inline void demand_plain(std::string_view text, const char* what) {
  if (!is_utf8(text)) fail("is not UTF-8", what);
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F) {
      fail("holds a control byte", what);
    }
  }
  if (text.find("\xC2\x9B") != std::string_view::npos) fail("holds a C1 control", what);
}

}  // namespace fuzz
