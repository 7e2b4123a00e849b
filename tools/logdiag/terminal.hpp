// terminal.hpp - what the environment says: language, colour, width.
#pragma once

#include <atomic>
#include <logdiag/logdiag.hpp>
#include <string>
#include <string_view>

#include "options.hpp"

namespace logdiag::cli {

Lang language(const Options& options);
bool wants_color(const Options& options);
bool wants_links(const Options& options);  // places that the terminal opens
unsigned terminal_width();  // of standard output; 80 when it is no terminal

// Writes to standard output; false when that failed. Where nobody reads it any more
// there is nothing to say; of another reason it complains, once.
bool write_out(std::string_view text);

// The message that a file cannot be written, by errno.
std::string unwritable(std::string_view path, int error);

// Standard output could not be written, and somebody wanted it.
bool output_failed();

// Waits until `fd`, which would block, can be written.
void wait_writable(int fd);

// A line of progress stands on standard error and is to be written over.
inline std::atomic<bool> progress_shown{false};

// The language of messages, set once when the command line has been read.
inline Lang message_language = Lang::en;

// Of one message in both languages the one to show.
std::string message(std::string_view en, std::string_view zh);

// As it is, to standard error.
void write_error(std::string_view text);

// One line on standard error that begins with "logdiag: ". Names of files and members
// in it are strangers' text; it is made safe to show.
void complain(std::string_view message);

}  // namespace logdiag::cli
