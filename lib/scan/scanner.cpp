// scanner.cpp - Scanner of logdiag/scanner.hpp: bytes in any pieces become blocks of whole
// lines, what the lines said a report.
#include <logdiag/scanner.hpp>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/limits.hpp"
#include "base/sanitize.hpp"
#include "report/conclusion.hpp"
#include "report/merge.hpp"
#include "scan/scanner_impl.hpp"

namespace logdiag {

std::string_view name_of(Input input) {
  return text::input_name(static_cast<text::InputKind>(input));
}

std::optional<Input> input_from_name(std::string_view name) {
  const auto kind = text::input_from_name(name);
  if (!kind) return std::nullopt;
  return static_cast<Input>(*kind);
}

void Scanner::Impl::begin(std::string_view name, std::string_view job, std::string_view step) {
  source = base::sanitize(name, limits::kTextBytes);
  ++source_number;
  number = 0;
  offset = 0;
  partial.clear();
  partial_dropped = partial_dropped_raw = 0;
  decoder.reset();
  detector = text::InputDetector();
  cleaner.set_kind(static_cast<text::InputKind>(options.input));
  surroundings.begin();
  scope.begin(source, job, step);
  neighbours.begin(scope.step());
  neighbours.set_kind(0, cleaner.kind());
  suspects.begin(source_number, source);
  columns.clear();
  if (transcript) transcript->begin(source, job, step);
  empty = true;
}

void Scanner::Impl::feed(std::string_view bytes) {
  if (bytes.empty()) return;
  empty = false;
  statistics.bytes += bytes.size();
  std::string_view rest = decoder.feed(bytes, decoded);
  if (!partial.empty() || partial_dropped > 0) {
    const std::size_t end = rest.find('\n');
    const std::string_view piece = rest.substr(0, end == std::string_view::npos ? rest.size() : end);
    const std::size_t room =
        options.max_line_bytes - std::min<std::size_t>(options.max_line_bytes, partial.size());
    partial.append(piece.substr(0, room));
    const std::string_view beyond = piece.substr(std::min(room, piece.size()));
    partial_dropped += beyond.size();
    partial_dropped_raw += decoder.raw_size(beyond);
    if (end == std::string_view::npos) return;
    partial.push_back('\n');
    joined.swap(partial);
    partial.clear();
    lines(joined, std::exchange(partial_dropped, 0) > 0);
    offset += std::exchange(partial_dropped_raw, 0);
    rest.remove_prefix(end + 1);
  }
  const std::size_t last = rest.rfind('\n');
  if (last == std::string_view::npos) {
    partial.assign(rest.substr(0, options.max_line_bytes));
    partial_dropped = rest.size() - partial.size();
    partial_dropped_raw = decoder.raw_size(rest.substr(partial.size()));
    return;
  }
  blocks(rest.substr(0, last + 1));
  rest.remove_prefix(last + 1);
  partial.assign(rest.substr(0, options.max_line_bytes));
  partial_dropped = rest.size() - partial.size();
  partial_dropped_raw = decoder.raw_size(rest.substr(partial.size()));
}

// Of an overlong line only the beginning is looked at, wherever the log is cut.
void Scanner::Impl::blocks(std::string_view text) {
  const std::size_t most = options.max_line_bytes;
  scan::cut_blocks(
      text, most, [&](std::string_view block) { lines(block); },
      [&](std::string_view line) {
        std::string head(line.substr(0, most));
        head.push_back('\n');
        lines(head, true);
        offset += decoder.raw_size(line.substr(most, line.size() - 1 - most));
      });
}

void Scanner::Impl::feed(const Lookahead::Impl& ahead) {
  const bool ours = &RuleSetAccess::impl(ahead.rules) == &table &&
                    ahead.max_line_bytes == options.max_line_bytes;
  for (const Lookahead::Impl::Part& part : ahead.parts) {
    const bool at_a_line = partial.empty() && partial_dropped == 0;
    if (!ours || part.preview == nullptr || !at_a_line || !decoder.passing()) {
      feed(part.bytes);
      continue;
    }
    statistics.bytes += part.bytes.size();
    lines(part.bytes, *part.preview, false);
  }
}

void Scanner::Impl::lines(std::string_view block, bool cut) {
  own.look(table.lookout, block);
  lines(block, own, cut);
}

void Scanner::Impl::end_source() {
  if (!empty) scope.touch();
  if (const std::string_view last = decoder.finish(decoded); !last.empty()) {
    partial.append(last);
  }
  if (!partial.empty() || partial_dropped > 0) {
    partial.push_back('\n');
    joined.swap(partial);
    partial.clear();
    lines(joined, std::exchange(partial_dropped, 0) > 0);
  }
  windows.end_source(number);
  suspects.end(number);
  if (!empty || statistics.input.empty()) {
    const auto kind = options.input == Input::automatic
                          ? detector.kind()
                          : static_cast<text::InputKind>(options.input);
    statistics.input = text::input_name(kind);
  }
}

Finding Scanner::Impl::finding_of(scan::Draft& draft) {
  surroundings.complete(draft);
  Finding f;
  f.rule = &table.rule(draft.rule);
  f.where = draft.where;
  const std::vector<scan::Step>& steps = scope.kept();
  f.where.job = steps[draft.step].job;
  f.where.step = steps[draft.step].name;
  f.text = draft.text;
  f.context = draft.context->lines;
  f.captures = draft.captures;
  f.repeats = draft.repeats;
  return f;
}

// Findings name their job by its number in the log; in the report by its place
// in the list.
void Scanner::Impl::list_jobs(Report& report) const {
  const std::vector<scan::JobRecord> records = scope.jobs();
  std::unordered_map<std::size_t, std::size_t> places;
  for (const scan::JobRecord& r : records) {
    const Job::End end = r.verdict == scan::Verdict::failed   ? Job::End::failed
                         : r.verdict == scan::Verdict::passed ? Job::End::passed
                                                              : Job::End::unknown;
    places.emplace(r.id, report.jobs.size());
    report.jobs.push_back({r.name, r.source, end, {}});
  }
  for (Finding& f : report.findings) {
    const auto place = places.find(f.job);
    f.job = place == places.end() ? 0 : place->second;
  }
  report::name_causes(report);
}

Report Scanner::Impl::finish() {
  end_source();
  const std::vector<scan::Step>& steps = scope.kept();
  std::vector<scan::JobEnd> jobs;
  for (const scan::Step& step : steps) {
    if (jobs.size() <= step.job_id) jobs.resize(step.job_id + 1);
    jobs[step.job_id] = scope.end_of(step.job_id);
  }
  for (scan::Draft& draft : windows.drafts()) {
    surroundings.complete(draft);
    draft.finished = suspects.vertices.ended_well(draft.vertex, draft.source,
                                                  steps[draft.step].id, draft.last);
  }
  Report report = report::conclude(rules, std::move(windows.drafts()), suspects, steps, jobs,
                                   scope.exit_code());
  list_jobs(report);
  report.statistics = statistics;
  if (transcript) report.log = transcript->finish();

  // Ready for the next log.
  windows.reset();
  suspects.reset();
  scope = scan::ScopeTracker();
  retold = scan::Retold();
  statistics = {};
  drained = 0;
  live.clear();
  source_number = 0;
  begin({}, {}, {});
  return report;
}

Scanner::Scanner(RuleSet rules, ScanOptions options)
    : impl_(std::make_unique<Impl>(std::move(rules), options)) {}
Scanner::Scanner(Scanner&&) noexcept = default;
Scanner& Scanner::operator=(Scanner&&) noexcept = default;
Scanner::~Scanner() = default;

void Scanner::begin(std::string_view source, std::string_view job, std::string_view step) {
  if (!impl_->empty) impl_->end_source();
  impl_->begin(source, job, step);
}

void Scanner::feed(std::string_view bytes) { impl_->feed(bytes); }

void Scanner::feed(const Lookahead& ahead) { impl_->feed(*ahead.impl_); }

std::span<const Finding> Scanner::drain() {
  impl_->windows.settle(impl_->number);
  impl_->live.clear();
  std::vector<scan::Draft>& drafts = impl_->windows.drafts();
  for (; impl_->drained < drafts.size(); ++impl_->drained) {
    impl_->live.push_back(impl_->finding_of(drafts[impl_->drained]));
  }
  return impl_->live;
}

Report Scanner::finish() { return impl_->finish(); }

}  // namespace logdiag
