"""What is only spoken of did not happen: the output of tools that succeeded, with
words of errors in names of tests, scripts, files and commits, tells of no error."""
import json
import os
import pathlib
import re
import subprocess
import unittest

BINARY = os.environ["LOGDIAG"]
LOGS = pathlib.Path(__file__).with_name("passing_logs.txt")


def sections():
    parts = re.split(r"^=== (.+)\n", LOGS.read_text("utf-8"), flags=re.M)[1:]
    pending = None
    for name, text in zip(parts[::2], parts[1::2]):
        # Go's own lines begin with the same signs.
        if re.match(r"(RUN|PAUSE|CONT|NAME) ", name):
            pending = (pending[0], pending[1] + f"=== {name}\n{text}")
            continue
        if pending:
            yield pending
        pending = (name, text)
    yield pending


def errors(text, *options):
    out = subprocess.run([BINARY, "--no-config", "--format", "json", *options], input=text.encode(),
                         capture_output=True, check=True)
    return [(f["rule"], f["location"]["line"], f["text"]) for f in json.loads(out.stdout)["findings"]
            if f["severity"] == "error" and f["role"] == "cause"]


class Passing(unittest.TestCase):
    def test_no_error_is_told(self):
        logs = dict(sections())
        self.assertGreaterEqual(len(logs), 38)
        for name, text in logs.items():
            for options in ([], ["--input", "plain"]):
                with self.subTest(name=name, options=options):
                    self.assertEqual(errors(text, *options), [])

    def test_the_same_words_outside_are_told(self):
        for text in ("denied: permission_denied: write_package", "bash: foo: command not found",
                     "curl: (6) Could not resolve host: example.org",
                     "write /var/lib/x: no space left on device"):
            self.assertNotEqual(errors(text + "\n"), [], text)

    def test_a_job_that_did_nothing_is_warned_of_and_not_failed(self):
        head = "##[group]Run pytest || true\npytest || true\n##[endgroup]\ncollected 0 items\n"
        green = head + "Post job cleanup.\nCleaning up orphan processes\n"
        run = [BINARY, "--no-config", "--format", "json", "--fail-on", "error"]
        out = subprocess.run(run, input=green.encode(), capture_output=True, check=True)
        found = [(f["rule"], f["severity"]) for f in json.loads(out.stdout)["findings"]]
        self.assertEqual(found, [("green/no-tests-python", "warning")])
        red = head + "write x: no space left on device\n##[error]Process completed with exit code 1.\n"
        out = subprocess.run(run, input=red.encode(), capture_output=True, check=False)
        found = [f["severity"] for f in json.loads(out.stdout)["findings"] if f["role"] == "cause"]
        self.assertEqual(found[0], "error")
        self.assertEqual(found, sorted(found))


if __name__ == "__main__":
    unittest.main()
