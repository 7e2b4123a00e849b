// scanner.cpp - Scanner of logdiag/scanner.hpp: bytes in any pieces become
// lines, lines become findings.
#include <logdiag/scanner.hpp>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/limits.hpp"
#include "base/sanitize.hpp"
#include "match/rule_set_impl.hpp"
#include "match/watch.hpp"
#include "report/conclusion.hpp"
#include "report/merge.hpp"
#include "scan/blocks.hpp"
#include "scan/exit_lines.hpp"
#include "scan/known_lines.hpp"
#include "scan/lookahead.hpp"
#include "scan/neighbours.hpp"
#include "scan/preview.hpp"
#include "scan/retold.hpp"
#include "scan/scope.hpp"
#include "scan/surroundings.hpp"
#include "scan/suspects.hpp"
#include "scan/suspicion.hpp"
#include "scan/transcript.hpp"
#include "scan/windows.hpp"
#include "text/cleaner.hpp"
#include "text/decoder.hpp"
#include "text/input_kind.hpp"
#include "text/passed_tests.hpp"

namespace logdiag {

std::string_view name_of(Input input) {
  return text::input_name(static_cast<text::InputKind>(input));
}

std::optional<Input> input_from_name(std::string_view name) {
  const auto kind = text::input_from_name(name);
  if (!kind) return std::nullopt;
  return static_cast<Input>(*kind);
}

struct Scanner::Impl {
  Impl(RuleSet rule_set, ScanOptions scan_options)
      : rules(std::move(rule_set)), table(RuleSetAccess::impl(rules)), options(scan_options),
        known(*table.matcher), neighbours(table),
        windows(table, neighbours, options.max_findings_per_rule),
        surroundings(options.context_lines) {
    options.max_line_bytes = scan::longest_line(options);
    if (options.transcript_bytes > 0) {
      transcript = std::make_unique<scan::TranscriptWriter>(
          options.transcript_bytes, static_cast<text::InputKind>(options.input));
    }
    begin({}, {}, {});
  }

  void begin(std::string_view source, std::string_view job, std::string_view step);
  void end_source();
  void feed(std::string_view bytes);
  void blocks(std::string_view text);
  void feed(const Lookahead::Impl& ahead);
  void lines(std::string_view block, bool cut = false);
  void lines(std::string_view block, const scan::Preview& preview, bool cut);
  void look(std::string_view block, std::size_t start, std::size_t end, std::string_view line,
            std::span<const match::Candidate> candidates);
  void suspect(std::string_view block, std::size_t start, std::size_t end, std::uint64_t line);
  struct Cursor {
    std::size_t at = 0;  // in the block
    std::uint64_t number = 0, offset = 0;
  };
  void follow(std::string_view block, Cursor from, std::size_t end);
  void last_words(std::string_view block, std::size_t start, std::size_t end);
  void words_before(std::size_t start, scan::Suspects::Place place, std::uint64_t begun);
  void skip(std::string_view raw, std::uint64_t newlines);
  bool input_is_open() const { return options.input == Input::automatic && !detector.settled(); }
  scan::Draft describe(std::uint32_t rule, std::size_t start, std::size_t next);
  Finding finding_of(scan::Draft& draft);
  void list_jobs(Report& report) const;
  Report finish();

  RuleSet rules;
  const RuleSet::Impl& table;
  ScanOptions options;

  text::Decoder decoder;
  text::InputDetector detector;
  text::Cleaner cleaner;
  std::string decoded;
  std::string partial;           // a line whose end has not come yet
  std::string joined;            // the last one whose end came
  std::uint64_t partial_dropped = 0;  // bytes of it beyond max_line_bytes
  std::uint64_t partial_dropped_raw = 0;  // what these were in the input

  std::string source;
  std::uint32_t source_number = 0;
  std::uint64_t number = 0;  // of the line before the next one
  std::uint64_t offset = 0;  // of the next line

  scan::ScopeTracker scope;
  scan::KnownLines known;
  scan::Neighbours neighbours;
  scan::Windows windows;
  scan::SurroundingsKeeper surroundings;
  scan::Suspects suspects;
  scan::Retold retold;
  std::string columns;  // of the last line that the scope saw
  std::unique_ptr<scan::TranscriptWriter> transcript;
  text::Line current;
  scan::Preview own;                       // of blocks that come without one
  std::vector<std::uint32_t> asked, hits;  // patterns, of the line being looked at

  std::size_t drained = 0;
  std::vector<Finding> live;
  Statistics statistics;
  bool empty = true;  // nothing was fed to this source
};

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

// Whole lines. Only those are touched in which the lookout saw something, and
// the first ones, which tell how the log is to be read.
void Scanner::Impl::lines(std::string_view block, const scan::Preview& preview, bool cut) {
  surroundings.set_block(block);
  neighbours.set_block(block, number + 1);
  if (transcript) transcript->see(block);
  if (!input_is_open()) surroundings.go_on(0, surroundings.lines(), cleaner.kind());
  if (cut) ++statistics.cut_lines;
  const std::string_view text = preview.text();
  const bool same = text.data() == block.data();
  const std::span<const match::Candidate> candidates = preview.candidates();
  const bool slow = !table.lookout.always().empty();
  std::size_t raw = 0, at = 0;  // where the same line begins in `block` and in `text`
  std::size_t c = 0;
  const std::uint64_t before_block = number;
  Cursor behind{0, number + 1, offset};  // the line that was looked at last
  while (raw < block.size()) {
    if (!slow && !input_is_open()) {
      if (c == candidates.size()) break;
      // To the line of the next candidate.
      const std::size_t line = match::line_start(text, candidates[c].offset);
      if (line > at) {
        const std::uint64_t newlines = preview.line(c) - (number - before_block);
        at = line;
        std::size_t next = at;
        if (!same) {
          next = raw;
          for (std::uint64_t n = 0; n < newlines; ++n) next = block.find('\n', next) + 1;
        }
        skip(block.substr(raw, next - raw), newlines);
        raw = next;
      }
    }
    const std::size_t line_end = text.find('\n', at);
    const std::size_t raw_end = same ? line_end : block.find('\n', raw);
    std::size_t last = c;
    while (last < candidates.size() && candidates[last].offset < line_end) ++last;
    if (input_is_open()) {
      detector.observe(block.substr(raw, raw_end - raw));
      cleaner.set_kind(detector.kind());
      neighbours.set_kind(number + 1, detector.kind());
      surroundings.go_on(raw, input_is_open() ? 1 : surroundings.lines(), cleaner.kind());
    }
    follow(block, behind, raw_end + 1);
    if (slow || c < last) {
      look(block, raw, raw_end, text.substr(at, line_end - at), candidates.subspan(c, last - c));
    }
    skip(block.substr(raw, raw_end + 1 - raw), 1);
    c = last;
    at = line_end + 1;
    raw = raw_end + 1;
    behind = {raw, number + 1, offset};
  }
  follow(block, behind, block.size());
  const std::string_view rest = block.substr(raw);
  skip(rest, preview.lines() - (number - before_block));
  surroundings.end_block();
  windows.end_block(number);
  neighbours.end_block();
}

void Scanner::Impl::skip(std::string_view raw, std::uint64_t newlines) {
  number += newlines;
  statistics.lines += newlines;
  offset += decoder.raw_size(raw);
}

// One line, block[start, end), without escapes `line`, and what the filter saw in it.
void Scanner::Impl::look(std::string_view block, std::size_t start, std::size_t end,
                         std::string_view line, std::span<const match::Candidate> candidates) {
  const auto patterns = static_cast<std::uint32_t>(table.patterns.size());
  const auto number_of = [&](match::Watch w) { return patterns + static_cast<std::uint32_t>(w); };
  const std::uint32_t structure = number_of(match::structure_watch(cleaner.kind()));
  bool suspicious = false;
  bool wanted = false;
  asked = table.lookout.always();
  for (const match::Candidate& c : candidates) {
    const std::uint32_t p = c.pattern;
    if (p < patterns) {
      asked.push_back(p);
    } else if (p == number_of(match::Watch::suspicious)) {
      suspicious = true;
    } else if (p == structure || p == number_of(match::Watch::verdict)) {
      wanted = true;
    }
  }
  if (asked.empty() && !suspicious && !wanted) return;
  const std::string_view raw_line = block.substr(start, end - start);
  const std::string_view line_columns = text::gh_columns(raw_line, cleaner.kind());
  // Without, nothing in the line turns to another step.
  const bool turns = wanted || (!line_columns.empty() && line_columns != columns);
  if (asked.empty() && !turns) {  // it is remembered as it is
    ++statistics.candidate_lines;
    suspect(block, start, end, number + 1);
    return;
  }
  columns = line_columns;
  std::sort(asked.begin(), asked.end());
  asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
  ++number;  // of this line; skip() counts it for good
  ++statistics.candidate_lines;
  current = cleaner.clean(cleaner.needs_escapes() ? raw_line : line);
  if (turns) scope.see(current, number);
  neighbours.note(number, scope.step(), columns);
  suspects.vertices.see(current, source_number, scope.step().id, number);
  const bool exits = scope.step().failure == scan::Failure::exited && scope.step().failed_at == number;
  // Jenkins does not say in which stage it failed.
  if (exits || (scan::ends_jenkins_pipeline(current.text) && !scope.any_failure())) {
    last_words(block, start, end);
  }
  if (const auto left = scope.take_left()) {
    words_before(start, {source_number, number, offset, left->id, left->kept, left->run},
                 left->begun);
  }
  hits.clear();
  scan::KnownLine* answer = nullptr;
  if (!asked.empty() && !current.text.empty()) {
    answer = &known.ask(current.text, asked);
    hits = answer->hits();
    statistics.slow_lines += answer->slow();
  }
  // What a passed test is called or a command looks like happened nowhere; a warning
  // may be about just that.
  scan::Retold::Told told;
  if (suspicious || !hits.empty()) {
    told = retold.told(
        current, {scope.step().id, number, cleaner.kind(), scope.in_script(number), !hits.empty()},
        [&](std::size_t count) { return neighbours.before(neighbours.position(start), count); });
  }
  if (told.hearsay) {
    std::erase_if(hits, [&](std::uint32_t p) {
      return table.patterns[p].clause <= rules::Clause::fallback &&
             table.rules[table.patterns[p].rule].severity == Severity::error;
    });
  }
  if (!hits.empty()) {
    const scan::HitLine hit{&current, answer, number, offset, neighbours.position(start),
                            &scope.step(), source_number, scope.in_script(number), told.echoed,
                            told.traced_at};
    windows.see(hit, hits, [&](std::uint32_t rule) { return describe(rule, start, end + 1); });
  }
  // A line known as a consequence is no guess at the cause.
  const bool consequence = std::any_of(hits.begin(), hits.end(), [&](std::uint32_t p) {
    return table.patterns[p].clause <= rules::Clause::fallback &&
           table.rules[table.patterns[p].rule].role != Role::cause;
  });
  // What a consequence announces may still say why.
  const bool telling = !consequence || scan::announces(raw_line);
  if (telling && !told.hearsay && (suspicious || current.marker == text::Marker::error)) {
    suspect(block, start, end, number);
  }
  scope.go_on();
  --number;
}

// The line block[start, end) looks like the cause of something.
void Scanner::Impl::suspect(std::string_view block, std::size_t start, std::size_t end,
                            std::uint64_t line) {
  const std::string_view raw_line = block.substr(start, end - start);
  if (text::tells_of_passed_test(raw_line)) return;
  const scan::Suspects::Place place{source_number, line,         offset,
                                    scope.step().id, scope.keep(), scope.step().run,
                                    scope.in_script(line), windows.has_error_cause(scope.step().id)};
  suspects.see(raw_line, cleaner.kind(), place);
}

// The lines [from, end) of the block, as far as an earlier line announced what they say: each
// before it is looked at, so that it makes no difference where the log is cut.
void Scanner::Impl::follow(std::string_view block, Cursor from, std::size_t end) {
  while (from.at < end && suspects.awaits()) {
    const std::string_view whole = block.substr(from.at, block.find('\n', from.at) + 1 - from.at);
    suspects.follow(whole.substr(0, whole.size() - 1), cleaner.kind(),
                    {source_number, from.number, from.offset, scope.step().id, scope.keep(),
                     scope.step().run, scope.in_script(from.number)});
    ++from.number;
    from.offset += decoder.raw_size(whole);
    from.at += whole.size();
  }
}

// With the line block[start, end) the step failed: it is kept, and those before it.
void Scanner::Impl::last_words(std::string_view block, std::size_t start, std::size_t end) {
  scan::Suspects::Place place{source_number, number, offset, scope.step().id, scope.keep(),
                              scope.step().run};
  suspects.last_words(block.substr(start, end - start), cleaner.kind(), place);
  words_before(start, place, scope.step().begun);
}

// The lines before `place`, at `start` in the block, are the last ones of its step, or where
// it said nothing, of what ran before it.
void Scanner::Impl::words_before(std::size_t start, scan::Suspects::Place place, std::uint64_t begun) {
  int stages = 0;
  bool said = false;
  for (const std::string_view whole :
       neighbours.before(neighbours.position(start), scan::Suspects::kLastWords)) {
    if (!columns.empty() && text::gh_columns(whole, cleaner.kind()) != columns) break;  // another step
    if (whole.find("section_start:") != std::string_view::npos) break;  // GitLab's too
    // Jenkins begins the stage that it skips, and before that the one that failed.
    if (whole.find("[Pipeline] { (") != std::string_view::npos && ++stages == 2) break;
    // What stands before a line that was cut has another offset than its parts say.
    if (whole.size() > options.max_line_bytes || place.line <= scope.step().script_end + 1) break;
    if (said && place.line <= begun + 1) break;
    said = said || scan::says_something(whole.substr(0, whole.size() - 1));
    --place.line;
    place.offset -= decoder.raw_size(whole);
    suspects.last_words(whole.substr(0, whole.size() - 1), cleaner.kind(), place);
  }
}

scan::Draft Scanner::Impl::describe(std::uint32_t rule, std::size_t start, std::size_t next) {
  if (transcript) transcript->mark(number);
  scan::Draft d;
  d.rule = rule;
  d.step = scope.keep();
  d.where.source = source;
  d.source = source_number;
  d.where.line = number;
  d.where.offset = offset;
  d.where.time = current.time;
  // Sanitizing may shorten it.
  d.text = current.text.substr(0, limits::kTextBytes + limits::kTextBytes / 4);
  // Until it is known how the log is to be read, lines are given one by one.
  d.context = surroundings.around(number, start, next, cleaner.kind(), input_is_open());
  return d;
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
