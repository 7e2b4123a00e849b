// backlog.hpp - bytes on their way from the thread that passes them on to the
// one that scans them. Blocks are used again, so that what is quick stays in the
// processor's cache.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

namespace logdiag::cli {

struct Block {
  std::unique_ptr<char[]> bytes;
  std::size_t size = 0;
  bool tapped = false;  // the bytes are to be taken from the Tap
  std::string_view text() const { return {bytes.get(), size}; }
};

// From one thread to another. The first waits only when kMostBlocks are on their
// way.
class BlockQueue {
 public:
  static constexpr std::size_t kBlockBytes = 256u << 10;
  static constexpr std::size_t kMostBlocks = 64;  // 16 MiB

  // The writer: room for at least half a block, to read into without a copy;
  // then how much of it was filled.
  std::pair<char*, std::size_t> room();
  void filled(std::size_t bytes) { open_.size += bytes; }
  void tapped(std::size_t bytes);  // so many stand in the Tap, behind what was filled
  void end();                      // nothing more comes

  // The reader: a block, to be given back; an empty one at the end. With
  // `wait` false also when there is none at the moment.
  Block take(bool wait);
  void give_back(Block block);
  std::size_t waiting() const;  // blocks
  // Whether so much comes within a moment that there is no time to look at it.
  bool rushes();

  void abandon();  // by either: nothing more is wanted
  bool abandoned() const;

 private:
  Block fresh();  // with the lock held
  void hand_over(std::unique_lock<std::mutex>& lock);

  mutable std::mutex mutex_;
  std::condition_variable more_, less_;
  std::deque<Block> ready_;
  std::size_t ready_bytes_ = 0;
  std::vector<Block> spare_;
  Block open_;  // the writer's
  bool ended_ = false, abandoned_ = false;
};

// First in, first out, on a disk; nobody else sees the file. Starts anew when all
// was taken.
class NamelessFile {
 public:
  static constexpr std::uint64_t kMostBytes = 2ull << 30;  // or a quarter of what is free

  NamelessFile() = default;
  NamelessFile(const NamelessFile&) = delete;
  NamelessFile& operator=(const NamelessFile&) = delete;
  ~NamelessFile();

  bool append(std::string_view bytes);  // all or nothing
  // Up to `most` bytes of a pipe, without reading them; 0 when there is no room.
  std::size_t append_from(int pipe, std::size_t most);
  // The next of them; throws std::system_error when they cannot be read.
  std::size_t take(char* buffer, std::size_t size);
  std::uint64_t size() const { return end_ - begin_; }

 private:
  void create();

  int fd_ = -1;
  bool tried_ = false;
  std::uint64_t most_ = 0, begin_ = 0, end_ = 0;
};

}  // namespace logdiag::cli
