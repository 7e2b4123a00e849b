// Log bytes through the scanner and every renderer: valid UTF-8 without control
// bytes comes out, places are true, and no line of a log becomes a command.
#include <algorithm>

#include "fuzz.hpp"

using namespace logdiag;

namespace {

// A place says which raw line: as many line ends stand before its offset.
void demand_true(const Location& where, std::string_view log) {
  if (where.offset > log.size()) fuzz::fail("offset beyond the log");
  const std::string_view before = log.substr(0, static_cast<std::size_t>(where.offset));
  if (!before.empty() && before.back() != '\n') fuzz::fail("offset within a line");
  const auto lines = static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n'));
  if (lines + 1 != where.line) fuzz::fail("line number and offset differ");
}

void demand_workflow_commands_only(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.starts_with("::") && !line.starts_with("::error") && !line.starts_with("::warning") &&
        !line.starts_with("::notice")) {
      fuzz::fail("a runner command of the log's making", line);
    }
    if (line.starts_with("##[")) fuzz::fail("an old runner command", line);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Choices choices(data, size);
  ScanOptions scan;
  scan.input = static_cast<Input>(choices.below(13));
  const unsigned kind = choices.byte();
  scan.max_line_bytes = kind % 4 == 0 ? 64 : 64 * 1024;
  const unsigned bits = choices.byte();
  scan.context_lines = bits % 8;
  scan.max_findings_per_rule = bits / 8 % 2 == 0 ? 20 : 1;
  RenderOptions o;
  o.lang = bits / 16 % 2 == 0 ? Lang::en : Lang::zh;
  o.all = bits / 32 % 2 == 0;
  o.redact = bits / 64 % 2 == 0;
  o.statistics = bits / 128 == 0;
  o.width = choices.byte();
  const std::string_view log = choices.rest();

  Scanner scanner(fuzz::rules(kind / 4 % 2 == 0), scan);
  scanner.begin("build.log");
  scanner.feed(log);
  for (const Finding& f : scanner.drain()) fuzz::demand_plain(f.text, "a drained line");
  const Report report = scanner.finish();
  const bool wide = log.starts_with("\xFF\xFE") || log.starts_with("\xFE\xFF");
  for (const Finding& f : report.findings) {
    if (f.where.line == 0 || f.cause.value_or(0) >= report.findings.size()) fuzz::fail("no place");
    if (f.where.column > 0 && f.where.column - 1 + f.where.length > f.text.size() &&
        f.text.size() < 4000) {
      // The match is told in bytes of the cleaned line; masking may change them.
      if (!o.redact) fuzz::fail("match beyond its line", f.text);
    }
    if (!wide) demand_true(f.where, log);
  }
  if (report.unknown && !wide) {
    for (const Suspect& s : report.unknown->lines) demand_true(s.where, log);
  }
  // A third of the formats each time, one of them twice: to render takes longest.
  for (std::size_t i = kind / 8 % 3; i < all_formats().size(); i += 3) {
    const Format format = all_formats()[i];
    const std::string text = render(report, format, o);
    fuzz::demand_plain(text, name_of(format).data());
    if (format == Format::github) demand_workflow_commands_only(text);
    if (kind / 32 % 4 == i / 3 && render(report, format, o) != text) {
      fuzz::fail("renders differently the second time");
    }
  }
  o.color = o.hyperlinks = true;
  const std::string coloured = render(report, Format::text, o);
  if (!fuzz::is_utf8(coloured)) fuzz::fail("coloured text is not UTF-8");
  (void)clean_line(log.substr(0, log.find('\n')), scan.input);
  return 0;
}
