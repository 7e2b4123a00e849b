#include "scan/last_words.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

#include "scan/claims.hpp"
#include "scan/contrast.hpp"
#include "scan/line_shapes.hpp"
#include "scan/suspicion.hpp"

namespace logdiag::scan {
namespace {

std::string letters_of(std::string_view text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out), [](char c) { return c < '0' || c > '9'; });
  return out;
}

std::size_t words_of(std::string_view text) {
  const std::string_view said = text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
  return static_cast<std::size_t>(std::count(said.begin(), said.end(), ' ')) + 1;
}

// "=== integration: stop ===", "--- cleanup"
bool is_title(std::string_view said) {
  return said.starts_with("=== ") || said.starts_with("== ") || said.starts_with("### ") ||
         (said.starts_with("--- ") &&
          (said.ends_with(" ---") || said.find('/') == std::string_view::npos));
}

// A warning, a command that is traced, what is fine or is tried again: nothing ends with it.
bool goes_on(std::string_view text) {
  const std::size_t first = std::min(text.find_first_not_of(" \t"), text.size());
  const std::string_view said = text.substr(first);
  return said.starts_with("+ ") || said.starts_with("++ ") || said.starts_with("$ ") ||
         calls_itself_warning(said) || text.find(": warning: ") != std::string_view::npos ||
         text.find("Warning: ") != std::string_view::npos || speaks_of_retry(text) ||
         is_title(said) || says_not_yet(text) || said.ends_with("...") || said.ends_with("…") ||
         says_fine(text) || tells_progress(said);
}

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

// What a line is worth that names no trouble.
enum Grade : int { kNothing, kGoesOn, kPlain, kSpeaks, kOther, kDeviates, kOdd, kOddAndWrong };

// "web uses zod 3.1, others 3.2" and "api uses ky 1.1, others 1.2": about the same words.
bool has_same_words(std::string_view one, std::string_view other) {
  constexpr std::size_t kFew = 3;
  if (words_of(one) != words_of(other) || words_of(one) < kFew) return false;
  std::size_t same = 0;
  for (std::size_t a = 0, b = 0; a < one.size() && b < other.size();) {
    const std::size_t end = std::min(one.find(' ', a), one.size());
    const std::size_t other_end = std::min(other.find(' ', b), other.size());
    same += one.substr(a, end - a) == other.substr(b, other_end - b) ? 1 : 0;
    a = end + 1;
    b = other_end + 1;
  }
  return same * 2 >= words_of(one) && same + 1 >= kFew;
}

// Of what is said of several things one after the other, the first: they stand as deep and
// next to each other, or below different headings.
void lead_with_first_of_list(std::vector<JudgedLine*>& order, const std::vector<JudgedLine*>& last,
                             std::map<const JudgedLine*, int>& grades) {
  if (order.empty()) return;
  const auto depth = [](const JudgedLine* e) { return e->suspect.text.find_first_not_of(' '); };
  const JudgedLine* head = order[0];
  if (grades[head] == kNothing) return;
  const bool deviates = grades[head] == kDeviates, odd = grades[head] >= kOdd || grades[head] == kOther;
  auto at = std::find(last.begin(), last.end(), head);
  for (auto other = at; other != last.begin();) {
    --other;
    const bool next = (*other)->suspect.where.line + 1 == (*(other + 1))->suspect.where.line;
    const bool same = depth(*other) == depth(head) && grades[*other] == grades[head];
    const bool listed = deviates || depth(head) > 0 ||
                        has_same_words((*other)->suspect.text, head->suspect.text);
    if (same && (odd || (listed && (next || depth(head) > 0)))) {
      at = other;
    } else if (!odd && (!next || !deviates || depth(head) == 0)) {
      break;
    }
  }
  const auto place = std::find(order.begin(), order.end(), *at);
  std::rotate(order.begin(), place, place + 1);
}

// What it stands under says what a deeper line belongs to.
void lead_with_heading(std::vector<JudgedLine*>& order, const std::vector<JudgedLine*>& last,
                       std::map<const JudgedLine*, int>& grades) {
  if (order.empty()) return;
  constexpr std::size_t kNames = 1;  // of a file: what is the matter with it stands below
  const auto depth = [](const JudgedLine* e) { return e->suspect.text.find_first_not_of(' '); };
  const JudgedLine* head = order[0];
  for (auto at = std::find(last.begin(), last.end(), head); at != last.begin(); --at) {
    const JudgedLine* above = *(at - 1);
    if (above->suspect.where.line + 1 != (*at)->suspect.where.line || shows_output(above)) return;
    if (depth(above) >= depth(head)) continue;
    const bool names = words_of(above->suspect.text) <= kNames || grades[above] <= kGoesOn;
    if (names || (grades[head] >= kOther && grades[above] < kDeviates)) return;
    const auto heading = std::find(order.begin(), order.end(), above);
    std::rotate(order.begin(), heading, heading + 1);
    return;
  }
}

// "▶", "==>", "-": the sign a line begins with, where it is no letter or digit.
std::string_view bullet(std::string_view text) {
  const std::size_t first = std::min(text.find_first_not_of(" \t"), text.size());
  const std::string_view sign = text.substr(first, std::min(text.find(' ', first), text.size()) - first);
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return std::none_of(sign.begin(), sign.end(), plain) ? sign : std::string_view{};
}

}  // namespace

void hear(const std::vector<JudgedLine*>& last, std::uint64_t exit_line) {
  const auto exits = [&](const JudgedLine* e) { return e->suspect.where.line == exit_line; };
  const auto wraps = [](const JudgedLine* e) {
    return e->sums || sums_up(e->suspect.text) || passes_failure_on(e->suspect.text);
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
  const std::vector<bool> odd = odd_ones_out(texts), other = other_values(texts);
  std::map<const JudgedLine*, int> grades;
  std::map<std::string_view, int> bullets;
  std::map<std::string, int> alike;  // but for their numbers
  for (const std::string_view text : texts) {
    ++bullets[bullet(text)];
    ++alike[letters_of(text)];
  }
  // Of several things that are listed, or done in turn, none is said to be wrong.
  const auto listed = [&](std::string_view text) {
    constexpr int kSeveral = 3;
    return (!bullet(text).empty() && bullets[bullet(text)] >= kSeveral && !deviates(text)) ||
           alike[letters_of(text)] >= kSeveral;
  };
  for (std::size_t i = 0; i < order.size(); ++i) {
    const JudgedLine* e = order[i];
    const std::string_view text = e->suspect.text;
    const auto at = static_cast<std::size_t>(std::find(last.begin(), last.end(), e) - last.begin());
    // Who speaks means to say something: "validator: 3 records lack a checksum".
    constexpr std::size_t kNear = 10;
    const bool says = says_something(text) || (deviates(text) && words_of(text) > kNear / 2);
    const bool nothing = wraps(e) || exits(e) || !says || gives_advice(text) || only_ends(text);
    grades[e] = nothing                           ? kNothing
                : goes_on(text) || (listed(text) && !odd[at] && !other[at]) ? kGoesOn
                : odd[at] && deviates(text)                                     ? kOddAndWrong
                : odd[at]                                                       ? kOdd
                : deviates(text)                                                ? kDeviates
                : other[at]                                                     ? kOther
                : i < kNear && speaks_in_sentence(text)                         ? kSpeaks
                                                                                : kPlain;
  }
  std::stable_sort(order.begin(), order.end(), [&](const JudgedLine* a, const JudgedLine* b) {
    return grades[a] > grades[b];
  });
  lead_with_first_alike(order, last);
  lead_with_first_of_list(order, last, grades);
  lead_with_heading(order, last, grades);
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
    e->suspect.score = grades[e] >= kOdd && !by_signal ? said + kMore
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
  if (!beside(at + 1) || entries[at + 1].suspect.where.line == exit_line) return false;
  const std::string_view next = entries[at + 1].suspect.text;
  return (names_speaker(text) && passes_failure_on(next)) ||
         (wants_reason(next) && (speaks_in_sentence(text) || deviates(text)));
}

}  // namespace logdiag::scan
