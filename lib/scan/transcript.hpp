// transcript.hpp - the log itself, kept for a report that shows it: all of a
// small one; of a large one its beginning, its end, and windows around what was
// found. Memory is bounded by the budget, not by the log.
#pragma once

#include <cstdint>
#include <deque>
#include <logdiag/report.hpp>
#include <set>
#include <string_view>
#include <vector>

#include "scan/scope.hpp"
#include "text/cleaner.hpp"
#include "text/input_kind.hpp"

namespace logdiag::scan {

class TranscriptWriter {
 public:
  TranscriptWriter(std::size_t budget, text::InputKind kind) : budget_(budget), kind_(kind) {}

  void begin(std::string_view source, std::string_view job, std::string_view step);

  // Whole lines of the open source, in order.
  void see(std::string_view block);

  // Line `number` of the open source, one of the latest seen, is worth keeping.
  void mark(std::uint64_t number);

  std::vector<LogSource> finish();

 private:
  // Lines are given up by the page.
  struct Page {
    std::size_t source = 0, part = 0;  // indices in sources_ and its parts
    std::uint64_t first = 0, last = 0;
    std::size_t bytes = 0;
    bool wanted = false;
    std::vector<LogLine> lines;
  };

  void line(std::string_view raw);
  void next_part(const Step& step);
  void count_error();
  void make_room();
  void end_source();

  std::size_t budget_;
  text::InputKind kind_;
  text::Cleaner cleaner_;
  text::InputDetector detector_;
  ScopeTracker scope_;
  std::string group_;
  std::uint32_t step_ = 0;                         // id of the open part's step
  std::set<std::uint32_t> failed_;                 // ids of steps
  std::vector<std::vector<std::uint32_t>> steps_;  // of each part of each source
  std::vector<LogSource> sources_;
  std::deque<Page> pages_;  // not yet decided upon, oldest first
  std::vector<Page> kept_;
  std::size_t bytes_ = 0, kept_bytes_ = 0, parts_bytes_ = 0, error_marks_ = 0;
  std::uint64_t number_ = 0;
  std::uint64_t wanted_until_ = 0;
};

}  // namespace logdiag::scan
