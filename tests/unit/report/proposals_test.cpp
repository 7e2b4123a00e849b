// What is proposed of a log in which no rule knows the cause.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "diagnosed.hpp"

namespace logdiag {
namespace {

using testing::diagnosed;

const std::string kBegin = "##[group]Run ./build\n##[endgroup]\n";

std::string exit_line(int code) {
  return "##[error]Process completed with exit code " + std::to_string(code) + ".\n";
}

// The lines of the answer in its order: findings that say more than that something
// failed, then proposed lines.
std::vector<std::string> answers(const std::string& step, int code = 1) {
  const Report report = diagnosed(kBegin + step + exit_line(code));
  std::vector<std::string> out;
  for (const Finding& f : report.findings) {
    if (f.rule->role != Role::generic) out.push_back(std::string(f.rule->id));
  }
  if (report.unknown) {
    for (const Suspect& s : report.unknown->lines) out.push_back(s.text);
  }
  out.resize(std::max<std::size_t>(out.size(), 1));
  return out;
}

std::string first(const std::string& step, int code = 1) { return answers(step, code)[0]; }

bool among(const std::vector<std::string>& lines, const std::string& text) {
  return std::find(lines.begin(), lines.end(), text) != lines.end();
}

TEST(Proposals, TheLineBeforeWhatOnlySaysThatACommandEnded) {
  const std::string why = "gen: api.yml: field 'size' of Order has type int128";
  const std::string make = "make: *** [Makefile:31: gen/api.h] Error 2";
  const std::vector<std::string> made =
      answers("python3 gen.py\n" + why + "\n" + make +
              "\nmake: *** Waiting for unfinished jobs....\ncc -c main.c -o main.o\n");
  EXPECT_EQ(made[0], why);
  EXPECT_TRUE(among(made, make));
  EXPECT_EQ(first("> node build.mjs\n" + why + "\nnpm error Lifecycle script `build` failed with error:\n"
                  "npm error code 1\nnpm error path /app\nnpm error command failed\n"
                  "npm error command sh -c node build.mjs\n"),
            why);
  EXPECT_EQ(first("#9 [5/6] RUN ./prepare.sh\n#9 0.312 preparing\n#9 0.702 " + why +
                  "\n#9 ERROR: process \"/bin/sh -c ./prepare.sh\" did not complete successfully: exit code: 3\n"
                  "------\nDockerfile:12\n--------------------\n  12 | >>> RUN ./prepare.sh\n"
                  "--------------------\nERROR: failed to solve: process \"/bin/sh -c ./prepare.sh\" did not "
                  "complete successfully: exit code: 3\n"),
            why);
}

TEST(Proposals, WhatFollowedStaysWhereNothingElseWasSaid) {
  EXPECT_EQ(first("make: *** [Makefile:31: gen/api.h] Error 2\n"), "make/error-n");
  EXPECT_EQ(first("src/main.c:7:10: fatal error: lib/util.h: No such file or directory\n"
                  "compilation terminated.\nmake: *** [Makefile:3: main.o] Error 1\n"),
            "cpp/missing-header");
}

TEST(Proposals, TheExitOfAStepIsNoAnswerUnlessASignalEndedIt) {
  EXPECT_EQ(first("release: version 2.3.0\nrelease: the notes have no section for 2.3.0\n"),
            "release: the notes have no section for 2.3.0");
  EXPECT_EQ(first("waiting for the app to idle\n----------\n   |  ^~~~\n  at main (app.js:3:1)\n"),
            "waiting for the app to idle");
  EXPECT_EQ(first("[*] Changed the table orders\n  [+] Added the column total\n  [+] Added a key\n", 2),
            "[*] Changed the table orders");
}

TEST(Proposals, AdviceAndProgressSayLessThanWhatIsWrong) {
  EXPECT_EQ(first("Migrations on main: 0041_index\nTwo migrations share the number 0041\n"
                  "Renumber yours with `manage.py renumber`.\n"),
            "Two migrations share the number 0041");
  EXPECT_EQ(first("REDIS_URL    set\nDATABASE_URL    set\nSENTRY_DSN    NOT SET\nAborting deploy.\n"),
            "SENTRY_DSN    NOT SET");
  EXPECT_EQ(first("▶ starting\n▶ scenario: order\n  total in database: 24.98\n▶ stopping the app\n"),
            "  total in database: 24.98");
  EXPECT_EQ(first("poll 1: job 8 is queued\npoll 2: job 8 is queued\npoll 3: job 8 is queued\n"
                  "job 8 was queued after 30 minutes\n"),
            "job 8 was queued after 30 minutes");
}

TEST(Proposals, ARowThatIsNotLikeTheOthers) {
  EXPECT_EQ(first("GET /health    200  12ms\nGET /orders    500  31ms\nGET /users    200  22ms\n"
                  "GET /items    200  18ms\n"),
            "GET /orders    500  31ms");
  EXPECT_EQ(first("mirror eu1: serial 88121\nmirror ap1: serial 88007\nmirror us1: serial 88121\n"),
            "mirror ap1: serial 88007");
  EXPECT_EQ(first("[x] tidy\n[ ] no replace\n      ../wire\n[x] pinned\n"), "[ ] no replace");
  EXPECT_EQ(first("main.js     182   170   OVER\nvendor.js   402   450\nstyles.css  31    40\n"),
            "main.js     182   170   OVER");
}

TEST(Proposals, OfAListTheFirst) {
  EXPECT_EQ(first("a.sql\n  L4   keyword should be upper case\nb.sql\n  L2   alias is too short\n"
                  "3 findings in 2 files\n"),
            "  L4   keyword should be upper case");
  EXPECT_EQ(first("web uses zod 3.1, the rest of us 3.2\napi uses ky 1.1, the rest of us 1.2\n"),
            "web uses zod 3.1, the rest of us 3.2");
}

TEST(Proposals, WhatACircleCiStepSaidThatPassedIsNoAnswer) {
  EXPECT_EQ(first("#!/bin/bash -eo pipefail\nmake build\na.c: In function main: see below\n"
                  "CircleCI received exit code 0\n#!/bin/bash -eo pipefail\nmake check\n"
                  "the totals are 4 and 5\n"),
            "the totals are 4 and 5");
}

TEST(Proposals, AVerdictSaysLessThanWhatItJudges) {
  EXPECT_EQ(first("guard: api: two probes share a port\nguard: FAILED\n"), "guard: api: two probes share a port");
  EXPECT_EQ(first("[hil] T02 boot PASS\n[hil] T03 adc 2.4 LSB, 2.0 LSB at most\n[hil] result: FAIL\n"),
            "[hil] T03 adc 2.4 LSB, 2.0 LSB at most");
  EXPECT_EQ(first("generator: orders.yaml: $ref points into the void\nFailed to generate clients\n"),
            "generator: orders.yaml: $ref points into the void");
  EXPECT_EQ(first("==> docs\n==> a.md: up to date\n==> b.md: out of date\n==> c.md: up to date\n"),
            "==> b.md: out of date");
}

TEST(Proposals, AnExceptionIsBehindItsFramesWhateverItIsCalled) {
  EXPECT_EQ(first("Traceback (most recent call last):\n  File \"sync.py\", line 41, in <module>\n"
                  "    main()\n  File \"sync.py\", line 21, in main\n"
                  "    raise LabelConflict(f\"error: {name}\")\n"
                  "__main__.LabelConflict: label bug has two colours\nuploading the trace\n"),
            "__main__.LabelConflict: label bug has two colours");
}

TEST(Proposals, TheInnermostCauseAndThePartOfATest) {
  EXPECT_EQ(first("flurb: error: the gizmos did not come\n  Caused by: the list of gizmos failed\n"
                  "  Caused by: gizmo 7 is bent\n"),
            "  Caused by: gizmo 7 is bent");
}

TEST(Proposals, WhatIsClearedAwayAndTriedAgainIsNot) {
  std::string work;
  for (int i = 1; i < 15; ++i) work += "scenario " + std::to_string(i) + ": fine\n";
  const std::string why = "scenario 15: the invoice said 100.00, not 120.00";
  EXPECT_EQ(first("Error response from daemon: No such container: app-db\n"
                  "Error: No such container: app-db\n" + work + why + "\n"),
            why);
  EXPECT_EQ(first("fetch: attempt 1: connection reset by peer\nfetch: attempt 2: fine\n" + work + why + "\n"),
            why);
  // Where the script ends with it, it is.
  EXPECT_EQ(first(work + "Error response from daemon: No such container: app-db\n"),
            "docker/object-not-found");
}

TEST(Proposals, AWarningGivesWayToAnErrorOfItsStep) {
  EXPECT_EQ(first("13 vulnerabilities (7 moderate, 6 high)\nerror: the gate of releases is closed\n"),
            "error: the gate of releases is closed");
}

TEST(Proposals, OfSeveralCodesNoneExplainsAnother) {
  EXPECT_EQ(first("npm error code EWIDGET\nnpm error syscall open\n"
                  "npm error path /src/spring.json\nnpm error errno -2\n"
                  "npm error spring.json could not be bent: it is made of glass\n"),
            "npm error spring.json could not be bent: it is made of glass");
}

// A rule that no log asks for.
constexpr std::string_view kSilent =
    R"j({"schema": 1, "id": "test/silent", "category": "build", "severity": "error", "role": "cause",
    "owner": "code", "transient": false, "title": {"en": "t", "zh": "题"},
    "match": {"any": ["words-that-no-log-has"]}, "diagnosis": {"en": "d", "zh": "因"},
    "fix": [{"en": "f", "zh": "修"}], "docs": ["https://example.com"],
    "samples": [{"name": "s", "log": ["words-that-no-log-has"], "line": 1}]})j";

// What is proposed of a log that no runner of GitHub wrote, without rules where `silent`.
std::vector<std::string> proposed(const std::string& log, bool silent = false) {
  RuleSetBuilder builder;
  if (silent) {
    EXPECT_TRUE(builder.add_json(kSilent, "test"));
  } else {
    builder.add_builtin();
  }
  Scanner scanner(std::move(builder.build()).value());
  scanner.feed(log);
  const Report report = scanner.finish();
  std::vector<std::string> out;
  if (report.unknown) {
    for (const Suspect& s : report.unknown->lines) out.push_back(s.text);
  }
  out.resize(std::max<std::size_t>(out.size(), 1));
  return out;
}

TEST(Proposals, AWarningOfKlogIsNoMoreThanThat) {
  EXPECT_EQ(proposed("W1121 09:31:00.101000    2101 library.go:101] \"octo/unix\" contains code that can't be inspected\n"
                     "octocheck: license GPL-3.0 is not allowed\n"
                     "##[error]Process completed with exit code 1.\n")[0],
            "octocheck: license GPL-3.0 is not allowed");
  EXPECT_EQ(proposed("E1121 09:31:00.101000    2101 library.go:101] octo cannot be inspected\n"
                     "done\n##[error]Process completed with exit code 1.\n")[0],
            "E1121 09:31:00.101000    2101 library.go:101] octo cannot be inspected");
}

TEST(Proposals, EveryRunnerSaysHowAStepEnded) {
  const std::string why = "octocheck: 3 records lack a checksum";
  const std::string said = "reading a.csv\n" + why + "\n";
  for (const std::string end :
       {"Exited with code exit status 1", "The command \"make\" exited with 2.",
        "ERROR: script returned exit code 1", "Build step 'Execute shell' marked build as failure",
        "##[error]Bash exited with code '1'.", "Command exited with code 1",
        "Error: The command exited with status 1", "Process exited with code 1 (Step: Test)"}) {
    EXPECT_EQ(proposed(said + end + "\n")[0], why) << end;
  }
}

TEST(Proposals, WhatJenkinsDoesAfterABuildIsNoCause) {
  const std::vector<std::string> lines =
      proposed("octocheck: 3 records lack a checksum\nBuild step 'Execute shell' marked build as failure\n"
               "ERROR: the badge of the build could not be drawn\nFinished: FAILURE\n");
  EXPECT_EQ(lines[0], "octocheck: 3 records lack a checksum");
}

TEST(Proposals, WhoSpeaksSaysMoreThanWhatHeDidLast) {
  EXPECT_EQ(first("reading b.csv\nocto-check: 3 records lack a checksum\n  row 12\nwrote out/report.html\n"),
            "octo-check: 3 records lack a checksum");
}

TEST(Proposals, OfAttemptsTheLastCounts) {
  EXPECT_EQ(first("Error: the first gate is closed\n##[warning]Attempt 1 failed. Reason: "
                  "Child_process exited with error code 1\nError: the second gate is closed\n"
                  "##[error]Final attempt failed. Child_process exited with error code 1\n"),
            "Error: the second gate is closed");
}

TEST(Proposals, WhatStandsBelowTheLineThatAnnouncesIt) {
  EXPECT_EQ(first("rake aborted!\nThe region of the shop is not set\n/app/Rakefile:3:in `block in <main>'\n"),
            "The region of the shop is not set");
  EXPECT_EQ(first("error: builder for '/nix/store/0a-octo.drv' failed with exit code 1;\n"
                  "       last 10 log lines:\n       > error: octo could not be woven in time\n"
                  "error: 1 dependencies of derivation '/nix/store/1b-octo.drv' failed to build\n"),
            "       > error: octo could not be woven in time");
}

TEST(Proposals, WhatATestPrintsAndAPlayIgnoresIsNot) {
  EXPECT_EQ(proposed("FAIL src/octo.test.js\n  ● Console\n\n    console.error\n"
                     "      Error: the tank is cold\n\n  ● octo swims\n\n    nobody fed it\n"
                     "  ● octo sleeps\n\n    nobody fed it\nExited with code exit status 1\n", true)[0],
            "  ● octo swims");
  EXPECT_EQ(proposed("fatal: [octo]: FAILED! => {\"msg\": \"first\"}\n...ignoring\n\nTASK [swim] ****\n"
                     "fatal: [octo]: FAILED! => {\"msg\": \"second\"}\nExited with code exit status 2\n", true)[0],
            "fatal: [octo]: FAILED! => {\"msg\": \"second\"}");
  EXPECT_EQ(proposed("+ test -f tag\n+ echo 'error: octo has no tag'\nerror: octo has no tag\n+ octo --swim\n"
                     "octo: the tank cannot be reached\nExited with code exit status 2\n", true)[0],
            "octo: the tank cannot be reached");
}

TEST(Proposals, WhatWasCountedStandsAboveItsCount) {
  EXPECT_EQ(first("checked 811 packages\ndeny: octo 1.3.0 has licence WTFPL\n1 package refused\n"),
            "deny: octo 1.3.0 has licence WTFPL");
  EXPECT_EQ(first("POST /orders: request property note became required\n2 breaking changes, 4 others\n"),
            "POST /orders: request property note became required");
}

TEST(Proposals, WhatTestsMakeAProgramLogIsLessThanTheirVerdict) {
  EXPECT_EQ(proposed("ERROR 1 --- [main] o.s.boot.Application : run failed\n"
                     "java.lang.IllegalStateException: intended by the test\n"
                     "OctoTest > swims() FAILED\n    octo.DrownedError: the tank is dry\n"
                     "41 tests completed, 1 failed\nExited with code exit status 1\n", true)[0],
            "    octo.DrownedError: the tank is dry");
}

TEST(Proposals, AWarningGivesWayToWhatTheStepSaidBehindIt) {
  EXPECT_EQ(first("3 high severity vulnerabilities\n> octo gate\nthe gate was not supplied with a token\n"),
            "the gate was not supplied with a token");
}

TEST(Proposals, GitLabSaysThatAJobFailedBehindWhatItCleansUp) {
  const std::string log =
      "Running with gitlab-runner 17.0.0\nsection_start:1:step_script\r\x1b[0K$ ./check\nreading a.csv\n"
      "octo: 3 records lack a checksum\nsection_end:2:step_script\r\x1b[0K\n"
      "section_start:2:cleanup_file_variables\r\x1b[0KCleaning up project directory and file based variables\n"
      "section_end:3:cleanup_file_variables\r\x1b[0K\n";
  EXPECT_EQ(proposed(log + "ERROR: Job failed: exit code 1\n")[0], "octo: 3 records lack a checksum");
  EXPECT_EQ(proposed(log + "Job succeeded\n")[0], "");
  // An excerpt without the sections.
  EXPECT_EQ(proposed("Running with gitlab-runner 17.0.0\n$ ./check\nocto: 3 records lack a checksum\n"
                     "Cleaning up project directory and file based variables\n"
                     "ERROR: Job failed: exit code 1\n")[0],
            "octo: 3 records lack a checksum");
}

TEST(Proposals, NeitherCommentsNorDocumentsOfTheScript) {
  EXPECT_EQ(first("# when the disk is full the log says: no space left\n# Error: the gate of releases is closed\n"
                  "checking\ncheck: a.c: guard of another file\n"),
            "check: a.c: guard of another file");
  EXPECT_EQ(first("+ cat\nTo fix: Error: the gate of releases is closed\n+ ./check\ncheck: a.c: guard of another file\n"),
            "check: a.c: guard of another file");
}

TEST(Proposals, WhoFallsBackGoesOn) {
  EXPECT_EQ(proposed("Error: the first mirror is closed\nfalling back to the second\nloading\n"
                     "exec /app/start.sh: no such file or directory\nExited with code exit status 1\n", true)[0],
            "exec /app/start.sh: no such file or directory");
  EXPECT_EQ(first("octo-gate: import env.now is not on the allow list\nocto-gate: 14 imports checked\n"),
            "octo-gate: import env.now is not on the allow list");
}

TEST(Proposals, OfLinesThatSayTheSameTheFirst) {
  EXPECT_EQ(first("find k8s | xargs -n1 octofmt\noctofmt: k8s/a.yml is not formatted\n"
                  "octofmt: k8s/c.yml is not formatted\n"),
            "octofmt: k8s/a.yml is not formatted");
}

TEST(Proposals, TheOutputThatPipShowsIsReadByItself) {
  EXPECT_EQ(first("  error: subprocess-exited-with-error\n  \n"
                  "  × Building wheel for octo (pyproject.toml) did not run successfully.\n  │ exit code: 1\n"
                  "  ╰─> [4 lines of output]\n      running build_py\n"
                  "      octo-gen: grammar file grammar.ebnf is empty\n"
                  "      error: command 'octo-gen' failed with exit code 3\n      [end of output]\n  \n"
                  "  note: This error originates from a subprocess, and is likely not a problem with pip.\n"
                  "  ERROR: Failed building wheel for octo\n"),
            "      octo-gen: grammar file grammar.ebnf is empty");
}

TEST(Proposals, AdviceIsNoReason) {
  EXPECT_EQ(first("crdcheck: Order.spec.total: type changed (integer -> string)\n"
                  "crdcheck: use --allow-breaking to accept\nmake: *** [Makefile:44: crds] Error 1\n"),
            "crdcheck: Order.spec.total: type changed (integer -> string)");
}

TEST(Proposals, ALineThatTellsComesBeforeTheRuleThatNamesWhatEnded) {
  const std::string why = "[ERROR] /app/src/Order.octo:[12,4] field total has no unit";
  const std::string goal =
      "[ERROR] Failed to execute goal acme:octo-plugin:1.0:check (default) on project app: "
      "2 findings -> [Help 1]\n";
  EXPECT_EQ(first("[INFO] --- octo:1.0:check (default) @ app ---\n" + why + "\n[INFO] BUILD FAILURE\n" + goal),
            why);
  EXPECT_EQ(first("[INFO] --- octo:1.0:check (default) @ app ---\n[INFO] BUILD FAILURE\n" + goal),
            "maven/goal-failed");
  // Its own line may be the one that tells.
  EXPECT_EQ(first("Traceback (most recent call last):\n  File \"gate.py\", line 3, in <module>\n"
                  "    main()\nacme.gate.GateError: octo 3 has no owner\n"),
            "python/uncaught-exception");
  // Maven says behind the frame what it means.
  EXPECT_EQ(first("[INFO] BUILD FAILURE\n[INFO] Total time: 3 s\nError: octo-gate found no coverage for 3 modules\n"),
            "Error: octo-gate found no coverage for 3 modules");
}

TEST(Proposals, AScriptGoesOnFromACommandItDoesNotHave) {
  std::string built;
  for (int i = 0; i < 40; ++i) built += "compiling part " + std::to_string(i) + "\n";
  EXPECT_EQ(first("./run.sh: line 3: bc: command not found\n" + built +
                  "error: octo/Order.octo: field total has no unit\n" + "3 parts left\n"),
            "error: octo/Order.octo: field total has no unit");
  EXPECT_EQ(first(built + "./run.sh: line 93: bc: command not found\n", 127), "shell/command-not-found");
}

TEST(Proposals, TheOneThatIsNotLikeItsSiblings) {
  EXPECT_EQ(first("items/1.yml: ok\nitems/2.yml: ok\nitems/3.yml: band premium+ of [basic, premium]\n"
                  "items/4.yml: ok\n3 read\n"),
            "items/3.yml: band premium+ of [basic, premium]");
  EXPECT_EQ(first("walk.go:75: found a link\nConfigMap/a: fine\nDeployment/b: replicas 1, policy says 2\n"
                  "HPA/c: fine\nService/d: fine\n"),
            "Deployment/b: replicas 1, policy says 2");
  EXPECT_EQ(first("src/net.zr:40:5: warning: shadowing of x\nsrc/q.zr:18:3: expected Slot, got Slot?\n"
                  "  ZR src/main.zr\nmake: *** [Makefile:2: q.o] Error 1\n"),
            "src/q.zr:18:3: expected Slot, got Slot?");
}

TEST(Proposals, WhatWasForgivenExplainsNothing) {
  const std::string lint = "##[group]Run npm run lint\n##[endgroup]\n/app/cart.ts\n"
                           "  12:7  error  'total' is never used  no-unused-vars\n\n"
                           "\u2716 1 problem (1 error, 0 warnings)\n" + exit_line(1);
  const std::string check = "##[group]Run ./check\n##[endgroup]\noctocheck: item 12 lacks a price\n" + exit_line(3);
  EXPECT_EQ(proposed(lint + check)[0], "octocheck: item 12 lacks a price");
  // Nor does what ran all the same, and is only marked.
  EXPECT_EQ(proposed(check + "##[group]Run actions/github-script@v7\n##[endgroup]\n"
                             "RequestError [HttpError]: Resource not accessible by integration\n"
                             "##[error]Unhandled error: HttpError: Resource not accessible by integration\n")[0],
            "octocheck: item 12 lacks a price");
}

TEST(Proposals, TheStageBeforeThoseThatJenkinsSkips) {
  const std::string begin = "[Pipeline] stage\n[Pipeline] { (Build)\n[Pipeline] sh\n+ make\n";
  const std::string end = "[Pipeline] }\n[Pipeline] // stage\n[Pipeline] stage\n[Pipeline] { (Deploy)\n"
                          "Stage \"Deploy\" skipped due to earlier failure(s)\n[Pipeline] }\n[Pipeline] // stage\n"
                          "[Pipeline] stage\n[Pipeline] { (Declarative: Post Actions)\n[Pipeline] junit\n"
                          "Recording test results\n[Pipeline] }\n[Pipeline] End of Pipeline\n"
                          "ERROR: script returned exit code 2\nFinished: FAILURE\n";
  EXPECT_EQ(proposed("Started by user admin\n" + begin + "octo: item 12 lacks a price\n" + end)[0],
            "octo: item 12 lacks a price");
}

TEST(Proposals, WhatATestPrintedGivesWay) {
  EXPECT_EQ(first("PASS src/api.test.ts\n  \u25cf Console\n\n    console.error\n"
                  "      Error: request failed with status code 503\n\n" + std::string(30, '\n') +
                  "FAIL src/cart.test.ts\n  \u25cf cart \u203a adds\n\n    total is 3, wanted 4\n\n"
                  "Test Suites: 1 failed, 1 passed, 2 total\n"),
            "js-test/jest-failed");
}

TEST(Proposals, WhatIsAskedAgainIsNotTheEnd) {
  EXPECT_EQ(first("curl: (7) Failed to connect to localhost port 80: Connection refused\n"
                  "e2e: not up yet, looking again\n"
                  "curl: (7) Failed to connect to localhost port 80: Connection refused\n"
                  "e2e: not up yet, looking again\ne2e: up after 6 s\nscenario login: ok\n"
                  "scenario coupon: total 90.00, page shows 100.00\nscenario refund: ok\nscenario logout: ok\n"
                  "3 of 4 ok\n"),
            "scenario coupon: total 90.00, page shows 100.00");
}

TEST(Proposals, OfCirclesStepsTheFirst) {
  const std::string shell = "#!/bin/bash -eo pipefail\n", exit = "\nExited with code exit status 1\n";
  EXPECT_EQ(proposed(shell + "./gate\nocto: item 12 lacks a price\n" + exit + shell +
                     "cp reports/*.xml out\ncp: cannot stat 'reports/*.xml': No such file or directory\n" + exit)[0],
            "octo: item 12 lacks a price");
}

}  // namespace
}  // namespace logdiag
