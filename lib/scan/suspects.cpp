#include "scan/suspects.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/sanitize.hpp"
#include "scan/suspicion.hpp"

namespace logdiag::scan {
namespace {

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

void Suspects::reset() {
  first_.clear();
  all_.clear();
  step_id_ = ~0u;
  in_step_ = 0;
}

void Suspects::see(const text::Line& line, const Location& where, std::uint32_t step_id,
                   std::size_t kept_step) {
  const int score = suspicion(line.text, line.marker);
  if (score <= 0) return;
  if (step_id != step_id_) {
    step_id_ = step_id;
    in_step_ = 0;
  }
  Entry entry;
  entry.suspect = {where, base::sanitize(line.text, 400),
                   std::string(suspicion_reason(score, line.marker == text::Marker::error)), score};
  entry.step = kept_step;
  // The first of a step stay: in a cascade they are the cause.
  auto& list = in_step_++ < limits::kSuspects / 4 ? first_ : all_;
  list.push_back(std::move(entry));
  if (list.size() > limits::kSuspects) list.pop_front();
}

std::vector<Suspect> Suspects::best(const std::vector<Step>& steps, std::size_t count) const {
  std::vector<Entry> entries(first_.begin(), first_.end());
  entries.insert(entries.end(), all_.begin(), all_.end());
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
    const bool again = std::any_of(out.begin(), out.end(), [&](const Suspect& s) {
      return s.text == e.suspect.text;
    });
    if (!again && out.size() < count) out.push_back(std::move(e.suspect));
  }
  return out;
}

}  // namespace logdiag::scan
