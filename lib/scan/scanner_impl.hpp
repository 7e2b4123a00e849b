// scanner_impl.hpp - what a Scanner holds. Its bytes and reports are scan/scanner's business,
// its lines scan/scanner_lines'.
#pragma once

#include <logdiag/scanner.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "match/rule_set_impl.hpp"
#include "scan/blocks.hpp"
#include "scan/known_lines.hpp"
#include "scan/lookahead.hpp"
#include "scan/neighbours.hpp"
#include "scan/preview.hpp"
#include "scan/retold.hpp"
#include "scan/scope.hpp"
#include "scan/surroundings.hpp"
#include "scan/suspects.hpp"
#include "scan/transcript.hpp"
#include "scan/windows.hpp"
#include "text/cleaner.hpp"
#include "text/decoder.hpp"
#include "text/input_kind.hpp"

namespace logdiag {

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

}  // namespace logdiag
