#include "crew.hpp"

#include <utility>

#include "ahead.hpp"
#include "terminal.hpp"

namespace logdiag::cli {
namespace {

// Enough to keep all threads busy while an archive is being unpacked.
constexpr std::size_t kMostQueued = 8u << 20;

// Of the memory for the text of the log: a single log has it all, and what follows
// gets the less the more there are, in the end its name alone: all of them together
// have seven times as much at most. It goes by the order, which does not depend on the
// threads.
std::size_t share(std::size_t bytes, std::size_t unit) {
  if (unit == 0 || bytes == 0) return bytes;
  return unit < 32 ? bytes / 16 : unit < 512 ? bytes / 128 : 1;
}

}  // namespace

Crew::Crew(const RuleSet& rules, const ScanOptions& options, unsigned threads, unsigned ahead,
           Progress* progress)
    : rules_(rules), options_(options), ahead_(ahead), progress_(progress) {
  alone_ = threads <= 1;
  if (alone_) return;
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Crew::~Crew() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    if (!units_.empty()) units_.back().complete = true;
  }
  more_.notify_all();
  for (std::thread& t : threads_) {
    if (t.joinable()) t.join();
  }
}

std::size_t Crew::start() {
  const std::lock_guard lock(mutex_);
  const std::size_t unit = units_.size();
  units_.emplace_back();
  if (alone_) scanner_ = scanner_of(unit);
  more_.notify_one();
  return unit;
}

std::unique_ptr<Scanner> Crew::scanner_of(std::size_t unit) const {
  ScanOptions options = options_;
  options.transcript_bytes = share(options.transcript_bytes, unit);
  return std::make_unique<Scanner>(rules_, options);
}

void Crew::source(std::string_view name, std::string_view job, std::string_view step) {
  push({Item::Kind::source, std::string(name), std::string(job), std::string(step)});
}

void Crew::bytes(std::string_view text) {
  if (alone_) {
    feed(*scanner_, text);
  } else {
    push({Item::Kind::bytes, std::string(text), {}, {}});
  }
}

void Crew::file(const std::string& path, std::string_view job, std::string_view step) {
  push({Item::Kind::file, path, std::string(job), std::string(step)});
}

void Crew::push(Item item) {
  if (alone_) {
    apply(*scanner_, units_.back(), item);
    return;
  }
  std::unique_lock lock(mutex_);
  less_.wait(lock, [&] { return queued_ < kMostQueued || failure_; });
  if (failure_) return;  // finish() tells
  queued_ += item.text.size();
  units_.back().items.push_back(std::move(item));
  more_.notify_all();
}

void Crew::end() {
  if (alone_) units_.back().report = scanner_->finish();
  const std::lock_guard lock(mutex_);
  units_.back().complete = true;
  more_.notify_all();
}

void Crew::drop(std::size_t unit) {
  const std::lock_guard lock(mutex_);
  units_[unit].wanted = false;
}

void Crew::feed(Scanner& scanner, std::string_view text) {
  scanner.feed(text);
  fed(scanner, text.size());
}

void Crew::fed(Scanner& scanner, std::size_t bytes) {
  if (progress_ == nullptr) return;
  progress_->read(bytes);
  progress_->found(scanner.drain().size());
}

std::string Crew::read(Scanner& scanner, const std::string& path) {
  std::string wrong;
  InputFile file(path, wrong);
  if (!file.is_open()) return wrong;
  if (ahead_ > 0 && file.size() >= Ahead::kWorthIt) return read_ahead(scanner, file, path);
  return feed_file(file, path, [&](std::string_view text) { feed(scanner, text); });
}

std::string Crew::read_ahead(Scanner& scanner, InputFile& input, const std::string& path) {
  Ahead ahead(input, rules_, options_, ahead_);
  while (true) {
    const Ahead::Piece piece = ahead.take();
    if (piece.looked == nullptr) return {};
    scanner.feed(*piece.looked);
    fed(scanner, piece.size);
    if (piece.error != 0) return unreadable(path, piece.error);
    if (piece.ended) return shorter(path);
  }
}

void Crew::apply(Scanner& scanner, Unit& unit, const Item& item) {
  switch (item.kind) {
    case Item::Kind::source: scanner.begin(item.text, item.job, item.step); break;
    case Item::Kind::bytes: feed(scanner, item.text); break;
    case Item::Kind::file: {
      scanner.begin(item.text, item.job, item.step);
      std::string wrong = read(scanner, item.text);
      if (!wrong.empty()) unit.complaints.push_back(std::move(wrong));
      break;
    }
  }
}

void Crew::work() {
  try {
    std::unique_lock lock(mutex_);
    while (true) {
      more_.wait(lock, [&] { return next_ < units_.size() || closed_ || failure_; });
      if (failure_ || next_ >= units_.size()) return;
      Unit& unit = units_[next_];  // of a deque: stays where it is
      const std::size_t number = next_++;
      lock.unlock();
      const std::unique_ptr<Scanner> scanner = scanner_of(number);
      lock.lock();
      while (true) {
        more_.wait(lock, [&] { return !unit.items.empty() || unit.complete || failure_; });
        if (unit.items.empty() || failure_) break;
        const Item item = std::move(unit.items.front());
        unit.items.pop_front();
        lock.unlock();
        apply(*scanner, unit, item);
        lock.lock();
        queued_ -= item.text.size();
        less_.notify_one();
      }
      lock.unlock();
      Report report = scanner->finish();
      lock.lock();
      unit.report = std::move(report);
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
    more_.notify_all();
    less_.notify_all();
  }
}

Report Crew::finish() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    more_.notify_all();
  }
  for (std::thread& t : threads_) t.join();
  threads_.clear();
  if (failure_) std::rethrow_exception(failure_);
  std::vector<Report> reports;
  for (Unit& unit : units_) {
    if (!unit.wanted) continue;
    for (const std::string& text : unit.complaints) complain(text);
    all_read_ = all_read_ && unit.complaints.empty();
    if (unit.report) reports.push_back(std::move(*unit.report));
  }
  if (reports.empty()) reports.push_back(Scanner(rules_, options_).finish());
  return merge(std::move(reports));
}

}  // namespace logdiag::cli
