#include "ahead.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace logdiag::cli {
namespace {

// Stays in the cache of a core while it is looked at, and is large against what
// handing it over costs.
constexpr std::size_t kPieceBytes = 256u << 10;

}  // namespace

Ahead::Slot::Slot(const RuleSet& rules, const ScanOptions& options)
    : bytes(std::make_unique_for_overwrite<char[]>(kPieceBytes)), looked(rules, options) {}

Ahead::Ahead(const InputFile& file, const RuleSet& rules, const ScanOptions& options,
             unsigned threads)
    : fd_(file.fd()), size_(file.size()), pieces_((size_ + kPieceBytes - 1) / kPieceBytes) {
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

void Ahead::fill(Slot& slot, std::uint64_t piece) const {
  const std::uint64_t begin = piece * kPieceBytes;
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(kPieceBytes, size_ - begin));
  slot.size = 0;
  slot.error = 0;
  while (slot.size < wanted) {
    const ssize_t n = pread(fd_, slot.bytes.get() + slot.size, wanted - slot.size,
                            static_cast<off_t>(begin + slot.size));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) slot.error = errno;
    if (n <= 0) break;
    slot.size += static_cast<std::size_t>(n);
  }
  slot.ended = slot.size < wanted;
  slot.looked.look({slot.bytes.get(), slot.size});
}

void Ahead::work() {
  try {
    std::unique_lock lock(mutex_);
    while (next_ < pieces_) {
      const std::uint64_t piece = next_++;
      Slot& slot = slots_[piece % slots_.size()];
      emptied_.wait(lock, [&] { return stopped_ || piece < given_back_ + slots_.size(); });
      if (stopped_) return;
      lock.unlock();
      fill(slot, piece);
      lock.lock();
      slot.ready = true;
      if (piece == taken_) filled_.notify_one();
    }
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
  filled_.wait(lock, [&] { return slot.ready || failure_; });
  if (failure_) std::rethrow_exception(failure_);
  ++taken_;
  return {&slot.looked, slot.size, slot.ended, slot.error};
}

}  // namespace logdiag::cli
