// json_reader.hpp - JSON text, comments allowed, becomes a value whose members are
// in the order of their keys.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "base/json.hpp"

namespace logdiag::rules {

// How the reading of a text ended.
struct JsonEnd {
  bool good = false;
  bool too_deep = false;
  bool stopped = false;  // by who took the items
  std::size_t at = 0;  // where it went wrong, when it is not good
};

struct JsonText : JsonEnd {
  base::Json value;
};

JsonText read_json(std::string_view text);

// The items of an array, each as soon as it is read and then forgotten; anything else
// is its own only item. What stands before an error is given. `use` says whether to go
// on.
using UseItem = std::function<bool(const base::Json&)>;
JsonEnd read_json_items(std::string_view text, const UseItem& use);

// RFC 7396: lists are replaced, null removes a key.
void merge_patch(base::Json& target, base::Json patch);

}  // namespace logdiag::rules
