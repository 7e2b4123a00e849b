#include "scan/windows.hpp"

#include <algorithm>
#include <optional>

#include "base/limits.hpp"
#include "base/sanitize.hpp"
#include "base/words.hpp"
#include "scan/suspicion.hpp"
#include "text/echoes.hpp"

namespace logdiag::scan {
namespace {

using rules::Clause;
using Groups = std::vector<std::pair<std::string, std::string>>;

// The place that a scope stands for: two lines may be seen together when it is
// the same for both.
std::uint64_t place_of(Scope scope, const HitLine& hit) {
  const std::uint64_t source = std::uint64_t{hit.source} << 32;
  switch (scope) {
    case Scope::step: return source | hit.step->id;
    case Scope::job: return source | hit.step->job_id;
    case Scope::source: break;
  }
  return source;
}

Groups safe(const std::vector<std::pair<std::string, std::string_view>>& groups) {
  Groups out;
  for (const auto& [name, value] : groups) {
    if (!value.empty()) out.emplace_back(name, base::sanitize(value, limits::kCaptureBytes));
  }
  std::sort(out.begin(), out.end());  // one order for all patterns of a rule
  return out;
}

std::size_t count_of(const rules::RuleEntry& rule, Clause clause) {
  return rule.clause_counts[static_cast<std::size_t>(clause)];
}

// Findings with the same key are one finding, seen again.
std::uint64_t fold_key(std::string_view id, std::uint32_t step_id, bool weak, const Groups& groups) {
  std::uint64_t key = base::hash_of(id, 2 * std::uint64_t{step_id} + (weak ? 1 : 0));
  for (const auto& [name, value] : groups) key = base::hash_of(value, base::hash_of(name, key));
  return key;
}

// What the runner and the line itself say about the line.
void stand(Draft& draft, const HitLine& hit) {
  draft.run = hit.step->run;
  draft.test_runs = hit.step->test_runs;
  draft.last = hit.number;
  draft.scripted = hit.scripted;
  draft.echoed = hit.echoed;
  draft.traced_at = hit.traced_at;
  draft.vertex = hit.line->vertex;
  draft.marked = hit.line->marker == text::Marker::error && !hit.line->logged;
  draft.warned = hit.line->marker == text::Marker::warning || calls_itself_warning(hit.line->text);
}

// Of equal findings the line that was not tolerated stands for those that were; but
// a warning right before its error is the first of the two.
bool stands_for(const Draft& later, const Draft& known, std::uint64_t line) {
  constexpr std::uint64_t kClose = 10;
  return later.run > known.run || (known.scripted && !later.scripted) ||
         (known.echoed && !later.echoed) ||
         (known.warned && !later.warned && line > known.where.line + kClose);
}

void repeat(Draft& known, const Draft& again) {
  ++known.repeats;
  if (again.last > known.last) known.vertex = again.vertex;
  known.last = std::max(known.last, again.last);
  known.marked = known.marked || again.marked;
  known.warned = known.warned && again.warned;
}

// Weak lines have a quota of their own: they often come first, and must not use
// up that of the strong ones.
std::uint32_t quota_key(std::uint32_t rule, bool weak) { return 2 * rule + (weak ? 1 : 0); }

// One line decides; no neighbours are asked.
bool is_plain(const rules::RuleEntry& rule) {
  return rule.pattern_count == count_of(rule, Clause::any) + count_of(rule, Clause::fallback);
}

// Whether neighbours add words to a finding: then they tell it from others.
bool takes_words(const rules::RuleEntry& rule) {
  return count_of(rule, Clause::capture) + count_of(rule, Clause::sequence) > 0;
}

// What a neighbour says.
struct Said {
  std::uint64_t distance = 0;  // in lines
  Groups groups;
};

// The nearest line before a hit that a pattern matches; its words are taken when none is nearer.
struct Before {
  bool seen = false;
  std::uint64_t distance = 0;
  std::string text;
};

}  // namespace

// A line that fired and waits for what its neighbours say.
struct Windows::Candidate {
  Draft draft;
  std::uint64_t number = 0, position = 0;
  std::uint64_t place = 0;
  std::uint32_t step_id = 0;
  std::uint64_t looked_to = 0;  // the last line whose neighbour patterns were asked
  std::size_t next = 0;         // of the sequence: the pattern waited for
  std::uint64_t moved_at = 0;   // the line of the one before
  std::uint64_t all_seen = 0;
  bool vetoed = false;
  bool again = false;           // its finding is known, and shows another line
  std::map<std::string, std::pair<std::string, std::uint64_t>> words;  // value, distance
};

// The candidates of a rule, in the order of their lines.
struct Windows::RuleState {
  std::vector<Candidate> candidates;
  bool waiting = false;
  // The last line that a candidate found which must not be there. It speaks against the next
  // ones, too, which stand near it: a log may have thousands.
  std::optional<NeighbourHit> veto;
};

Windows::Windows(const RuleSet::Impl& rules, Neighbours& neighbours, std::uint32_t max_per_rule)
    : rules_(rules), neighbours_(neighbours), max_per_rule_(max_per_rule) {}
Windows::~Windows() = default;

void Windows::reset() {
  states_.clear();
  waiting_.clear();
  drafts_.clear();
  folded_.clear();
  quotas_.clear();
  error_cause_step_ = ~0u;
}

Windows::RuleState& Windows::state(std::uint32_t rule) {
  auto& s = states_[rule];
  if (!s) s = std::make_unique<RuleState>();
  return *s;
}

bool Windows::allowed_here(const rules::RuleEntry& rule, const HitLine& hit) const {
  if (rule.marker != 0) {
    const auto wanted = rule.marker == 1   ? text::Marker::error
                        : rule.marker == 2 ? text::Marker::warning
                                           : text::Marker::notice;
    if (hit.line->marker != wanted) return false;
  }
  // A name that the log does not tell excludes nothing.
  const auto fits = [](std::string_view pattern, const std::string& name) {
    return pattern.empty() || name.empty() || match::matches_once(pattern, name);
  };
  return fits(rule.step, hit.step->name) && fits(rule.job, hit.step->job);
}

void Windows::see(const HitLine& hit, const std::vector<std::uint32_t>& patterns,
                  const Describe& describe) {
  const std::uint32_t* p = patterns.data();
  const std::uint32_t* const end = p + patterns.size();
  while (p != end) {
    const std::uint32_t rule = rules_.patterns[*p].rule;
    const std::uint32_t* last = p;
    while (last != end && rules_.patterns[*last].rule == rule) ++last;
    rule_hit(rule, hit, p, last, describe);
    p = last;
  }
}

void Windows::rule_hit(std::uint32_t rule, const HitLine& hit, const std::uint32_t* first,
                       const std::uint32_t* last, const Describe& describe) {
  const rules::RuleEntry& entry = rules_.rules[rule];
  const bool plain = is_plain(entry);
  if (plain) {
    if (!allowed_here(entry, hit)) return;
    RuleState& s = state(rule);
    open(rule, s, hit, first, last, describe);
    return;
  }
  RuleState& s = state(rule);
  settle_rule(rule, s, hit.number, false);
  if (allowed_here(entry, hit)) open(rule, s, hit, first, last, describe);
}

void Windows::open(std::uint32_t rule, RuleState& s, const HitLine& hit,
                   const std::uint32_t* first, const std::uint32_t* last,
                   const Describe& describe) {
  const std::uint32_t pattern = *first;
  const rules::RuleEntry& entry = rules_.rules[rule];
  const bool plain = is_plain(entry);
  const bool weak = rules_.patterns[pattern].clause == Clause::fallback;
  if (plain) {
    const Quota& quota = quotas_[quota_key(rule, weak)];
    if (quota.used > 0 && quota.used >= max_per_rule_) {
      // The rule has its quota: only count, on the first finding of its kind.
      Draft& first_of_it = drafts_[quota.first];
      ++first_of_it.repeats;
      first_of_it.last = hit.number;
      return;
    }
  }
  const match::Span* const span = hit.known->find(pattern);
  if (span == nullptr) return;
  if (entry.severity == Severity::error &&
      text::quoted(hit.line->text, span->begin, span->begin + span->size)) {
    return;
  }
  Groups groups = safe(span->groups);
  // Other patterns that match the same line may know further words.
  for (const std::uint32_t* p = first + 1; p != last; ++p) {
    if (rules_.patterns[*p].clause != rules_.patterns[pattern].clause) break;
    const match::Span* const other = hit.known->find(*p);
    if (other == nullptr) continue;
    for (auto& [name, value] : safe(other->groups)) {
      const std::string& wanted = name;  // clang 14 captures no structured binding
      const bool known = std::any_of(groups.begin(), groups.end(),
                                     [&](const auto& g) { return g.first == wanted; });
      if (!known) groups.emplace_back(name, std::move(value));
    }
  }
  std::sort(groups.begin(), groups.end());
  Candidate c;
  if (!takes_words(entry)) {
    const std::uint64_t key = fold_key(entry.id, hit.step->id, weak, groups);
    if (const auto it = folded_.find(key); it != folded_.end()) {
      Draft again;
      stand(again, hit);
      c.again = !stands_for(again, drafts_[it->second], hit.number);
      if (plain && c.again) {
        repeat(drafts_[it->second], again);
        return;
      }
    }
  }
  if (!c.again) c.draft = describe(rule);
  c.draft.rule = rule;
  c.draft.where.line = hit.number;
  stand(c.draft, hit);
  // A pattern may begin with the separator before the message; marks look
  // better without it.
  std::uint32_t lead = 0;
  while (lead < span->size && std::string_view(" \t:,;").find(
                                  hit.line->text[span->begin + lead]) != std::string_view::npos) {
    ++lead;
  }
  c.draft.where.column = span->begin + lead + 1;
  c.draft.where.length = span->size - lead;
  if (rules_.patterns[pattern].clause == Clause::fallback) {
    c.draft.weakness = rules_.patterns[pattern].index + 1u;
  }
  c.number = hit.number;
  c.position = hit.position;
  c.place = place_of(entry.scope, hit);
  c.step_id = hit.step->id;
  for (auto& [name, value] : groups) c.words[name] = {std::move(value), 0};
  if (plain) {
    decide(rule, c);
    return;
  }
  c.next = 1;
  c.moved_at = c.number;
  if (s.candidates.size() >= limits::kPendingPerRule) {
    look_around(rule, s, s.candidates.front(), hit.number);
    decide(rule, s.candidates.front());
    s.candidates.erase(s.candidates.begin());
  }
  s.candidates.push_back(std::move(c));
  if (!s.waiting) {
    s.waiting = true;
    waiting_.push_back(rule);
  }
}

void Windows::settle_rule(std::uint32_t rule, RuleState& s, std::uint64_t number, bool all) {
  const unsigned within = rules_.rules[rule].within;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < s.candidates.size(); ++i) {
    if (all || number - s.candidates[i].number > within) {
      look_around(rule, s, s.candidates[i], number);
      decide(rule, s.candidates[i]);
    } else {
      if (kept != i) s.candidates[kept] = std::move(s.candidates[i]);
      ++kept;
    }
  }
  s.candidates.resize(kept);
}

void Windows::settle(std::uint64_t number) {
  std::size_t kept = 0;
  for (const std::uint32_t rule : waiting_) {
    RuleState& s = *states_[rule];
    settle_rule(rule, s, number, false);
    s.waiting = !s.candidates.empty();
    if (s.waiting) waiting_[kept++] = rule;
  }
  waiting_.resize(kept);
}

// What its neighbours say, as far as the log was read: up to line `number`.
void Windows::look_around(std::uint32_t rule, RuleState& s, Candidate& c, std::uint64_t number) {
  const rules::RuleEntry& entry = rules_.rules[rule];
  const auto in_scope = [&](const NeighbourHit& hit) {
    const std::uint32_t id = entry.scope == Scope::step ? hit.step : hit.job;
    return entry.scope == Scope::source || id == static_cast<std::uint32_t>(c.place);
  };
  const bool asks = count_of(entry, Clause::all) + count_of(entry, Clause::unless) +
                        count_of(entry, Clause::capture) + count_of(entry, Clause::sequence) > 0;
  const std::uint64_t to = std::min<std::uint64_t>(c.number + entry.within, number);
  const std::uint64_t from = c.looked_to > 0 ? c.looked_to + 1
                             : c.number > entry.within ? c.number - entry.within : 1;
  if (!asks || c.vetoed || from > to) return;
  c.looked_to = to;
  c.vetoed = s.veto && s.veto->number >= from && s.veto->number <= to &&
             Neighbours::reaches(c.position, s.veto->position) && in_scope(*s.veto);
  if (c.vetoed) return;
  std::vector<Before> before(entry.pattern_count);  // by pattern
  std::vector<std::pair<std::uint32_t, Said>> after;
  const auto take = [&](const Said& near, std::uint32_t pattern) {
    const rules::PatternEntry& p = rules_.patterns[pattern];
    if (p.clause == Clause::all) c.all_seen |= std::uint64_t{1} << p.index;
    for (const auto& [name, value] : near.groups) {
      const auto it = c.words.find(name);
      if (it == c.words.end() || near.distance < it->second.second) {
        c.words[name] = {value, near.distance};
      }
    }
  };
  const auto groups = [&](std::uint32_t pattern, std::string_view text) {
    if (text.empty()) return Groups{};
    const auto span = rules_.matcher->find(pattern, text);
    return span ? safe(span->groups) : Groups{};
  };
  neighbours_.around(rule, c.position, from, to, [&](const NeighbourHit& hit) {
    if (!in_scope(hit)) return true;
    const rules::PatternEntry& pattern = rules_.patterns[hit.pattern];
    c.vetoed = pattern.clause == Clause::unless;
    if (c.vetoed) {
      s.veto = hit;
      s.veto->text = {};
      return false;
    }
    if (pattern.clause == Clause::sequence) {
      // It moves on: at most one step a line.
      if (pattern.index != c.next || hit.number <= c.moved_at) return true;
      for (auto& [name, value] : groups(hit.pattern, hit.text)) c.words.emplace(name, std::pair{value, 0});
      ++c.next;
      c.moved_at = hit.number;
      return true;
    }
    if (hit.number <= c.number) {
      Before& nearest = before[hit.pattern - entry.first_pattern];
      nearest.seen = true;
      nearest.distance = c.number - hit.number;
      nearest.text.assign(hit.text);
    } else {
      after.push_back({hit.pattern, {hit.number - c.number, groups(hit.pattern, hit.text)}});
    }
    return true;
  });
  if (c.vetoed) return;
  for (std::uint32_t i = 0; i < before.size(); ++i) {
    if (!before[i].seen) continue;
    const std::uint32_t pattern = entry.first_pattern + i;
    take({before[i].distance, groups(pattern, before[i].text)}, pattern);
  }
  for (const auto& [pattern, near] : after) take(near, pattern);
}

void Windows::end_block(std::uint64_t number) {
  for (const std::uint32_t rule : waiting_) {
    RuleState& s = *states_[rule];
    for (Candidate& c : s.candidates) look_around(rule, s, c, number);
  }
}

void Windows::end_source(std::uint64_t number) {
  for (const std::uint32_t rule : waiting_) settle_rule(rule, *states_[rule], number, true);
  waiting_.clear();
  states_.clear();
}

void Windows::decide(std::uint32_t rule, Candidate& c) {
  const rules::RuleEntry& entry = rules_.rules[rule];
  const std::size_t all = count_of(entry, Clause::all);
  const std::uint64_t wanted = all == 0 ? 0 : (~std::uint64_t{0} >> (64 - all));
  const std::size_t sequence = count_of(entry, Clause::sequence);
  if (c.vetoed || (sequence > 0 && c.next < sequence)) return;
  // `all` is what makes a line of `any` sure; a fallback is unsure anyway.
  if (c.draft.weakness == 0 && (c.all_seen & wanted) != wanted) return;
  for (auto& [name, word] : c.words) c.draft.captures.emplace_back(name, std::move(word.first));
  commit(std::move(c.draft), c.step_id);
}

void Windows::commit(Draft draft, std::uint32_t step_id) {
  const rules::RuleEntry& entry = rules_.rules[draft.rule];
  const std::uint64_t key = fold_key(entry.id, step_id, draft.weakness > 0, draft.captures);
  const auto [it, fresh] = folded_.emplace(key, drafts_.size());
  if (!fresh) {
    Draft& known = drafts_[it->second];
    // Without its surroundings it was to be a repetition only: see open().
    if (draft.context && stands_for(draft, known, draft.where.line)) {
      draft.repeats = known.repeats;
      std::swap(known, draft);
    }
    repeat(known, draft);
    return;
  }
  Quota& quota = quotas_[quota_key(draft.rule, draft.weakness > 0)];
  if (quota.used >= max_per_rule_ || drafts_.size() >= limits::kFindings) {
    folded_.erase(it);
    if (quota.used > 0) {
      ++drafts_[quota.first].repeats;
      drafts_[quota.first].last = std::max(drafts_[quota.first].last, draft.last);
    }
    return;
  }
  if (quota.used++ == 0) quota.first = drafts_.size();
  if (entry.role == Role::cause && entry.severity == Severity::error && !draft.scripted) {
    error_cause_step_ = step_id;
  }
  drafts_.push_back(std::move(draft));
}

}  // namespace logdiag::scan
