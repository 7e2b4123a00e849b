// Archives and compressed files, damaged anywhere, through the reader of the
// command: whatever is in them, the report is plain text, names of members
// bring no control bytes to the screen, and the bounds hold.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

#include "fuzz.hpp"
#include "logdiag/terminal.hpp"  // of tools/
#include "logdiag/unpack.hpp"

using namespace logdiag;

// In place of the command's own, which ask the environment and write to the screen.
Lang cli::language(const Options&) { return Lang::en; }
std::string cli::message(std::string_view en, std::string_view) { return std::string(en); }
void cli::complain(std::string_view message) {
  fuzz::demand_plain(safe_text(message), "a complaint");
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const int fd = memfd_create("archive", 0);
  static const std::string path = "/proc/self/fd/" + std::to_string(fd);
  if (fd < 0 || ftruncate(fd, 0) != 0 ||
      pwrite(fd, data, size, 0) != static_cast<ssize_t>(size)) {
    fuzz::fail("no file in memory");
  }
  std::string wrong;
  cli::InputFile file(path, wrong);
  if (!file.is_open()) fuzz::fail("not opened", wrong);
  std::string head(cli::kPeekBytes, '\0');
  head.resize(static_cast<std::size_t>(
      std::max(0L, file.read(head.data(), std::min(size, head.size())))));
  if (cli::content_of(head) != cli::Content::archive) return 0;
  cli::ArchiveLimits limits;
  limits.members = 50;
  limits.depth = 3;
  // Small, so that a bomb is as soon done with as anything else.
  limits.bytes = 128u << 10;
  limits.ratio = 50;
  limits.ratio_from = 32u << 10;
  cli::Skipped skipped;
  cli::Crew crew(fuzz::rules(size % 8 == 0), ScanOptions{}, 1);
  (void)cli::read_archive(file, head, "logs.zip", crew, skipped, limits);
  const Report report = crew.finish();
  if (report.statistics.bytes > limits.bytes + 2 * cli::kReadBytes) fuzz::fail("more than allowed");
  for (const Format format : {Format::text, Format::json, Format::github}) {
    fuzz::demand_plain(render(report, format), name_of(format).data());
  }
  return 0;
}
