// json_reader.hpp - JSON text, comments allowed, becomes a value whose members are
// in the order of their keys.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/json.hpp"

namespace logdiag::rules {

struct JsonText {
  base::Json value;
  bool good = false;
  bool too_deep = false;
  std::size_t at = 0;  // where it went wrong, when it is not good
};

JsonText read_json(std::string_view text);

// RFC 7396: lists are replaced, null removes a key.
void merge_patch(base::Json& target, base::Json patch);

}  // namespace logdiag::rules
