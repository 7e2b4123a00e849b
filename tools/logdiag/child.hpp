// child.hpp - a command as a child process: on pipes, or on a pseudo-terminal
// where ours is one.
#pragma once

#include <sys/types.h>
#include <termios.h>

#include <string>
#include <vector>

namespace logdiag::cli {

// A signal that came, and whether the terminal sent it to all of our group.
struct Signal {
  int number;
  bool from_terminal;
};

// Signals of this process as bytes of a pipe, so that poll() sees them.
class SignalPipe {
 public:
  SignalPipe();
  ~SignalPipe();
  SignalPipe(const SignalPipe&) = delete;
  SignalPipe& operator=(const SignalPipe&) = delete;
  int fd() const;
  bool next(Signal& out);  // false when none waits
};

class Child {
 public:
  // Starts the command. `error` is set to an errno when it could not be.
  explicit Child(const std::vector<std::string>& command, int& error);
  ~Child();  // gives the terminal back; ends nothing
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Where to read the child's output. With err() -1 both streams come from out(),
  // in the order in which they were written.
  int out() const { return out_; }
  int err() const { return err_; }

  // Our terminal's keys go here; -1 when the child reads its input itself.
  int keys() const { return raw_ ? terminal_ : -1; }

  void close_out();
  void close_err();
  void signal(int number) const;  // to its whole group where it has one
  void pass_on(const Signal& signal) const;
  void resize() const;

  // True when it ended; then `status` is what waitpid() said.
  bool ended(int& status);

  void restore_terminal();

 private:
  [[noreturn]] void become(const std::vector<std::string>& command, int slave, const int (&ends)[2],
                           int report);
  void open_terminal(int& slave);

  pid_t pid_ = -1;
  int out_ = -1, err_ = -1, terminal_ = -1;
  bool own_group_ = false, raw_ = false;
  bool gone_ = false;
  termios before_{};
};

}  // namespace logdiag::cli
