// json.hpp - a JSON value, written and taken apart without surprises: members keep
// the order in which they were added, and destroying one allocates nothing, so that
// memory may run out anywhere.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace logdiag::base {

class Json {
 public:
  struct Member;
  struct Number { std::string text; };  // not whole, or too large: as it was written
  using Array = std::vector<Json>;
  using Object = std::vector<Member>;

  // {{"key", value}, ...}; what is given is moved out of the list.
  struct Field;

  Json();
  Json(const Json& other);
  Json(Json&& other) noexcept;
  Json& operator=(const Json& other);
  Json& operator=(Json&& other) noexcept;
  ~Json();

  Json(std::initializer_list<Field> fields);
  Json(const char* text);
  Json(std::string_view text);
  Json(std::string text);
  Json(Number number);
  Json(const std::vector<std::string>& texts);
  template <std::same_as<bool> T>
  Json(T value);
  template <std::signed_integral T>
  Json(T value);
  template <std::unsigned_integral T>
    requires(!std::same_as<T, bool>)
  Json(T value);

  static Json array();
  static Json array_of(Json only);
  static Json object();

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  bool is_array() const { return std::holds_alternative<Array>(value_); }
  bool is_object() const { return std::holds_alternative<Object>(value_); }
  const std::string* string() const { return std::get_if<std::string>(&value_); }
  const bool* boolean() const { return std::get_if<bool>(&value_); }
  std::optional<std::int64_t> integer() const;  // a whole number; the largest stands for larger ones

  // Items of an array and members of an object; of anything else, none.
  const Array& items() const;
  const Object& members() const;
  Array* items() { return std::get_if<Array>(&value_); }
  Object* members() { return std::get_if<Object>(&value_); }
  const Json* find(std::string_view key) const;  // nullptr when there is none
  bool empty() const;

  void push_back(Json item);            // null becomes an array
  Json& operator[](std::string_view key);  // null becomes an object

  // An indent below 0 puts all on one line. Broken UTF-8 becomes U+FFFD.
  std::string dump(int indent = -1) const;

 private:
  Json(Array items, int);
  Json(Object members, int);
  void write(std::string& out, int indent, std::size_t depth) const;

  std::variant<std::monostate, bool, std::int64_t, std::uint64_t, Number, std::string, Array, Object>
      value_;
};

struct Json::Member {
  std::string key;
  Json value;
};

struct Json::Field {
  Field(std::string_view k, Json v) : key(k), value(std::move(v)) {}
  std::string_view key;
  mutable Json value;
};

// All that makes or ends a value stands here: before this line a Member has no size.
inline Json::Json() = default;
inline Json::Json(const Json& other) = default;
inline Json::Json(Json&& other) noexcept = default;
inline Json& Json::operator=(const Json& other) = default;
inline Json& Json::operator=(Json&& other) noexcept = default;
inline Json::~Json() = default;
inline Json::Json(const char* text) : value_(std::string(text)) {}
inline Json::Json(std::string_view text) : value_(std::string(text)) {}
inline Json::Json(std::string text) : value_(std::move(text)) {}
inline Json::Json(Number number) : value_(std::move(number)) {}
inline Json::Json(Array items, int) : value_(std::move(items)) {}
inline Json::Json(Object members, int) : value_(std::move(members)) {}
template <std::same_as<bool> T>
Json::Json(T value) : value_(value) {}
template <std::signed_integral T>
Json::Json(T value) : value_(static_cast<std::int64_t>(value)) {}
template <std::unsigned_integral T>
  requires(!std::same_as<T, bool>)
Json::Json(T value) : value_(static_cast<std::uint64_t>(value)) {}

inline Json Json::array() { return Json(Array{}, 0); }
inline Json Json::object() { return Json(Object{}, 0); }
inline bool Json::empty() const { return items().empty() && members().empty(); }

}  // namespace logdiag::base
