// ahead.hpp - one large input read by several threads, ahead of its scanner.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <logdiag/logdiag.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "files.hpp"

namespace logdiag::cli {

// Threads read pieces of the input and look at them; take() hands them out in their
// order. What comes out does not depend on how many threads there are.
class Ahead {
 public:
  static constexpr std::uint64_t kWorthIt = 4u << 20;  // an input of so many bytes

  // The input must stay open. A regular file is read up to the size that it has now, of a pipe what
  // is left of it.
  Ahead(InputFile& input, const RuleSet& rules, const ScanOptions& options, unsigned threads);
  ~Ahead();
  Ahead(const Ahead&) = delete;
  Ahead& operator=(const Ahead&) = delete;

  struct Piece {
    const Lookahead* looked = nullptr;  // null: no more
    std::size_t size = 0;
    bool ended = false;  // before its time: the file became shorter
    int error = 0;       // an errno; the piece is what could be read before
  };

  // The next piece, valid until the next call. One that ended or has an error is
  // the last.
  Piece take();

 private:
  struct Slot {
    Slot(const RuleSet& rules, const ScanOptions& options);
    std::unique_ptr<char[]> bytes;
    Lookahead looked;
    std::size_t size = 0;
    bool ended = false;
    int error = 0;
    bool ready = false;
  };

  void work();
  bool work_on_next();
  void read_piece(Slot& slot, std::uint64_t piece) const;
  bool read_next(Slot& slot);

  InputFile& input_;
  std::uint64_t pieces_;  // of a pipe known at its end
  std::deque<Slot> slots_;
  std::mutex reading_;    // of a pipe: one thread at a time, so that pieces keep their order
  std::mutex mutex_;
  std::condition_variable filled_, emptied_;
  std::uint64_t next_ = 0;        // piece that no thread has begun
  std::uint64_t taken_ = 0;       // pieces handed out, ...
  std::uint64_t given_back_ = 0;  // ... and of those, pieces of which the slot is free again
  bool stopped_ = false;
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

}  // namespace logdiag::cli
