"""Innocent lines: each the only suspicious one of a job, it is no cause, neither where the
job passed nor where it failed of something else. A broken bar stands for a new line."""
import concurrent.futures
import json
import os
import pathlib
import subprocess
import unittest

BINARY = os.environ["LOGDIAG"]
LINES = pathlib.Path(__file__).with_name("innocent_lines.txt")

HEAD = """\
Current runner version: '2.323.0'
Complete job name: build
##[group]Run actions/checkout@v4
with:
  repository: octo-org/app
##[endgroup]
Syncing repository: octo-org/app
##[group]Run ./ci/build.sh
\x1b[36;1m./ci/build.sh\x1b[0m
shell: /usr/bin/bash -e {0}
##[endgroup]
preparing the workspace
using 4 workers""".split("\n")
WORK = [f"working on package {i}" for i in range(30)]
PASSED = ["all 30 packages built"]
GATE = "error: the release gate did not open: window closed until monday"
FAILED = [GATE, "##[error]Process completed with exit code 3."]
END = ["Post job cleanup.", "Cleaning up orphan processes"]


def diagnose(lines):
    log = "".join(f"2025-03-04T05:06:{i // 10 % 60:02}.{i % 10}000000Z {line}\n"
                  for i, line in enumerate(lines))
    out = subprocess.run([BINARY, "--no-config", "--format", "json"], input=log.encode(),
                         capture_output=True, check=True)
    return json.loads(out.stdout)


def causes(report):
    return [f["rule"] for f in report["findings"]
            if f["severity"] == "error" and f["role"] != "generic"]


def fragments():
    for line in LINES.read_text("utf-8").splitlines():
        if not line.startswith("=== "):
            yield line.split("\u00a6")


class Innocent(unittest.TestCase):
    def check(self, end, judge):
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            logs = [HEAD + f + WORK + end + END for f in fragments()]
            for fragment, report in zip(fragments(), pool.map(diagnose, logs)):
                with self.subTest(fragment=fragment):
                    judge(report)

    def test_there_are_many(self):
        self.assertGreaterEqual(len(list(fragments())), 250)

    def test_in_a_job_that_passed(self):
        def judge(report):
            self.assertEqual(causes(report), [])
            self.assertNotIn("unknown", report)
        self.check(PASSED, judge)

    def test_in_a_job_that_failed_of_something_else(self):
        def judge(report):
            self.assertEqual(causes(report), [])
            self.assertEqual(report["unknown"]["lines"][0]["text"], GATE)
        self.check(FAILED, judge)


class Guilty(unittest.TestCase):
    """The same words where they are the cause."""

    def first(self, lines):
        return diagnose(HEAD + lines + ["##[error]Process completed with exit code 1."] + END)[
            "findings"][0]["rule"]

    def test_a_retry_that_did_not_help(self):
        self.assertEqual(self.first(
            ["curl: (22) The requested URL returned error: 503", "Retrying in 2 seconds..."] + WORK +
            ["curl: (22) The requested URL returned error: 503"]), "network/http-5xx")
        retry = ("WARNING: Retrying (Retry(total={}, connect=None, read=None, redirect=None, "
                 "status=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3."
                 "connection.HTTPSConnection object at 0x7f1c>: Failed to establish a new connection: "
                 "[Errno -3] Temporary failure in name resolution')': /simple/widget/")
        self.assertEqual(self.first(
            [retry.format(n) for n in (4, 3, 2, 1, 0)] +
            ["ERROR: Could not find a version that satisfies the requirement widget (from versions: "
             "none)", "ERROR: No matching distribution found for widget"]), "network/dns-failure")

    def test_a_service_that_never_came_up(self):
        wait = ['psql: error: connection to server at "localhost" (127.0.0.1), port 5432 failed: '
                "Connection refused", "waiting for database"]
        self.assertEqual(self.first(wait * 20), "service/postgres-refused")

    def test_a_warning_right_before_it(self):
        report = diagnose(HEAD + [
            "#6 WARNING: local cache import at /tmp/.cache not found due to err: could not read "
            "/tmp/.cache/index.json: open /tmp/.cache/index.json: no such file or directory",
            "#7 ERROR: write /var/lib/x: no space left on device",
            "##[error]Process completed with exit code 1."] + END)
        self.assertEqual(causes(report), ["disk/no-space-left"])

    def test_the_last_command_of_a_script(self):
        self.assertEqual(self.first(WORK + ["cat: VERSION: No such file or directory"]),
                         "shell/no-such-file")


if __name__ == "__main__":
    unittest.main()
