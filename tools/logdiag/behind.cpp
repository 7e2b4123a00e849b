#include "behind.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

namespace logdiag::cli {
namespace {

// More than this waits: the command prints faster than we scan, and what it
// printed goes to the disk unseen, which is quicker.
constexpr std::size_t kManyBlocks = 16;

// So little at a time that a queue does not fill up meanwhile.
constexpr std::size_t kPiece = 16u << 10;

}  // namespace

Behind::Behind(const RuleSet& rules, const ScanOptions& options, std::string_view source, bool wanted)
    : scanner_(rules, options) {
  scanner_.begin(source);
  if (!wanted) queue_.abandon();
  thread_ = std::thread([this] { work(); });
}

Behind::~Behind() {
  queue_.abandon();
  if (thread_.joinable()) thread_.join();
}

bool Behind::wait(std::chrono::milliseconds moment) {
  std::unique_lock lock(mutex_);
  return ended_.wait_for(lock, moment, [&] { return done_; });
}

Report Behind::finish() {
  thread_.join();
  if (failure_) std::rethrow_exception(failure_);
  std::vector<Report> one;
  one.push_back(scanner_.finish());
  return merge(std::move(one));
}

void Behind::scan(std::string_view bytes) {
  while (!bytes.empty() && !queue_.abandoned()) {
    const std::string_view piece = bytes.substr(0, kPiece);
    scanner_.feed(piece);
    scanned_ += piece.size();
    found_ += scanner_.drain().size();
    bytes.remove_prefix(piece.size());
    // The rest can wait longer than the command.
    if (queue_.waiting() > kManyBlocks && file_.size() == 0 && file_.append(bytes)) return;
  }
}

// False when nothing more comes from there.
bool Behind::scan_from_disk() {
  if (file_.size() == 0 || queue_.abandoned()) return false;
  if (!room_) room_ = std::make_unique_for_overwrite<char[]>(kPiece);
  const std::size_t size = file_.take(room_.get(), kPiece);
  scan({room_.get(), size});
  return size > 0;
}

// What was tapped came faster than lines can be looked at: to the disk.
void Behind::scan_tapped(std::size_t bytes) {
  while (bytes > 0 && !queue_.abandoned()) {
    if (const std::size_t n = file_.append_from(tap_.copies(), bytes); n > 0) {
      bytes -= n;
      continue;
    }
    while (scan_from_disk()) {  // it is older
    }
    if (!room_) room_ = std::make_unique_for_overwrite<char[]>(kPiece);
    const ssize_t n = read(tap_.copies(), room_.get(), std::min(bytes, kPiece));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    scan({room_.get(), static_cast<std::size_t>(n)});
    bytes -= static_cast<std::size_t>(n);
  }
}

// False at the end.
bool Behind::step() {
  const bool on_disk = file_.size() > 0;
  Block block = queue_.take(!on_disk);
  if (block.tapped) {
    scan_tapped(block.size);
    return rush_ = true;
  }
  if (!block.bytes) {
    rush_ = rush_ && queue_.rushes();
    return rush_ || scan_from_disk();
  }
  rush_ = on_disk || queue_.waiting() > kManyBlocks || queue_.rushes();
  if (!rush_ || !file_.append(block.text())) {
    while (scan_from_disk()) {  // it is older
    }
    scan(block.text());
  }
  queue_.give_back(std::move(block));
  return true;
}

void Behind::work() {
  try {
    while (step()) {
    }
  } catch (...) {
    failure_ = std::current_exception();
    queue_.abandon();
  }
  const std::lock_guard lock(mutex_);
  done_ = true;
  ended_.notify_one();
}

}  // namespace logdiag::cli
