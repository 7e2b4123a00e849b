/* Reads a log in pieces of 1 MiB through the C API and prints the report as JSON. */
#include <logdiag/logdiag.h>

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  const size_t piece = 1u << 20;
  char *buffer = malloc(piece);
  FILE *log = argc == 2 ? fopen(argv[1], "rb") : NULL;
  logdiag_builder *builder = logdiag_builder_new();
  logdiag_rules *rules = NULL;
  logdiag_scanner *scanner = NULL;
  logdiag_report *report = NULL;
  size_t size;
  int status = 1;

  if (buffer == NULL || log == NULL) goto end;
  setvbuf(log, NULL, _IONBF, 0);
  if (logdiag_builder_add_builtin(builder) != LOGDIAG_OK) goto end;
  if (logdiag_builder_build(builder, &rules) != LOGDIAG_OK) goto end;
  scanner = logdiag_scanner_new(rules);
  if (logdiag_scanner_begin(scanner, argv[1]) != LOGDIAG_OK) goto end;
  while ((size = fread(buffer, 1, piece, log)) > 0) {
    if (logdiag_scanner_feed(scanner, buffer, size) != LOGDIAG_OK) goto end;
  }
  if (logdiag_scanner_finish(scanner, &report) != LOGDIAG_OK) goto end;
  fputs(logdiag_report_render(report, "json", NULL), stdout);
  status = 0;
end:
  logdiag_report_free(report);
  logdiag_scanner_free(scanner);
  logdiag_rules_free(rules);
  logdiag_builder_free(builder);
  if (log != NULL) fclose(log);
  free(buffer);
  return status;
}
