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

// Writes to standard output; false when nobody reads it any more.
bool write_out(std::string_view text);

// A line of progress stands on standard error and is to be written over.
inline std::atomic<bool> progress_shown{false};

// The language of messages, set once when the command line has been read.
inline Lang message_language = Lang::en;

// Of one message in both languages the one to show.
std::string message(std::string_view en, std::string_view zh);

// One line on standard error that begins with "logdiag: ". Names of files and members
// in it are strangers' text; it is made safe to show.
void complain(std::string_view message);

}  // namespace logdiag::cli
