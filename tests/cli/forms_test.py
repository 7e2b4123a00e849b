"""The same failure is diagnosed the same, whoever wrote the log around it."""
import json
import os
import pathlib
import re
import subprocess
import unittest

LOGDIAG = os.environ["LOGDIAG"]
SAMPLES = pathlib.Path("tests/logs/inputs")

# Per system: the job and the step that its sample names.
SYSTEMS = {
    "azure": (None, "Install dependencies"),
    "bitbucket": (None, None),
    "buildkite": (None, "Install dependencies"),
    "circleci": (None, "Install dependencies"),
    "gh": ("build", "Install dependencies"),
    "github": ("build", "Run npm ci"),
    "gitlab": (None, "npm ci"),
    "jenkins": (None, "Install dependencies"),
    "plain": (None, None),
    "taskcluster": (None, "install-dependencies"),
    "teamcity": (None, "Install dependencies"),
    "travis": (None, "install.npm"),
}
STAMP = "2024-05-06T07:08:09.1234567Z "
# What tools write before each line of the programs they start.
TOOLS = {
    "turbo, scoped": lambda i, line: f"@acme/web:build: {line}",
    "turbo": lambda i, line: f"web:build: {line}",
    "nx": lambda i, line: f"web: {line}",
    "lerna": lambda i, line: f"@acme/web: {line}",
    "pnpm": lambda i, line: f"packages/web build: {line}",
    "docker compose": lambda i, line: f"web-1  | {line}",
    "docker-compose": lambda i, line: f"web_1     | {line}",
    "BuildKit": lambda i, line: f"#12 {i / 10:.3f} {line}",
    "BuildKit without times": lambda i, line: f"#12 {line}",
    "Bazel": lambda i, line: f"(07:08:{i % 60:02}) {line}",
    "journal": lambda i, line: f"May 06 07:08:{i % 60:02} host build.sh[4242]: {line}",
    "journal, ISO": lambda i, line: f"2024-05-06T07:08:{i % 60:02}+0000 host build.sh[4242]: {line}",
    "kubectl logs --prefix": lambda i, line: f"[pod/web-7c9f8-abcde/web] {line}",
    "kubectl logs --timestamps": lambda i, line: f"2024-05-06T07:08:09.123456789Z {line}",
    "act": lambda i, line: f"[CI/build]   | {line}",
    "concurrently": lambda i, line: f"[0] {line}",
    "concurrently, named": lambda i, line: f"[server] {line}",
    "npm-run-all": lambda i, line: f"[build:css] {line}",
    "both": lambda i, line: f"[pod/web-7c9f8-abcde/web] 2024-05-06T07:08:09.123456789Z {line}",
    "debug": lambda i, line: f"{STAMP}##[debug]Evaluating condition {i}\n{STAMP}{line}",
    "gh without step files": lambda i, line:
        "build\tUNKNOWN STEP\t" + ("\ufeff" if i % 7 == 0 else "") + STAMP + line,
    "BuildKit under Actions": lambda i, line: f"{STAMP}#12 {i / 10:.3f} {line}",
    "compose under GitLab": lambda i, line: f"2024-05-06T07:08:09.123456Z 00O web-1  | {line}",
}


def report(*args, data=b""):
    out = subprocess.run([LOGDIAG, "--format", "json", *map(str, args)], input=data, check=True,
                         capture_output=True)
    return json.loads(out.stdout)


def essence(finding):
    return {key: finding[key] for key in ("rule", "text", "captures", "title", "fix")}


class Forms(unittest.TestCase):
    def setUp(self):
        self.maxDiff = None
        self.plain = (SAMPLES / "plain.log").read_bytes()
        self.expected = essence(report(data=self.plain)["findings"][0])
        self.assertEqual(self.expected["rule"], "npm/eresolve")

    def test_every_system_has_a_sample(self):
        self.assertEqual({p.stem for p in SAMPLES.glob("*.log")}, set(SYSTEMS))

    def test_systems(self):
        for name, (job, step) in SYSTEMS.items():
            with self.subTest(name):
                log = SAMPLES / f"{name}.log"
                said = report(log)
                self.assertEqual(said["statistics"]["input"], name)
                first = said["findings"][0]
                self.assertEqual(essence(first), self.expected)
                self.assertEqual(first["location"].get("step"), step)
                self.assertEqual(first["location"].get("job"), job)
                raw = log.read_bytes().split(b"\n")[first["location"]["line"] - 1]
                self.assertIn(first["text"].encode(), re.sub(rb"\x1b\[[0-9;]*m", b"", raw))
                offset = first["location"]["offset"]
                self.assertEqual(log.read_bytes()[offset:offset + len(raw)], raw)

    def test_forced(self):
        for name in SYSTEMS:
            with self.subTest(name):
                said = report("--input", name, SAMPLES / f"{name}.log")
                self.assertEqual(said["statistics"]["input"], name)
                self.assertEqual(essence(said["findings"][0]), self.expected)

    def test_the_statistics_name_the_form(self):
        out = subprocess.run([LOGDIAG, "--stats", SAMPLES / "gitlab.log"], check=True,
                             capture_output=True).stdout
        self.assertIn(b"read as gitlab", out)

    def test_tools(self):
        lines = self.plain.decode().splitlines()
        for name, form in TOOLS.items():
            with self.subTest(name):
                log = "".join(form(i, line) + "\n" for i, line in enumerate(lines))
                first = report(data=log.encode())["findings"][0]
                for key in ("rule", "captures", "title", "fix"):
                    self.assertEqual(first[key], self.expected[key])

    def test_line_ends_and_encodings(self):
        text = self.plain.decode()
        for data in (text.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + self.plain,
                     text.encode("utf-16"), b"\xfe\xff" + text.encode("utf-16-be")):
            self.assertEqual(essence(report(data=data)["findings"][0]), self.expected)


def gitlab_job(*parts):
    """A job as GitLab's runner writes it: a section a part, each with its lines."""
    out = "Running with gitlab-runner 16.11.0 (91a27b2a)\n"
    for section, lines in parts:
        out += f"section_start:1714979305:{section}\r\x1b[0K\x1b[36;1mHeader\x1b[0;m\n"
        for line in lines:
            out += (f"\x1b[32;1m{line}\x1b[0;m" if line.startswith("$ ") else line) + "\n"
        out += f"section_end:1714979314:{section}\r\x1b[0K"
    return (out + "\x1b[31;1mERROR: Job failed: exit code 1\n").encode()


class GitLabScripts(unittest.TestCase):
    """A script goes on with its next command when the one before succeeded."""

    PUSH = ["$ docker push ghcr.io/octo-org/app || true",
            "denied: permission_denied: write_package ghcr.io/octo-org/app"]
    MODULE = ["$ python3 report.py", "ModuleNotFoundError: No module named 'yaml'"]

    def steps(self, data):
        return [(f["rule"], f["location"]["step"]) for f in report(data=data)["findings"]]

    def test_the_last_command_is_the_one_that_failed(self):
        for after in ([], [("after_script", ["$ cat core", "npm error code ERESOLVE"])],
                      [("cleanup_file_variables", [])]):
            log = gitlab_job(("get_sources", []), ("step_script", self.PUSH + self.MODULE), *after)
            self.assertEqual(self.steps(log)[0], ("python/module-not-found", "python3 report.py"), after)
            log = gitlab_job(("get_sources", []), ("step_script", self.MODULE + self.PUSH), *after)
            self.assertEqual(self.steps(log)[0], ("ghcr/write-package-denied", self.PUSH[0][2:]), after)

    def test_what_no_rule_knows_is_looked_for_in_the_command_that_failed(self):
        log = gitlab_job(
            ("step_script", ["$ ./flurb --warm || true", "flurb fatal error: daemon is not there",
                             "$ ./bend", "bend fatal error: widget is not there"]),
            ("cleanup_file_variables", []))
        lines = report(data=log)["unknown"]["lines"]
        self.assertEqual(lines[0]["text"], "bend fatal error: widget is not there")
        self.assertEqual(lines[0]["location"]["step"], "./bend")


if __name__ == "__main__":
    unittest.main()
