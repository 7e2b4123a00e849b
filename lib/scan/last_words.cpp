#include "scan/last_words.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

#include "scan/contrast.hpp"
#include "scan/line_shapes.hpp"
#include "scan/suspicion.hpp"

namespace logdiag::scan {
namespace {

// pip and Nix say first that something failed, and then show what it said.
bool shows_output(const JudgedLine* e) {
  return e->suspect.text.find(" lines of output]") != std::string::npos ||
         e->suspect.text.ends_with(" log lines:");
}

// Of lines in which a tool says the same of several things the first.
void lead_with_first_alike(std::vector<JudgedLine*>& order, const std::vector<JudgedLine*>& last) {
  if (order.empty()) return;
  const auto before = [&](const JudgedLine* e) {
    return std::find_if(last.begin(), last.end(), [&](const JudgedLine* o) {
      return o->suspect.where.line + 1 == e->suspect.where.line &&
             says_the_same(e->suspect.text, o->suspect.text);
    });
  };
  const JudgedLine* head = order[0];
  for (auto at = before(head); at != last.end(); at = before(head)) head = *at;
  const auto place = std::find(order.begin(), order.end(), head);
  std::rotate(order.begin(), place, place + 1);
}

// What it stands under says what a deeper line belongs to.
void lead_with_heading(std::vector<JudgedLine*>& order) {
  const auto depth = [](const JudgedLine* e) { return e->suspect.text.find_first_not_of(' '); };
  for (std::size_t i = 1; i < order.size(); ++i) {
    const std::uint64_t next = order[i - 1]->suspect.where.line;
    if (order[i]->suspect.where.line + 1 != next || depth(order[0]) == 0) return;
    if (shows_output(order[i])) return;
    if (depth(order[i]) >= depth(order[0])) continue;
    const auto heading = order.begin() + static_cast<std::ptrdiff_t>(i);
    std::rotate(order.begin(), heading, heading + 1);
    return;
  }
}

// What a line is worth that names no trouble.
enum Grade : int { kNothing, kGoesOn, kPlain, kSpeaks, kDeviates, kOdd };

// A warning, a command that is traced, what is fine or is tried again: nothing ends with it.
bool goes_on(std::string_view text) {
  const std::size_t first = std::min(text.find_first_not_of(" \t"), text.size());
  const std::string_view said = text.substr(first);
  return said.starts_with("+ ") || said.starts_with("++ ") || said.starts_with("$ ") ||
         calls_itself_warning(said) || text.find(": warning: ") != std::string_view::npos ||
         text.find("Warning: ") != std::string_view::npos || speaks_of_retry(text) ||
         says_not_yet(text) || said.ends_with("...") || said.ends_with("…") || says_fine(text);
}

}  // namespace

void hear(const std::vector<JudgedLine*>& last, std::uint64_t exit_line) {
  const auto exits = [&](const JudgedLine* e) { return e->suspect.where.line == exit_line; };
  const auto wraps = [](const JudgedLine* e) {
    return e->sums || passes_failure_on(e->suspect.text);
  };
  const auto shown = std::find_if(last.rbegin(), last.rend(), shows_output).base();
  auto first = std::find_if(shown, last.end(), wraps);
  if (first == last.begin()) first = last.end();
  std::vector<JudgedLine*> order;
  std::reverse_copy(last.begin(), first, std::back_inserter(order));
  std::reverse_copy(first, last.end(), std::back_inserter(order));
  std::vector<std::string_view> texts;
  texts.reserve(last.size());
  for (const JudgedLine* e : last) texts.push_back(e->suspect.text);
  const std::vector<bool> odd = odd_ones_out(texts);
  std::map<const JudgedLine*, int> grades;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const JudgedLine* e = order[i];
    const std::string_view text = e->suspect.text;
    const auto at = static_cast<std::size_t>(std::find(last.begin(), last.end(), e) - last.begin());
    // Who speaks means to say something: "validator: 3 records lack a checksum".
    constexpr std::size_t kNear = 10;
    grades[e] = wraps(e) || exits(e) || !says_something(text) || gives_advice(text) ? kNothing
                : goes_on(text)                                                 ? kGoesOn
                : odd[at]                                                       ? kOdd
                : deviates(text)                                                ? kDeviates
                : i < kNear && speaks_in_sentence(text)                         ? kSpeaks
                                                                                : kPlain;
  }
  std::stable_sort(order.begin(), order.end(), [&](const JudgedLine* a, const JudgedLine* b) {
    return grades[a] > grades[b];
  });
  lead_with_first_alike(order, last);
  lead_with_heading(order);
  // A signal ended it: nobody else could say so.
  const auto killed = std::find_if(order.begin(), order.end(), [&](const JudgedLine* e) {
    return exits(e) && tells_of_signal(e->suspect.text);
  });
  const bool by_signal = killed != order.end();
  if (by_signal) std::rotate(order.begin(), killed, killed + 1);
  int spoken = 0;
  for (JudgedLine* e : order) {
    // The odd one out says more than what merely names a place.
    constexpr int kMore = 10;
    const int said = kTelling - spoken;
    e->suspect.score = grades[e] == kOdd && !by_signal ? said + kMore
                       : e->sums                       ? said
                                                       : std::max(e->words, said);
    ++spoken;
    e->suspect.why = "among the last lines before the step failed";
  }
}

bool speaks_for_tool(const std::vector<JudgedLine>& entries, std::size_t at,
                     std::uint64_t exit_line) {
  const JudgedLine& e = entries[at];
  if (e.words >= kTelling || e.sums || gives_advice(e.suspect.text) || goes_on(e.suspect.text)) {
    return false;
  }
  const std::string_view text = e.suspect.text;
  if (begins_with_place(text)) return true;
  const auto beside = [&](std::size_t other) {
    return other < entries.size() && entries[other].step == e.step &&
           entries[other].suspect.where.source == e.suspect.where.source &&
           (entries[other].suspect.where.line + at == e.suspect.where.line + other);
  };
  if (at > 0 && beside(at - 1) && names_exception(text) &&
      entries[at - 1].suspect.text.starts_with("    ")) {
    return true;
  }
  return beside(at + 1) && entries[at + 1].suspect.where.line != exit_line &&
         passes_failure_on(entries[at + 1].suspect.text) && names_speaker(text);
}

}  // namespace logdiag::scan
