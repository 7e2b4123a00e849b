// behind.hpp - scans what a command prints, behind it, however far.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <logdiag/logdiag.hpp>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>

#include "backlog.hpp"
#include "tap.hpp"

namespace logdiag::cli {

class Behind {
 public:
  // `wanted` false: nothing is scanned, what comes is thrown away.
  Behind(const RuleSet& rules, const ScanOptions& options, std::string_view source, bool wanted);
  ~Behind();  // without finish(): what is left is not looked at
  Behind(const Behind&) = delete;
  Behind& operator=(const Behind&) = delete;

  BlockQueue& queue() { return queue_; }
  const Tap& tap() const { return tap_; }

  // After queue().end(): true when all was scanned, or abandoned; waits a moment
  // for that.
  bool wait(std::chrono::milliseconds moment);
  std::uint64_t scanned() const { return scanned_; }
  std::uint64_t found() const { return found_; }
  Report finish();

 private:
  void work();
  void scan(std::string_view bytes);
  bool scan_from_disk();
  void scan_tapped(std::size_t bytes);
  bool step();

  Scanner scanner_;
  BlockQueue queue_;
  Tap tap_;
  NamelessFile file_;
  bool rush_ = false;  // what came last went to the disk
  std::unique_ptr<char[]> room_;  // for what comes from there
  std::atomic<std::uint64_t> scanned_ = 0, found_ = 0;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool done_ = false;
  std::exception_ptr failure_;
  std::thread thread_;
};

}  // namespace logdiag::cli
