// suspects.hpp - for logs no rule knows: the lines that look most like the
// cause, each with the reason.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <logdiag/report.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "scan/judgement.hpp"
#include "scan/scope.hpp"
#include "scan/vertices.hpp"
#include "text/line.hpp"

namespace logdiag::scan {

// "CMake Error at CMakeLists.txt:3 (find_package):", "Caused by:", "rake aborted!", "FAIL
// src/cart.test.ts": what is meant stands below.
bool announces(std::string_view raw_line);

// Remembers a bounded number of suspicious lines and picks the best of them.
// Lines are kept as they stand in the log; only a report that needs them has them
// cleaned and judged.
class Suspects {
 public:
  struct Place {
    std::uint32_t source = 0;     // as passed to begin()
    std::uint64_t line = 0, offset = 0;
    std::uint32_t step_id = 0;
    std::size_t kept_step = 0;
    std::uint32_t run = 0;  // of the step, as scan/scope counts them
    bool scripted = false;  // stands in a script, should that come to an end
    bool explained = false;  // behind a known cause of its step
  };

  // A source starts; its lines follow.
  void begin(std::uint32_t source, std::string_view name);
  // It ends with this line.
  void end(std::uint64_t last_line);

  // A suspicious line of the current source.
  void see(std::string_view raw_line, text::InputKind kind, const Place& place);

  // Whether the lines behind may say what a suspicious one announced. Then each is to be
  // passed to follow(), and to see() after that where it is suspicious itself.
  bool awaits() const { return followers_ > 0 || traceback_ > 0; }
  void follow(std::string_view raw_line, text::InputKind kind, const Place& place);

  // A line with which, or shortly before which, a step failed: in the order from
  // that line back.
  void last_words(std::string_view raw_line, text::InputKind kind, const Place& place);

  // What wraps the cause says up to a dozen lines, and may show a part of a file.
  static constexpr std::size_t kLastWords = 32;

  // The best lines, at most `count`, given how the steps ended; of those jobs
  // that are wanted.
  using Wanted = std::function<bool(const Step&)>;
  std::vector<Suspect> best(const std::vector<Step>& steps, std::size_t count,
                            const Wanted& wanted) const;

  // For each of the wanted steps the last line that looks very much like an error and is
  // not `beside` the point; 0 where none does.
  std::vector<std::uint64_t> telling(const std::vector<Step>& steps,
                                     const std::vector<bool>& wanted,
                                     bool (*beside)(std::string_view text)) const;

  // Whether the line is among the last ones of a step and one of the next says that it was
  // tried again.
  bool retried(std::uint32_t source, std::uint64_t line) const;

  // A line that tells how a vertex of BuildKit ended, at its place.
  Vertices vertices;

  // The line turned out to be no cause.
  void forget(std::uint32_t source, std::uint64_t line);

  void reset();

 private:
  struct Seen {
    std::string raw;
    text::InputKind kind = text::InputKind::automatic;
    Why why = Why::words;
    Place place;
    mutable std::optional<int> words;  // what they say, once it was asked
  };
  // The latest lines of one kind; slots are used again, so that a line costs a copy.
  struct Ring {
    std::size_t most = 2 * limits::kSuspects;
    std::vector<Seen> slots;
    std::size_t next = 0;
    void put(std::string_view raw, text::InputKind kind, Why why, const Place& place);
  };
  struct Source {
    std::string name;
    std::uint64_t last_line = 0;
  };
  Ring& ring_for(std::string_view raw_line, text::InputKind kind, const Place& place);
  std::vector<JudgedLine> judged(const std::vector<Step>& steps, const Wanted& wanted) const;

  Ring first_;   // the first ones of each step: in a cascade they are the cause
  Ring fresh_;   // those that begin like no other of the step: what is said once
                 // does not drown in what is said a thousand times
  Ring latest_;  // all others
  Ring behind_;  // those behind a known cause, which are no guesses of their own
  Ring ends_{4 * limits::kSuspects, {}, 0};  // last words
  std::array<std::uint32_t, 1024> begun_{};  // hashes of beginnings, each at its place
  std::map<std::uint32_t, Source> sources_;
  std::uint32_t source_ = 0;
  std::uint32_t step_id_ = ~0u;
  std::size_t in_step_ = 0;
  std::size_t followers_ = 0;  // lines to come of what was announced
  std::size_t traceback_ = 0;  // the column of the one whose exception is awaited, from 1
  std::size_t frames_ = 0;     // lines of it so far
};

}  // namespace logdiag::scan
