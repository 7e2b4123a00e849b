// crew.hpp - scans many logs on several threads. What comes out does not depend
// on how many.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <logdiag/logdiag.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "files.hpp"
#include "progress.hpp"

namespace logdiag::cli {

// A unit is what gets a report of its own: a job, or a log that is no job's. One
// is open at a time; their order is the order of the reports.
class Crew {
 public:
  // `threads` scan as many units; each looks ahead in a large input with `ahead` more.
  Crew(const RuleSet& rules, const ScanOptions& options, unsigned threads, unsigned ahead = 0,
       Progress* progress = nullptr);
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  std::size_t start();  // opens a unit; its number
  void source(std::string_view name, std::string_view job = {}, std::string_view step = {});
  void bytes(std::string_view text);
  // What is left of an input that was read up to here, by threads if this looks ahead; a message, or
  // nothing. `name` is told in it.
  bool looks_ahead() const { return ahead_ > 0; }
  std::string rest(InputFile& input, const std::string& name) { return read_ahead(*scanner_, input, name); }
  // A file as the next source, opened and read where it is scanned.
  void file(const std::string& path, std::string_view job = {}, std::string_view step = {});
  void end();

  void drop(std::size_t unit);  // its report is not wanted after all

  // Waits for all, tells what could not be read, merges.
  Report finish();
  bool all_read() const { return all_read_; }  // of the files, after finish()

 private:
  struct Item {
    enum class Kind { source, bytes, file } kind;
    std::string text, job, step;
  };
  struct Unit {
    std::deque<Item> items;
    bool complete = false, wanted = true;
    std::vector<std::string> complaints;
    std::optional<Report> report;
  };

  std::unique_ptr<Scanner> scanner_of(std::size_t unit) const;
  void push(Item item);
  void work();
  void feed(Scanner& scanner, std::string_view text);
  void fed(Scanner& scanner, std::size_t bytes);
  std::string read(Scanner& scanner, const std::string& path);
  std::string read_ahead(Scanner& scanner, InputFile& input, const std::string& path);
  void apply(Scanner& scanner, Unit& unit, const Item& item);

  const RuleSet& rules_;
  const ScanOptions options_;
  const unsigned ahead_;
  Progress* const progress_;
  bool alone_ = false;  // without threads
  std::unique_ptr<Scanner> scanner_;  // then of the open unit
  std::deque<Unit> units_;
  bool all_read_ = true;

  std::mutex mutex_;
  std::condition_variable more_, less_;
  std::vector<std::thread> threads_;
  std::size_t next_ = 0;    // unit nobody has begun
  std::size_t queued_ = 0;  // bytes that wait to be scanned
  bool closed_ = false;
  std::exception_ptr failure_;
};

}  // namespace logdiag::cli
