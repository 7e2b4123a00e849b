#include "base/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/utf8.hpp"

namespace logdiag::base {
namespace {

void write_text(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    // Most of a text stays as it is.
    std::size_t plain = 0;
    while (plain < text.size() && text[plain] >= ' ' && text[plain] < 0x7F && text[plain] != '"' &&
           text[plain] != '\\') {
      ++plain;
    }
    if (plain > 0) {
      out += text.substr(0, plain);
      text.remove_prefix(plain);
      continue;
    }
    const CodePoint c = decode(text);
    const std::string_view bytes = text.substr(0, c.size);
    text.remove_prefix(c.size);
    if (!c.valid) {
      out += "\xEF\xBF\xBD";
      continue;
    }
    switch (c.value) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (c.value < 0x20) {
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(c.value));
        } else {
          out += bytes;
        }
    }
  }
  out += '"';
}

void new_line(std::string& out, int indent, std::size_t depth) {
  if (indent < 0) return;
  out += '\n';
  out.append(static_cast<std::size_t>(indent) * depth, ' ');
}

}  // namespace

Json::Json(std::initializer_list<Field> fields) : value_(Object{}) {
  Object& members = std::get<Object>(value_);
  members.reserve(fields.size());
  for (const Field& f : fields) members.push_back({std::string(f.key), std::move(f.value)});
}

Json::Json(const std::vector<std::string>& texts) : value_(Array(texts.begin(), texts.end())) {}

Json Json::array_of(Json only) {
  Array items;
  items.push_back(std::move(only));
  return Json(std::move(items), 0);
}

std::optional<std::int64_t> Json::integer() const {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (const auto* i = std::get_if<std::int64_t>(&value_)) return *i;
  if (const auto* u = std::get_if<std::uint64_t>(&value_)) {
    return static_cast<std::int64_t>(std::min<std::uint64_t>(*u, kMost));
  }
  return std::nullopt;
}

const Json::Array& Json::items() const {
  static const Array kNone;
  const Array* items = std::get_if<Array>(&value_);
  return items == nullptr ? kNone : *items;
}

const Json::Object& Json::members() const {
  static const Object kNone;
  const Object* members = std::get_if<Object>(&value_);
  return members == nullptr ? kNone : *members;
}

const Json* Json::find(std::string_view key) const {
  for (const Member& m : members()) {
    if (m.key == key) return &m.value;
  }
  return nullptr;
}

void Json::push_back(Json item) {
  if (is_null()) value_ = Array{};
  if (Array* own = items()) own->push_back(std::move(item));
}

Json& Json::operator[](std::string_view key) {
  if (!is_object()) value_ = Object{};
  Object& own = std::get<Object>(value_);
  for (Member& m : own) {
    if (m.key == key) return m.value;
  }
  own.push_back({std::string(key), {}});
  return own.back().value;
}

std::string Json::dump(int indent) const {
  std::string out;
  write(out, indent, 0);
  return out;
}

void Json::write(std::string& out, int indent, std::size_t depth) const {
  if (is_null()) {
    out += "null";
  } else if (const bool* b = boolean()) {
    out += *b ? "true" : "false";
  } else if (const auto* i = std::get_if<std::int64_t>(&value_)) {
    out += std::to_string(*i);
  } else if (const auto* u = std::get_if<std::uint64_t>(&value_)) {
    out += std::to_string(*u);
  } else if (const auto* n = std::get_if<Number>(&value_)) {
    out += n->text;
  } else if (const std::string* s = string()) {
    write_text(out, *s);
  } else if (is_array()) {
    out += '[';
    for (const Json& item : items()) {
      if (&item != &items().front()) out += ',';
      new_line(out, indent, depth + 1);
      item.write(out, indent, depth + 1);
    }
    if (!items().empty()) new_line(out, indent, depth);
    out += ']';
  } else {
    out += '{';
    for (const Member& m : members()) {
      if (&m != &members().front()) out += ',';
      new_line(out, indent, depth + 1);
      write_text(out, m.key);
      out += indent < 0 ? ":" : ": ";
      m.value.write(out, indent, depth + 1);
    }
    if (!members().empty()) new_line(out, indent, depth);
    out += '}';
  }
}

}  // namespace logdiag::base
