// neighbours.hpp - what the lines around a hit say: the patterns of `all`, `unless`,
// `capture` and the later ones of `sequence`, which are asked there and nowhere else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "match/rule_set_impl.hpp"
#include "scan/scope.hpp"
#include "text/cleaner.hpp"
#include "text/line.hpp"

namespace logdiag::scan {

// A line that a rule's neighbour pattern matches.
struct NeighbourHit {
  std::uint32_t pattern = 0;
  std::uint64_t number = 0;
  std::uint64_t position = 0;       // Neighbours::position() of its begin
  std::uint32_t step = 0, job = 0;  // kNowhere when the log does not tell
  std::string_view text;            // where the pattern may take words: the cleaned line, until
                                    // the next call
};

// Keeps the end of what was read, so that a hit can look back. What it answers
// depends on the lines alone, not on where the log was cut into blocks.
class Neighbours {
 public:
  static constexpr std::uint32_t kNowhere = ~std::uint32_t{0};

  // How far a hit can look back, in bytes before its line; a rule's `within`
  // bounds the lines.
  static constexpr std::size_t kBack = std::size_t{32} << 10;

  // Whether a line at `position` can look back to one that begins at `begin`.
  static bool reaches(std::uint64_t position, std::uint64_t begin) { return begin + kBack >= position; }

  explicit Neighbours(const RuleSet::Impl& rules) : rules_(rules), order_(rules.rules.size()) {}

  // A new source.
  void begin(const Step& step);

  // How lines are cleaned from `number` on.
  void set_kind(std::uint64_t number, text::InputKind kind);

  // Where the log stands from line `number` on; `columns` are gh's, of that line.
  void note(std::uint64_t number, const Step& step, std::string_view columns);

  // Whole lines, of which `first` is the number of the first one.
  void set_block(std::string_view block, std::uint64_t first);
  void end_block();

  // A place in the current block that a later block still knows.
  std::uint64_t position(std::size_t in_block) const { return block_at_ + in_block; }

  // Raw lines, each with its newline, that end where the line at `position` of the
  // current block begins: up to `count`, the nearest first, as far as it can look back.
  std::vector<std::string_view> before(std::uint64_t position, std::size_t count) const;

  // Tells, in the order of lines, what the neighbour patterns of `rule` match in
  // the lines [from, to] around the line at `position`, as far as they were read and
  // until `tell` answers false.
  // A hit of an earlier block asks for lines of this block only.
  void around(std::uint32_t rule, std::uint64_t position, std::uint64_t from, std::uint64_t to,
              const std::function<bool(const NeighbourHit&)>& tell);

 private:
  enum class Answer : std::uint8_t { unknown, no, yes };
  // A line that may match.
  struct Near {
    std::uint64_t number = 0;
    std::uint32_t pattern = 0;
    Answer answer = Answer::unknown;
    std::uint64_t begin = 0;
    std::uint32_t size = 0;
  };
  // Lines that are looked through in one go, when a hit first asks for one of them.
  struct Part {
    std::uint64_t first = 0, end = 0;        // numbers
    std::uint64_t first_at = 0, end_at = 0;  // positions
    std::uint32_t known = 0;                 // of how many rules it is, by order_
    std::vector<Near> found;                 // by pattern, then by number
  };
  struct Turn {
    std::uint64_t number = 0;
    std::uint32_t step = 0, job = 0;
    std::string columns;
  };
  std::string_view text(std::uint64_t begin, std::uint64_t end) const;
  void cut_back(std::uint64_t from);
  void cut_forward(std::uint64_t to);
  void look_through(Part& part);
  void list_lines(Part& part, std::uint32_t pattern);
  static std::vector<Near>::iterator first_of(Part& part, std::uint32_t pattern);
  bool tell_of(Near& near, const std::function<bool(const NeighbourHit&)>& tell);
  void locate(NeighbourHit& hit, std::string_view raw, text::InputKind kind) const;

  const RuleSet::Impl& rules_;
  std::string tail_;             // what stood before the block
  std::string_view block_;
  std::uint64_t block_at_ = 0;   // position of the block
  std::uint64_t block_first_ = 1;
  std::vector<Turn> turns_;
  // By rule: the how many-eth it is that was asked for, 0 not yet. Lines are noted for those alone:
  // most rules are never hit.
  std::vector<std::uint32_t> order_;
  std::uint32_t asked_ = 0;
  std::vector<std::pair<std::uint64_t, text::InputKind>> kinds_;
  std::deque<Part> parts_;       // one behind the other, of the tail and of the block
  text::Cleaner cleaner_;
  match::Lookout::Scratch scratch_;
  std::vector<match::Candidate> candidates_;
  std::vector<Near*> near_;
  std::string stripped_;
  match::LineMap lines_;  // of what is looked through
};

}  // namespace logdiag::scan
