// progress.hpp - one line on standard error while a long input is read.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "options.hpp"

namespace logdiag::cli {

// Shown from the second second on, where standard error is a terminal and no CI
// reads it; erased at the end.
class Progress {
 public:
  explicit Progress(const Options& options);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  bool wanted() const { return thread_.joinable(); }
  void expect(std::uint64_t bytes) { expected_ += bytes; }
  void expect_more_than_known() { open_end_ = true; }  // a stream, an archive
  void read(std::uint64_t bytes) { bytes_ += bytes; }
  void found(std::uint64_t findings) { findings_ += findings; }

 private:
  void show();
  std::string line() const;

  const Lang lang_;
  const std::chrono::steady_clock::time_point started_;
  std::atomic<std::uint64_t> bytes_ = 0, findings_ = 0, expected_ = 0;
  std::atomic<bool> open_end_ = false;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace logdiag::cli
