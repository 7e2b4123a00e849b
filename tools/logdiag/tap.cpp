#include "tap.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>

namespace logdiag::cli {
namespace {

constexpr std::size_t kMany = 32u << 10;
constexpr int kMoment = 1;  // ms; to read and write takes longer than to wait so long
constexpr int kPipeBytes = 1 << 20;  // the most that everybody may ask for

}  // namespace

#ifdef SPLICE_F_MOVE

Tap::Tap() {
  if (pipe2(ends_, O_CLOEXEC) != 0) ends_[0] = ends_[1] = -1;
  // Smaller pipes do as well, with more calls.
  if (ends_[1] >= 0) (void)fcntl(ends_[1], F_SETPIPE_SZ, kPipeBytes);
}

std::size_t Tap::many(int pipe) {
  int waiting = 0;
  if (ioctl(pipe, FIONREAD, &waiting) != 0 || waiting < 0) return 0;
  const auto bytes = static_cast<std::size_t>(waiting);
  if (bytes < kMany) return 0;
  const int size = fcntl(pipe, F_GETPIPE_SZ);
  if (size < 0) return 0;  // it is a terminal
  if (size < kPipeBytes) (void)fcntl(pipe, F_SETPIPE_SZ, kPipeBytes);
  return bytes;
}

std::size_t Tap::copy(int from, std::size_t most) const {
  if (ends_[1] < 0) return 0;
  ssize_t n = tee(from, ends_[1], most, SPLICE_F_NONBLOCK);
  if (n < 0 && errno == EAGAIN) {
    pollfd room{ends_[1], POLLOUT, 0};
    if (poll(&room, 1, kMoment) > 0) n = tee(from, ends_[1], most, SPLICE_F_NONBLOCK);
  }
  return n > 0 ? static_cast<std::size_t>(n) : 0;
}

long Tap::move(int from, int to, std::size_t most) {
  return splice(from, nullptr, to, nullptr, most, SPLICE_F_MOVE);
}

#else

Tap::Tap() = default;
std::size_t Tap::many(int) { return 0; }
std::size_t Tap::copy(int, std::size_t) const { return 0; }
long Tap::move(int, int, std::size_t) {
  errno = EINVAL;
  return -1;
}

#endif

Tap::~Tap() {
  for (const int end : ends_) {
    if (end >= 0) close(end);
  }
}

}  // namespace logdiag::cli
