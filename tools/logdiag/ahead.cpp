#include "ahead.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace logdiag::cli {
namespace {

// Stays in the cache of a core while it is looked at, and is large against what
// handing it over costs.
constexpr std::size_t kPieceBytes = 256u << 10;

constexpr std::uint64_t kUnknown = ~std::uint64_t{0};  // pieces
constexpr int kStopMilliseconds = 100;                 // a pipe that is silent is left in that time

}  // namespace

Ahead::Slot::Slot(const RuleSet& rules, const ScanOptions& options)
    : bytes(std::make_unique_for_overwrite<char[]>(kPieceBytes)), looked(rules, options) {}

Ahead::Ahead(InputFile& input, const RuleSet& rules, const ScanOptions& options, unsigned threads)
    : input_(input),
      pieces_(input.regular() ? (input.size() + kPieceBytes - 1) / kPieceBytes : kUnknown) {
  // Every thread may be a piece ahead of itself while the scanner has one or two.
  for (unsigned i = 0; i < 2 * threads + 2; ++i) slots_.emplace_back(rules, options);
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Ahead::~Ahead() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  emptied_.notify_all();
  for (std::thread& t : threads_) t.join();
}

void Ahead::read_piece(Slot& slot, std::uint64_t piece) const {
  const std::uint64_t begin = piece * kPieceBytes;
  const auto wanted =
      static_cast<std::size_t>(std::min<std::uint64_t>(kPieceBytes, input_.size() - begin));
  while (slot.size < wanted) {
    const ssize_t n = pread(input_.fd(), slot.bytes.get() + slot.size, wanted - slot.size,
                            static_cast<off_t>(begin + slot.size));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) slot.error = errno;
    if (n <= 0) break;
    slot.size += static_cast<std::size_t>(n);
  }
  slot.ended = slot.size < wanted;
}

// What is there of a pipe, without waiting for more; false where nothing comes any more.
bool Ahead::read_next(Slot& slot) {
  pollfd waiting{input_.fd(), POLLIN, 0};
  while (poll(&waiting, 1, kStopMilliseconds) == 0) {
    const std::lock_guard lock(mutex_);
    if (stopped_) return false;
  }
  const long n = input_.read(slot.bytes.get(), kPieceBytes);
  if (n < 0) slot.error = errno;
  if (n > 0) slot.size = static_cast<std::size_t>(n);
  return n != 0;
}

// The next piece that no thread has begun; false if there is none.
bool Ahead::work_on_next() {
  std::unique_lock turn(reading_, std::defer_lock);
  if (!input_.regular()) turn.lock();
  std::unique_lock lock(mutex_);
  if (stopped_ || next_ >= pieces_) return false;
  const std::uint64_t piece = next_++;
  Slot& slot = slots_[piece % slots_.size()];
  emptied_.wait(lock, [&] { return stopped_ || piece < given_back_ + slots_.size(); });
  if (stopped_) return false;
  lock.unlock();
  slot.size = 0;
  slot.error = 0;
  if (input_.regular()) {
    read_piece(slot, piece);
  } else if (!read_next(slot)) {
    lock.lock();
    pieces_ = piece;
    filled_.notify_one();
    return false;
  } else {
    if (slot.error != 0) {
      lock.lock();
      pieces_ = piece + 1;
      lock.unlock();
    }
    turn.unlock();
  }
  slot.looked.look({slot.bytes.get(), slot.size});
  lock.lock();
  slot.ready = true;
  if (piece == taken_) filled_.notify_one();
  return true;
}

void Ahead::work() {
  try {
    while (work_on_next()) {}
  } catch (...) {
    const std::lock_guard lock(mutex_);
    failure_ = std::current_exception();
    filled_.notify_one();
  }
}

Ahead::Piece Ahead::take() {
  std::unique_lock lock(mutex_);
  if (given_back_ < taken_) {
    slots_[given_back_++ % slots_.size()].ready = false;
    emptied_.notify_all();
  }
  if (taken_ == pieces_) return {};
  Slot& slot = slots_[taken_ % slots_.size()];
  filled_.wait(lock, [&] { return slot.ready || taken_ == pieces_ || failure_; });
  if (failure_) std::rethrow_exception(failure_);
  if (!slot.ready) return {};
  ++taken_;
  return {&slot.looked, slot.size, slot.ended, slot.error};
}

}  // namespace logdiag::cli
