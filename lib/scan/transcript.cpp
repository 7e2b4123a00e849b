#include "scan/transcript.hpp"

#include <algorithm>
#include <utility>

#include "base/limits.hpp"
#include "base/sanitize.hpp"
#include "scan/colours.hpp"

namespace logdiag::scan {
namespace {

constexpr std::uint64_t kPageLines = 128;
constexpr std::uint64_t kAround = 60;      // lines kept before and behind a mark
constexpr std::uint64_t kBeginning = 200;  // lines of a source that always stay
constexpr std::size_t kErrorMarks = 500;   // error lines of a log that get a window
constexpr std::size_t kParts = 4'000;      // of a source
constexpr std::size_t kSources = 1'000;
constexpr std::size_t kBuckets = 512;  // of the error counts of a source

constexpr std::size_t kLineCost = 96;  // of an empty one

std::size_t cost(const LogLine& line) {
  return line.text.size() + kLineCost + line.styles.size() * 40;
}

}  // namespace

void TranscriptWriter::begin(std::string_view source, std::string_view job, std::string_view step) {
  end_source();
  if (sources_.size() < kSources) {
    sources_.push_back({});
    steps_.emplace_back();
    sources_.back().name = std::string(source);
    sources_.back().bucket_lines = 64;
  }
  cleaner_.set_kind(kind_);
  detector_ = text::InputDetector();
  scope_.begin(source, job, step);
  group_.clear();
  number_ = sources_.back().lines;  // goes on where sources are too many to tell apart
  wanted_until_ = 0;
}

void TranscriptWriter::end_source() {
  // A source to which nothing was fed leaves no trace.
  if (!sources_.empty() && sources_.back().lines == 0) {
    sources_.pop_back();
    steps_.pop_back();
  }
}

void TranscriptWriter::see(std::string_view block) {
  while (!block.empty()) {
    const std::size_t end = std::min(block.find('\n'), block.size());
    line(block.substr(0, end));
    block.remove_prefix(std::min(end + 1, block.size()));
  }
  make_room();
}

void TranscriptWriter::line(std::string_view raw) {
  if (kind_ == text::InputKind::automatic && !detector_.settled()) {
    detector_.observe(raw);
    cleaner_.set_kind(detector_.kind());
  }
  const text::Line clean = cleaner_.clean(raw);
  ++number_;
  scope_.see(clean, number_);
  LogSource& source = sources_.back();
  source.lines = number_;
  if (clean.marker == text::Marker::group) group_ = base::sanitize(clean.name, limits::kNameBytes);
  const Step& step = scope_.step();
  if (step.failure != Failure::none) failed_.insert(step.id);
  if (source.parts.empty() || step.id != step_ || source.parts.back().group != group_)
    next_part(step);
  if (clean.marker == text::Marker::endgroup) group_.clear();
  if (clean.marker == text::Marker::error) {
    count_error();
    if (error_marks_++ < kErrorMarks) mark(number_);
  }

  LogLine out;
  out.number = number_;
  out.mark = clean.marker == text::Marker::error     ? 'e'
             : clean.marker == text::Marker::warning ? 'w'
                                                     : ' ';
  out.text = base::sanitize(clean.text, limits::kTextBytes);
  if (out.text == clean.text) out.styles = colours_of(raw, out.text);
  const std::size_t part = source.parts.size() - 1;
  const bool fresh = pages_.empty() || pages_.back().source != sources_.size() - 1 ||
                     pages_.back().part != part || pages_.back().lines.size() >= kPageLines;
  if (fresh) {
    pages_.push_back({sources_.size() - 1, part, number_, number_, 0, number_ <= kBeginning, {}});
  }
  Page& page = pages_.back();
  page.last = number_;
  page.wanted = page.wanted || number_ <= wanted_until_;
  page.bytes += cost(out);
  bytes_ += cost(out);
  page.lines.push_back(std::move(out));
  source.parts.back().last = number_;
}

void TranscriptWriter::next_part(const Step& step) {
  LogSource& source = sources_.back();
  step_ = step.id;
  LogPart part;
  part.job = step.job;
  part.step = step.name;
  part.group = group_;
  // The last one takes the rest.
  const std::size_t bytes = sizeof part + part.job.size() + part.step.size() + part.group.size();
  const bool room = source.parts.size() < kParts && parts_bytes_ + bytes <= budget_ / 4;
  if (!source.parts.empty() && !room) return;
  parts_bytes_ += bytes;
  part.first = part.last = number_;
  source.parts.push_back(std::move(part));
  steps_.back().push_back(step.id);
}

// Counts lie in buckets of equal width; a source that outgrows them halves
// their number.
void TranscriptWriter::count_error() {
  LogSource& source = sources_.back();
  auto bucket = static_cast<std::size_t>((number_ - 1) / source.bucket_lines);
  while (bucket >= kBuckets) {
    std::vector<std::uint32_t> half((source.errors.size() + 1) / 2, 0);
    for (std::size_t i = 0; i < source.errors.size(); ++i) half[i / 2] += source.errors[i];
    source.errors = std::move(half);
    source.bucket_lines *= 2;
    bucket = static_cast<std::size_t>((number_ - 1) / source.bucket_lines);
  }
  if (source.errors.size() <= bucket) source.errors.resize(bucket + 1, 0);
  ++source.errors[bucket];
}

void TranscriptWriter::mark(std::uint64_t number) {
  if (sources_.empty()) return;
  for (auto page = pages_.rbegin(); page != pages_.rend(); ++page) {
    if (page->source != sources_.size() - 1 || page->last + kAround < number) break;
    page->wanted = page->wanted || page->first <= number + kAround;
  }
  wanted_until_ = std::max(wanted_until_, number + kAround);
}

// The newest quarter of the budget stays whatever it holds; of what is older,
// only what is wanted, as long as there is room for it. Where there is room for no
// line, names and counts are kept.
void TranscriptWriter::make_room() {
  const std::size_t open = budget_ < kLineCost ? 0 : 1;
  while (bytes_ + kept_bytes_ + parts_bytes_ > budget_ && bytes_ > budget_ / 4 && pages_.size() > open) {
    Page page = std::move(pages_.front());
    pages_.pop_front();
    bytes_ -= page.bytes;
    if (page.wanted && kept_bytes_ + parts_bytes_ + page.bytes <= budget_ / 4 * 3) {
      kept_bytes_ += page.bytes;
      kept_.push_back(std::move(page));
    }
  }
}

std::vector<LogSource> TranscriptWriter::finish() {
  end_source();
  for (Page& page : pages_) kept_.push_back(std::move(page));
  for (Page& page : kept_) {
    std::vector<LogLine>& lines = sources_[page.source].parts[page.part].lines;
    std::move(page.lines.begin(), page.lines.end(), std::back_inserter(lines));
  }
  for (std::size_t s = 0; s < sources_.size(); ++s) {
    for (std::size_t p = 0; p < sources_[s].parts.size(); ++p) {
      sources_[s].parts[p].failed = failed_.contains(steps_[s][p]);
    }
  }
  pages_.clear();
  kept_.clear();
  steps_.clear();
  failed_.clear();
  bytes_ = kept_bytes_ = parts_bytes_ = error_marks_ = 0;
  scope_ = ScopeTracker();
  return std::exchange(sources_, {});
}

}  // namespace logdiag::scan
