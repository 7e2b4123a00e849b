// input_kind.hpp - which CI system wrote a log, told from its first lines.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "text/line.hpp"

namespace logdiag::text {

// The name users see and type; `auto` for automatic.
std::string_view input_name(InputKind kind);
std::optional<InputKind> input_from_name(std::string_view name);

// Watches lines until one proves the system or enough were seen.
class InputDetector {
 public:
  void observe(std::string_view raw_line);

  // No later line changes the answer.
  bool settled() const { return settled_; }

  // The best answer so far; plain without any evidence, never automatic.
  InputKind kind() const;

 private:
  void settle(InputKind kind);
  void vote(InputKind kind);
  void observe_body(std::string_view text);

  bool settled_ = false;
  InputKind kind_ = InputKind::plain;
  std::size_t lines_ = 0;
  std::array<std::uint8_t, kInputKinds> votes_{};
  std::string scratch_;
};

}  // namespace logdiag::text
