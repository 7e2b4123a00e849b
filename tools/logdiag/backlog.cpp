#include "backlog.hpp"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

namespace logdiag::cli {

Block BlockQueue::fresh() {
  Block block;
  if (spare_.empty()) {
    block.bytes = std::make_unique_for_overwrite<char[]>(kBlockBytes);
  } else {
    block = std::move(spare_.back());  // the one used last
    spare_.pop_back();
  }
  block.size = 0;
  return block;
}

std::pair<char*, std::size_t> BlockQueue::room() {
  if (!open_.bytes || open_.size > kBlockBytes / 2) {
    std::unique_lock lock(mutex_);
    hand_over(lock);
    if (!open_.bytes) open_ = fresh();
  }
  return {open_.bytes.get() + open_.size, kBlockBytes - open_.size};
}

void BlockQueue::hand_over(std::unique_lock<std::mutex>& lock) {
  less_.wait(lock, [&] { return ready_.size() < kMostBlocks || abandoned_; });
  if (abandoned_) {
    open_.size = 0;
  } else if (open_.size > 0) {
    ready_bytes_ += open_.size;
    ready_.push_back(std::move(open_));
    open_ = {};
    more_.notify_one();
  }
}

void BlockQueue::tapped(std::size_t bytes) {
  std::unique_lock lock(mutex_);
  hand_over(lock);
  if (abandoned_) return;
  if (ready_.empty() || !ready_.back().tapped) {
    ready_.emplace_back();
    ready_.back().tapped = true;
  }
  ready_.back().size += bytes;
  ready_bytes_ += bytes;
  more_.notify_one();
}

void BlockQueue::end() {
  std::unique_lock lock(mutex_);
  hand_over(lock);
  ended_ = true;
  more_.notify_one();
}

Block BlockQueue::take(bool wait) {
  std::unique_lock lock(mutex_);
  if (wait) more_.wait(lock, [&] { return !ready_.empty() || ended_ || abandoned_; });
  Block block;
  if (abandoned_ || ready_.empty()) return block;
  block = std::move(ready_.front());
  ready_.pop_front();
  ready_bytes_ -= block.size;
  less_.notify_one();
  return block;
}

void BlockQueue::give_back(Block block) {
  const std::lock_guard lock(mutex_);
  spare_.push_back(std::move(block));
}

std::size_t BlockQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return ready_.size();
}

bool BlockQueue::rushes() {
  constexpr std::chrono::milliseconds kMoment{2};
  constexpr std::size_t kRush = kBlockBytes;  // 128 MiB in a second
  std::unique_lock lock(mutex_);
  more_.wait_for(lock, kMoment, [&] { return ready_bytes_ >= kRush || ended_ || abandoned_; });
  return ready_bytes_ >= kRush && !abandoned_;
}

void BlockQueue::abandon() {
  const std::lock_guard lock(mutex_);
  abandoned_ = true;
  more_.notify_one();
  less_.notify_one();
}

bool BlockQueue::abandoned() const {
  const std::lock_guard lock(mutex_);
  return abandoned_;
}

NamelessFile::~NamelessFile() {
  if (fd_ >= 0) close(fd_);
}

void NamelessFile::create() {
  tried_ = true;
  const char* own = std::getenv("TMPDIR");
  // /tmp is often memory, and memory is what is short.
  for (const char* folder : {own == nullptr ? "" : own, "/var/tmp", "/tmp"}) {
    if (*folder == 0 || fd_ >= 0) continue;
#ifdef O_TMPFILE
    fd_ = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
    if (fd_ >= 0) continue;
#endif
    std::string name = std::string(folder) + "/logdiag.XXXXXX";
    fd_ = mkstemp(name.data());
    if (fd_ < 0) continue;
    (void)unlink(name.c_str());
    (void)fcntl(fd_, F_SETFD, FD_CLOEXEC);
  }
  struct statvfs disk {};
  if (fd_ < 0 || fstatvfs(fd_, &disk) != 0) return;
  most_ = std::min<std::uint64_t>(kMostBytes, disk.f_bavail * disk.f_frsize / 4);
}

bool NamelessFile::append(std::string_view bytes) {
  if (!tried_) create();
  if (end_ + bytes.size() > most_) return false;
  std::uint64_t at = end_;
  while (!bytes.empty()) {
    const ssize_t n = pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    at += static_cast<std::uint64_t>(n);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  end_ = at;
  return true;
}

std::size_t NamelessFile::append_from(int pipe, std::size_t most) {
#ifdef SPLICE_F_MOVE
  if (!tried_) create();
  if (end_ + most > most_) return 0;
  auto at = static_cast<loff_t>(end_);
  ssize_t n = 0;
  do {
    n = splice(pipe, nullptr, fd_, &at, most, SPLICE_F_MOVE);
  } while (n < 0 && errno == EINTR);
  if (n <= 0) return 0;
  end_ += static_cast<std::uint64_t>(n);
  return static_cast<std::size_t>(n);
#else
  return 0;
#endif
}

std::size_t NamelessFile::take(char* buffer, std::size_t size) {
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, end_ - begin_));
  ssize_t n = 0;
  do {
    n = pread(fd_, buffer, wanted, static_cast<off_t>(begin_));
  } while (n < 0 && errno == EINTR);
  if (n <= 0) throw std::system_error(n < 0 ? errno : EIO, std::generic_category());
  begin_ += static_cast<std::uint64_t>(n);
  if (begin_ == end_) {
    begin_ = end_ = 0;
    (void)!ftruncate(fd_, 0);
  }
  return static_cast<std::size_t>(n);
}

}  // namespace logdiag::cli
