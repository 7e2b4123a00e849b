// result.hpp - a value, or the reason there is none.
//
// Shaped like std::expected<T, Error>, which GCC 12 has only from C++23 on;
// when the project moves there, Result becomes an alias and callers stay.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace logdiag {

enum class ErrorCode { rules, io, unknown, limit };

struct Error {
  ErrorCode code;
  std::string message;  // one sentence, no full stop, no line break
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

}  // namespace logdiag
