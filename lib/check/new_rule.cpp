// new_rule.cpp - a rule to start from, made of one log line.
#include <algorithm>
#include <logdiag/check.hpp>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/sanitize.hpp"
#include "base/words.hpp"
#include "text/cleaner.hpp"
#include "text/input_kind.hpp"

namespace logdiag {
namespace {

constexpr std::size_t kMostFixed = 160;  // bytes of fixed words in the pattern

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// A word that differs from log to log: a path, a number, a hash, a quoted name.
bool is_variable(std::string_view word) {
  const std::size_t digits = static_cast<std::size_t>(std::count_if(word.begin(), word.end(), is_digit));
  const std::size_t slashes = static_cast<std::size_t>(std::count(word.begin(), word.end(), '/'));
  if (digits * 2 > word.size() || slashes >= 1 || word.find("::") != std::string_view::npos) return true;
  if (word.size() >= 12 && digits >= 3) return true;
  return word.find('@') != std::string_view::npos || word.find('\\') != std::string_view::npos;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\^$.|?*+()[]{}").find(c) != std::string_view::npos) out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

// Fixed words stay, variable ones become a gap, quoted names become a capture.
std::string pattern_of(std::string_view line, std::vector<std::string>& captures) {
  std::string pattern;
  std::size_t i = 0, fixed = 0;
  while (i < line.size() && fixed < kMostFixed) {
    const char c = line[i];
    if (c == '\'' || c == '"' || c == '`') {
      const std::size_t end = line.find(c, i + 1);
      if (end != std::string_view::npos && end > i + 1 && end - i < 120 &&
          (i == 0 || !is_letter(line[i - 1]))) {
        const std::string name = captures.empty() ? "name" : "name" + std::to_string(captures.size() + 1);
        captures.push_back(name);
        pattern += c;
        pattern += "(?P<" + name + ">[^" + std::string(1, c) + "]{1,100})";
        pattern += c;
        i = end + 1;
        continue;
      }
    }
    if (c == ' ') {
      pattern += " {1,4}";
      while (i < line.size() && line[i] == ' ') ++i;
      continue;
    }
    std::size_t end = std::min(line.find(' ', i), line.size());
    const std::string_view word = line.substr(i, end - i);
    if (is_variable(word)) {
      pattern += "[^ ]{1,300}";
    } else {
      pattern += escaped(word);
      fixed += word.size() + 1;
    }
    i = end;
  }
  while (pattern.ends_with(" {1,4}")) pattern.resize(pattern.size() - 6);
  // Nothing is gained by a gap at either end.
  while (pattern.starts_with("[^ ]{1,300} {1,4}")) pattern.erase(0, 17);
  while (pattern.ends_with(" {1,4}[^ ]{1,300}")) pattern.resize(pattern.size() - 17);
  return pattern;
}

}  // namespace

std::string new_rule(std::string_view id, std::string_view line) {
  using base::Json;
  std::string text = base::redact(base::sanitize(line, 1000));
  while (!text.empty() && text.front() == ' ') text.erase(0, 1);
  std::vector<std::string> captures;
  const std::string pattern = pattern_of(text, captures);
  Json j;
  j["$schema"] = "../schema.json";
  j["schema"] = 1;
  j["id"] = id;
  j["category"] = "build";
  j["severity"] = "error";
  j["role"] = "cause";
  j["owner"] = "code";
  j["transient"] = false;
  j["title"] = {{"en", "Say in one line what is wrong"}, {"zh", "用一行说明出了什么问题"}};
  j["match"] = {{"any", Json::array_of(pattern)}};
  if (!captures.empty()) {
    Json declared = Json::object();
    for (const std::string& name : captures) declared[name] = {{"fallback", "NAME"}};
    j["captures"] = std::move(declared);
  }
  j["diagnosis"] = {{"en", "Say why it happens, and how to tell the likely reason from the other"},
                    {"zh", "说明为什么会发生，以及如何区分可能的原因"}};
  j["fix"] = Json::array_of({{"en", "Say what to do first"}, {"zh", "说明首先该做什么"}});
  j["docs"] = Json::array_of("https://example.com/the-official-page");
  j["samples"] = Json::array_of({{"name", "as seen"}, {"log", Json::array_of(text)}, {"line", 1}});
  return j.dump(2) + "\n";
}

std::string clean_line(std::string_view raw, Input input) {
  while (raw.ends_with('\n') || raw.ends_with('\r')) raw.remove_suffix(1);
  text::InputKind kind = static_cast<text::InputKind>(input);
  if (input == Input::automatic) {
    text::InputDetector detector;
    detector.observe(raw);
    kind = detector.kind();
  }
  return std::string(text::Cleaner(kind).clean(raw).text);
}

bool id_matches(std::string_view glob, std::string_view id) { return base::glob_matches(glob, id); }

std::string_view closest_id(const RuleSet& rules, std::string_view word) {
  std::vector<std::string_view> ids;
  for (std::size_t i = 0; i < rules.size(); ++i) ids.push_back(rules.id(i));
  return base::did_you_mean(word, ids);
}

std::string_view closest_word(std::string_view word, const std::vector<std::string_view>& among,
                              std::size_t slips) {
  return base::did_you_mean(word, among, slips);
}

}  // namespace logdiag
