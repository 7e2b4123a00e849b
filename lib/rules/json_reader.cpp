#include "rules/json_reader.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace logdiag::rules {
namespace {

using base::Json;

// Deep nesting is the one way JSON can exhaust the stack of who walks it.
constexpr std::size_t kDepth = 64;

void sort_members(Json::Object& members) {
  // Of equal keys the last one counts.
  std::stable_sort(members.begin(), members.end(),
                   [](const Json::Member& a, const Json::Member& b) { return a.key < b.key; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i + 1 < members.size() && members[i].key == members[i + 1].key) continue;
    if (kept != i) members[kept] = std::move(members[i]);
    ++kept;
  }
  members.resize(kept);
}

// Takes what the parser tells and builds our own value: that of the parser's
// library asks for memory when it is destroyed.
class Builder {
 public:
  // `use`, where given, gets the items of the outermost array.
  Builder(JsonText& out, const UseItem* use) : out_(out), use_(use) {}

  bool null() { return add({}); }
  bool boolean(bool value) { return add(value); }
  bool number_integer(std::int64_t value) { return add(value); }
  bool number_unsigned(std::uint64_t value) { return add(value); }
  bool number_float(double, const std::string& text) { return add(Json::Number{text}); }
  bool string(std::string& text) { return add(std::move(text)); }
  bool binary(std::vector<std::uint8_t>&) { return false; }
  bool start_object(std::size_t) { return open(Json::object()); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool key(std::string& text) {
    open_.back()->members()->push_back({std::move(text), {}});
    return true;
  }
  bool end_object() {
    sort_members(*open_.back()->members());
    open_.pop_back();
    return whole();
  }
  bool end_array() {
    open_.pop_back();
    return whole();
  }
  bool parse_error(std::size_t at, const std::string&, const nlohmann::detail::exception&) {
    out_.at = at;
    return false;
  }

 private:
  Json* place() {
    if (open_.empty()) return &out_.value;
    if (Json::Array* items = open_.back()->items()) return &items->emplace_back();
    return &open_.back()->members()->back().value;
  }
  bool add(Json value) {
    *place() = std::move(value);
    return whole();
  }
  // A value is whole: of the outermost array it is an item.
  bool whole() {
    if (use_ == nullptr || open_.size() != 1) return true;
    if (Json::Array* items = open_.back()->items()) {
      out_.stopped = !(*use_)(items->back());
      items->clear();
    }
    return !out_.stopped;
  }
  // What is open stays where it is: only the innermost grows.
  bool open(Json value) {
    out_.too_deep = open_.size() >= kDepth;
    if (out_.too_deep) return false;
    Json* at = place();
    *at = std::move(value);
    open_.push_back(at);
    return true;
  }

  JsonText& out_;
  const UseItem* use_;
  std::vector<Json*> open_;
};

JsonText read(std::string_view text, const UseItem* use) {
  JsonText out;
  Builder builder(out, use);
  out.good = nlohmann::json::sax_parse(text, &builder, nlohmann::json::input_format_t::json, true, true);
  return out;
}

}  // namespace

JsonText read_json(std::string_view text) { return read(text, nullptr); }

JsonEnd read_json_items(std::string_view text, const UseItem& use) {
  JsonText end = read(text, &use);
  if (end.good && !end.value.is_array()) (void)use(end.value);
  return end;
}

void merge_patch(Json& target, Json patch) {
  if (!patch.is_object()) {
    target = std::move(patch);
    return;
  }
  if (!target.is_object()) target = Json::object();
  for (Json::Member& m : *patch.members()) {
    if (m.value.is_null()) {
      std::erase_if(*target.members(), [&](const Json::Member& t) { return t.key == m.key; });
    } else {
      merge_patch(target[m.key], std::move(m.value));
    }
  }
  sort_members(*target.members());
}

}  // namespace logdiag::rules
