// first_cause: prints the most likely cause in the logs given, and how to fix it.
// An example of all that a program needs of logdiag; link logdiag::logdiag.
#include <cstdio>
#include <fstream>
#include <logdiag/logdiag.hpp>
#include <string>

int main(int argc, char** argv) {
  logdiag::RuleSetBuilder builder;
  builder.add_builtin();  // and add_path("ci/rules") for rules of one's own
  logdiag::Result<logdiag::RuleSet> rules = builder.build();
  if (!rules) return std::fprintf(stderr, "%s\n", rules.error().message.c_str()), 2;

  logdiag::Scanner scanner(*rules);  // serves one thread; the rules serve many
  std::string piece(1 << 16, '\0');  // any size: a log may be cut anywhere
  for (int i = 1; i < argc; ++i) {
    std::ifstream log(argv[i], std::ios::binary);
    scanner.begin(argv[i]);
    while (log.read(&piece[0], 1 << 16), log.gcount() > 0)
      scanner.feed({piece.data(), static_cast<std::size_t>(log.gcount())});
  }
  logdiag::Report report = scanner.finish();  // owns what it shows
  if (report.findings.empty()) return std::puts("no known cause"), 1;

  const logdiag::Finding& cause = report.findings.front();
  std::printf("%s:%ju: %s\n", cause.where.source.c_str(), std::uintmax_t{cause.where.line},
              cause.fill(cause.rule->title, logdiag::Lang::en).c_str());
  for (const logdiag::FixStep& step : cause.rule->fix)
    std::printf("- %s\n", cause.fill(step.text, logdiag::Lang::en).c_str());
}
