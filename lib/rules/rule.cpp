// rule.cpp - the small functions of logdiag/rule.hpp.
#include <logdiag/rule.hpp>
#include <logdiag/rule_set.hpp>

namespace logdiag {

std::string Capture::stand_in(Lang lang, bool code) const {
  if (!code || fallback.en.find(' ') == std::string::npos) return std::string(fallback.in(lang));
  std::string out = name;
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

const Capture* Rule::capture(std::string_view name) const {
  for (const Capture& c : captures) {
    if (c.name == name) return &c;
  }
  return nullptr;
}

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::info: return "info";
    case Severity::warning: return "warning";
    case Severity::error: break;
  }
  return "error";
}

std::string_view name_of(Role role) {
  switch (role) {
    case Role::effect: return "effect";
    case Role::generic: return "generic";
    case Role::cause: break;
  }
  return "cause";
}

std::string_view name_of(Scope scope) {
  switch (scope) {
    case Scope::job: return "job";
    case Scope::source: return "source";
    case Scope::step: break;
  }
  return "step";
}

std::string Problem::text() const {
  std::string out = origin.empty() ? std::string("rule text") : origin;
  for (const std::string& part : {rule_id, place}) {
    if (!part.empty()) out.append(": ").append(part);
  }
  return out.append(": ").append(message);
}

}  // namespace logdiag
