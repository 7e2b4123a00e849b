#include "rules/rule_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/text_fill.hpp"
#include "base/utf8.hpp"
#include "base/words.hpp"

namespace logdiag::rules {
namespace {

constexpr std::size_t kTitleColumns = 100;

// Several words of which one is written small: prose, not a name.
bool is_phrase(std::string_view text) {
  bool several = false;
  bool small = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    several = several || text[i] == ' ';
    small = small || ((i == 0 || text[i - 1] == ' ') && text[i] >= 'a' && text[i] <= 'z');
  }
  return several && small;
}

bool has_chinese(std::string_view text) {
  while (!text.empty()) {
    const base::CodePoint c = base::decode(text);
    if (c.value >= 0x4E00 && c.value <= 0x9FFF) return true;
    text.remove_prefix(c.size);
  }
  return false;
}

std::multiset<std::string> code_words(std::string_view text) {
  std::multiset<std::string> words;
  std::size_t at = 0;
  while ((at = text.find('`', at)) != std::string_view::npos) {
    const std::size_t end = text.find('`', at + 1);
    if (end == std::string_view::npos) break;
    words.emplace(text.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  return words;
}

std::set<std::string> names_in(std::string_view text) {
  const std::vector<std::string> names = base::placeholders(text);
  return {names.begin(), names.end()};
}

}  // namespace

void check_texts(const Rule& rule, std::vector<Problem>& problems) {
  const auto complain = [&](const std::string& place, std::string message) {
    problems.push_back({rule.origin, rule.id, place, std::move(message)});
  };
  const auto pair = [&](const Text& text, const std::string& place) {
    if (has_chinese(text.en)) complain(place + "/en", "has Chinese in the English text");
    if (!has_chinese(text.zh)) complain(place + "/zh", "has no Chinese; write this text in Chinese");
    if (names_in(text.en) != names_in(text.zh)) {
      complain(place, "en and zh use different {placeholders}; both must name the same");
    }
    if (code_words(text.en) != code_words(text.zh)) {
      complain(place, "en and zh have different `code` words; both must have the same");
    }
    for (const std::string& name : names_in(text.en)) {
      if (rule.capture(name) == nullptr) {
        complain(place, fmt::format("{{{}}} is no capture of this rule; declare it under captures "
                                    "or write it otherwise", name));
      }
    }
  };
  for (const Capture& c : rule.captures) {
    const std::string place = "/captures/" + c.name + "/fallback";
    if (!c.fallback.zh.empty()) {
      if (!has_chinese(c.fallback.zh)) complain(place + "/zh", "has no Chinese; write it in Chinese");
    } else if (is_phrase(c.fallback.en)) {
      complain(place, "is an English phrase; give it as {\"en\": \"...\", \"zh\": \"...\"}, or take "
                      "one word");
    }
  }
  pair(rule.title, "/title");
  pair(rule.diagnosis, "/diagnosis");
  for (const std::string_view title : {rule.title.en, rule.title.zh}) {
    if (base::display_width(title) > kTitleColumns) {
      complain("/title", fmt::format("is wider than {} columns; shorten it", kTitleColumns));
    }
    if (title.ends_with(".") || title.ends_with("。")) {
      complain("/title", "ends with a full stop; leave it out");
    }
  }
  std::set<std::string> steps;
  for (std::size_t i = 0; i < rule.fix.size(); ++i) {
    pair(rule.fix[i].text, fmt::format("/fix/{}", i));
    if (!steps.insert(rule.fix[i].text.en).second) {
      complain(fmt::format("/fix/{}", i), "says the same as another step; leave one out");
    }
  }
}

void check_references(const std::vector<const Rule*>& all, std::vector<Problem>& problems) {
  std::map<std::string_view, const Rule*> by_id;
  std::map<std::string_view, const Rule*> by_title;
  for (const Rule* r : all) {
    by_id[r->id] = r;
    const auto [it, fresh] = by_title.emplace(r->title.en, r);
    if (!fresh) {
      problems.push_back({r->origin, r->id, "/title/en",
                          fmt::format("is the title of {} too; say what differs", it->second->id)});
    }
  }
  for (const Rule* r : all) {
    for (std::size_t i = 0; i < r->supersedes.size(); ++i) {
      const std::string& glob = r->supersedes[i];
      const std::string place = fmt::format("/supersedes/{}", i);
      if (glob == r->id) {
        problems.push_back({r->origin, r->id, place, "names the rule itself; remove it"});
      } else if (std::none_of(all.begin(), all.end(), [&](const Rule* other) {
                   return base::glob_matches(glob, other->id);
                 })) {
        problems.push_back({r->origin, r->id, place,
                            fmt::format("names no rule: {}; remove it or mend the name", glob)});
      } else if (const auto other = by_id.find(glob); other != by_id.end()) {
        const std::vector<std::string>& back = other->second->supersedes;
        if (r->id < glob && std::find(back.begin(), back.end(), r->id) != back.end()) {
          problems.push_back({r->origin, r->id, place,
                              fmt::format("{} supersedes this rule as well; decide which one wins",
                                          glob)});
        }
      }
    }
    if (!r->replaced_by.empty() && by_id.find(r->replaced_by) == by_id.end()) {
      problems.push_back({r->origin, r->id, "/replaced_by",
                          fmt::format("names no rule: {}", r->replaced_by)});
    }
  }
}

}  // namespace logdiag::rules
