/* The C interface from C99: every function, misuse included. */
#include <logdiag/logdiag.h>

#include <stdio.h>
#include <string.h>

static int failures = 0;

#define CHECK(condition)                                               \
  do {                                                                 \
    if (!(condition)) {                                                \
      printf("%s:%d: %s is false\n", __FILE__, __LINE__, #condition);  \
      ++failures;                                                      \
    }                                                                  \
  } while (0)

static const char kLog[] =
    "#6 pushing layers\n"
    "ERROR: failed to solve: failed to push ghcr.io/octo-org/app:1.2: denied: "
    "permission_denied: write_package\n"
    "##[error]Process completed with exit code 1.\n";

static const char kRule[] =
    "{\"schema\":1,\"id\":\"local/widget\",\"category\":\"build\",\"severity\":\"error\","
    "\"role\":\"cause\",\"owner\":\"code\",\"transient\":true,"
    "\"title\":{\"en\":\"Widget {name} is gone\",\"zh\":\"\xE6\x9C\xAA\xE6\x89\xBE\xE5\x88\xB0 {name}\"},"
    "\"match\":{\"any\":[\"widget '(?P<name>[^']{1,40})' is gone\"]},"
    "\"captures\":{\"name\":{\"fallback\":\"NAME\"}},"
    "\"diagnosis\":{\"en\":\"It went away\",\"zh\":\"\xE5\xAE\x83\xE4\xB8\x8D\xE8\xA7\x81\xE4\xBA\x86\"},"
    "\"fix\":[{\"en\":\"Bring {name} back\",\"zh\":\"\xE6\x81\xA2\xE5\xA4\x8D {name}\"}],"
    "\"docs\":[\"https://example.com/widget\"],"
    "\"samples\":[{\"name\":\"one\",\"log\":[\"widget 'a' is gone\"],\"line\":1}]}";

static logdiag_rules *build_rules(void) {
  logdiag_builder *b = logdiag_builder_new();
  logdiag_rules *rules = NULL;
  CHECK(b != NULL);
  CHECK(logdiag_builder_add_builtin(b) == LOGDIAG_OK);
  CHECK(logdiag_builder_add_json(b, kRule, strlen(kRule), "widget.json") == LOGDIAG_OK);
  CHECK(logdiag_builder_add_json(b, "{", 1, "broken.json") == LOGDIAG_E_RULES);
  CHECK(logdiag_builder_problem_count(b) == 1);
  CHECK(logdiag_builder_problem(b, 0) != NULL &&
        strstr(logdiag_builder_problem(b, 0), "broken.json") != NULL);
  CHECK(logdiag_builder_problem(b, 1) == NULL);
  CHECK(logdiag_builder_add_path(b, "/does/not/exist") == LOGDIAG_E_IO);
  CHECK(logdiag_builder_build(b, &rules) == LOGDIAG_OK);
  logdiag_builder_free(b);
  return rules;
}

static void check_rules(const logdiag_rules *rules) {
  const logdiag_rule *rule = logdiag_rules_find(rules, "local/widget");
  size_t i;
  CHECK(logdiag_rules_count(rules) > 1);
  CHECK(rule != NULL);
  CHECK(strcmp(logdiag_rule_text(rule, LOGDIAG_TEXT_TITLE, "en"), "Widget {name} is gone") == 0);
  CHECK(strcmp(logdiag_rule_text(rule, LOGDIAG_TEXT_ORIGIN, NULL), "widget.json") == 0);
  CHECK(strcmp(logdiag_rule_text(rule, LOGDIAG_TEXT_OWNER, NULL), "code") == 0);
  CHECK(logdiag_rule_text(rule, LOGDIAG_TEXT_LINE, NULL) == NULL);
  CHECK(logdiag_rule_text(rule, 999, NULL) == NULL);
  CHECK(logdiag_rule_number(rule, LOGDIAG_NUM_SEVERITY) == LOGDIAG_ERROR);
  CHECK(logdiag_rule_number(rule, LOGDIAG_NUM_ROLE) == LOGDIAG_CAUSE);
  CHECK(logdiag_rule_number(rule, LOGDIAG_NUM_TRANSIENT) == 1);
  CHECK(logdiag_rule_number(rule, LOGDIAG_NUM_LINE) == LOGDIAG_NONE);
  CHECK(logdiag_rules_find(rules, "no/such") == NULL);
  CHECK(logdiag_rules_at(rules, logdiag_rules_count(rules)) == NULL);
  for (i = 0; i < logdiag_rules_count(rules); ++i) {
    const logdiag_rule *each = logdiag_rules_at(rules, i);
    const char *id = logdiag_rule_text(each, LOGDIAG_TEXT_ID, NULL);
    CHECK(id != NULL && logdiag_rules_find(rules, id) == each);
  }
}

static void check_report(logdiag_report *report) {
  const logdiag_finding *first = logdiag_report_at(report, 0);
  CHECK(logdiag_report_count(report) >= 2);
  CHECK(first != NULL);
  CHECK(strcmp(logdiag_finding_text(first, LOGDIAG_TEXT_ID, NULL), "ghcr/write-package-denied") == 0);
  CHECK(strcmp(logdiag_finding_capture(first, "owner"), "octo-org") == 0);
  CHECK(strcmp(logdiag_finding_capture(first, "package"), "app") == 0);
  CHECK(logdiag_finding_capture(first, "nothing") == NULL);
  {
    size_t i;
    for (i = 0; logdiag_finding_capture_name(first, i) != NULL; ++i) {
      CHECK(logdiag_finding_capture(first, logdiag_finding_capture_name(first, i)) != NULL);
    }
    CHECK(i == 2);
  }
  CHECK(logdiag_finding_number(first, LOGDIAG_NUM_LINE) == 2);
  CHECK(logdiag_finding_number(first, LOGDIAG_NUM_OFFSET) == 18);
  CHECK(logdiag_finding_number(first, LOGDIAG_NUM_ROLE) == LOGDIAG_CAUSE);
  CHECK(logdiag_finding_number(first, LOGDIAG_NUM_CAUSE) == LOGDIAG_NONE);
  CHECK(logdiag_finding_number(first, 999) == LOGDIAG_NONE);
  CHECK(strstr(logdiag_finding_text(first, LOGDIAG_TEXT_TITLE, "zh"), "octo-org") != NULL);
  CHECK(logdiag_finding_text(first, LOGDIAG_TEXT_JOB, NULL) == NULL);
  CHECK(strstr(logdiag_report_render(report, "json", NULL), "\"schema\": 1") != NULL);
  CHECK(strstr(logdiag_report_render(report, "text", "en"), "ghcr/write-package-denied") != NULL);
  CHECK(logdiag_report_render(report, "papyrus", "en") == NULL);
  CHECK(logdiag_report_at(report, 1000) == NULL);
  CHECK(logdiag_report_worth_a_retry(report) == 0);
}

static void check_rendering(logdiag_report *report) {
  char narrow[256];
  size_t i;
  CHECK(strcmp(logdiag_format_name(0), "text") == 0 && strcmp(logdiag_format_name(1), "json") == 0);
  for (i = 0; logdiag_format_name(i) != NULL; ++i) {
    const char *text = logdiag_report_render(report, logdiag_format_name(i), "zh");
    CHECK(text != NULL && text[0] != 0);
  }
  CHECK(logdiag_report_set(report, LOGDIAG_OPT_WIDTH, 40) == LOGDIAG_OK);
  CHECK(sscanf(logdiag_report_render(report, "text", NULL), "%255[^\n]", narrow) == 1);
  CHECK(strlen(narrow) <= 40);
  CHECK(strchr(logdiag_report_render(report, "text", NULL), 27) == NULL);
  CHECK(logdiag_report_set(report, LOGDIAG_OPT_COLOR, 1) == LOGDIAG_OK);
  CHECK(strchr(logdiag_report_render(report, "text", NULL), 27) != NULL);
  for (i = LOGDIAG_OPT_COLOR; i <= LOGDIAG_OPT_MAX_SHOWN; ++i) {
    CHECK(logdiag_report_set(report, (int32_t)i, -1) == LOGDIAG_E_UNKNOWN);
    CHECK(logdiag_report_set(report, (int32_t)i, 10001) == LOGDIAG_E_UNKNOWN);
    CHECK(logdiag_report_set(report, (int32_t)i, 1) == LOGDIAG_OK);
  }
  CHECK(logdiag_report_set(report, 999, 1) == LOGDIAG_E_UNKNOWN);
  CHECK(logdiag_report_set(report, LOGDIAG_OPT_INPUT, 1) == LOGDIAG_E_UNKNOWN);
}

static void check_scanner(const logdiag_rules *rules) {
  logdiag_scanner *scanner = logdiag_scanner_new(rules);
  logdiag_report *report = NULL;
  const logdiag_finding *live = NULL;
  size_t i;
  int seen = 0;
  CHECK(scanner != NULL);
  CHECK(logdiag_scanner_next(scanner, &live) == LOGDIAG_DONE);
  CHECK(logdiag_scanner_set(scanner, LOGDIAG_OPT_CONTEXT, 1) == LOGDIAG_OK);
  CHECK(logdiag_scanner_set(scanner, LOGDIAG_OPT_CONTEXT, -1) == LOGDIAG_E_UNKNOWN);
  CHECK(logdiag_scanner_set(scanner, LOGDIAG_OPT_INPUT, LOGDIAG_INPUT_AUTO) == LOGDIAG_OK);
  CHECK(logdiag_scanner_set(scanner, LOGDIAG_OPT_INPUT, LOGDIAG_INPUT_TASKCLUSTER + 1) == LOGDIAG_E_UNKNOWN);
  CHECK(logdiag_scanner_set(scanner, LOGDIAG_OPT_MAX_FINDINGS, 20) == LOGDIAG_OK);
  CHECK(logdiag_scanner_set(scanner, LOGDIAG_OPT_MAX_FINDINGS, 0) == LOGDIAG_E_UNKNOWN);
  CHECK(logdiag_scanner_set(scanner, LOGDIAG_OPT_MAX_LINE, 4096) == LOGDIAG_OK);
  CHECK(logdiag_scanner_set(scanner, LOGDIAG_OPT_MAX_LINE, 63) == LOGDIAG_E_UNKNOWN);
  CHECK(logdiag_scanner_set(scanner, 999, 1) == LOGDIAG_E_UNKNOWN);
  CHECK(logdiag_scanner_begin(scanner, "build.log") == LOGDIAG_OK);
  CHECK(logdiag_scanner_set(scanner, LOGDIAG_OPT_CONTEXT, 2) == LOGDIAG_E_MISUSE);
  for (i = 0; i < sizeof kLog - 1; i += 7) {
    const size_t left = sizeof kLog - 1 - i;
    CHECK(logdiag_scanner_feed(scanner, kLog + i, left < 7 ? left : 7) == LOGDIAG_OK);
    while (logdiag_scanner_next(scanner, &live) == LOGDIAG_OK) {
      CHECK(logdiag_finding_text(live, LOGDIAG_TEXT_ID, NULL) != NULL);
      ++seen;
    }
  }
  CHECK(seen > 0);
  CHECK(logdiag_scanner_finish(scanner, &report) == LOGDIAG_OK);
  CHECK(strcmp(logdiag_finding_text(logdiag_report_at(report, 0), LOGDIAG_TEXT_SOURCE, NULL),
               "build.log") == 0);
  check_report(report);
  logdiag_report_free(report);

  /* Ready for the next log. */
  CHECK(logdiag_scanner_feed(scanner, "widget 'w7' is gone\n", 20) == LOGDIAG_OK);
  CHECK(logdiag_scanner_finish(scanner, &report) == LOGDIAG_OK);
  CHECK(strcmp(logdiag_finding_text(logdiag_report_at(report, 0), LOGDIAG_TEXT_TITLE, "en"),
               "Widget w7 is gone") == 0);
  CHECK(logdiag_finding_number(logdiag_report_at(report, 0), LOGDIAG_NUM_TRANSIENT) == 1);
  logdiag_report_free(report);

  /* Job and step from the caller. */
  CHECK(logdiag_scanner_begin_job(scanner, "a.txt", "build", "Fetch") == LOGDIAG_OK);
  CHECK(logdiag_scanner_feed(scanner, "widget 'w8' is gone\n", 20) == LOGDIAG_OK);
  CHECK(logdiag_scanner_finish(scanner, &report) == LOGDIAG_OK);
  CHECK(strcmp(logdiag_finding_text(logdiag_report_at(report, 0), LOGDIAG_TEXT_JOB, NULL),
               "build") == 0);
  CHECK(strcmp(logdiag_finding_text(logdiag_report_at(report, 0), LOGDIAG_TEXT_STEP, NULL),
               "Fetch") == 0);
  logdiag_report_free(report);
  logdiag_scanner_free(scanner);
}

static void check_misuse(void) {
  logdiag_rules *rules = NULL;
  logdiag_report *report = NULL;
  logdiag_builder *empty = logdiag_builder_new();
  CHECK(logdiag_builder_build(empty, &rules) == LOGDIAG_E_RULES && rules == NULL);
  CHECK(logdiag_builder_build(empty, NULL) == LOGDIAG_E_MISUSE);
  CHECK(logdiag_builder_add_json(empty, NULL, 4, NULL) == LOGDIAG_E_MISUSE);
  CHECK(logdiag_builder_add_path(empty, NULL) == LOGDIAG_E_MISUSE);
  logdiag_builder_free(empty);
  CHECK(logdiag_builder_add_builtin(NULL) == LOGDIAG_E_MISUSE);
  CHECK(logdiag_builder_problem_count(NULL) == 0);
  CHECK(logdiag_builder_problem(NULL, 0) == NULL);
  CHECK(logdiag_rules_count(NULL) == 0 && logdiag_rules_at(NULL, 0) == NULL);
  CHECK(logdiag_rules_find(NULL, "a/b") == NULL);
  CHECK(logdiag_rule_text(NULL, LOGDIAG_TEXT_ID, NULL) == NULL);
  CHECK(logdiag_scanner_new(NULL) == NULL);
  CHECK(logdiag_scanner_set(NULL, 1, 1) == LOGDIAG_E_MISUSE);
  CHECK(logdiag_scanner_begin(NULL, "x") == LOGDIAG_E_MISUSE);
  CHECK(logdiag_scanner_begin_job(NULL, "x", "y", "z") == LOGDIAG_E_MISUSE);
  CHECK(logdiag_scanner_feed(NULL, "x", 1) == LOGDIAG_E_MISUSE);
  CHECK(logdiag_scanner_next(NULL, NULL) == LOGDIAG_E_MISUSE);
  CHECK(logdiag_scanner_finish(NULL, &report) == LOGDIAG_E_MISUSE && report == NULL);
  CHECK(logdiag_diagnose(NULL, "x", 1, &report) == LOGDIAG_E_MISUSE);
  CHECK(logdiag_report_count(NULL) == 0 && logdiag_report_at(NULL, 0) == NULL);
  CHECK(logdiag_report_render(NULL, "text", NULL) == NULL);
  CHECK(logdiag_finding_text(NULL, LOGDIAG_TEXT_ID, NULL) == NULL);
  CHECK(logdiag_finding_number(NULL, LOGDIAG_NUM_LINE) == LOGDIAG_NONE);
  CHECK(logdiag_finding_capture(NULL, "x") == NULL);
  CHECK(logdiag_finding_capture_name(NULL, 0) == NULL);
  CHECK(logdiag_rule_number(NULL, LOGDIAG_NUM_ROLE) == LOGDIAG_NONE);
  CHECK(logdiag_report_set(NULL, LOGDIAG_OPT_WIDTH, 1) == LOGDIAG_E_MISUSE);
  CHECK(logdiag_report_worth_a_retry(NULL) == 0);
  logdiag_builder_free(NULL);
  logdiag_rules_free(NULL);
  logdiag_scanner_free(NULL);
  logdiag_report_free(NULL);
}

int main(void) {
  logdiag_rules *rules = build_rules();
  logdiag_report *report = NULL;
  int32_t status;
  check_rules(rules);
  check_scanner(rules);
  check_misuse();
  CHECK(logdiag_diagnose(rules, kLog, sizeof kLog - 1, &report) == LOGDIAG_OK);
  logdiag_rules_free(rules); /* the report keeps what it needs */
  check_report(report);
  check_rendering(report);
  logdiag_report_free(report);
  CHECK(strcmp(logdiag_version(), "0.1.0") == 0);
  for (status = -100; status <= 2; ++status) CHECK(logdiag_status_text(status) != NULL);
  if (failures == 0) puts("all good");
  return failures == 0 ? 0 : 1;
}
