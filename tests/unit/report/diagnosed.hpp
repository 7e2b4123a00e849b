// diagnosed.hpp - the report of a log as GitHub's runner stamps it, by the built-in rules.
#pragma once

#include <logdiag/logdiag.hpp>
#include <string>
#include <utility>

namespace logdiag::testing {

inline Report diagnosed(const std::string& log) {
  RuleSetBuilder builder;
  builder.add_builtin();
  Scanner scanner(std::move(builder.build()).value());
  std::string stamped;
  for (std::size_t at = 0; at < log.size();) {
    const std::size_t end = log.find('\n', at) + 1;
    stamped += "2025-03-04T05:06:07.0000000Z " + log.substr(at, end - at);
    at = end;
  }
  scanner.feed(stamped);
  return scanner.finish();
}

}  // namespace logdiag::testing
