"""The command as a person or a script uses it: exit codes, streams, languages."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

LOGDIAG = os.environ["LOGDIAG"]
LOG = "tests/logs/ghcr-push.log"
LINE = (b"ERROR: failed to build: failed to solve: failed to push "
        b"ghcr.io/gdtiti/grok2api:main-amd64: denied: permission_denied: write_package\n")


def run(*args, data=b"", env=None):
    variables = {**os.environ, **(env or {})}
    return subprocess.run([LOGDIAG, *args], input=data, capture_output=True, check=False,
                          env=variables)


def report(*args, data=b""):
    out = run("--format", "json", *args, data=data)
    assert out.returncode == 0, out.stderr
    return json.loads(out.stdout)


class Diagnose(unittest.TestCase):
    def test_the_line_of_the_guide(self):
        first = report(data=LINE)["findings"][0]
        self.assertEqual(first["rule"], "ghcr/write-package-denied")
        self.assertEqual(first["captures"]["owner"], "gdtiti")
        self.assertEqual(first["captures"]["package"], "grok2api")

    def test_the_line_of_the_guide_in_a_long_coloured_log(self):
        lines = []
        for n in range(30_000):
            text = f"2026-05-14T09:{n // 600 % 60:02}:{n // 10 % 60:02}.0000000Z #9 {n / 100:.3f} step {n} \x1b[32mok\x1b[0m"
            lines.append(text)
        lines[200] = "2026-05-14T09:00:00.0000000Z ##[group]Run docker/build-push-action@v6"
        lines[15_000] = ("2026-05-14T09:31:02.0000000Z #9 12.3 \x1b[31mERROR: failed to build: failed to solve: "
                         "failed to push ghcr.io/gdtiti/grok2api:main-amd64: \x1b[1mdenied: permission_"
                         "\x1b[0mdenied: write_package\x1b[0m")
        lines[15_001:15_004] = [
            "2026-05-14T09:31:02.0000000Z ERROR: failed to solve: failed to push "
            "ghcr.io/gdtiti/grok2api:main-amd64: denied: permission_denied: write_package",
            "2026-05-14T09:31:02.0000000Z ##[error]buildx failed with: ERROR: failed to solve: denied",
            "2026-05-14T09:31:02.0000000Z ##[error]Process completed with exit code 1."]
        data = "\n".join(lines).encode() + b"\n"
        found = report(data=data)["findings"]
        self.assertEqual(found[0]["rule"], "ghcr/write-package-denied")
        self.assertEqual(found[0]["location"]["line"], 15_001)
        self.assertEqual(found[0]["captures"]["package"], "grok2api")
        self.assertEqual(found[0]["location"]["offset"],
                         len("\n".join(lines[:15_000]).encode()) + 1)
        for other in found[1:]:
            self.assertEqual(other.get("cause"), 0, other["rule"])

    def test_chinese_throughout(self):
        out = run("--lang", "zh", data=LINE).stdout.decode()
        self.assertIn("gdtiti", out)
        self.assertIn("grok2api", out)
        for word in ("错误[", "原因", "修复", "文档", "第 1 行"):
            self.assertIn(word, out)
        for word in (" why ", " fix ", "error[", "1 cause"):
            self.assertNotIn(word, out)

    def test_a_log_with_nothing_wrong(self):
        out = run(data=b"all is well\n")
        self.assertEqual(out.returncode, 0)
        self.assertIn(b"no failure in 1 lines", out.stdout)

    def test_an_unknown_failure_proposes_lines(self):
        data = b"compiling\nflurb: error: the gizmo is bent\n##[error]Process completed with exit code 7.\n"
        lines = report(data=data)["unknown"]["lines"]
        self.assertEqual(lines[0]["number"], 2)
        text = run(data=data).stdout.decode()
        self.assertIn("the gizmo is bent", text)
        self.assertIn("logdiag rules new --from", text)

    def test_empty_input(self):
        self.assertEqual(report(data=b"")["findings"], [])

    def test_several_inputs_and_a_missing_one(self):
        out = run("--format", "json", LOG, "no-such.log", LOG)
        self.assertEqual(out.returncode, 2)
        self.assertIn(b"no-such.log", out.stderr)
        self.assertGreaterEqual(len(json.loads(out.stdout)["findings"]), 2)

    def test_quiet_and_fail_on(self):
        self.assertEqual(run("-q", data=LINE).returncode, 0)
        self.assertEqual(run("-q", data=b"fine\n").returncode, 1)
        self.assertEqual(run("--fail-on", "error", data=LINE).returncode, 1)
        self.assertEqual(run("--fail-on", "error", data=b"fine\n").returncode, 0)

    def test_format_into_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "r.json"
            out = run("--format", f"json={path}", "--format", "text", LOG)
            self.assertEqual(out.returncode, 0, out.stderr)
            self.assertEqual(json.loads(path.read_text(encoding="utf-8"))["schema"], 1)
            self.assertIn(b"error[ghcr/", out.stdout)
            self.assertEqual(os.listdir(folder), ["r.json"])

    def test_wrong_usage(self):
        for args in (["--format", "papyrus"], ["--lang", "xx"], ["--nonsense"], ["--context", "-1"],
                     ["--fail-on", "sometimes"], ["--input", "smoke"], ["rules", "dance"], ["explain"]):
            out = run(*args, data=b"x\n")
            self.assertEqual(out.returncode, 2, args)
            self.assertTrue(out.stderr.startswith(b"logdiag: "), out.stderr)
            self.assertEqual(out.stdout, b"", args)

    def test_colour(self):
        self.assertNotIn(b"\x1b[", run(LOG).stdout)
        self.assertIn(b"\x1b[", run("--color", "always", LOG).stdout)

    def test_hostile_text_stays_text(self):
        evil = (b"##[error]denied: permission_denied: write_package \x1b]0;owned\x07 ::error::x "
                b"##[command]rm \xe2\x80\xae\n")
        out = run(data=evil).stdout.decode()
        self.assertNotIn("\x1b", out)
        self.assertNotIn("##[", out)
        self.assertNotIn("\u202e", out)

    def test_a_secret_is_masked(self):
        token = "ghp_" + "a1B2" * 9
        data = f"{token} denied: permission_denied: write_package\n".encode()
        for args in ([], ["--format", "json"]):
            self.assertNotIn(token.encode(), run(*args, data=data).stdout)
        self.assertIn(token.encode(), run("--no-redact", "--format", "json", data=data).stdout)


class Rules(unittest.TestCase):
    def test_explain(self):
        out = run("explain", "ghcr/write-package-denied")
        self.assertEqual(out.returncode, 0)
        self.assertIn(b"write:packages", out.stdout)
        self.assertEqual(run("explain", "write-package-denied").stdout, out.stdout)
        wrong = run("explain", "ghcr/write-package-denid")
        self.assertEqual(wrong.returncode, 2)
        self.assertIn(b"did you mean ghcr/write-package-denied", wrong.stderr)

    def test_list(self):
        rows = json.loads(run("rules", "list", "--json").stdout)
        self.assertGreater(len(rows), 100)
        only = json.loads(run("rules", "list", "--json", "ghcr/*").stdout)
        self.assertTrue(all(r["id"].startswith("ghcr/") for r in only))

    def test_every_problem_of_a_file_is_told_with_its_place(self):
        bad = [{"schema": 1, "id": "Bad Id", "severity": "loud", "match": {"any": ["(?<x>a+"]}}]
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "bad.json"
            path.write_text(json.dumps(bad), encoding="utf-8")
            out = run("--rules", str(path), data=b"x\n")
            self.assertEqual(out.returncode, 2)
            for place in (b"/id", b"/severity", b"/title", b"/fix", b"/samples"):
                self.assertIn(place, out.stderr)
            self.assertEqual(run("rules", "check", str(path)).returncode, 1)

    def test_a_rule_from_a_line_passes_the_check_when_its_texts_are_written(self):
        with tempfile.TemporaryDirectory() as folder:
            log = pathlib.Path(folder) / "build.log"
            log.write_text("ok\nfrobnicate: cannot open widget 'w-17' in /tmp/a/b (code 12)\n",
                           encoding="utf-8")
            out = run("rules", "new", "--from", f"{log}:2", "local/frobnicate-widget")
            self.assertEqual(out.returncode, 0, out.stderr)
            path = pathlib.Path(folder) / "local" / "frobnicate-widget.json"
            path.parent.mkdir()
            path.write_bytes(out.stdout)
            check = run("rules", "check", folder)
            self.assertEqual(check.returncode, 0, check.stdout)
            other = b"frobnicate: cannot open widget 'other' in /x (code 99)\n"
            first = report("--rules", str(path), data=other)["findings"][0]
            self.assertEqual(first["rule"], "local/frobnicate-widget")

    def test_own_rules_replace_and_switch_off(self):
        with tempfile.TemporaryDirectory() as folder:
            built_in = json.loads(pathlib.Path("rules/ghcr/write-package-denied.json").read_text(
                encoding="utf-8"))
            built_in["title"] = {"en": "Ours now", "zh": "现在是我们的"}
            path = pathlib.Path(folder) / "mine.json"
            path.write_text(json.dumps(built_in), encoding="utf-8")
            first = report("--rules", str(path), data=LINE)["findings"][0]
            self.assertEqual(first["title"]["en"], "Ours now")
            built_in["status"] = "retired"
            path.write_text(json.dumps(built_in), encoding="utf-8")
            rules = [f["rule"] for f in report("--rules", str(path), data=LINE)["findings"]]
            self.assertNotIn("ghcr/write-package-denied", rules)

    def test_only_and_skip(self):
        said = report("--skip", "ghcr/*", data=LINE)["findings"]
        self.assertFalse([f for f in said if f["rule"].startswith("ghcr/")])
        self.assertEqual(run("--only", "no-such/*", data=LINE).returncode, 2)


class Help(unittest.TestCase):
    def test_both_languages(self):
        self.assertIn(b"Usage: logdiag", run("--help").stdout)
        self.assertIn("用法".encode(), run("--help", "--lang", "zh", env={"LOGDIAG_LANG": "zh"}).stdout)
        self.assertEqual(run("help", "rules").returncode, 0)
        self.assertTrue(run("--version").stdout.startswith(b"logdiag 0."))


RULE = {
    "schema": 1, "id": "local/widget", "category": "build", "severity": "error", "role": "cause",
    "owner": "code", "transient": False,
    "title": {"en": "The widget exploded", "zh": "部件爆炸了"},
    "match": {"any": ["widget exploded"]},
    "diagnosis": {"en": "It was too hot.", "zh": "温度过高。"},
    "fix": [{"en": "Cool it.", "zh": "降温。"}], "docs": ["https://example.com/widget"],
    "samples": [{"name": "one", "log": ["widget exploded"], "line": 1}]}


class RuleSources(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)

    def put(self, name, value):
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value), encoding="utf-8")
        return str(path)

    def first(self, *args, env=None):
        out = subprocess.run([os.path.abspath(LOGDIAG), "--format", "json", *args],
                             input=b"error: widget exploded\n", capture_output=True, check=False,
                             cwd=self.path, env={**os.environ, "XDG_CONFIG_HOME": str(self.path / "cfg"),
                                                 **(env or {})})
        self.assertEqual(out.returncode, 0, out.stderr)
        found = json.loads(out.stdout)["findings"]
        return found[0]["title"]["en"] if found and found[0]["rule"] == "local/widget" else None

    def test_later_places_win(self):
        def titled(title):
            return {**RULE, "title": {"en": title, "zh": "部件：" + title}}
        self.assertIsNone(self.first())
        self.put("cfg/logdiag/rules/a.json", titled("from the user"))
        self.assertEqual(self.first(), "from the user")
        self.put(".logdiag/rules/a.json", titled("from the project"))
        self.assertEqual(self.first(), "from the project")
        self.assertIsNone(self.first("--no-config"))
        by_variable = self.put("v.json", titled("from the variable"))
        self.assertEqual(self.first(env={"LOGDIAG_RULES": by_variable}), "from the variable")
        by_option = self.put("o.json", titled("from the option"))
        self.assertEqual(self.first("--rules", by_option, env={"LOGDIAG_RULES": by_variable}),
                         "from the option")

    def test_a_rule_extends_another_and_a_file_switches_off(self):
        self.put(".logdiag/rules/a.json", RULE)
        self.put(".logdiag/rules/b.json",
                 {"extends": "local/widget", "title": {"en": "Too hot", "zh": "太热了"}})
        self.assertEqual(self.first(), "Too hot")
        self.put(".logdiag/rules/c.json", {"schema": 1, "disable": ["local/*"]})
        self.assertIsNone(self.first())

    def test_what_extends_or_switches_off_nothing_is_told(self):
        for wrong, place in (({"extends": "local/none"}, "/extends"),
                             ({"extends": 7}, "/extends"),
                             ({"schema": 1, "disable": ["nowhere/*"]}, "/disable/0"),
                             ({"schema": 1, "disable": "npm/*"}, "/disable"),
                             ({"schema": 1, "disable": [], "id": "a/b"}, "/id")):
            out = run("--rules", self.put("w.json", wrong), data=LINE)
            self.assertEqual(out.returncode, 2)
            self.assertIn(place, out.stderr.decode())

    def test_a_pack_is_used_as_its_files_are(self):
        self.put("rules/local/widget.json", RULE)
        pack = str(self.path / "local.rules")
        out = run("rules", "pack", str(self.path / "rules"), "-o", pack)
        self.assertEqual((out.returncode, out.stderr), (0, b""))
        self.assertEqual(self.first("--rules", pack), "The widget exploded")
        data = bytearray(pathlib.Path(pack).read_bytes())
        data[8] = 99
        pathlib.Path(pack).write_bytes(data)
        out = run("--rules", pack, data=LINE)
        self.assertEqual(out.returncode, 2)
        self.assertIn("format 99", out.stderr.decode())

    def test_a_pack_of_nothing_or_of_bad_rules_is_not_written(self):
        bad = self.put("bad.json", {**RULE, "role": "none"})
        for arguments in ([bad], [str(self.path / "nowhere")], []):
            out = run("rules", "pack", *arguments, "-o", str(self.path / "x.rules"))
            self.assertEqual(out.returncode, 2)
            self.assertFalse((self.path / "x.rules").exists())


if __name__ == "__main__":
    unittest.main()
