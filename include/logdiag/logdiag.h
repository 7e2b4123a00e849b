/* logdiag.h - the C interface of logdiag.
 *
 * logdiag reads build and CI logs and names the reason a build failed. This
 * header is the whole contract: what is not declared here may change.
 *
 *   logdiag_builder *b = logdiag_builder_new();
 *   logdiag_rules *rules = NULL;
 *   logdiag_report *report = NULL;
 *
 *   logdiag_builder_add_builtin(b);
 *   if (logdiag_builder_add_path(b, "ci/rules") == LOGDIAG_E_RULES)
 *     puts(logdiag_builder_problem(b, 0));
 *   logdiag_builder_build(b, &rules);
 *   if (logdiag_diagnose(rules, log, log_size, &report) == LOGDIAG_OK)
 *     puts(logdiag_report_render(report, "text", "en"));
 *
 *   logdiag_report_free(report);
 *   logdiag_rules_free(rules);
 *   logdiag_builder_free(b);
 *
 * Handles.   Every handle is opaque. The caller owns what a *_new function
 *            returns and what a function stores through a "**out" parameter,
 *            and gives it back with the matching *_free; *_free(NULL) does
 *            nothing. All other pointers are borrowed (see Strings).
 *            Handles may be freed in any order: what needs another object
 *            keeps it alive.
 * Strings.   Every string that goes in or comes out is UTF-8 and ends with a
 *            zero byte. A returned string belongs to the object it was asked
 *            from and lives until that object is freed, unless its function
 *            says otherwise. No string has to be freed by the caller.
 * Log bytes. A log is bytes of any kind. Where text of a log is returned,
 *            control bytes and broken UTF-8 have been made visible. What looks
 *            like a secret is masked by logdiag_report_render; the texts and
 *            captures of a finding are as the log has them.
 * Errors.    Functions that can fail return a logdiag_status: 0 on success,
 *            below 0 on failure; on failure *out is NULL. A NULL handle, or NULL
 *            where something must be, is answered with LOGDIAG_E_MISUSE, NULL, 0
 *            or LOGDIAG_NONE. Nothing is printed, nothing aborts, no exception
 *            leaves the library.
 * Memory.    After LOGDIAG_E_MEMORY, or NULL for want of memory, every object
 *            can be used further and freed, and the same call may be made again.
 *            Only a scanner has lost its log: it answers LOGDIAG_E_MEMORY until
 *            logdiag_scanner_finish, then it is ready for the next one. (RE2,
 *            which logdiag uses, may lose a little memory then, and may write a
 *            line to standard error.)
 * Threads.   There is no global state and nothing to initialise. Rules may be
 *            used from many threads at once, and so may what is asked from them.
 *            Any other handle may move between threads but serves one thread at a
 *            time; a report and its findings count as one.
 * Languages. `lang` is "en" or "zh"; NULL and unknown languages mean "en".
 * Versions.  Within one SONAME, functions and constants are only added.
 *            Fields and options unknown to the running library are answered
 *            with NULL, LOGDIAG_NONE or LOGDIAG_E_UNKNOWN, so a program built
 *            against a newer header still runs.
 */
#ifndef LOGDIAG_LOGDIAG_H
#define LOGDIAG_LOGDIAG_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32) && defined(LOGDIAG_SHARED)
#ifdef LOGDIAG_BUILDING
#define LOGDIAG_API __declspec(dllexport)
#else
#define LOGDIAG_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define LOGDIAG_API __attribute__((visibility("default")))
#else
#define LOGDIAG_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------- version --- */

#define LOGDIAG_VERSION_MAJOR 0
#define LOGDIAG_VERSION_MINOR 1
#define LOGDIAG_VERSION_PATCH 0

/* The version of the library that is running, as "0.1.0". */
LOGDIAG_API const char *logdiag_version(void);

/* -------------------------------------------------------------- status --- */

typedef int32_t logdiag_status;

enum {
  LOGDIAG_OK = 0,
  LOGDIAG_DONE = 1,        /* nothing further to hand out; not a failure   */
  LOGDIAG_E_MISUSE = -1,   /* a NULL handle, or a call out of order        */
  LOGDIAG_E_MEMORY = -2,   /* out of memory                                */
  LOGDIAG_E_RULES = -3,    /* rules were refused: ask the builder for why  */
  LOGDIAG_E_IO = -4,       /* a path could not be read                     */
  LOGDIAG_E_UNKNOWN = -5,  /* no such option, or a value out of its range  */
  LOGDIAG_E_INTERNAL = -99 /* a defect of logdiag                          */
};

/* A short English sentence for a status. Never NULL, lives for ever. */
LOGDIAG_API const char *logdiag_status_text(logdiag_status status);

/* --------------------------------------------------------------- types --- */

typedef struct logdiag_builder logdiag_builder; /* collects rules            */
typedef struct logdiag_rules logdiag_rules;     /* compiled, never changes   */
typedef struct logdiag_rule logdiag_rule;       /* one rule, borrowed        */
typedef struct logdiag_scanner logdiag_scanner; /* reads one log at a time   */
typedef struct logdiag_report logdiag_report;   /* what was found, ranked    */
typedef struct logdiag_finding logdiag_finding; /* one find, borrowed        */

enum { LOGDIAG_INFO = 1, LOGDIAG_WARNING = 2, LOGDIAG_ERROR = 3 };
enum { LOGDIAG_CAUSE = 1, LOGDIAG_EFFECT = 2, LOGDIAG_GENERIC = 3 };

/* "No value", from functions that return a number; real values are never below
 * zero. */
#define LOGDIAG_NONE (-1)

/* Texts of a rule and of a finding. From a rule, captured words stand as
 * placeholders; from a finding they are filled in. */
enum {
  LOGDIAG_TEXT_ID = 1,        /* "ghcr/write-package-denied"               */
  LOGDIAG_TEXT_TITLE = 2,     /* one line                                  */
  LOGDIAG_TEXT_DIAGNOSIS = 3, /* why it happened; Markdown                 */
  LOGDIAG_TEXT_FIX = 4,       /* what to do, numbered steps; Markdown      */
  LOGDIAG_TEXT_DOCS = 5,      /* addresses, one a line                     */
  LOGDIAG_TEXT_CATEGORY = 6,  /* "auth", "network", ...                    */
  LOGDIAG_TEXT_TAGS = 7,      /* words, one a line                         */
  LOGDIAG_TEXT_ORIGIN = 8,    /* the file the rule was read from           */
  LOGDIAG_TEXT_OWNER = 9,     /* who acts: "code", "credentials", ...      */
  /* of findings only: */
  LOGDIAG_TEXT_LINE = 32,     /* the log line, cleaned                     */
  LOGDIAG_TEXT_SOURCE = 33,   /* the name given to logdiag_scanner_begin   */
                              /* NULL where none was given, and below      */
                              /* where the log does not say:               */
  LOGDIAG_TEXT_JOB = 34,
  LOGDIAG_TEXT_STEP = 35,
  LOGDIAG_TEXT_TIME = 36      /* RFC 3339, as the log has it               */
};

/* Numbers of a finding. */
enum {
  LOGDIAG_NUM_LINE = 1,     /* in its source, from 1                       */
  LOGDIAG_NUM_COLUMN = 2,   /* in the cleaned line, in bytes, from 1       */
  LOGDIAG_NUM_LENGTH = 3,   /* of the match, in bytes                      */
  LOGDIAG_NUM_OFFSET = 4,   /* of the raw line in its source, in bytes     */
  LOGDIAG_NUM_SEVERITY = 5, /* LOGDIAG_INFO .. LOGDIAG_ERROR               */
  LOGDIAG_NUM_ROLE = 6,     /* LOGDIAG_CAUSE .. LOGDIAG_GENERIC            */
  LOGDIAG_NUM_CAUSE = 7,    /* index in the report of the finding that
                               explains this one                           */
  LOGDIAG_NUM_REPEATS = 8,  /* further times the same was seen             */
  LOGDIAG_NUM_TRANSIENT = 9 /* 1 when a plain retry often cures it, else 0 */
};

/* Options of a scanner, set before its first byte: logdiag_scanner_set. */
enum {
  LOGDIAG_OPT_INPUT = 1,         /* LOGDIAG_INPUT_*; default auto           */
  LOGDIAG_OPT_MAX_FINDINGS = 2,  /* kept for one rule, 1 to 1,000; default
                                    20                                      */
  LOGDIAG_OPT_MAX_LINE = 3,      /* bytes of a line looked at, 64 to 16 Mi;
                                    default 64 Ki                           */
  LOGDIAG_OPT_CONTEXT = 4        /* lines of log kept around, 0 to 100;
                                    default 3                               */
};

/* Options of how a report is rendered: logdiag_report_set. "0 or 1" where no
 * other value is told. */
enum {
  LOGDIAG_OPT_COLOR = 32,      /* text: colours of a terminal; default 0    */
  LOGDIAG_OPT_HYPERLINKS = 33, /* text: addresses as OSC 8; default 0       */
  LOGDIAG_OPT_ALL = 34,        /* effects and generic ones in full;
                                  default 0                                 */
  LOGDIAG_OPT_REDACT = 35,     /* mask what looks like a secret; default 1  */
  LOGDIAG_OPT_STATISTICS = 36, /* text: how the log was read; default 0     */
  LOGDIAG_OPT_WIDTH = 37,      /* text: columns, up to 10,000; 0 never
                                  wraps; default 80                         */
  LOGDIAG_OPT_MAX_SHOWN = 38   /* causes shown, up to 10,000; 0, the
                                  default, shows all                        */
};

enum {
  LOGDIAG_INPUT_AUTO = 0,
  LOGDIAG_INPUT_PLAIN = 1,  /* lines as they are                           */
  LOGDIAG_INPUT_GITHUB = 2, /* "<time> text", ##[group] and ##[error]      */
  LOGDIAG_INPUT_GH = 3,     /* "<job>\t<step>\t<time> text", of `gh run`   */
  LOGDIAG_INPUT_GITLAB = 4,
  LOGDIAG_INPUT_JENKINS = 5,
  LOGDIAG_INPUT_AZURE = 6,
  LOGDIAG_INPUT_CIRCLECI = 7,
  LOGDIAG_INPUT_TRAVIS = 8,
  LOGDIAG_INPUT_BUILDKITE = 9,
  LOGDIAG_INPUT_BITBUCKET = 10,
  LOGDIAG_INPUT_TEAMCITY = 11,
  LOGDIAG_INPUT_TASKCLUSTER = 12
};

/* ------------------------------------------------------------- builder --- */

/* NULL only when out of memory. */
LOGDIAG_API logdiag_builder *logdiag_builder_new(void);
LOGDIAG_API void logdiag_builder_free(logdiag_builder *builder);

/* Add the rules that come with logdiag. */
LOGDIAG_API logdiag_status logdiag_builder_add_builtin(logdiag_builder *builder);

/* Add a rule, or an array of rules, from JSON text. `origin` names the text in
 * problem reports and may be NULL. A rule replaces one added before under the
 * same id. LOGDIAG_E_RULES when anything in it was refused. */
LOGDIAG_API logdiag_status logdiag_builder_add_json(logdiag_builder *builder,
                                                    const char *text, size_t size,
                                                    const char *origin);

/* Add a rule file, a pack written by `logdiag rules pack`, or every *.json below
 * a directory. LOGDIAG_E_IO when it could not be read; LOGDIAG_E_RULES when
 * anything in it was refused. */
LOGDIAG_API logdiag_status logdiag_builder_add_path(logdiag_builder *builder,
                                                    const char *path);

/* Compile what was accepted; what was refused is left out. LOGDIAG_E_RULES only
 * when no rule is left. The builder may be used further. */
LOGDIAG_API logdiag_status logdiag_builder_build(logdiag_builder *builder,
                                                 logdiag_rules **out);

/* Everything that was refused so far and why, each as
 * "origin: rule id: place: what is wrong". NULL past the last. A path that could
 * not be read (LOGDIAG_E_IO) is not among it. */
LOGDIAG_API size_t logdiag_builder_problem_count(const logdiag_builder *builder);
LOGDIAG_API const char *logdiag_builder_problem(const logdiag_builder *builder,
                                                size_t index);

/* --------------------------------------------------------------- rules --- */

LOGDIAG_API void logdiag_rules_free(logdiag_rules *rules);
LOGDIAG_API size_t logdiag_rules_count(const logdiag_rules *rules);

/* By position, in order of their ids, or by id. NULL when there is none. */
LOGDIAG_API const logdiag_rule *logdiag_rules_at(const logdiag_rules *rules,
                                                 size_t index);
LOGDIAG_API const logdiag_rule *logdiag_rules_find(const logdiag_rules *rules,
                                                   const char *id);

/* One LOGDIAG_TEXT_*; NULL when the rule does not have it. */
LOGDIAG_API const char *logdiag_rule_text(const logdiag_rule *rule, int32_t field,
                                          const char *lang);

/* LOGDIAG_NUM_SEVERITY, LOGDIAG_NUM_ROLE or LOGDIAG_NUM_TRANSIENT of a rule;
 * LOGDIAG_NONE for any other field. */
LOGDIAG_API int64_t logdiag_rule_number(const logdiag_rule *rule, int32_t field);

/* ------------------------------------------------------------- scanner --- */

/* NULL when out of memory or `rules` is NULL. Keeps `rules` alive. */
LOGDIAG_API logdiag_scanner *logdiag_scanner_new(const logdiag_rules *rules);
LOGDIAG_API void logdiag_scanner_free(logdiag_scanner *scanner);

/* Set a LOGDIAG_OPT_*. It stays set over logdiag_scanner_finish. LOGDIAG_E_MISUSE
 * between the first begin or feed of a log and its finish; LOGDIAG_E_UNKNOWN for
 * an option or a value that this library does not have, which changes nothing. */
LOGDIAG_API logdiag_status logdiag_scanner_set(logdiag_scanner *scanner,
                                               int32_t option, int64_t value);

/* Start the next source - a file, a job, a member of an archive; line numbers
 * start anew and no rule looks across. Optional for a single source. */
LOGDIAG_API logdiag_status logdiag_scanner_begin(logdiag_scanner *scanner,
                                                 const char *source);

/* The same where the caller knows the job and the step of what comes, as for a
 * member of an archive of logs. Each of the three may be NULL. What the log
 * itself says about its steps goes before `step`. */
LOGDIAG_API logdiag_status logdiag_scanner_begin_job(logdiag_scanner *scanner,
                                                     const char *source,
                                                     const char *job,
                                                     const char *step);

/* Read the next bytes. All of them are consumed and none are kept; where a
 * log is cut into pieces makes no difference to what is found. */
LOGDIAG_API logdiag_status logdiag_scanner_feed(logdiag_scanner *scanner,
                                                const void *data, size_t size);

/* For a live view: the next finding that is certain by now, not yet ranked,
 * or LOGDIAG_DONE. Lives until the next call on this scanner. */
LOGDIAG_API logdiag_status logdiag_scanner_next(logdiag_scanner *scanner,
                                                const logdiag_finding **out);

/* End of the log: rank what was found and make the scanner ready for the
 * next log. Without a byte before it the report is that of an empty log. The
 * report needs neither the scanner nor the rules further. */
LOGDIAG_API logdiag_status logdiag_scanner_finish(logdiag_scanner *scanner,
                                                  logdiag_report **out);

/* All of the above for a log that is in memory. */
LOGDIAG_API logdiag_status logdiag_diagnose(const logdiag_rules *rules,
                                            const void *data, size_t size,
                                            logdiag_report **out);

/* -------------------------------------------------------------- report --- */

LOGDIAG_API void logdiag_report_free(logdiag_report *report);

/* Findings, most likely cause first. NULL past the last. They live as long as the
 * report. */
LOGDIAG_API size_t logdiag_report_count(const logdiag_report *report);
LOGDIAG_API const logdiag_finding *logdiag_report_at(const logdiag_report *report,
                                                     size_t index);

/* 1 when running the same again is worth it: there is a failure, a plain retry
 * often cures every cause of it, and none waits for a person. Else 0. */
LOGDIAG_API int32_t logdiag_report_worth_a_retry(const logdiag_report *report);

/* The formats of this library, "text" first, then "json" and others. NULL past
 * the last; lives for ever. */
LOGDIAG_API const char *logdiag_format_name(size_t index);

/* Set a LOGDIAG_OPT_* of rendering for all renders to come. LOGDIAG_E_UNKNOWN
 * changes nothing. */
LOGDIAG_API logdiag_status logdiag_report_set(logdiag_report *report, int32_t option,
                                              int64_t value);

/* The report in a format that logdiag_format_name tells; NULL for one that this
 * library does not have, or when out of memory. "json", "jsonl" and "html" carry
 * both languages whatever `lang` is. Lives until the next render of this report
 * or its end. */
LOGDIAG_API const char *logdiag_report_render(logdiag_report *report,
                                              const char *format, const char *lang);

/* A LOGDIAG_TEXT_*, or NULL; a LOGDIAG_NUM_*, or LOGDIAG_NONE; a captured
 * word by its name in the rule, or NULL. */
LOGDIAG_API const char *logdiag_finding_text(const logdiag_finding *finding,
                                             int32_t field, const char *lang);
LOGDIAG_API int64_t logdiag_finding_number(const logdiag_finding *finding,
                                           int32_t field);
LOGDIAG_API const char *logdiag_finding_capture(const logdiag_finding *finding,
                                                const char *name);

/* The names of the captured words of this finding; NULL past the last. */
LOGDIAG_API const char *logdiag_finding_capture_name(const logdiag_finding *finding,
                                                     size_t index);

#ifdef __cplusplus
}
#endif

#endif /* LOGDIAG_LOGDIAG_H */
