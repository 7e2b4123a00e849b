/* first_cause: the C side of the example; link logdiag::c or `pkg-config logdiag`.
 * Reads a log from standard input, prints the most likely cause and its fix. */
#include <logdiag/logdiag.h>
#include <stdio.h>

int main(void) {
  static char piece[1 << 16];
  size_t size;
  logdiag_builder *builder = logdiag_builder_new();
  logdiag_rules *rules = NULL;
  logdiag_scanner *scanner;
  logdiag_report *report = NULL;
  const logdiag_finding *cause;

  logdiag_builder_add_builtin(builder);
  logdiag_builder_build(builder, &rules);
  scanner = logdiag_scanner_new(rules); /* NULL when rules are: all later calls then fail */
  while ((size = fread(piece, 1, sizeof piece, stdin)) > 0) logdiag_scanner_feed(scanner, piece, size);
  logdiag_scanner_finish(scanner, &report);

  cause = logdiag_report_at(report, 0);
  if (cause != NULL) {
    printf("%ld: %s\n", (long)logdiag_finding_number(cause, LOGDIAG_NUM_LINE),
           logdiag_finding_text(cause, LOGDIAG_TEXT_TITLE, "en"));
    puts(logdiag_finding_text(cause, LOGDIAG_TEXT_FIX, "en"));
  }
  logdiag_report_free(report);
  logdiag_scanner_free(scanner);
  logdiag_rules_free(rules);
  logdiag_builder_free(builder);
  return cause == NULL;
}
