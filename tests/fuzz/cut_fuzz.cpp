// The same bytes in other pieces, looked at ahead or not, give the same report.
#include <vector>

#include "fuzz.hpp"

using namespace logdiag;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Choices choices(data, size);
  ScanOptions scan;
  scan.input = static_cast<Input>(choices.below(13));
  const unsigned kind = choices.byte();
  scan.max_line_bytes = kind % 2 == 0 ? 64 + choices.byte() : 64 * 1024;
  const RuleSet& rules = fuzz::rules(kind / 2 % 4 == 0);
  std::vector<std::size_t> pieces;
  for (std::size_t n = 1 + choices.below(8); n > 0; --n) pieces.push_back(choices.byte() % 97);
  const std::string_view log = choices.rest();

  const auto report = [&](bool cut, bool drained, bool ahead = false) {
    Scanner scanner(rules, scan);
    Lookahead lookahead(rules, scan);
    scanner.begin("a");
    std::string_view rest = log;
    for (std::size_t i = 0; cut && !rest.empty(); ++i) {
      const std::string_view piece = rest.substr(0, 1 + pieces[i % pieces.size()]);
      // A copy of its own size: reading beyond a piece is seen.
      const std::vector<char> own(piece.begin(), piece.end());
      const std::string_view bytes(own.data(), own.size());
      if (ahead) {
        lookahead.look(bytes);
        scanner.feed(lookahead);
      } else {
        scanner.feed(bytes);
      }
      rest.remove_prefix(piece.size());
      if (drained) (void)scanner.drain();
    }
    if (ahead) {
      lookahead.look(rest);
      scanner.feed(lookahead);
    } else {
      scanner.feed(rest);
    }
    return render(scanner.finish(), Format::json);
  };
  const std::string whole = report(false, false);
  const std::string cut = report(true, false);
  if (whole != cut) {
    std::fprintf(stderr, "%s\n---\n%s\n", whole.c_str(), cut.c_str());
    fuzz::fail("the report depends on how the log is cut");
  }
  if (whole != report(true, true)) fuzz::fail("the report depends on drain()");
  if (whole != report(true, false, true)) fuzz::fail("the report depends on who looked ahead");
  if (whole != report(false, false, true)) fuzz::fail("the report depends on who looked ahead");
  return 0;
}
