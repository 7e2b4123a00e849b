"""The GitHub Action's step, with a runner's environment made up here and a server
on loopback in GitHub's place."""
import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import unittest

import yaml

sys.path.insert(0, "tests/formats")
from readers import LOGDIAG, runner_commands  # noqa: E402

ACTION = pathlib.Path("tools/action")
LOG = pathlib.Path("tests/logs/ghcr-push.log").read_bytes()
FLAKY = b"2026-01-02T03:04:05.0000000Z pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='files.pythonhosted.tld', port=443): Read timed out.\n"
TOKEN = "stub-token-123"


class Stub(http.server.BaseHTTPRequestHandler):
    jobs, logs, seen = [], {}, []

    def do_GET(self):
        self.seen.append((self.path, self.headers.get("Authorization")))
        parts = re.match(r"/repos/octo-org/app/actions/(runs/7/jobs|jobs/(\d+)/logs)(?:\?(.*))?$", self.path)
        if self.path.startswith("/storage/"):
            body = self.logs.get(int(self.path.rsplit("/", 1)[1]))
            return self.answer(200 if body is not None else 404, body or b"")
        if not parts or self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self.answer(403, b'{"message": "Resource not accessible by integration"}')
        if parts[2]:
            if int(parts[2]) not in self.logs:
                return self.answer(404, b"{}")
            self.send_response(302)
            self.send_header("Location", f"/storage/{parts[2]}")
            self.send_header("Content-Length", "0")
            return self.end_headers()
        page = int(re.search(r"\bpage=(\d+)", parts[3])[1])
        jobs = self.jobs[(page - 1) * 100:page * 100]
        return self.answer(200, json.dumps({"total_count": len(self.jobs), "jobs": jobs}).encode())

    def answer(self, code, body):
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Action(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stub)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()

    def step(self, jobs=(), logs=None, **inputs):
        Stub.jobs, Stub.logs, Stub.seen = list(jobs), logs or {}, []
        defaults = {name.upper().replace("-", "_"): str(value.get("default", "")) for name, value in
                    yaml.safe_load((ACTION / "action.yml").read_text("utf-8"))["inputs"].items()}
        defaults |= {"RUN_ID": "7", "TOKEN": TOKEN, "LOGDIAG": os.path.abspath(LOGDIAG)} | inputs
        with tempfile.TemporaryDirectory() as folder:
            output, summary = pathlib.Path(folder, "output"), pathlib.Path(folder, "summary")
            env = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "INPUT_"))}
            env |= {f"INPUT_{k}": v for k, v in defaults.items()}
            env |= {"GITHUB_API_URL": f"http://127.0.0.1:{self.server.server_address[1]}", "CI": "true",
                    "GITHUB_REPOSITORY": "octo-org/app", "GITHUB_OUTPUT": str(output), "RUNNER_TEMP": folder,
                    "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_WORKSPACE": folder, "no_proxy": "127.0.0.1"}
            script = os.path.abspath(ACTION / "diagnose.sh")
            out = subprocess.run([script], env=env, capture_output=True, text=True, check=False, cwd=folder)
            self.code, self.out, self.err = out.returncode, out.stdout, out.stderr
            self.outputs = dict((m[1], m[3]) for m in re.finditer(
                r"^([a-z]+)<<(\S+)\n(.*?)\n\2$", output.read_text("utf-8") if output.exists() else "", re.M | re.S))
            self.summary = summary.read_text("utf-8") if summary.exists() else ""
            self.files = {p.name for p in pathlib.Path(folder).iterdir()}
            report = self.outputs.get("json")
            self.report = json.loads(pathlib.Path(report).read_bytes()) if report else None
        return self.outputs

    @staticmethod
    def job(number, name, conclusion="failure"):
        return {"id": number, "name": name, "conclusion": conclusion}

    def test_the_failed_jobs_of_the_run(self):
        many = [self.job(n, f"ok {n}", "success") for n in range(100)]  # the failed ones are on page two
        jobs = many + [self.job(101, "publish / push (linux)"), self.job(102, "test", None)]
        outputs = self.step(jobs, {101: LOG})
        self.assertEqual((self.code, outputs["rule"]), (0, "ghcr/write-package-denied"), self.err)
        self.assertEqual(outputs["title"], "GHCR refuses the push: no write access to package app of octo-org")
        self.assertEqual((outputs["transient"], outputs["retry"]), ("false", "false"))
        self.assertIn("### error: GHCR refuses the push", self.summary)
        self.assertEqual([c[0] for c in runner_commands(self.out)], ["error"])
        self.assertEqual(len([p for p, _ in Stub.seen if p.endswith("/logs")]), 1)
        self.assertEqual(self.report["schema"], 1)
        self.assertNotIn(TOKEN, self.out + self.err + self.summary)

    def test_worth_a_retry(self):
        outputs = self.step([self.job(1, "test")], {1: FLAKY})
        self.assertEqual((outputs["transient"], outputs["retry"]), ("true", "true"), self.err)

    def test_a_given_file_needs_no_token_and_no_network(self):
        outputs = self.step(LOG=os.path.abspath("tests/logs/ghcr-push.log") + "\n", TOKEN="", HTML="page.html", LANG="zh")
        self.assertEqual(outputs["rule"], "ghcr/write-package-denied")
        self.assertIn("拒绝推送", outputs["title"])
        self.assertEqual(Stub.seen, [])
        self.assertIn("page.html", self.files)

    def test_it_fails_only_when_asked(self):
        self.step([self.job(1, "a")], {1: LOG}, FAIL="true")
        self.assertEqual(self.code, 1)
        self.step([self.job(1, "a")], {1: b"all is well\n"}, FAIL="true")
        self.assertEqual(self.code, 0)

    def test_trouble_is_a_warning(self):
        for jobs, logs, inputs, words in (
                ([], {}, {"TOKEN": "wrong"}, "actions: read"),
                ([], {}, {"TOKEN": ""}, "no token"),
                ([self.job(1, "a", None)], {}, {}, "has failed and ended yet"),
                ([self.job(1, "a")], {}, {}, "cannot be had"),
                ([], {}, {"LOG": "/no/such/file"}, "could not read everything"),
                ([], {}, {"LOGDIAG": "/no/such/program"}, "was not found")):
            outputs = self.step(jobs, logs, **inputs)
            commands = runner_commands(self.out)
            self.assertEqual(self.code, 0, self.out)
            self.assertTrue(any(c[0] == "warning" and words in c[2] for c in commands), (words, self.out, self.err))
            self.assertEqual(outputs["rule"], "")

    def test_names_of_jobs_command_nothing(self):
        evil = "x\n::error::owned ##[command]y ../../../etc/passwd $(touch owned) `touch owned` \u202e"
        self.step([self.job(1, evil), self.job(2, "..")], {1: LOG})
        self.assertEqual(self.outputs["rule"], "ghcr/write-package-denied")
        self.assertEqual({c[0] for c in runner_commands(self.out + self.err)}, {"error", "warning"})
        self.assertFalse([c for c in runner_commands(self.out) if "owned" in c[2] and c[0] == "error" and "GHCR" not in str(c)])
        self.assertNotIn("owned", self.files)

    def test_the_file_of_the_action(self):
        action = yaml.safe_load((ACTION / "action.yml").read_text("utf-8"))
        self.assertEqual(action["runs"]["using"], "composite")
        step, = action["runs"]["steps"]
        for name in action["inputs"]:
            self.assertEqual(step["env"][f"INPUT_{name.upper().replace('-', '_')}"], "${{ inputs.%s }}" % name)
        self.assertNotIn("${{", step["run"])  # values reach the script as data
        for name, output in action["outputs"].items():
            self.assertEqual(output["value"], "${{ steps.%s.outputs.%s }}" % (step["id"], name))
        self.assertTrue(os.access(ACTION / "diagnose.sh", os.X_OK))


if __name__ == "__main__":
    unittest.main()
