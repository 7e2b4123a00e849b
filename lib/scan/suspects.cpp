#include "scan/suspects.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <tuple>
#include <utility>

#include "base/limits.hpp"
#include "base/sanitize.hpp"
#include "scan/line_shapes.hpp"
#include "scan/suspicion.hpp"
#include "text/cleaner.hpp"
#include "text/echoes.hpp"
#include "text/passed_tests.hpp"
#include "text/stamps.hpp"

namespace logdiag::scan {
namespace {

// Bytes kept of a line: prefixes, and what is judged of the message.
constexpr std::size_t kRawBytes = 2048;
// Lines without any sign are found out late; hence more are kept than judged.
constexpr std::size_t kFirstOfStep = limits::kSuspects / 2;
constexpr std::size_t kNames = 8 * limits::kSuspects;
// Lines of what was announced, and of a traceback.
constexpr std::size_t kFollowers = 2;
constexpr std::size_t kFrames = 80;
constexpr std::string_view kTraceback = "Traceback (most recent call last)";

// Below it a line names no trouble of its own.
constexpr int kTelling = 42;

// An exception nobody caught, whatever it is called.
constexpr int kRaised = 66;

// Beginnings of lines are compared by their letters alone: numbers, times and
// punctuation differ from line to line.
std::uint32_t beginning_of(std::string_view text, std::size_t letters, std::uint32_t seed) {
  constexpr std::size_t kFarthest = 200;
  std::uint32_t hash = 2166136261u ^ seed;
  text = text.substr(0, kFarthest);
  for (const char c : text) {
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) continue;
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    if (--letters == 0) break;
  }
  return hash;
}

// A step says why it fails shortly before it ends.
int closeness(std::uint64_t line, std::uint64_t end) {
  if (line > end) return 0;
  const std::uint64_t distance = end - line;
  return distance <= 40 ? 12 : distance <= 150 ? 8 : distance <= 500 ? 4 : 0;
}

// "CMake Error at CMakeLists.txt:3 (find_package):", "Caused by:": what is meant
// stands below.
bool announces(std::string_view raw) {
  while (!raw.empty() && (raw.back() == ' ' || raw.back() == '\r')) raw.remove_suffix(1);
  return raw.ends_with(':') || raw.ends_with(":\x1b[0m") ||
         raw.find("Execution failed for task") != std::string_view::npos;
}

}  // namespace

// A line that was judged.
struct Suspects::Entry {
  Suspect suspect;
  std::size_t step = 0;
  Why why = Why::words;
  int words = 0;                 // its suspicion alone
  std::uint32_t kind = 0;        // the same for lines that begin alike
  std::uint64_t source_end = 0;  // the last line of its source
};

void Suspects::forget(std::uint32_t source, std::uint64_t line) {
  for (Ring* ring : {&first_, &fresh_, &latest_, &behind_, &ends_}) {
    std::erase_if(ring->slots, [&](const Seen& s) {
      return s.place.source == source && s.place.line == line;
    });
  }
}

void Suspects::reset() { *this = Suspects(); }

void Suspects::begin(std::uint32_t source, std::string_view name) {
  // Names of sources of which no line is kept are not needed.
  if (sources_.size() > kNames + 1) {
    std::erase_if(sources_, [&](const auto& entry) {
      const auto names = [&](const Seen& s) { return s.place.source == entry.first; };
      const auto in = [&](const Ring* ring) {
        return std::any_of(ring->slots.begin(), ring->slots.end(), names);
      };
      return !in(&first_) && !in(&fresh_) && !in(&latest_) && !in(&behind_) && !in(&ends_);
    });
  }
  sources_[source] = {std::string(name), 0};
  source_ = source;
  followers_ = traceback_ = 0;
}

void Suspects::end(std::uint64_t last_line) { sources_[source_].last_line = last_line; }

void Suspects::Ring::put(std::string_view raw, text::InputKind kind, Why why, const Place& place) {
  if (slots.size() < most) {
    slots.emplace_back();
    next = slots.size() - 1;
  }
  Seen& slot = slots[next];
  if (raw.size() <= kRawBytes) {
    slot.raw.assign(raw);
  } else {
    // Of a long line the front, and the end on which a progress display stopped.
    slot.raw.assign(raw.substr(0, kRawBytes / 2));
    if (const std::size_t drawn = raw.rfind('\r', raw.size() - 2);
        drawn != std::string_view::npos) {
      slot.raw += raw.substr(drawn, kRawBytes / 2);
    }
  }
  slot.kind = kind;
  slot.why = why;
  slot.place = place;
  next = (next + 1) % most;
}

Suspects::Ring& Suspects::ring_for(std::string_view raw_line, text::InputKind kind,
                                   const Place& place) {
  if (place.explained) return behind_;
  if (place.step_id != step_id_) {
    step_id_ = place.step_id;
    in_step_ = 0;
  }
  if (in_step_++ < kFirstOfStep) return first_;
  constexpr std::size_t kLetters = 28;
  const std::size_t columns = text::gh_columns(raw_line, kind).size();
  const std::uint32_t hash =
      beginning_of(raw_line.substr(columns), kLetters, place.step_id * 2 + 1);
  std::uint32_t& known = begun_[(hash ^ (hash >> 16)) % begun_.size()];
  return std::exchange(known, hash) == hash ? latest_ : fresh_;
}

void Suspects::see(std::string_view raw_line, text::InputKind kind, const Place& place) {
  ring_for(raw_line, kind, place).put(raw_line, kind, Why::words, place);
  if (const std::size_t at = raw_line.find(kTraceback); at != std::string_view::npos) {
    traceback_ = at + 1;
    frames_ = 0;
  } else if (announces(raw_line)) {
    followers_ = kFollowers;
  }
}

void Suspects::follow(std::string_view raw_line, text::InputKind kind, const Place& place) {
  if (followers_ > 0) {
    --followers_;
    ring_for(raw_line, kind, place).put(raw_line, kind, Why::follows, place);
  }
  if (traceback_ == 0) return;
  // Frames stand deeper than the exception behind them.
  if (raw_line.size() > traceback_ && raw_line[traceback_ - 1] == ' ') {
    if (++frames_ == kFrames) traceback_ = 0;
    return;
  }
  if (raw_line.size() > traceback_ && frames_ > 0) {
    ring_for(raw_line, kind, place).put(raw_line, kind, Why::raised, place);
  }
  traceback_ = 0;
}

void Suspects::last_words(std::string_view raw_line, text::InputKind kind, const Place& place) {
  ends_.put(raw_line, kind, Why::last_words, place);
}

// What is kept of the wanted jobs, cleaned and judged, in the order of the log.
std::vector<Suspects::Entry> Suspects::judged(const std::vector<Step>& steps,
                                              const Wanted& wanted) const {
  std::vector<const Seen*> seen;
  for (const Ring* ring : {&first_, &fresh_, &latest_, &behind_, &ends_}) {
    for (const Seen& s : ring->slots) {
      if (wanted(steps[s.place.kept_step])) seen.push_back(&s);
    }
  }
  const auto place = [](const Seen* s) { return std::pair(s->place.source, s->place.line); };
  std::sort(seen.begin(), seen.end(), [&](const Seen* a, const Seen* b) {
    return std::tuple(place(a), a->why) < std::tuple(place(b), b->why);
  });
  std::vector<Entry> out;
  text::Cleaner cleaner;
  int announced = 0;  // by a line, of those that follow it
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const Seen& s = *seen[i];
    // The same line as something else: its own words come first.
    if (!out.empty() && i > 0 && place(seen[i - 1]) == place(&s) &&
        out.back().suspect.where.line == s.place.line) {
      out.back().why = std::max(out.back().why, s.why);
      continue;
    }
    if (s.place.scripted && steps[s.place.kept_step].script_end > s.place.line) continue;
    cleaner.set_kind(s.kind);
    const text::Line line = cleaner.clean(s.raw);
    if (line.text.empty()) continue;
    if (text::tells_of_passed_test(line.text) || text::echoes(line)) continue;
    int score = suspicion(line.text, line.marker, line.logged);
    if (s.why == Why::words) announced = announcement(line.text, score);
    if (s.why == Why::raised) score = std::max(score, kRaised);
    if (s.why == Why::last_words) score = std::max(score, detail(line.text));
    // Of several codes none explains another.
    const bool code = announces_by_code(line.text);
    if (s.why == Why::follows && !code && continues(line.text)) score = std::max(score, announced - 4);
    if (score <= 0 && s.why != Why::last_words) continue;
    Entry entry;
    Location& where = entry.suspect.where;
    where.source = sources_.at(s.place.source).name;
    where.line = s.place.line;
    where.offset = s.place.offset;
    where.time = line.time;
    where.job = steps[s.place.kept_step].job;
    where.step = steps[s.place.kept_step].name;
    entry.suspect.text = line.text;  // sanitized when it is chosen
    entry.suspect.why = suspicion_reason(score, line.marker == text::Marker::error && !line.logged);
    entry.step = s.place.kept_step;
    entry.why = s.why;
    entry.words = score;
    entry.kind = beginning_of(line.text, 24, static_cast<std::uint32_t>(entry.step));
    entry.source_end = sources_.at(s.place.source).last_line;
    out.push_back(std::move(entry));
  }
  return out;
}

std::vector<std::uint64_t> Suspects::telling(const std::vector<Step>& steps,
                                             const std::vector<bool>& wanted,
                                             bool (*beside)(std::string_view text)) const {
  std::vector<std::uint64_t> out(steps.size());
  const auto asked = [&](const Step& step) {
    return wanted[static_cast<std::size_t>(&step - steps.data())];
  };
  for (const Entry& e : judged(steps, asked)) {
    if (e.words < kEvident || beside(e.suspect.text)) continue;
    out[e.step] = std::max(out[e.step], e.suspect.where.line);
  }
  return out;
}

// What a step without any telling line said last says more than what others said that did
// not fail: from its end back, or from where something first said that it failed.
void Suspects::hear(const std::vector<Entry*>& last, std::uint64_t exit_line) {
  const auto exits = [&](const Entry* e) { return e->suspect.where.line == exit_line; };
  const auto wraps = [](const Entry* e) { return e->words > 0 && e->words < kWrapper; };
  auto first = std::find_if(last.begin(), last.end(), wraps);
  if (first == last.begin()) first = last.end();
  std::vector<Entry*> order;
  std::reverse_copy(last.begin(), first, std::back_inserter(order));
  std::reverse_copy(first, last.end(), std::back_inserter(order));
  std::stable_partition(order.begin(), order.end(), [&](const Entry* e) {
    return !wraps(e) && !exits(e) && says_something(e->suspect.text);
  });
  // What it stands under says what a deeper line belongs to.
  const auto depth = [](const Entry* e) { return e->suspect.text.find_first_not_of(' '); };
  for (std::size_t i = 1; i < order.size(); ++i) {
    const std::uint64_t next = order[i - 1]->suspect.where.line;
    if (order[i]->suspect.where.line + 1 != next || depth(order[0]) == 0) break;
    if (depth(order[i]) >= depth(order[0])) continue;
    std::rotate(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(i),
                order.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    break;
  }
  // A signal ended it: nobody else could say so.
  const auto killed = std::find_if(order.begin(), order.end(), [&](const Entry* e) {
    return exits(e) && tells_of_signal(e->suspect.text);
  });
  if (killed != order.end()) std::rotate(order.begin(), killed, killed + 1);
  int spoken = 0;
  for (Entry* e : order) {
    e->suspect.score = std::max(e->words, kTelling - spoken++);
    e->suspect.why = "among the last lines before the step failed";
  }
}

// Of the last words of a step that name no trouble, those that a tool evidently meant as its
// message: a place in a source, the end of a traceback, what stands before "make: *** ...".
bool Suspects::speaks_for_tool(const std::vector<Entry>& entries, std::size_t at) {
  const Entry& e = entries[at];
  if (e.words >= kTelling) return false;
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
  return beside(at + 1) && passes_failure_on(entries[at + 1].suspect.text) && names_speaker(text);
}

// Of an exception and its causes the innermost says why, of a test and its parts the part.
void Suspects::weigh_chains(std::vector<Entry>& entries) {
  constexpr std::uint64_t kTrace = 80;
  constexpr int kWhole = 8, kInnermost = 8, kMost = 82;
  const auto said = [](const Entry& e) {
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
    Entry& e = entries[i];
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

// Words first; then where the line stands, and whether others say the same.
void Suspects::weigh(std::vector<Entry>& entries, const std::vector<Step>& steps) {
  const auto failure = [&](const Entry& e) { return static_cast<int>(steps[e.step].failure); };
  const auto exit_line = [&](const Entry& e) {
    return steps[e.step].failure == Failure::exited &&
           steps[e.step].failed_at == e.suspect.where.line;
  };
  int worst = 0;
  std::map<std::size_t, int> telling;  // the best words of a step
  for (const Entry& e : entries) {
    if (!steps[e.step].cleanup) worst = std::max(worst, failure(e));
    if (!exit_line(e)) telling[e.step] = std::max(telling[e.step], e.words);
  }
  // Where lines speak of trouble, the last ones that do not are no help, nor is the
  // line that only says how the step ended.
  std::erase_if(entries, [&](const Entry& e) {
    return (exit_line(e) || (e.why == Why::last_words && e.words <= 0)) &&
           telling[e.step] >= kTelling;
  });
  weigh_chains(entries);
  constexpr int kToolSaid = 8;  // more than the line that says how the step ended
  for (Entry& e : entries) e.suspect.score = e.words;
  std::vector<Entry*> last;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    Entry& e = entries[i];
    if (e.why == Why::last_words && telling[e.step] < kTelling) last.push_back(&e);
    if (!last.empty() && (i + 1 == entries.size() || entries[i + 1].step != last.front()->step)) {
      hear(last, steps[last.front()->step].failed_at);
      for (Entry* said : last) {
        const auto at = static_cast<std::size_t>(said - entries.data());
        if (speaks_for_tool(entries, at)) said->suspect.score = kTelling + kToolSaid;
      }
      last.clear();
    }
  }
  for (Entry& e : entries) {
    if (steps[e.step].cleanup) e.suspect.score -= 60;
    if (failure(e) < worst) e.suspect.score -= 40;
    if (failure(e) != 0) {
      e.suspect.score += closeness(e.suspect.where.line, steps[e.step].failed_at);
    } else if (worst == 0) {
      e.suspect.score += closeness(e.suspect.where.line, e.source_end) / 2;
    }
  }
  // Of lines that begin alike the first stands for all, where it is about as telling.
  constexpr int kAbout = 4, kAgain = 30;
  std::map<std::uint32_t, std::pair<int, int>> best;  // of a kind: words, score
  for (const Entry& e : entries) {
    auto& [words, score] =
        best.emplace(e.kind, std::pair(0, std::numeric_limits<int>::min())).first->second;
    words = std::max(words, e.words);
    score = std::max(score, e.suspect.score);
  }
  std::map<std::uint32_t, bool> stood;
  for (Entry& e : entries) {
    if (e.why == Why::last_words && e.words <= 0) continue;
    const auto& [words, score] = best[e.kind];
    if (!stood[e.kind] && e.words + kAbout >= words) {
      stood[e.kind] = true;
      e.suspect.score = score;
    } else {
      e.suspect.score -= kAgain;
    }
  }
}

// Of lines that look about equally bad and stand together the first is the cause
// and the others follow from it.
void Suspects::lead_with_the_first(std::vector<Entry>& entries) {
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

std::vector<Suspect> Suspects::best(const std::vector<Step>& steps, std::size_t count,
                                    const Wanted& wanted) const {
  std::vector<Entry> entries = judged(steps, wanted);
  weigh(entries, steps);
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return a.suspect.score > b.suspect.score;
  });
  lead_with_the_first(entries);
  std::vector<Suspect> out;
  for (Entry& e : entries) {
    if (out.size() >= count) break;
    e.suspect.text = base::sanitize(e.suspect.text, 400);
    const bool again = std::any_of(out.begin(), out.end(),
                                   [&](const Suspect& s) { return s.text == e.suspect.text; });
    if (!again) out.push_back(std::move(e.suspect));
  }
  return out;
}

}  // namespace logdiag::scan
