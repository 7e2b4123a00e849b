// hearsay.hpp - lines that the one before them shows to be no error of their own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace logdiag::scan {

// Is told the lines that look like errors in their order, each before it is judged.
class Hearsay {
 public:
  // How much the line can be suspected at most, for what stands before it: below Jest's
  // "console.error" a test prints something, whether it passes or not; a script under
  // `set -x` prints what it was told to, and documents in it; a program logs an exception and may go on.
  // 0 for a comment.
  int most(std::string_view text, std::uint64_t line);

  // "...ignoring", "falling back to the mirror": whoever says so goes on after the line before.
  static bool tolerates(std::string_view text);

  // "# when the disk is full the log says ...": a sentence; crashes and test runners begin theirs
  // with a capital letter.
  static bool begins_comment(std::string_view text);

 private:
  std::uint64_t comment_at_ = 0;
  std::uint64_t shown_until_ = 0;  // a document in the script, by `cat`
  std::uint64_t printed_until_ = 0;  // by a test
  std::uint64_t traced_at_ = 0;
  std::uint64_t logged_at_ = 0;
  std::string traced_;  // the command echo with its words
};

}  // namespace logdiag::scan
