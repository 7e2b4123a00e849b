#include "scan/neighbours.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "match/prefilter.hpp"
#include "text/find.hpp"

namespace logdiag::scan {
namespace {

// Bytes that are looked through in one go, and more where a line is longer.
constexpr std::size_t kPart = 2048;

std::string_view job_column(std::string_view columns) {
  return columns.substr(0, columns.find('\t'));
}

}  // namespace

void Neighbours::begin(const Step& step) {
  tail_.clear();
  block_ = {};
  block_at_ = 0;
  block_first_ = 1;
  parts_.clear();
  kinds_.clear();
  turns_.assign(1, {0, step.id, step.job_id, {}});
}

void Neighbours::set_kind(std::uint64_t number, text::InputKind kind) {
  if (kinds_.empty() || kinds_.back().second != kind) kinds_.emplace_back(number, kind);
}

void Neighbours::note(std::uint64_t number, const Step& step, std::string_view columns) {
  const Turn& last = turns_.back();
  if (last.step == step.id && last.job == step.job_id && last.columns == columns) return;
  turns_.push_back({number, step.id, step.job_id, std::string(columns)});
}

void Neighbours::set_block(std::string_view block, std::uint64_t first) {
  block_ = block;
  block_first_ = first;
  while (!parts_.empty() && parts_.front().first_at < block_at_ - tail_.size()) parts_.pop_front();
  // Of the turns before, only those that a line in reach may ask for.
  std::size_t old = 0;
  while (old + 1 < turns_.size() && turns_[old + 1].number + limits::kWithinLines < first) ++old;
  turns_.erase(turns_.begin(), turns_.begin() + static_cast<std::ptrdiff_t>(old));
}

void Neighbours::end_block() {
  block_at_ += block_.size();
  const auto cut = [](std::string_view text) {
    return text.size() <= kBack ? text : text.substr(text.find('\n', text.size() - kBack - 1) + 1);
  };
  if (block_.size() >= kBack) {
    tail_.assign(cut(block_));
  } else {
    tail_.append(block_);
    if (tail_.size() > 2 * kBack) tail_.erase(0, tail_.size() - cut(tail_).size());
  }
  block_ = {};
}

// Lines that stand on one side of the beginning of the block.
std::string_view Neighbours::text(std::uint64_t begin, std::uint64_t end) const {
  const std::uint64_t tail_at = block_at_ - tail_.size();
  return begin < block_at_
             ? std::string_view(tail_).substr(static_cast<std::size_t>(begin - tail_at),
                                              static_cast<std::size_t>(end - begin))
             : block_.substr(static_cast<std::size_t>(begin - block_at_),
                             static_cast<std::size_t>(end - begin));
}

std::vector<std::string_view> Neighbours::before(std::uint64_t position, std::size_t count) const {
  std::vector<std::string_view> out;
  const std::uint64_t back = std::min<std::uint64_t>(kBack, block_at_ + block_.size());
  const std::uint64_t far = position - std::min(position, back);
  const auto take = [&](std::string_view text, std::uint64_t at) {
    while (!text.empty() && out.size() < count) {
      const std::size_t begin = text::line_start(text, text.size() - 1);
      if (at + begin < far) return;
      out.push_back(text.substr(begin));
      text = text.substr(0, begin);
    }
  };
  const std::uint64_t in_block = position - block_at_;
  take(block_.substr(0, static_cast<std::size_t>(in_block)), block_at_);
  take(tail_, block_at_ - tail_.size());
  return out;
}

// Cuts lines before the first part, down to line `from` or to where the tail begins.
void Neighbours::cut_back(std::uint64_t from) {
  const std::uint64_t least = block_at_ - tail_.size();
  while (parts_.front().first > from && parts_.front().first_at > least) {
    const Part& next = parts_.front();
    const std::string_view before = text(least, next.first_at);
    std::size_t begin = 0;
    if (before.size() > kPart) begin = before.find('\n', before.size() - kPart - 1) + 1;
    if (begin == before.size()) begin = text::line_start(before, begin - 1);
    Part part;
    part.end = next.first;
    part.end_at = next.first_at;
    part.first = next.first - match::count_newlines(before.substr(begin));
    part.first_at = least + begin;
    parts_.push_front(std::move(part));
  }
}

// Cuts lines behind the last part, up to line `to` or to the end of the block.
void Neighbours::cut_forward(std::uint64_t to) {
  const std::uint64_t most = block_at_ + block_.size();
  while (parts_.back().end <= to && parts_.back().end_at < most) {
    Part part;
    part.first = part.end = parts_.back().end;
    part.first_at = part.end_at = parts_.back().end_at;
    // What is left of the block before is a part of its own.
    const std::string_view behind =
        text(part.first_at, part.first_at < block_at_ ? block_at_ : most);
    const std::string_view lines =
        behind.substr(0, behind.find('\n', std::min(kPart, behind.size()) - 1) + 1);
    part.end += match::count_newlines(lines);
    part.end_at += lines.size();
    parts_.push_back(std::move(part));
  }
}

std::vector<Neighbours::Near>::iterator Neighbours::first_of(Part& part, std::uint32_t pattern) {
  return std::lower_bound(part.found.begin(), part.found.end(), pattern,
                          [](const Near& n, std::uint32_t p) { return n.pattern < p; });
}

void Neighbours::look_through(Part& part) {
  const std::uint32_t known = part.known;
  part.known = asked_;
  const std::string_view raw = text(part.first_at, part.end_at);
  const std::string_view clean = match::without_escapes(raw, stripped_, lines_);
  // Only those of one rule will be asked.
  rules_.nearby.find(clean, lines_, scratch_, candidates_, match::Prefilter::Demands::ignored);
  const bool same = clean.data() == raw.data();
  std::uint64_t number = part.first;
  std::size_t at = 0, c = 0;
  for (std::size_t clean_at = 0; c < candidates_.size(); ++number) {
    const std::size_t clean_end = lines_.line_end(clean_at);
    const std::size_t line_end = same ? clean_end : raw.find('\n', at);
    for (; c < candidates_.size() && candidates_[c].offset < clean_end; ++c) {
      if (order_[rules_.patterns[candidates_[c].pattern].rule] <= known) continue;
      part.found.push_back({number, candidates_[c].pattern, Answer::unknown, part.first_at + at,
                            static_cast<std::uint32_t>(line_end - at)});
    }
    at = line_end + 1;
    clean_at = clean_end + 1;
  }
  std::sort(part.found.begin(), part.found.end(), [](const Near& a, const Near& b) {
    return a.pattern != b.pattern ? a.pattern < b.pattern : a.number < b.number;
  });
}

// Every line of the part may match a pattern of which nothing is looked for.
void Neighbours::list_lines(Part& part, std::uint32_t pattern) {
  const auto place = first_of(part, pattern);
  if (place != part.found.end() && place->pattern == pattern) return;
  const std::string_view raw = text(part.first_at, part.end_at);
  std::vector<Near> lines;
  for (std::size_t at = 0; at < raw.size();) {
    const std::size_t end = raw.find('\n', at);
    lines.push_back({part.first + lines.size(), pattern, Answer::unknown, part.first_at + at,
                     static_cast<std::uint32_t>(end - at)});
    at = end + 1;
  }
  part.found.insert(place, lines.begin(), lines.end());
}

// In which step a neighbour stands. Only lines that were looked at turn to another
// step; with gh's columns every line says itself where it belongs.
void Neighbours::locate(NeighbourHit& hit, std::string_view raw, text::InputKind kind) const {
  const auto after = std::upper_bound(
      turns_.begin(), turns_.end(), hit.number,
      [](std::uint64_t number, const Turn& t) { return number < t.number; });
  const Turn& turn = after == turns_.begin() ? turns_.front() : *(after - 1);
  const std::string_view columns = text::gh_columns(raw, kind);
  hit.step = turn.step;
  hit.job = turn.job;
  if (columns.empty() || columns == turn.columns) return;
  if (after != turns_.end() && after->columns == columns) {
    hit.step = after->step;
    hit.job = after->job;
    return;
  }
  hit.step = kNowhere;
  if (job_column(columns) != job_column(turn.columns)) hit.job = kNowhere;
}

void Neighbours::around(std::uint32_t rule, std::uint64_t position, std::uint64_t from,
                        std::uint64_t to, const std::function<bool(const NeighbourHit&)>& tell) {
  if (parts_.empty()) {
    parts_.push_back({block_first_, block_first_, block_at_, block_at_, 0, {}});
  }
  if (order_[rule] == 0) order_[rule] = ++asked_;
  cut_back(from);
  cut_forward(to);
  const rules::RuleEntry& entry = rules_.rules[rule];
  const std::uint32_t first = entry.first_pattern, end = first + entry.pattern_count;
  const std::vector<std::uint32_t>& always = rules_.nearby.always();
  const auto first_always = std::lower_bound(always.begin(), always.end(), first);
  const auto end_always = std::lower_bound(first_always, always.end(), end);
  for (auto part = std::partition_point(parts_.begin(), parts_.end(),
                                        [&](const Part& p) { return p.end <= from; });
       part != parts_.end() && part->first <= to; ++part) {
    if (part->known < order_[rule]) look_through(*part);
    for (auto p = first_always; p != end_always; ++p) list_lines(*part, *p);
    near_.clear();
    for (auto near = first_of(*part, first); near != part->found.end() && near->pattern < end; ++near) {
      const bool in_reach = near->number >= from && near->number <= to && reaches(position, near->begin);
      if (in_reach && near->answer != Answer::no) near_.push_back(&*near);
    }
    const auto before = [](const Near* a, const Near* b) { return a->number < b->number; };
    if (!std::is_sorted(near_.begin(), near_.end(), before)) {
      std::stable_sort(near_.begin(), near_.end(), before);
    }
    for (Near* n : near_) {
      if (!tell_of(*n, tell)) return;
    }
  }
}

// Whether to go on.
bool Neighbours::tell_of(Near& near, const std::function<bool(const NeighbourHit&)>& tell) {
  const std::string_view raw = text(near.begin, near.begin + near.size);
  auto kind = text::InputKind::automatic;
  for (const auto& [since, k] : kinds_) {
    if (since <= near.number) kind = k;
  }
  NeighbourHit hit{near.pattern, near.number, near.begin, 0, 0, {}};
  const rules::Clause clause = rules_.patterns[near.pattern].clause;
  const bool takes = clause == rules::Clause::capture || clause == rules::Clause::sequence;
  if (takes || near.answer == Answer::unknown) {
    cleaner_.set_kind(kind);
    hit.text = cleaner_.clean(raw).text;
  }
  if (near.answer == Answer::unknown) {
    near.answer = rules_.matcher->matches(near.pattern, hit.text) ? Answer::yes : Answer::no;
  }
  if (near.answer == Answer::no) return true;
  if (!takes) hit.text = {};
  locate(hit, raw, kind);
  return tell(hit);
}

}  // namespace logdiag::scan
