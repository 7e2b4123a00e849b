// follow.cpp - `tail -f build.log | logdiag --follow`: each finding is told when
// it is certain, the ranked report at the end or at an interrupt.
#include <fmt/format.h>
#include <poll.h>
#include <csignal>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>
#include <string_view>

#include "commands.hpp"
#include "files.hpp"
#include "inputs.hpp"
#include "outputs.hpp"
#include "terminal.hpp"

namespace logdiag::cli {
namespace {

volatile std::sig_atomic_t interrupted = 0;

void note_interrupt(int) { interrupted = 1; }

// The headline and the place; the whole text comes with the report.
std::string headline(const Report& one, const RenderOptions& r) {
  const std::string text = render(one, Format::text, r);
  const std::size_t place = text.find("--> ");
  const std::size_t end = place == std::string::npos ? place : text.find('\n', place);
  return text.substr(0, end == std::string::npos ? text.size() : end + 1);
}

// The line of the finding in the JSON Lines report, marked as not final.
std::string live_line(const Report& one, const RenderOptions& r) {
  constexpr std::string_view kType = "{\"type\":\"finding\"";
  const std::string text = render(one, Format::jsonl, r);
  const std::size_t begin = text.find(kType);
  if (begin == std::string::npos) return {};
  const std::size_t rest = begin + kType.size();
  return "{\"type\":\"live\"" + text.substr(rest, text.find('\n', rest) + 1 - rest);
}

}  // namespace

Report follow_input(const RuleSet& rules, const ScanOptions& scan, const Options& o, bool& all_read) {
  struct sigaction action {};
  action.sa_handler = note_interrupt;  // no restart: the wait must end
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  Scanner scanner(rules, scan);
  RenderOptions r;
  r.lang = language(o);
  r.redact = o.redact;
  r.color = wants_color(o);
  r.width = terminal_width();
  const auto wanted = [&](Format format) {
    return !o.quiet && std::any_of(o.outputs.begin(), o.outputs.end(), [&](const Output& out) {
      return out.file.empty() && out.format == format;
    });
  };
  const bool text = wanted(Format::text);
  const bool lines = wanted(Format::jsonl);
  const auto buffer = std::make_unique_for_overwrite<char[]>(kReadBytes);
  bool listened = true;  // somebody reads what we say
  while (interrupted == 0 && listened) {
    // An interrupt between the test and the wait is seen after a moment.
    pollfd p{STDIN_FILENO, POLLIN, 0};
    if (poll(&p, 1, 500) <= 0) continue;
    const ssize_t n = read(STDIN_FILENO, buffer.get(), kReadBytes);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (n < 0) {
      complain(unreadable(message("standard input", "标准输入"), errno));
      all_read = false;
    }
    if (n <= 0) break;
    scanner.feed({buffer.get(), static_cast<std::size_t>(n)});
    for (const Finding& f : scanner.drain()) {
      const Report one{rules, {f}, {}, {}, {}, {}};
      if (text) listened = write_out(headline(one, r)) && listened;
      if (lines) listened = write_out(live_line(one, r)) && listened;
    }
  }
  if (text) write_out("\n");
  return scanner.finish();
}

}  // namespace logdiag::cli
