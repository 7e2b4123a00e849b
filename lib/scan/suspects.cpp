#include "scan/suspects.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "base/limits.hpp"
#include "base/sanitize.hpp"
#include "scan/hearsay.hpp"
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

// An exception nobody caught, whatever it is called.
constexpr int kRaised = 66;

// Instead of what words say: they happened nowhere.
constexpr int kNowhere = std::numeric_limits<int>::min();

// The name of a step or group was not said by it.
bool names_section(text::Marker marker) {
  return marker == text::Marker::group || marker == text::Marker::endgroup ||
         marker == text::Marker::section_begin || marker == text::Marker::section_end;
}

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

}  // namespace

bool announces(std::string_view raw) {
  constexpr std::size_t kFarthest = 40;  // a time and colours may stand before
  while (!raw.empty() && (raw.back() == ' ' || raw.back() == '\r')) raw.remove_suffix(1);
  return raw.ends_with(':') || raw.ends_with(":\x1b[0m") || raw.ends_with(" aborted!") ||
         raw.substr(0, kFarthest).find("FAIL ") != std::string_view::npos ||
         raw.find("Execution failed for task") != std::string_view::npos;
}

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
  slot.words.reset();
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
std::vector<JudgedLine> Suspects::judged(const std::vector<Step>& steps,
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
  std::vector<JudgedLine> out;
  text::Cleaner cleaner;
  int announced = 0;  // by a line, of those that follow it
  Hearsay hearsay;
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
    if (i > 0 && seen[i - 1]->place.source != s.place.source) hearsay = {};
    const int most = hearsay.most(line.text, s.place.line);
    if (most == 0) continue;
    if (!s.words) {
      const bool nowhere = text::tells_of_passed_test(line.text) || text::echoes(line);
      s.words = nowhere ? kNowhere : suspicion(line.text, line.marker, line.logged);
    }
    if (*s.words == kNowhere || (s.why == Why::last_words && names_section(line.marker))) continue;
    int score = std::min(*s.words, most);
    constexpr std::uint64_t kNear = 2;
    if (Hearsay::tolerates(line.text) && !out.empty() &&
        out.back().suspect.where.line + kNear >= s.place.line) {
      out.back().words = 0;
    }
    if (s.why == Why::words) {
      // "1/3 targets failed, including the following:" names them, not why.
      constexpr int kNames = 45;
      announced = announcement(line.text, score);
      if (sums_up(line.text)) announced = std::min(announced, kNames);
    }
    if (vertices.ended_well(line.vertex, s.place.source, s.place.step_id, s.place.line)) continue;
    if (s.why == Why::raised) score = std::max(score, kRaised);
    if (s.why == Why::last_words) score = std::max(score, detail(line.text));
    // Of several codes none explains another.
    const bool code = announces_by_code(line.text);
    if (s.why == Why::follows && !code && continues(line.text)) score = std::max(score, announced - 4);
    if (score <= 0 && s.why != Why::last_words) continue;
    JudgedLine entry;
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
    entry.run = s.place.run;
    entry.why = s.why;
    entry.words = score;
    entry.sums = score > 0 && sums_up(line.text);
    // Of the tests that Jest names the first stands for all, whatever they are called.
    constexpr std::size_t kLetters = 24;
    entry.kind = beginning_of(names_jest_test(line.text) ? "jest" : line.text, kLetters,
                              static_cast<std::uint32_t>(entry.step));
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
  for (const JudgedLine& e : judged(steps, asked)) {
    if (e.words < kEvident || beside(e.suspect.text)) continue;
    out[e.step] = std::max(out[e.step], e.suspect.where.line);
  }
  return out;
}

bool Suspects::retried(std::uint32_t source, std::uint64_t line) const {
  constexpr std::uint64_t kNear = 3;
  return std::any_of(ends_.slots.begin(), ends_.slots.end(), [&](const Seen& s) {
    return s.place.source == source && s.place.line > line && s.place.line <= line + kNear &&
           (speaks_of_retry(s.raw) || says_not_yet(s.raw));
  });
}

std::vector<Suspect> Suspects::best(const std::vector<Step>& steps, std::size_t count,
                                    const Wanted& wanted) const {
  std::vector<JudgedLine> entries = judged(steps, wanted);
  weigh(entries, steps);
  std::vector<Suspect> out;
  for (JudgedLine& e : entries) {
    if (out.size() >= count) break;
    e.suspect.text = base::sanitize(e.suspect.text, 400);
    const bool again = std::any_of(out.begin(), out.end(),
                                   [&](const Suspect& s) { return s.text == e.suspect.text; });
    if (!again) out.push_back(std::move(e.suspect));
  }
  return out;
}

}  // namespace logdiag::scan
