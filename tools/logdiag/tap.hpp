// tap.hpp - bytes that go from pipe to pipe without being read, and a copy of them
// in a pipe of our own. Nothing is copied: pages get another owner.
#pragma once

#include <cstddef>

namespace logdiag::cli {

class Tap {
 public:
  Tap();
  ~Tap();
  Tap(const Tap&) = delete;
  Tap& operator=(const Tap&) = delete;

  // How many bytes wait in a pipe, when they are so many that reading them costs more
  // than these calls; else 0. Such a pipe is made larger.
  static std::size_t many(int pipe);

  // Of what waits in `from`, and stays there, up to `most` bytes go into our pipe too.
  // How many: 0 when it stays full, or the system has nothing like it.
  std::size_t copy(int from, std::size_t most) const;
  int copies() const { return ends_[0]; }  // they are read here

  // Up to `most` bytes of a pipe on to `to`, as write() would; -1 and EINVAL where `to`
  // does not take them so.
  static long move(int from, int to, std::size_t most);

 private:
  int ends_[2] = {-1, -1};
};

}  // namespace logdiag::cli
