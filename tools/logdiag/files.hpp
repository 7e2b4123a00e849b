// files.hpp - opening and reading what is given as an input, whatever it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace logdiag::cli {

inline constexpr std::size_t kReadBytes = 256u << 10;
inline constexpr std::size_t kPeekBytes = 8u << 10;  // enough to tell what a file is

std::string reason(int error);  // of an errno

// A file, pipe or terminal that is read from its beginning to its end.
class InputFile {
 public:
  // Waits for nobody; what is wrong goes to `wrong`, then is_open() is false.
  InputFile(const std::string& path, std::string& wrong);
  explicit InputFile(int standard_input) : fd_(standard_input), owned_(false) {}
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile();

  bool is_open() const { return fd_ >= 0; }
  int fd() const { return fd_; }
  bool directory() const { return directory_; }
  bool regular() const { return regular_; }
  std::uint64_t size() const { return size_; }  // of a regular file when it was opened

  // What comes next; 0 at the end, -1 and errno when it cannot be read.
  long read(char* buffer, std::size_t size);

 private:
  int fd_ = -1;
  bool owned_ = true, directory_ = false, regular_ = false;
  bool pipe_without_writer_ = false;
  std::uint64_t size_ = 0;
};

std::string unreadable(const std::string& name, int error);  // the messages, by errno
std::string unopened(const std::string& name, int error);

std::string shorter(const std::string& name);                // it is cut off while we read

// Feeds a whole file that was just opened; a message, or nothing.
using Sink = std::function<void(std::string_view)>;
std::string feed_file(InputFile& file, const std::string& name, const Sink& sink);

// What the beginning of a file shows.
enum class Content { text, archive, foreign_archive, binary };
Content content_of(std::string_view head);

}  // namespace logdiag::cli
