#include "files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

#include "terminal.hpp"

namespace logdiag::cli {
namespace {

using std::string_view;
using namespace std::string_view_literals;

// How long a named pipe may be without anybody who writes to it.
constexpr int kWriterMilliseconds = 2000;

constexpr std::array kArchives{"PK\x03\x04"sv, "PK\x05\x06"sv, "\x1f\x8b"sv, "BZh"sv,
                               "\xfd" "7zXZ\0"sv, "\x28\xb5\x2f\xfd"sv, "\x04\x22\x4d\x18"sv,
                               "\x1f\x9d"sv};
constexpr std::array kForeignArchives{"7z\xbc\xaf\x27\x1c"sv, "Rar!\x1a"sv};
constexpr std::array kBinaries{"\x7f" "ELF"sv, "\x89PNG"sv, "GIF8"sv, "\xff\xd8\xff"sv, "%PDF-"sv,
                               "\xca\xfe\xba\xbe"sv, "\xcf\xfa\xed\xfe"sv, "SQLite format 3"sv,
                               "\0asm"sv, "wOF"sv, "!<arch>\n"sv};

template <std::size_t N>
bool begins_with_one_of(string_view head, const std::array<string_view, N>& starts) {
  return std::any_of(starts.begin(), starts.end(),
                     [&](string_view start) { return head.starts_with(start); });
}

// A null device or a terminal ends; other devices may never.
bool endless(const struct stat& info, int fd) {
  if (S_ISBLK(info.st_mode)) return true;
  if (!S_ISCHR(info.st_mode) || isatty(fd) == 1) return false;
  struct stat null {};
  return stat("/dev/null", &null) != 0 || null.st_rdev != info.st_rdev;
}

}  // namespace

std::string reason(int error) { return std::generic_category().message(error); }

InputFile::InputFile(const std::string& path, std::string& wrong)
    : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {
  struct stat info {};
  if (fd_ < 0 || fstat(fd_, &info) != 0) {
    wrong = unopened(path, errno);
  } else if (endless(info, fd_)) {
    wrong = message(fmt::format("{}: is a device, not a log", path),
                    fmt::format("{}：是设备，不是日志", path));
  } else {
    directory_ = S_ISDIR(info.st_mode);
    regular_ = S_ISREG(info.st_mode);
    pipe_without_writer_ = S_ISFIFO(info.st_mode);
    size_ = regular_ ? static_cast<std::uint64_t>(info.st_size) : 0;
    return;
  }
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

InputFile::~InputFile() {
  if (owned_ && fd_ >= 0) close(fd_);
}

long InputFile::read(char* buffer, std::size_t size) {
  for (int waited = 0;;) {
    const ssize_t n = ::read(fd_, buffer, size);
    if (n > 0) pipe_without_writer_ = false;
    if (n > 0) return n;
    if (n == 0) {
      if (!pipe_without_writer_) return 0;
      if (waited >= kWriterMilliseconds) {
        errno = EPIPE;
        return -1;
      }
      usleep(50'000);
      waited += 50;
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pipe_without_writer_ = false;
      pollfd p{fd_, POLLIN, 0};
      (void)poll(&p, 1, -1);
    } else if (errno != EINTR) {
      return -1;
    }
  }
}

std::string feed_file(InputFile& file, const std::string& name, const Sink& sink) {
  // A file that grows while it is read would have no end. (In /proc all have
  // size 0.)
  const bool bounded = file.size() > 0;
  std::uint64_t rest = bounded ? file.size() : ~std::uint64_t{0};
  const auto buffer = std::make_unique_for_overwrite<char[]>(kReadBytes);
  while (rest > 0) {
    const long n =
        file.read(buffer.get(), static_cast<std::size_t>(std::min<std::uint64_t>(kReadBytes, rest)));
    if (n < 0) return unreadable(name, errno);
    if (n == 0) break;
    sink({buffer.get(), static_cast<std::size_t>(n)});
    rest -= static_cast<std::uint64_t>(n);
  }
  return bounded && rest > 0 ? shorter(name) : std::string();
}

std::string unreadable(const std::string& name, int error) {
  if (error == EPIPE) {
    return message(fmt::format("{}: is a pipe that nobody writes to", name),
                   fmt::format("{}：是管道，但没有写入方", name));
  }
  return message(fmt::format("{}: cannot be read ({})", name, reason(error)),
                 fmt::format("{}：无法读取（{}）", name, reason(error)));
}

std::string unopened(const std::string& name, int error) {
  return message(fmt::format("{}: cannot be opened ({})", name, reason(error)),
                 fmt::format("{}：无法打开（{}）", name, reason(error)));
}

std::string shorter(const std::string& name) {
  return message(fmt::format("{}: became shorter while it was read; diagnosed up to there", name),
                 fmt::format("{}：读取过程中变短了；只诊断到那里", name));
}

Content content_of(string_view head) {
  if (begins_with_one_of(head, kArchives)) return Content::archive;
  if (head.size() > 262 && head.substr(257, 5) == "ustar") return Content::archive;
  if (begins_with_one_of(head, kForeignArchives)) return Content::foreign_archive;
  if (begins_with_one_of(head, kBinaries)) return Content::binary;
  if (head.starts_with("\xff\xfe"sv) || head.starts_with("\xfe\xff"sv)) return Content::text;
  // Logs have a stray control byte here and there; programs and images many.
  const auto control = std::count_if(head.begin(), head.end(), [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return u < 0x20 && u != '\t' && u != '\n' && u != '\r' && u != '\f' && u != '\b' && u != 0x1b &&
           u != 0x07;
  });
  const bool many = head.size() >= 32 && static_cast<std::size_t>(control) * 20 > head.size();
  return many ? Content::binary : Content::text;
}

}  // namespace logdiag::cli
