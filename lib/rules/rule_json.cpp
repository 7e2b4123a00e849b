#include "rules/rule_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "base/words.hpp"
#include "rules/json_reader.hpp"

namespace logdiag::rules {
namespace {

using base::Json;

constexpr std::array<std::string_view, 20> kCategories{
    "auth",   "build",   "cancel",  "compile", "config",   "dependency", "disk",
    "environment", "infra", "lint", "memory",  "network",  "package",    "quota",
    "registry", "syntax", "test",   "timeout", "toolchain", "vcs"};
constexpr std::array<std::string_view, 7> kOwners{"code",       "tests", "config",  "credentials",
                                                  "dependency", "infra", "platform"};
constexpr std::array<std::string_view, 6> kCodeLangs{"yaml", "sh",   "dockerfile",
                                                     "json", "toml", "text"};

constexpr std::array<std::string_view, 4> kDistant{"sequence", "all", "unless", "capture"};

std::string one_of(const auto& words) { return fmt::format("{}", fmt::join(words, ", ")); }

// Walks one rule and writes what is wrong, with the JSON pointer to the place.
class Reader {
 public:
  Reader(std::string_view origin, std::vector<Problem>& problems)
      : origin_(origin), problems_(problems) {}

  bool failed() const { return failed_; }

  Rule read(const Json& j) {
    Rule r;
    r.origin = origin_;
    if (!j.is_object()) {
      complain("", "a rule must be a JSON object");
      return r;
    }
    if (const Json* id = j.find("id"); id != nullptr && id->string() != nullptr) id_ = *id->string();
    known_keys(j, "",
               {"$schema", "schema", "id", "since", "status", "replaced_by", "category", "severity",
                "role", "owner", "transient", "priority", "tags", "title", "match", "captures",
                "diagnosis", "fix", "docs", "supersedes", "samples", "counter_samples", "slow"});
    if (const Json* schema = j.find("schema"); schema == nullptr || schema->integer() != 1) {
      complain("/schema", "must be the number 1, the version of the rule format");
    }
    r.id = string(j, "", "id", true);
    if (!r.id.empty() && !is_id(r.id)) {
      complain("/id", "must look like family/name: lower-case words joined by hyphens, at most 64 "
                      "characters");
    }
    r.since = string(j, "", "since", false);
    r.status = string(j, "", "status", false);
    if (!r.status.empty() && r.status != "stable" && r.status != "trial" && r.status != "retired") {
      complain("/status", "must be stable, trial or retired");
    }
    r.replaced_by = string(j, "", "replaced_by", false);
    r.category = word(j, "category", kCategories, true);
    r.owner = word(j, "owner", kOwners, true);
    read_levels(j, r);
    r.tags = strings(j, "", "tags", 0, 10);
    r.title = text(j, "", "title", true);
    r.diagnosis = text(j, "", "diagnosis", true);
    read_match(j, r);
    read_captures(j, r);
    read_fix(j, r);
    r.docs = strings(j, "", "docs", 1, 20);
    for (std::size_t i = 0; i < r.docs.size(); ++i) {
      if (!r.docs[i].starts_with("https://")) {
        complain(fmt::format("/docs/{}", i), "must be an address that begins with https://");
      }
    }
    r.supersedes = strings(j, "", "supersedes", 0, 100);
    r.samples = samples(j, "samples", true);
    r.counter_samples = samples(j, "counter_samples", false);
    return r;
  }

 private:
  void complain(std::string_view place, std::string message) {
    failed_ = true;
    if (problems_.size() >= limits::kProblems) return;
    problems_.push_back({std::string(origin_), id_, std::string(place), std::move(message)});
  }

  static bool is_id(std::string_view id) {
    if (id.size() > 64 || std::count(id.begin(), id.end(), '/') != 1) return false;
    char before = '/';
    for (const char c : id) {
      const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (!letter && ((c != '-' && c != '/') || before == '-' || before == '/')) return false;
      before = c;
    }
    return before != '-' && before != '/';
  }

  void known_keys(const Json& j, const std::string& at,
                  const std::vector<std::string_view>& known) {
    for (const auto& [key, value] : j.members()) {
      if (std::find(known.begin(), known.end(), key) != known.end()) continue;
      if (problems_.size() >= limits::kProblems) {  // a million keys must not cost a guess each
        failed_ = true;
        return;
      }
      const std::string_view near =
          key.size() > 32 ? std::string_view() : base::did_you_mean(key, known);
      complain(fmt::format("{}/{}", at, key), near.empty() ? "unknown key; remove it"
                                            : fmt::format("unknown key; did you mean {}?", near));
    }
  }

  std::string string(const Json& j, const std::string& at, std::string_view key, bool needed,
                     std::size_t least = 1) {
    const Json* it = j.find(key);
    const std::string place = fmt::format("{}/{}", at, key);
    if (it == nullptr) {
      if (needed) complain(place, "is missing; add this text");
      return {};
    }
    if (it->string() == nullptr) {
      complain(place, "must be a string");
      return {};
    }
    std::string value = *it->string();
    if (value.size() < least) {
      complain(place, fmt::format("must have at least {} character(s)", least));
    }
    return value;
  }

  template <std::size_t N>
  std::string word(const Json& j, std::string_view key,
                   const std::array<std::string_view, N>& allowed, bool needed) {
    std::string value = string(j, "", key, needed);
    if (!value.empty() && std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
      complain(fmt::format("/{}", key), fmt::format("must be one of {}", one_of(allowed)));
    }
    return value;
  }

  std::vector<std::string> strings(const Json& j, const std::string& at, std::string_view key,
                                   std::size_t least, std::size_t most, bool lines = false) {
    std::vector<std::string> out;
    const std::string place = fmt::format("{}/{}", at, key);
    const Json* it = j.find(key);
    if (it == nullptr) {
      if (least > 0) complain(place, "is missing; add this list");
      return out;
    }
    if (!it->is_array() || it->items().size() < least || it->items().size() > most) {
      complain(place, fmt::format("must be a list of {} to {} strings", least, most));
      return out;
    }
    for (std::size_t i = 0; i < it->items().size(); ++i) {
      const std::string* item = it->items()[i].string();
      if (item == nullptr || (!lines && item->empty())) {
        complain(fmt::format("{}/{}", place, i), "must be a string that is not empty");
      } else {
        out.push_back(*item);
      }
    }
    return out;
  }

  Text text(const Json& j, const std::string& at, std::string_view key, bool needed) {
    const Json* it = j.find(key);
    const std::string place = fmt::format("{}/{}", at, key);
    if (it == nullptr) {
      if (needed) complain(place, "is missing; give it as {\"en\": \"...\", \"zh\": \"...\"}");
      return {};
    }
    if (!it->is_object()) {
      complain(place, "must be an object with the keys en and zh");
      return {};
    }
    known_keys(*it, place, {"en", "zh"});
    return {string(*it, place, "en", true), string(*it, place, "zh", true)};
  }

  void read_levels(const Json& j, Rule& r) {
    static constexpr std::array<std::string_view, 3> kSeverities{"info", "warning", "error"};
    static constexpr std::array<std::string_view, 3> kRoles{"cause", "effect", "generic"};
    const std::string severity = word(j, "severity", kSeverities, true);
    const std::string role = word(j, "role", kRoles, true);
    for (std::uint8_t i = 0; i < 3; ++i) {
      if (severity == kSeverities[i]) r.severity = static_cast<Severity>(i + 1);
      if (role == kRoles[i]) r.role = static_cast<Role>(i + 1);
    }
    if (const Json* it = j.find("priority"); it != nullptr) {
      const std::optional<std::int64_t> n = it->integer();
      if (!n || *n < 0 || *n > 100) {
        complain("/priority", "must be a whole number from 0 to 100");
      } else {
        r.priority = static_cast<int>(*n);
      }
    }
    if (const Json* it = j.find("transient"); it == nullptr || it->boolean() == nullptr) {
      complain("/transient", "must be true (a plain retry often cures it) or false");
    } else {
      r.transient = *it->boolean();
    }
  }

  std::vector<std::string> patterns(const Json& m, std::string_view key, std::size_t least) {
    std::vector<std::string> out = strings(m, "/match", key, (m.find(key) != nullptr) ? least : 0,
                                           limits::kPatternsPerList);
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (out[i].size() < 4 || out[i].size() > limits::kPatternBytes) {
        complain(fmt::format("/match/{}/{}", key, i),
                 fmt::format("must have 4 to {} characters", limits::kPatternBytes));
      }
    }
    return out;
  }

  void read_match(const Json& j, Rule& r) {
    const Json* it = j.find("match");
    if (it == nullptr || !it->is_object()) {
      complain("/match", "must be an object with the key any or sequence");
      return;
    }
    const Json& m = *it;
    known_keys(m, "/match",
               {"any", "fallback", "sequence", "all", "unless", "capture", "within", "scope", "step", "job",
                "marker"});
    r.match.any = patterns(m, "any", 1);
    r.match.fallback = patterns(m, "fallback", 1);
    r.match.sequence = patterns(m, "sequence", 2);
    r.match.all = patterns(m, "all", 1);
    r.match.unless = patterns(m, "unless", 1);
    r.match.capture = patterns(m, "capture", 1);
    if ((m.find("any") != nullptr) == (m.find("sequence") != nullptr)) {
      complain("/match", "must have any or sequence, and not both");
    }
    if ((m.find("fallback") != nullptr) && !(m.find("any") != nullptr)) {
      complain("/match/fallback", "needs any; it names weaker lines of the same trouble");
    }
    if (const Json* w = m.find("within"); w != nullptr) {
      const std::optional<std::int64_t> n = w->integer();
      if (!n || *n < 1 || *n > limits::kWithinLines) {
        complain("/match/within",
                 fmt::format("must be a whole number of lines from 1 to {}", limits::kWithinLines));
      } else {
        r.match.within = static_cast<unsigned>(*n);
      }
    } else if (std::any_of(kDistant.begin(), kDistant.end(),
                           [&](std::string_view key) { return m.find(key) != nullptr; })) {
      complain("/match/within",
               "is missing; sequence, all, unless and capture need a distance in lines");
    }
    const std::string scope = string(m, "/match", "scope", false);
    if (scope == "job") {
      r.match.scope = Scope::job;
    } else if (scope == "source") {
      r.match.scope = Scope::source;
    } else if (!scope.empty() && scope != "step") {
      complain("/match/scope", "must be step, job or source");
    }
    r.match.step = string(m, "/match", "step", false);
    r.match.job = string(m, "/match", "job", false);
    if (std::max(r.match.step.size(), r.match.job.size()) > limits::kPatternBytes) {
      complain("/match", fmt::format("step and job must have at most {} characters",
                                     limits::kPatternBytes));
    }
    r.match.marker = string(m, "/match", "marker", false);
    if (!r.match.marker.empty() && r.match.marker != "error" && r.match.marker != "warning" &&
        r.match.marker != "notice") {
      complain("/match/marker", "must be error, warning or notice");
    }
  }

  void read_captures(const Json& j, Rule& r) {
    const Json* it = j.find("captures");
    if (it == nullptr) return;
    if (!it->is_object()) {
      complain("/captures", "must be an object: a name, and for it {\"fallback\": \"...\"}");
      return;
    }
    for (const auto& [name, value] : it->members()) {
      const std::string at = "/captures/" + name;
      const bool good = !name.empty() && name[0] >= 'a' && name[0] <= 'z' &&
                        std::all_of(name.begin(), name.end(), [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
                        });
      if (!good) complain(at, "a capture's name has lower-case letters, digits and _ only");
      if (!value.is_object()) {
        complain(at, "must be an object with the key fallback");
        continue;
      }
      known_keys(value, at, {"fallback", "about"});
      const Json* fallback = value.find("fallback");
      Text shown;
      if (fallback != nullptr && fallback->is_object()) {
        shown = text(value, at, "fallback", true);
      } else {
        shown.en = string(value, at, "fallback", true);
      }
      r.captures.push_back({name, std::move(shown), string(value, at, "about", false)});
    }
  }

  void read_fix(const Json& j, Rule& r) {
    const Json* it = j.find("fix");
    if (it == nullptr || !it->is_array() || it->empty() || it->items().size() > 20) {
      complain("/fix", "must be a list of 1 to 20 steps, each with en and zh");
      return;
    }
    for (std::size_t i = 0; i < it->items().size(); ++i) {
      const std::string at = fmt::format("/fix/{}", i);
      const Json& step = it->items()[i];
      if (!step.is_object()) {
        complain(at, "must be an object with the keys en and zh");
        continue;
      }
      known_keys(step, at, {"en", "zh", "code"});
      FixStep f;
      f.text = {string(step, at, "en", true), string(step, at, "zh", true)};
      if (const Json* code = step.find("code"); code != nullptr) {
        if (!code->is_object()) {
          complain(at + "/code", "must be an object with the keys lang and text");
        } else {
          known_keys(*code, at + "/code", {"lang", "text"});
          f.code_lang = string(*code, at + "/code", "lang", true);
          f.code = string(*code, at + "/code", "text", true);
          if (!f.code_lang.empty() &&
              std::find(kCodeLangs.begin(), kCodeLangs.end(), f.code_lang) == kCodeLangs.end()) {
            complain(at + "/code/lang", fmt::format("must be one of {}", one_of(kCodeLangs)));
          }
        }
      }
      r.fix.push_back(std::move(f));
    }
  }

  std::vector<Sample> samples(const Json& j, std::string_view key, bool positive) {
    std::vector<Sample> out;
    const Json* it = j.find(key);
    if (it == nullptr) {
      if (positive) complain("/samples", "is missing; show at least one log in which it matches");
      return out;
    }
    if (!it->is_array() || (positive && it->empty())) {
      complain(fmt::format("/{}", key), "must be a list of samples");
      return out;
    }
    for (std::size_t i = 0; i < it->items().size(); ++i) {
      const std::string at = fmt::format("/{}/{}", key, i);
      const Json& s = it->items()[i];
      if (!s.is_object()) {
        complain(at, "must be an object with the keys name and log");
        continue;
      }
      Sample sample;
      sample.name = string(s, at, "name", true);
      sample.log = strings(s, at, "log", 1, 1000, true);
      if (positive) {
        known_keys(s, at, {"name", "log", "line", "captures", "top", "seen"});
        const Json* line = s.find("line");
        const std::optional<std::int64_t> n = line == nullptr ? std::nullopt : line->integer();
        if (!n || *n < 1 || static_cast<std::size_t>(*n) > sample.log.size()) {
          complain(at + "/line", "must be the number of a line of this log, from 1");
        } else {
          sample.line = static_cast<std::size_t>(*n);
        }
        if (const Json* top = s.find("top"); top != nullptr) {
          if (top->boolean() == nullptr) complain(at + "/top", "must be true or false");
          else sample.top = *top->boolean();
        }
        sample.seen = string(s, at, "seen", false);
        if (const Json* captures = s.find("captures"); captures != nullptr) {
          if (!captures->is_object()) complain(at + "/captures", "must be an object");
          else
            for (const auto& [name, value] : captures->members()) {
              if (value.string() == nullptr) {
                complain(fmt::format("{}/captures/{}", at, name), "must be a string");
              } else {
                sample.captures.emplace_back(name, *value.string());
              }
            }
        }
      } else {
        known_keys(s, at, {"name", "why", "log"});
        sample.why = string(s, at, "why", true);
      }
      out.push_back(std::move(sample));
    }
    return out;
  }

  std::string_view origin_;
  std::vector<Problem>& problems_;
  std::string id_;
  bool failed_ = false;
};

// The rule that `written` extends with its own keys put over it; null when there is
// a problem.
Json extend(const Json& written, std::string_view origin, const Earlier& earlier,
            std::vector<Problem>& problems) {
  const auto refuse = [&](std::string message) {
    const Json* id = written.find("id");
    problems.push_back({std::string(origin),
                        id != nullptr && id->string() != nullptr ? *id->string() : "", "/extends",
                        std::move(message)});
    return Json();
  };
  const std::string* id = written.find("extends")->string();
  if (id == nullptr) return refuse("must be the id of a rule added before");
  const std::string_view base = earlier.json_of(*id);
  if (base.empty()) {
    return refuse(fmt::format("no rule added before is called {}; see logdiag rules list", *id));
  }
  Json out = read_json(base).value;
  Json own = written;
  std::erase_if(*own.members(), [](const Json::Member& m) { return m.key == "extends"; });
  merge_patch(out, std::move(own));
  return out;
}

void disable(const Json& written, std::string_view origin, const Earlier& earlier,
             std::vector<Problem>& problems) {
  const auto refuse = [&](const std::string& place, std::string message) {
    problems.push_back({std::string(origin), {}, place, std::move(message)});
  };
  for (const auto& [key, value] : written.members()) {
    if (key != "disable" && key != "schema" && key != "$schema") {
      refuse("/" + key, "does not belong beside disable; put rules into files of their own");
    }
  }
  const Json& globs = *written.find("disable");
  if (!globs.is_array()) {
    refuse("/disable", "must be a list of ids, globs such as npm/* or tag:WORD");
    return;
  }
  std::size_t i = 0;
  for (const Json& glob : globs.items()) {
    const std::string place = fmt::format("/disable/{}", i++);
    if (glob.string() == nullptr) refuse(place, "must be an id, a glob such as npm/* or tag:WORD");
    else if (!earlier.disable(*glob.string())) {
      refuse(place, fmt::format("names no rule added before: {}; remove it or mend the name",
                                *glob.string()));
    }
  }
}

}  // namespace

void each_rule(std::string_view json, std::string_view origin, std::vector<Problem>& problems,
               const Earlier* earlier, const std::function<void(ParsedRule)>& take) {
  const auto refuse = [&](std::string message) {
    problems.push_back({std::string(origin), {}, {}, std::move(message)});
  };
  if (json.size() > limits::kRuleFileBytes) {
    refuse(fmt::format("is larger than {} MiB; split it into smaller files",
                       limits::kRuleFileBytes >> 20));
    return;
  }
  const auto one = [&](const Json& written) {
    if (earlier != nullptr && written.find("disable") != nullptr) {
      disable(written, origin, *earlier, problems);
      return;
    }
    Json extended;
    if (earlier != nullptr && written.find("extends") != nullptr) {
      extended = extend(written, origin, *earlier, problems);
      if (extended.is_null()) return;
    }
    const Json& j = extended.is_null() ? written : extended;
    Reader reader(origin, problems);
    Rule rule = reader.read(j);
    if (!reader.failed()) take({std::move(rule), j.dump()});
  };
  const JsonEnd end = read_json_items(json, [&](const Json& written) {
    one(written);
    return problems.size() < limits::kProblems;
  });
  if (end.stopped) {
    refuse(fmt::format("the rest was not read: there are more than {} problems", limits::kProblems));
  } else if (!end.good) {
    const std::string_view before = json.substr(0, end.at);
    refuse(fmt::format("{} (near line {}); mend the syntax there",
                       end.too_deep ? "is nested too deeply" : "is not JSON",
                       1 + std::count(before.begin(), before.end(), '\n')));
  }
}

std::vector<ParsedRule> parse_rules(std::string_view json, std::string_view origin,
                                    std::vector<Problem>& problems) {
  std::vector<ParsedRule> out;
  each_rule(json, origin, problems, nullptr,
            [&](ParsedRule rule) { out.push_back(std::move(rule)); });
  return out;
}

Rule parse_trusted_rule(std::string_view json, std::string_view origin) {
  std::vector<Problem> ignored;
  Reader reader(origin, ignored);
  Rule rule = reader.read(read_json(json).value);
  return reader.failed() ? Rule{} : rule;
}

}  // namespace logdiag::rules
