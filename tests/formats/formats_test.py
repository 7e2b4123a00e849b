"""Every format, read by parsers that are not ours: of ordinary logs, and of a
hostile one that tries to speak to runners, terminals, browsers and parsers."""
import json
import os
import pathlib
import re
import tempfile
import unittest
import xml.etree.ElementTree as xml

from readers import FORMATS, REPORT, SARIF, markdown_tree, nodes, render, run, runner_commands

LOGS = sorted(pathlib.Path("tests/logs").rglob("*.log"))
LANGS = ("en", "zh")

# Two causes whose captures the log chooses, an unknown failure beside them, and
# on each line something that another reader would obey.
TOKEN = "ghp_" + "a1B2" * 9
EVIL = [
    "::error file=/etc/passwd::owned",
    "   ::set-output name=x::owned",
    "##[command]rm -rf ~ ##[add-mask]x",
    "\x1b]0;title\x07\x1b[2J\x1b[31mred\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\u202egnp.exe \u200b\u2066hidden\u2069 \ufeff \U000e0041",
    "``` ````````` ~~~ </details></summary><img src=x onerror=alert(1)> ![i](http://evil.example/i.png)",
    "]]> --> <!-- <script>alert(1)</script> </script> <![CDATA[ &lt;b&gt; &#0; \ufffe \x00 \x0b",
    "bad bytes: ".encode().decode() + "\udcff\udcfe",
    f"token {TOKEN} password=hunter2hunter2 https://user:hunter2hunter2@example.com/x",
    "@octocat fixes #1 | table | `code` <b>bold</b> $math$ [a](javascript:alert(1)) :tada:",
    "ModuleNotFoundError: No module named 'a`<img src=x onerror=alert(1)>`](javascript:x)|@octocat'",
    "denied: permission_denied: write_package ::warning::x ##[error]y",
    "failed to push ghcr.io/o%0A::error::x/p<b>&amp;'\"\u202e:main: denied: permission_denied: write_package",
    "ImportError: cannot import name 'x%0D%0A::error::y' from 'm,file=/etc/passwd::z'",
    "bash: line 1: ::stop-commands::x: command not found",
    "##[error]Process completed with exit code 1.",
]
HOSTILE = "\n".join(line for text in EVIL for line in (text, "\t" + text)).encode("utf-8", "surrogateescape") + b"\n"
UNKNOWN = "\n".join(EVIL[:10] + ["flurb: error: ::error::bent ##[error]x <b> ` @octocat",
                                 "##[error]Process completed with exit code 7."]).encode("utf-8", "surrogateescape")
# What must not be in any output: escapes, control bytes, bidirectional and
# zero-width marks, and secrets.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
                    "\ufff9-\ufffb\U000e0000-\U000e007f]|" + TOKEN + "|hunter2hunter2")


def hostile(name, lang):
    for data in (HOSTILE, UNKNOWN):
        yield data, render(name, data, lang)


class Ordinary(unittest.TestCase):
    """Real logs in both languages."""

    def each(self, name):
        for log in LOGS:
            for lang in LANGS:
                with self.subTest(log=log.name, lang=lang):
                    yield json.loads(render("json", log.read_bytes())), render(name, log.read_bytes(), lang), lang

    def test_jsonl(self):
        for report, out, _ in self.each("jsonl"):
            rows = [json.loads(line) for line in out.splitlines()]
            self.assertEqual(rows[0]["type"], "begin")
            self.assertEqual(rows[-1]["type"], "end")
            findings = [{k: v for k, v in r.items() if k != "type"} for r in rows[1:-1]]
            self.assertEqual(findings, report["findings"])
            self.assertEqual(rows[-1]["causes"][:1], [0] if findings else [])

    def test_sarif(self):
        for report, out, lang in self.each("sarif"):
            sarif = json.loads(out)
            self.assertEqual([e.message for e in SARIF.iter_errors(sarif)], [])
            run_ = sarif["runs"][0]
            rules = run_["tool"]["driver"]["rules"]
            self.assertEqual([r["id"] for r in rules], sorted({f["rule"] for f in report["findings"]}))
            for result, finding in zip(run_["results"], report["findings"], strict=True):
                self.assertEqual(rules[result["ruleIndex"]]["id"], finding["rule"])
                self.assertIn(finding["title"][lang], result["message"]["text"])
                self.assertEqual(result["locations"][-1]["physicalLocation"]["region"]["startLine"],
                                 finding["location"]["line"])

    def test_github(self):
        for report, out, lang in self.each("github"):
            commands = runner_commands(out)
            self.assertEqual(len(commands), len(out.splitlines()))
            causes = [f for f in report["findings"] if "cause" not in f]
            if not causes:
                continue
            name, properties, message = commands[0]
            self.assertEqual(name, {"error": "error", "warning": "warning", "info": "notice"}[causes[0]["severity"]])
            self.assertEqual(properties["title"], causes[0]["title"][lang])
            self.assertIn(causes[0]["diagnosis"][lang], message)
            self.assertNotIn("file", properties)

    def test_markdown(self):
        for report, out, lang in self.each("markdown"):
            tree = markdown_tree(out)
            headings = nodes(tree, "heading")
            self.assertTrue(all(h.get("level") == "3" for h in headings))
            self.assertFalse([n for n in nodes(tree, "image")])
            if report["findings"]:
                words = re.sub(r"[`\s]", "", report["findings"][0]["title"][lang])
                said = re.sub(r"\s", "", "".join(headings[0].itertext()))
                self.assertIn(words, said)
                code = [s["code"]["text"].rstrip("\n") for s in report["findings"][0]["fix"] if "code" in s]
                blocks = [(b.text or "").rstrip("\n") for b in nodes(tree, "code_block")]
                for block in code:
                    self.assertIn(block, blocks)

    def test_junit(self):
        for report, out, lang in self.each("junit"):
            tree = xml.fromstring(out.encode())
            cases = list(tree.iter("testcase"))
            self.assertEqual(int(tree.get("tests")), len(cases))
            self.assertEqual(int(tree.get("failures")), len(list(tree.iter("failure"))))
            titles = {c.get("name") for c in cases}
            for finding in report["findings"]:
                self.assertIn(finding["title"][lang], titles)


class Hostile(unittest.TestCase):
    def test_it_is_a_test_at_all(self):
        report = json.loads(render("json", HOSTILE))
        rules = {f["rule"] for f in report["findings"]}
        self.assertGreaterEqual(len(rules), 3, rules)
        self.assertTrue(any("<img" in v for f in report["findings"] for v in f["captures"].values()))
        self.assertTrue(json.loads(render("json", UNKNOWN))["unknown"]["lines"])

    def test_nothing_unsafe_in_any_output(self):
        for name in FORMATS:
            for lang in LANGS:
                for _, out in hostile(name, lang):
                    self.assertEqual(UNSAFE.findall(out), [], name)
                    out.encode("utf-8")

    def test_no_runner_command_but_our_own(self):
        for name in FORMATS:
            for lang in LANGS:
                for _, out in hostile(name, lang):
                    commands = runner_commands(out)
                    if name != "github":
                        self.assertEqual(commands, [], name)
                        continue
                    self.assertEqual(len(commands), len(out.splitlines()))
                    self.assertLessEqual(len(commands), 11)
                    for command, properties, _ in commands:
                        self.assertIn(command, ("error", "warning", "notice"))
                        self.assertEqual(set(properties), {"title"})

    def test_json_and_its_schema(self):
        for data, out in hostile("json", "en"):
            self.assertEqual([e.message for e in REPORT.iter_errors(json.loads(out))], [])
            for row in render("jsonl", data).splitlines():
                json.loads(row)

    def test_sarif_and_its_schema(self):
        for _, out in hostile("sarif", "zh"):
            self.assertEqual([e.message for e in SARIF.iter_errors(json.loads(out))], [])

    def test_xml(self):
        for _, out in hostile("junit", "en"):
            tags = {e.tag for e in xml.fromstring(out.encode()).iter()}
            self.assertLessEqual(tags, {"testsuites", "testsuite", "testcase", "failure", "skipped", "system-out"})

    def test_markdown_holds_only_our_markup(self):
        for lang in LANGS:
            for _, out in hostile("markdown", lang):
                tree = markdown_tree(out)
                self.assertEqual(nodes(tree, "image"), [])
                self.assertEqual(nodes(tree, "strikethrough"), [])
                self.assertEqual(nodes(tree, "table"), [])
                for node in nodes(tree, "html_block") + nodes(tree, "html_inline"):
                    tags = re.findall(r"</?([a-zA-Z!][^\s>]*)", node.text)
                    self.assertLessEqual(set(tags), {"details", "summary", "code", "sub"}, node.text)
                    self.assertNotRegex(node.text, r"<\w+\s")
                for link in nodes(tree, "link"):
                    self.assertRegex(link.get("destination"), r"^https://(?!evil|user)")

    def test_sarif_markdown_is_as_tame(self):
        for _, out in hostile("sarif", "en"):
            for result in json.loads(out)["runs"][0]["results"]:
                tree = markdown_tree(result["message"]["markdown"])
                for name in ("image", "html_block", "html_inline", "table"):
                    self.assertEqual(nodes(tree, name), [])

    def test_every_quoted_line_of_the_screen_has_a_gutter(self):
        for lang in LANGS:
            for _, out in hostile("text", lang):
                for line in out.splitlines():
                    if "set-output" in line or "/etc/passwd" in line and "=" not in line:
                        self.assertRegex(line, r"^ *\d+ \| ")


class GitHub(unittest.TestCase):
    LOG = b"src/app.cpp:12:5: error: use of undeclared identifier 'foo'\n##[error]Process completed with exit code 1.\n"

    def test_the_word_for_github(self):
        data = LOGS[0].read_bytes()
        with tempfile.TemporaryDirectory() as folder:
            summary = pathlib.Path(folder) / "summary.md"
            summary.write_text("what another step wrote\n")
            out = run("--github", data=data, env={"GITHUB_STEP_SUMMARY": str(summary)})
            self.assertEqual(out.returncode, 0, out.stderr)
            commands = runner_commands(out.stdout.decode())
            self.assertEqual(len(commands), len(out.stdout.splitlines()))
            text = summary.read_text("utf-8")
            self.assertTrue(text.startswith("what another step wrote\n"))
            self.assertIn("### error: ", text)
            # Nothing is added beyond what GitHub takes.
            summary.write_text("x" * 1_000_000)
            run("--github", data=data, env={"GITHUB_STEP_SUMMARY": str(summary)})
            self.assertLessEqual(summary.stat().st_size, 1_000_001)
        out = run("--github", data=data, env={"GITHUB_STEP_SUMMARY": ""})
        self.assertEqual(out.returncode, 0)
        self.assertIn(b"GITHUB_STEP_SUMMARY is not set", out.stderr)

    def test_only_files_of_the_repository_are_named(self):
        with tempfile.TemporaryDirectory() as folder:
            def place():
                commands = runner_commands(run("-f", "github", data=self.LOG, env={"GITHUB_WORKSPACE": folder})
                                           .stdout.decode())
                return {k: v for k, v in commands[0][1].items() if k != "title"}
            self.assertEqual(place(), {})
            source = pathlib.Path(folder) / "src" / "app.cpp"
            source.parent.mkdir()
            source.write_text("")
            self.assertEqual(place(), {"file": "src/app.cpp", "line": "12"})
            sarif = json.loads(run("-f", "sarif", data=self.LOG, env={"GITHUB_WORKSPACE": folder}).stdout)
            self.assertEqual([e.message for e in SARIF.iter_errors(sarif)], [])
            first = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
            self.assertEqual(first["artifactLocation"], {"uri": "src/app.cpp", "uriBaseId": "%SRCROOT%"})
            self.assertEqual(first["region"], {"startLine": 12})

    def test_at_most_ten(self):
        many = b"".join(b"##[group]Run step %d\nModuleNotFoundError: No module named 'm%d'\n##[error]Process "
                        b"completed with exit code 1.\n" % (n, n) for n in range(30))
        commands = runner_commands(render("github", many))
        self.assertLessEqual(len([c for c in commands if c[0] == "error"]), 10)
        self.assertEqual(commands[-1][0], "notice")


class Outputs(unittest.TestCase):
    def test_several_at_once(self):
        with tempfile.TemporaryDirectory() as folder:
            args = []
            for name in FORMATS:
                args += ["-f", f"{name}={folder}/report.{name}"]
            out = run(*args, str(LOGS[0]))
            self.assertEqual((out.returncode, out.stdout), (0, b""), out.stderr)
            self.assertEqual(sorted(os.listdir(folder)), sorted(f"report.{n}" for n in FORMATS))
            json.loads(pathlib.Path(folder, "report.sarif").read_bytes())
            out = run("-f", f"json={folder}/no/such/place", str(LOGS[0]))
            self.assertEqual(out.returncode, 2)
            self.assertIn(b"cannot be written", out.stderr)

    def test_a_link_and_a_device_stay_what_they_are(self):
        with tempfile.TemporaryDirectory() as folder:
            real, link = pathlib.Path(folder, "real"), pathlib.Path(folder, "link")
            real.write_text("old")
            link.symlink_to(real)
            run("-f", f"json={link}", str(LOGS[0]))
            self.assertTrue(link.is_symlink())
            self.assertEqual(json.loads(real.read_bytes())["schema"], 1)
        out = run("-f", "json=/dev/stderr", str(LOGS[0]))
        self.assertEqual(json.loads(out.stderr)["schema"], 1)

    def test_should_retry(self):
        flaky = b"ERROR: pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='files.pythonhosted.tld', port=443): Read timed out.\n"
        broken = b"ModuleNotFoundError: No module named 'yaml'\n"
        for data, answer in ((flaky, 0), (broken, 1), (flaky + broken, 1), (b"all is well\n", 1)):
            out = run("--should-retry", data=data)
            self.assertEqual((out.returncode, out.stdout), (answer, b""), data)
            self.assertEqual(json.loads(render("json", data))["retry"], answer == 0)


if __name__ == "__main__":
    unittest.main()
