#include "scan/neighbours.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "text/escapes.hpp"

namespace logdiag::scan {
namespace {

std::string_view job_column(std::string_view columns) {
  return columns.substr(0, columns.find('\t'));
}

}  // namespace

void Neighbours::begin(const Step& step) {
  tail_.clear();
  block_ = {};
  block_at_ = 0;
  block_first_ = 1;
  cover_ = {};
  found_.clear();
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
  cover_ = {};
  found_.clear();
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
      const std::size_t begin = text.substr(0, text.size() - 1).rfind('\n') + 1;  // npos + 1 is 0
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

// Adds the lines in [begin, end), whose first one is `first`, to the cover.
void Neighbours::look_through(std::uint64_t begin, std::uint64_t end, std::uint64_t first,
                              bool front) {
  if (begin < block_at_ && block_at_ < end) {
    const std::string_view tail = text(begin, block_at_);
    const auto lines = static_cast<std::uint64_t>(std::count(tail.begin(), tail.end(), '\n'));
    if (front) {
      look_through(block_at_, end, first + lines, true);
      look_through(begin, block_at_, first, true);
    } else {
      look_through(begin, block_at_, first, false);
      look_through(block_at_, end, first + lines, false);
    }
    return;
  }
  const std::string_view raw = text(begin, end);
  const std::string_view clean = text::strip_escapes(raw, stripped_);
  // Only those of one rule will be asked.
  rules_.nearby.find(clean, scratch_, candidates_, match::Prefilter::Demands::ignored);
  piece_.clear();
  const std::vector<std::uint32_t>& always = rules_.nearby.always();
  std::uint64_t number = first;
  std::size_t at = 0, c = 0;
  for (std::size_t clean_at = 0; at < raw.size() && (c < candidates_.size() || !always.empty());
       ++number) {
    const std::size_t line_end = raw.find('\n', at);
    const std::size_t clean_end = clean.find('\n', clean_at);
    const std::size_t before = piece_.size();
    const auto add = [&](std::uint32_t pattern) {
      piece_.push_back({number, pattern, Answer::unknown, begin + at,
                        static_cast<std::uint32_t>(line_end - at)});
    };
    for (; c < candidates_.size() && candidates_[c].offset < clean_end; ++c) {
      add(candidates_[c].pattern);
    }
    for (const std::uint32_t p : always) add(p);
    std::sort(piece_.begin() + static_cast<std::ptrdiff_t>(before), piece_.end(),
              [](const Near& a, const Near& b) { return a.pattern < b.pattern; });
    at = line_end + 1;
    clean_at = clean_end + 1;
  }
  found_.insert(front ? found_.begin() : found_.end(), piece_.begin(), piece_.end());
}

void Neighbours::extend_back(std::uint64_t from) {
  std::uint64_t first = cover_.first, at = cover_.first_at;
  const std::uint64_t least = block_at_ - tail_.size();
  while (first > from && at > least) {
    // The newline before the one that ends the line before.
    const bool in_block = at > block_at_;
    const std::string_view part = in_block ? block_ : std::string_view(tail_);
    const std::uint64_t part_at = in_block ? block_at_ : least;
    const auto end = static_cast<std::size_t>(at - part_at) - 1;
    const std::size_t newline = end == 0 ? std::string_view::npos : part.rfind('\n', end - 1);
    at = part_at + (newline == std::string_view::npos ? 0 : newline + 1);
    --first;
  }
  if (at == cover_.first_at) return;
  look_through(at, cover_.first_at, first, true);
  cover_.first = first;
  cover_.first_at = at;
}

void Neighbours::extend_forward(std::uint64_t to) {
  std::uint64_t end = cover_.end, at = cover_.end_at;
  while (end <= to && at < block_at_ + block_.size()) {
    at = block_at_ + block_.find('\n', static_cast<std::size_t>(at - block_at_)) + 1;
    ++end;
  }
  if (at == cover_.end_at) return;
  look_through(cover_.end_at, at, cover_.end, false);
  cover_.end = end;
  cover_.end_at = at;
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

void Neighbours::around(std::uint32_t rule, std::uint64_t number, std::uint64_t position,
                        std::uint64_t from, std::uint64_t to,
                        const std::function<void(const NeighbourHit&)>& tell) {
  const std::uint64_t anchor = std::max(number, block_first_);
  const std::uint64_t anchor_at = std::max(position, block_at_);
  if (anchor < cover_.first || anchor > cover_.end || cover_.first == cover_.end) {
    cover_ = {anchor, anchor, anchor_at, anchor_at};
    found_.clear();
  }
  if (from < cover_.first) extend_back(from);
  if (to >= cover_.end) extend_forward(to);
  const rules::RuleEntry& entry = rules_.rules[rule];
  const std::uint32_t first = entry.first_pattern, end = first + entry.pattern_count;
  auto near = std::lower_bound(found_.begin(), found_.end(), from,
                               [](const Near& n, std::uint64_t f) { return n.number < f; });
  for (; near != found_.end() && near->number <= to; ++near) {
    if (near->pattern < first || near->pattern >= end || near->answer == Answer::no) continue;
    if (near->begin + kBack < position) continue;
    const std::string_view raw = text(near->begin, near->begin + near->size);
    auto kind = text::InputKind::automatic;
    for (const auto& [since, k] : kinds_) {
      if (since <= near->number) kind = k;
    }
    cleaner_.set_kind(kind);
    NeighbourHit hit{near->pattern, near->number, 0, 0, cleaner_.clean(raw).text};
    if (near->answer == Answer::unknown) {
      near->answer = rules_.matcher->matches(near->pattern, hit.text) ? Answer::yes : Answer::no;
      if (near->answer == Answer::no) continue;
    }
    locate(hit, raw, kind);
    tell(hit);
  }
}

}  // namespace logdiag::scan
