#include "match/pattern_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "match/matcher.hpp"

namespace logdiag::match {
namespace {

// Every pattern with its JSON pointer.
std::vector<std::pair<std::string, const std::string*>> all_patterns(const Match& match) {
  std::vector<std::pair<std::string, const std::string*>> out;
  const auto list = [&](const char* key, const std::vector<std::string>& patterns) {
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      out.emplace_back(fmt::format("/match/{}/{}", key, i), &patterns[i]);
    }
  };
  list("any", match.any);
  list("fallback", match.fallback);
  list("sequence", match.sequence);
  list("all", match.all);
  list("unless", match.unless);
  list("capture", match.capture);
  if (!match.step.empty()) out.emplace_back("/match/step", &match.step);
  if (!match.job.empty()) out.emplace_back("/match/job", &match.job);
  return out;
}

// An unescaped ".*" or ".+" outside a class.
bool has_unbounded_gap(std::string_view p) {
  bool in_class = false;
  for (std::size_t i = 0; i + 1 < p.size(); ++i) {
    if (p[i] == '\\') {
      ++i;
    } else if (in_class) {
      in_class = p[i] != ']';
    } else if (p[i] == '[') {
      in_class = true;
      if (i + 1 < p.size() && p[i + 1] == '^') ++i;
      if (i + 1 < p.size() && p[i + 1] == ']') ++i;  // "[]...]" and "[^]...]"
    } else if (p[i] == '.' && (p[i + 1] == '*' || p[i + 1] == '+')) {
      return true;
    }
  }
  return false;
}

}  // namespace

bool check_patterns(const Rule& rule, std::vector<Problem>& problems) {
  const std::size_t before = problems.size();
  std::set<std::string> groups;
  for (const auto& [place, pattern] : all_patterns(rule.match)) {
    std::vector<std::string> names;
    if (std::string wrong = check_expression(*pattern, names); !wrong.empty()) {
      problems.push_back({rule.origin, rule.id, place, std::move(wrong)});
      continue;
    }
    for (std::string& name : names) {
      if (rule.capture(name) == nullptr) {
        problems.push_back({rule.origin, rule.id, place,
                            fmt::format("the group {} is not declared; add it under captures with "
                                        "a fallback", name)});
      }
      groups.insert(std::move(name));
    }
  }
  for (const Capture& c : rule.captures) {
    if (!groups.contains(c.name)) {
      problems.push_back({rule.origin, rule.id, "/captures/" + c.name,
                          "no pattern has a group of this name; remove it or add the group"});
    }
  }
  return problems.size() == before;
}

void check_style(const Rule& rule, std::vector<Problem>& problems) {
  for (const auto& [place, pattern] : all_patterns(rule.match)) {
    if (pattern->starts_with(".") || pattern->starts_with("^.")) {
      problems.push_back({rule.origin, rule.id, place,
                          "begins with a gap; begin with fixed words, patterns need no anchor"});
    }
    if (has_unbounded_gap(*pattern)) {
      problems.push_back({rule.origin, rule.id, place,
                          "has an unbounded gap; bound it: .{0,200}"});
    }
  }
}

}  // namespace logdiag::match
