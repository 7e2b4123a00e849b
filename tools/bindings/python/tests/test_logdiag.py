"""The Python binding against the command, with threads, for leaks, and as a wheel."""
import concurrent.futures
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

import logdiag

ROOT = pathlib.Path(__file__).resolve().parents[4]
PACKAGE = pathlib.Path(__file__).resolve().parents[1]
NAME = "tests/logs/ghcr-push.log"
LOG = (ROOT / NAME).read_bytes()
RULE = """{"schema": 1, "id": "local/widget", "category": "build", "severity": "warning",
"role": "cause", "owner": "code", "transient": true,
"title": {"en": "Widget {name} is gone", "zh": "未找到部件 {name}"},
"match": {"any": ["widget '(?P<name>[^']{1,40})' is gone"]},
"captures": {"name": {"fallback": "NAME"}},
"diagnosis": {"en": "It went away", "zh": "它不见了"},
"fix": [{"en": "Bring {name} back", "zh": "恢复 {name}"}], "docs": ["https://example.com/widget"],
"samples": [{"name": "one", "log": ["widget 'a' is gone"], "line": 1}]}"""


def command(*arguments, data=b""):
    return subprocess.run([os.environ["LOGDIAG"], *arguments], input=data, capture_output=True,
                          check=True, cwd=ROOT).stdout.decode()


def memory():
    pages = pathlib.Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


class Diagnose(unittest.TestCase):
    def test_in_one_piece_as_the_command(self):
        self.assertEqual(logdiag.diagnose(LOG, source=NAME).render("json"),
                         command("--format", "json", NAME))
        self.assertEqual(logdiag.diagnose(LOG.decode()).render("json"),
                         command("--format", "json", data=LOG))

    def test_in_random_pieces_as_the_command(self):
        expected = command("--format", "json", NAME)
        dice = random.Random(7)
        for _ in range(20):
            at, live = 0, []
            with logdiag.Scanner(source=NAME) as scanner:
                while at < len(LOG):
                    size = dice.choice((1, 7, 80, 1000))
                    scanner.feed(memoryview(LOG)[at:at + size])
                    live += [finding.id for finding in scanner]
                    at += size
            self.assertEqual(scanner.report.render("json"), expected)
            self.assertTrue(live)
            self.assertLessEqual(set(live), {finding.id for finding in scanner.report})

    def test_a_finding_has_the_fields_of_a_rule(self):
        self.assertEqual(logdiag.Finding._fields[:len(logdiag.Rule._fields)], logdiag.Rule._fields)

    def test_findings_are_plain_data(self):
        report = logdiag.diagnose(LOG, source=NAME)
        first = report[0]
        shown = report.json()["findings"][0]
        self.assertEqual(first.id, shown["rule"])
        self.assertEqual(first.title.zh, shown["title"]["zh"])
        self.assertEqual(str(first.title), shown["title"]["en"])
        self.assertEqual(first.captures, shown["captures"])
        self.assertEqual((first.severity, first.role, first.owner, first.cause),
                         ("error", "cause", shown["owner"], None))
        self.assertEqual(first.docs, tuple(shown["docs"]))
        self.assertEqual((first.line, first.offset, first.source),
                         (shown["location"]["line"], shown["location"]["offset"], NAME))
        self.assertEqual(len(report), len(report.json()["findings"]))
        self.assertFalse(report.worth_a_retry)
        del report  # the data outlives the report
        self.assertIn("octo-org", first.title.zh)

    def test_live_before_the_end(self):
        def endless():
            yield LOG
            while True:
                yield b"all is well\n"

        ids = (finding.id for finding in logdiag.watch(endless()))
        self.assertIn("ghcr/write-package-denied", ids)

    def test_every_format(self):
        report = logdiag.diagnose(LOG, source=NAME)
        for name in logdiag.formats():
            self.assertTrue(report.render(name, "zh"), name)
        self.assertIn("octo-org 的软件包", report.render(lang="zh", width=0))
        self.assertIn("\x1b[", report.render(color=True))
        self.assertNotIn("\x1b[", report.render())
        with self.assertRaisesRegex(ValueError, "papyrus.*markdown"):
            report.render("papyrus")
        with self.assertRaises(TypeError):
            report.render(colour=True)
        with self.assertRaises(logdiag.Error):
            report.render(width=-1)

    def test_options_of_a_scanner(self):
        self.assertEqual(logdiag.diagnose(LOG, input="plain").json()["statistics"]["input"], "plain")
        with self.assertRaises(ValueError):
            logdiag.diagnose(LOG, input="papyrus")
        with self.assertRaises(logdiag.Error):
            logdiag.diagnose(LOG, context=-1)
        with self.assertRaises(TypeError):
            logdiag.diagnose(LOG, kontext=1)

    def test_any_bytes(self):
        for log in (b"", bytearray(), b"\0\xff\xfe" * 100, "\udcff"):
            logdiag.diagnose(log).json()

    def test_any_buffer(self):
        expected = logdiag.diagnose(LOG).render("json")
        for log in (bytearray(LOG), memoryview(bytearray(LOG)), memoryview(LOG), memoryview(LOG).cast("c")):
            self.assertEqual(logdiag.diagnose(log).render("json"), expected)


class Rules(unittest.TestCase):
    def test_own_rules(self):
        rules = logdiag.Rules(texts=[RULE])
        rule = rules["local/widget"]
        self.assertEqual((rule.title.zh, rule.severity, rule.transient),
                         ("未找到部件 {name}", "warning", True))
        self.assertEqual([r.id for r in rules], sorted(r.id for r in rules))
        self.assertEqual(len(list(rules)), len(rules))
        self.assertIn("local/widget", rules)
        self.assertNotIn("no/such", rules)
        with self.assertRaises(KeyError):
            rules["no/such"]
        report = logdiag.diagnose("widget '零件' is gone\n", rules)
        self.assertEqual(report[0].title, ("Widget 零件 is gone", "未找到部件零件"))
        self.assertTrue(logdiag.diagnose("widget 'a' is gone", logdiag.Rules(
            texts=[RULE.replace("warning", "error").replace('"code"', '"infra"')])).worth_a_retry)

    def test_bad_rules_are_refused(self):
        with self.assertRaises(logdiag.RulesError) as caught:
            logdiag.Rules(texts=[RULE, "{", RULE.replace("{1,40})", "{1,40}")])
        self.assertGreaterEqual(len(caught.exception.problems), 2)
        self.assertIn("text 2", str(caught.exception))
        with self.assertRaises(logdiag.RulesError):
            logdiag.Rules(builtin=False)
        with self.assertRaises(OSError):
            logdiag.Rules("/does/not/exist")
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "widget.json").write_text(RULE, encoding="utf-8")
            self.assertEqual(len(logdiag.Rules(folder, builtin=False)), 1)


class Sturdy(unittest.TestCase):
    def test_threads_share_rules(self):
        rules = logdiag.Rules()
        expected = logdiag.diagnose(LOG, rules).render("json")
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            for report in pool.map(lambda _: logdiag.diagnose(LOG, rules), range(64)):
                self.assertEqual(report.render("json"), expected)

    def test_no_leak_in_10000_calls(self):
        rules = logdiag.Rules(texts=[RULE], builtin=False)

        def call(number):
            with logdiag.Scanner(rules) as scanner:
                scanner.feed("one\nwidget 'a' is gone\n")
                list(scanner)
            self.assertEqual(len(scanner.report), 1)
            scanner.report.render("json")
            if number % 10 == 0:
                list(rules)
                with self.assertRaises(logdiag.RulesError):
                    logdiag.Rules(builtin=False, texts=["{"])

        for number in range(1000):
            call(number)
        before = memory()
        for number in range(10_000):
            call(number)
        self.assertLess(memory() - before, 1 << 20)


    def test_no_leak_with_all_rules(self):
        for _ in range(20):
            logdiag.diagnose(LOG).render("json")
        before = memory()
        for _ in range(300):
            logdiag.diagnose(LOG).render("json")
        self.assertLess(memory() - before, 2 << 20)


class Wheel(unittest.TestCase):
    def test_the_wheel_carries_the_library(self):
        with tempfile.TemporaryDirectory() as folder:
            built = subprocess.run([sys.executable, PACKAGE / "build_wheel.py", folder], check=True,
                                   capture_output=True, text=True).stdout.strip()
            # A wheel is an archive that unpacks to what is imported.
            subprocess.run([sys.executable, "-m", "zipfile", "-e", f"{folder}/{built}", folder], check=True)
            licences = {path.name for path in pathlib.Path(folder).glob("*.dist-info/licenses/*")}
            carried = set((pathlib.Path(folder) / "logdiag/carried/order.txt").read_text().split())
            self.assertEqual(licences, carried - {"liblogdiag.so.0"} | {"LICENSE"})
            clean = {k: v for k, v in os.environ.items() if k not in ("LOGDIAG_LIBRARY", "PYTHONPATH")}
            out = subprocess.run(
                [sys.executable, "-c", "import logdiag, sys\n"
                 "print(logdiag.__file__)\nprint(logdiag.diagnose(sys.stdin.read())[0].id)\n"
                 "print([l.split()[-1] for l in open('/proc/self/maps') if 'liblogdiag' in l][0])"],
                cwd=folder, env=clean, input=LOG.decode(), capture_output=True, text=True, check=True).stdout
            here, found, library = out.split()
            self.assertTrue(here.startswith(folder), here)
            self.assertTrue(library.startswith(folder), library)
            self.assertEqual(found, "ghcr/write-package-denied")


if __name__ == "__main__":
    unittest.main()
