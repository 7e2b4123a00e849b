#include "scan/judgement.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <string_view>

#include "scan/deciding.hpp"
#include "scan/last_words.hpp"
#include "scan/line_shapes.hpp"
#include "scan/suspicion.hpp"

namespace logdiag::scan {
namespace {

// A step says why it fails shortly before it ends.
int closeness(std::uint64_t line, std::uint64_t end) {
  if (line > end) return 0;
  const std::uint64_t distance = end - line;
  return distance <= 40 ? 12 : distance <= 150 ? 8 : distance <= 500 ? 4 : 0;
}

// Of an exception and its causes the innermost says why, of a test and its parts the part.
void weigh_chains(std::vector<JudgedLine>& entries) {
  constexpr std::uint64_t kTrace = 80;
  constexpr int kWhole = 8, kInnermost = 8, kMost = 82;
  const auto said = [](const JudgedLine& e) {
    const std::string_view text = e.suspect.text;
    return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
  };
  std::size_t head = entries.size(), last = entries.size();
  const auto end_chain = [&] {
    if (last < entries.size()) {
      entries[last].words =
          std::max(entries[last].words, std::min(entries[head].words + kInnermost, kMost));
    }
    last = entries.size();
  };
  for (std::size_t i = 0; i < entries.size(); ++i) {
    JudgedLine& e = entries[i];
    const bool near = head < entries.size() && e.step == entries[head].step &&
                      e.suspect.where.line <= entries[head].suspect.where.line + kTrace;
    if (said(e).starts_with("Caused by: ") && near) {
      last = i;
      continue;
    }
    if (e.words < kTelling && near) continue;
    end_chain();
    head = i;
    const bool part = i + 1 < entries.size() && said(e).starts_with("--- FAIL: ") &&
                      said(entries[i + 1]).starts_with("--- FAIL: ") &&
                      said(entries[i + 1]).find('/') != std::string_view::npos &&
                      entries[i + 1].suspect.text.size() - said(entries[i + 1]).size() >
                          e.suspect.text.size() - said(e).size();
    if (part) e.words -= kWhole;
  }
  end_chain();
}

// "guard: api: no probe", and then "guard: FAILED": the last only sums up the others.
void take_back_verdicts(std::vector<JudgedLine>& entries) {
  constexpr int kSummary = 43;
  constexpr std::size_t kLongest = 60;
  for (std::size_t i = 1; i < entries.size(); ++i) {
    const std::string_view text = entries[i].suspect.text;
    const std::size_t end = text.rfind(": ");
    if (end == std::string_view::npos || end > kLongest) continue;
    const std::string_view speaker = text.substr(0, end + 2);
    if (!repeats_failure(text, speaker)) continue;
    const bool spoke = std::any_of(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(i),
                                   [&](const JudgedLine& e) {
                                     return e.step == entries[i].step &&
                                            e.suspect.text.starts_with(speaker) &&
                                            !repeats_failure(e.suspect.text, speaker);
                                   });
    if (!spoke) continue;
    entries[i].sums = true;
    entries[i].words = std::min(entries[i].words, kSummary);
  }
}

// "generator: orders.yaml: $ref points nowhere", and then "Failed to generate clients": who
// says so much right before it gives the reason.
void lead_with_reason(std::vector<JudgedLine>& entries, const std::vector<Step>& steps) {
  constexpr int kMore = 2;
  for (std::size_t i = 1; i < entries.size(); ++i) {
    JudgedLine& above = entries[i - 1];
    const JudgedLine& e = entries[i];
    const bool next = above.step == e.step && above.suspect.where.line + 1 == e.suspect.where.line &&
                      above.words < kTelling && e.words >= kTelling && wants_reason(e.suspect.text);
    if (next && speaks_for_tool(entries, i - 1, steps[e.step].failed_at)) above.words = e.words + kMore;
  }
}

// Of lines that look about equally bad and stand together the first is the cause
// and the others follow from it.
void lead_with_the_first(std::vector<JudgedLine>& entries) {
  constexpr int kAbout = 6;
  constexpr std::uint64_t kTogether = 30;
  if (entries.empty()) return;
  std::size_t lead = 0;
  for (std::size_t i = 1; i < entries.size(); ++i) {
    const Suspect& best = entries[lead].suspect;
    const Suspect& other = entries[i].suspect;
    if (entries[i].words >= kTelling && entries[i].step == entries[lead].step &&
        other.where.line < best.where.line && best.where.line - other.where.line <= kTogether &&
        other.score + kAbout >= entries.front().suspect.score) {
      lead = i;
    }
  }
  std::rotate(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(lead),
              entries.begin() + static_cast<std::ptrdiff_t>(lead) + 1);
}

}  // namespace

// Words first; then where the line stands, and whether others say the same.
void weigh(std::vector<JudgedLine>& entries, const std::vector<Step>& steps) {
  const auto failure = [&](const JudgedLine& e) { return static_cast<int>(steps[e.step].failure); };
  const auto exit_line = [&](const JudgedLine& e) {
    return steps[e.step].failure == Failure::exited &&
           steps[e.step].failed_at == e.suspect.where.line;
  };
  // Behind the line that says how the step ended nothing made it end.
  const auto behind = [&](const JudgedLine& e) {
    return steps[e.step].failure == Failure::exited &&
           e.suspect.where.line > steps[e.step].failed_at;
  };
  std::uint32_t jobs = 0;
  for (const Step& step : steps) jobs = std::max(jobs, step.job_id + 1);
  const std::vector<std::size_t> deciding = deciding_steps(steps, jobs);
  const auto forgiven = [&](const JudgedLine& e) {
    const std::size_t decided = deciding[steps[e.step].job_id];
    return steps[e.step].failure == Failure::exited && decided < steps.size() && decided != e.step;
  };
  take_back_verdicts(entries);
  lead_with_reason(entries, steps);
  int worst = 0;
  std::map<std::size_t, int> telling;           // the best words of a step
  std::map<std::size_t, std::uint32_t> last_run;  // of a step, in which something tells
  for (const JudgedLine& e : entries) {
    if (!steps[e.step].cleanup) worst = std::max(worst, failure(e));
    if (!exit_line(e) && !behind(e) && !e.sums) telling[e.step] = std::max(telling[e.step], e.words);
    if (e.words >= kTelling) last_run[e.step] = std::max(last_run[e.step], e.run);
  }
  // Where lines speak of trouble, the last ones that do not are no help, nor is the
  // line that only says how the step ended.
  std::erase_if(entries, [&](const JudgedLine& e) {
    return (exit_line(e) || (e.why == Why::last_words && e.words <= 0)) &&
           telling[e.step] >= kTelling;
  });
  weigh_chains(entries);
  constexpr int kToolSaid = 8;  // more than the line that says how the step ended
  for (JudgedLine& e : entries) e.suspect.score = e.words;
  std::vector<JudgedLine*> last;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    JudgedLine& e = entries[i];
    if (e.why == Why::last_words && telling[e.step] < kTelling) last.push_back(&e);
    if (!last.empty() && (i + 1 == entries.size() || entries[i + 1].step != last.front()->step)) {
      const std::uint64_t exit = steps[last.front()->step].failed_at;
      hear(last, exit);
      for (JudgedLine* said : last) {
        const auto at = static_cast<std::size_t>(said - entries.data());
        if (speaks_for_tool(entries, at, exit)) said->suspect.score = kTelling + kToolSaid;
      }
      last.clear();
    }
  }
  for (JudgedLine& e : entries) {
    if (steps[e.step].cleanup) e.suspect.score -= 60;
    if (failure(e) < worst || behind(e)) e.suspect.score -= 40;
    if (forgiven(e)) e.suspect.score -= 30;
    // What the step began anew after was got over.
    if (e.run < last_run[e.step]) e.suspect.score -= 24;
    if (failure(e) != 0) {
      e.suspect.score += closeness(e.suspect.where.line, steps[e.step].failed_at);
    } else if (worst == 0) {
      e.suspect.score += closeness(e.suspect.where.line, e.source_end) / 2;
    }
  }
  // Of lines that begin alike the first stands for all, where it is about as telling.
  constexpr int kAbout = 4, kAgain = 30;
  std::map<std::uint32_t, std::pair<int, int>> best;  // of a kind: words, score
  for (const JudgedLine& e : entries) {
    auto& [words, score] =
        best.emplace(e.kind, std::pair(0, std::numeric_limits<int>::min())).first->second;
    words = std::max(words, e.words);
    score = std::max(score, e.suspect.score);
  }
  std::map<std::uint32_t, bool> stood;
  for (JudgedLine& e : entries) {
    if (e.why == Why::last_words && e.words <= 0) continue;
    const auto& [words, score] = best[e.kind];
    if (!stood[e.kind] && e.words + kAbout >= words) {
      stood[e.kind] = true;
      e.suspect.score = score;
    } else {
      e.suspect.score -= kAgain;
    }
  }
  std::stable_sort(entries.begin(), entries.end(), [](const JudgedLine& a, const JudgedLine& b) {
    return a.suspect.score > b.suspect.score;
  });
  lead_with_the_first(entries);
}

}  // namespace logdiag::scan
