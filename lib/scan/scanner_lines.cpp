// scanner_lines.cpp - a Scanner's blocks, line by line.
#include <algorithm>

#include "base/limits.hpp"
#include "match/watch.hpp"
#include "scan/exit_lines.hpp"
#include "scan/scanner_impl.hpp"
#include "scan/suspicion.hpp"
#include "text/passed_tests.hpp"

namespace logdiag {

// Whole lines. Only those are touched in which the lookout saw something, and
// the first ones, which tell how the log is to be read.
void Scanner::Impl::lines(std::string_view block, const scan::Preview& preview, bool cut) {
  surroundings.set_block(block);
  neighbours.set_block(block, number + 1);
  if (transcript) transcript->see(block);
  if (!input_is_open()) surroundings.go_on(0, surroundings.lines(), cleaner.kind());
  if (cut) ++statistics.cut_lines;
  const std::string_view text = preview.text();
  const match::LineMap& lines_of_text = preview.lines();
  const bool same = text.data() == block.data();
  const std::span<const match::Candidate> candidates = preview.candidates();
  const bool slow = !table.lookout.always().empty();
  std::size_t raw = 0, at = 0;  // where the same line begins in `block` and in `text`
  std::size_t c = 0;
  Cursor behind{0, number + 1, offset};  // the line that was looked at last
  while (raw < block.size()) {
    if (!slow && !input_is_open()) {
      if (c == candidates.size()) break;
      // To the line of the next candidate.
      const std::size_t line = lines_of_text.line_start(candidates[c].offset);
      if (line > at) {
        const std::uint64_t newlines = lines_of_text.count(at, line);
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
    const std::size_t line_end = lines_of_text.line_end(at);
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
  skip(rest, lines_of_text.count(std::min(at, text.size()), text.size()));
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

}  // namespace logdiag
