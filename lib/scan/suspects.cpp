#include "scan/suspects.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include "base/limits.hpp"
#include "base/sanitize.hpp"
#include "scan/suspicion.hpp"
#include "text/cleaner.hpp"

namespace logdiag::scan {
namespace {

// Bytes kept of a line: prefixes, and what is judged of the message.
constexpr std::size_t kRawBytes = 2048;
// Lines without any sign are found out late; hence more are kept than judged.
constexpr std::size_t kFirstOfStep = limits::kSuspects / 2;
constexpr std::size_t kSlots = 2 * limits::kSuspects;

struct Entry {
  Suspect suspect;
  std::size_t step = 0;
};

// A step says why it fails shortly before it ends.
int closeness(std::uint64_t line, const Step& step) {
  if (step.failure == Failure::none || line > step.failed_at) return 0;
  const std::uint64_t distance = step.failed_at - line;
  return distance <= 40 ? 12 : distance <= 150 ? 8 : distance <= 500 ? 4 : 0;
}

// Of lines that look about equally bad and stand together the first is the cause
// and the others follow from it.
template <class Entries>
void lead_with_the_first(Entries& entries) {
  constexpr int kAbout = 6;
  constexpr std::uint64_t kTogether = 30;
  if (entries.empty()) return;
  std::size_t lead = 0;
  for (std::size_t i = 1; i < entries.size(); ++i) {
    const Suspect& best = entries[lead].suspect;
    const Suspect& other = entries[i].suspect;
    if (entries[i].step == entries[lead].step && other.where.line < best.where.line &&
        best.where.line - other.where.line <= kTogether &&
        other.score + kAbout >= entries.front().suspect.score) {
      lead = i;
    }
  }
  std::rotate(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(lead),
              entries.begin() + static_cast<std::ptrdiff_t>(lead) + 1);
}

}  // namespace

void Suspects::reset() { *this = Suspects(); }

void Suspects::begin(std::uint32_t source, std::string_view name) {
  // Names of sources of which no line is kept are not needed.
  if (sources_.size() > 2 * kSlots + 1) {
    std::erase_if(sources_, [&](const auto& entry) {
      const auto names = [&](const Seen& s) { return s.place.source == entry.first; };
      return std::none_of(first_.slots.begin(), first_.slots.end(), names) &&
             std::none_of(latest_.slots.begin(), latest_.slots.end(), names);
    });
  }
  sources_[source] = name;
}

void Suspects::Ring::put(std::string_view raw, text::InputKind kind, const Place& place) {
  if (slots.size() < kSlots) {
    slots.emplace_back();
    next = slots.size() - 1;
  }
  Seen& slot = slots[next];
  slot.raw.assign(raw);
  slot.kind = kind;
  slot.place = place;
  next = (next + 1) % kSlots;
}

void Suspects::see(std::string_view raw_line, text::InputKind kind, const Place& place) {
  if (place.step_id != step_id_) {
    step_id_ = place.step_id;
    in_step_ = 0;
  }
  Ring& ring = in_step_++ < kFirstOfStep ? first_ : latest_;
  if (raw_line.size() <= kRawBytes) {
    ring.put(raw_line, kind, place);
    return;
  }
  // Of a long line the front, and the end on which a progress display stopped.
  std::string both(raw_line.substr(0, kRawBytes / 2));
  if (const std::size_t drawn = raw_line.rfind('\r', raw_line.size() - 2);
      drawn != std::string_view::npos) {
    both += raw_line.substr(drawn, kRawBytes / 2);
  }
  ring.put(both, kind, place);
}

std::vector<Suspect> Suspects::best(const std::vector<Step>& steps, std::size_t count,
                                    const Wanted& wanted) const {
  std::vector<const Seen*> seen;
  for (const Ring* ring : {&first_, &latest_}) {
    for (const Seen& s : ring->slots) {
      if (wanted(steps[s.place.kept_step])) seen.push_back(&s);
    }
  }
  std::sort(seen.begin(), seen.end(), [](const Seen* a, const Seen* b) {
    return std::pair(a->place.source, a->place.line) < std::pair(b->place.source, b->place.line);
  });
  std::deque<Entry> first, others;
  std::uint32_t step_id = ~0u;
  std::size_t in_step = 0;
  text::Cleaner cleaner;
  for (const Seen* s : seen) {
    cleaner.set_kind(s->kind);
    const text::Line line = cleaner.clean(s->raw);
    const int score = suspicion(line.text, line.marker);
    if (score <= 0) continue;
    if (s->place.step_id != step_id) {
      step_id = s->place.step_id;
      in_step = 0;
    }
    Entry entry;
    Location& where = entry.suspect.where;
    where.source = sources_.at(s->place.source);
    where.line = s->place.line;
    where.offset = s->place.offset;
    where.time = line.time;
    where.job = steps[s->place.kept_step].job;
    where.step = steps[s->place.kept_step].name;
    entry.suspect.text = line.text;  // sanitized when it is chosen
    entry.suspect.why = suspicion_reason(score, line.marker == text::Marker::error);
    entry.suspect.score = score;
    entry.step = s->place.kept_step;
    std::deque<Entry>& list = in_step++ < limits::kSuspects / 4 ? first : others;
    list.push_back(std::move(entry));
    if (list.size() > limits::kSuspects) list.pop_front();
  }
  std::vector<Entry> entries(first.begin(), first.end());
  entries.insert(entries.end(), others.begin(), others.end());
  const auto failure = [&](const Entry& e) { return static_cast<int>(steps[e.step].failure); };
  int worst = 0;
  for (const Entry& e : entries) {
    if (!steps[e.step].cleanup) worst = std::max(worst, failure(e));
  }
  for (Entry& e : entries) {
    if (steps[e.step].cleanup) e.suspect.score -= 60;
    if (failure(e) < worst) e.suspect.score -= 40;
    e.suspect.score += closeness(e.suspect.where.line, steps[e.step]);
  }
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    if (a.suspect.score != b.suspect.score) return a.suspect.score > b.suspect.score;
    return a.suspect.where.line < b.suspect.where.line;
  });
  lead_with_the_first(entries);
  std::vector<Suspect> out;
  for (Entry& e : entries) {
    if (out.size() >= count) break;
    e.suspect.text = base::sanitize(e.suspect.text, 400);
    const bool again = std::any_of(out.begin(), out.end(), [&](const Suspect& s) {
      return s.text == e.suspect.text;
    });
    if (!again) out.push_back(std::move(e.suspect));
  }
  return out;
}

}  // namespace logdiag::scan
