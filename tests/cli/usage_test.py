"""Every option of every command, used well and badly: what the command says, in both
languages, and the exit code. The options are those that the help shows."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

LOGDIAG = os.path.abspath(os.environ["LOGDIAG"])
LOG = os.path.abspath("tests/logs/ghcr-push.log")
COMMANDS = ("", "run", "explain", "rules list", "rules check", "rules test", "rules new", "rules pack", "help")
# Options without choices, and a value that they do not take.
BAD = {"--limit": ("many", "-1", "1.5", " 3", "+3", "99999999999999999999"), "--jobs": ("x", "257"),
       "--context": ("-1", "101"), "--timeout": ("0", "1d", "m", "5 m"), "--from": ("x", "x:0")}
CHINESE = re.compile("[\u4e00-\u9fff]")


def run(*args, lang="en", data=b"", env=None, cwd=None):
    out = subprocess.run([LOGDIAG, *args], input=data, capture_output=True, check=False, cwd=cwd,
                         env={**os.environ, "LOGDIAG_LANG": lang, **(env or {})})
    return out.returncode, out.stdout.decode(), out.stderr.decode()


def options_of(command):
    """[(long flag, short flag or '', name of its value or '', choices)], from the help."""
    out = []
    for line in run("help", *command.split())[1].split("Options:")[1].splitlines():
        found = re.match(r"  (-\w,|   ) (--[a-z-]+)(?: (\S+))?  ", line)
        if found:
            out.append((found[2], found[1].strip(" ,"), found[3] or "", []))
        elif out and re.match(r" {31}[a-z]+(,|$)", line):
            out[-1][3].extend(line.replace(",", " ").split())
    return out


def usage(command, *args):
    words = command.split() + list(args)
    return words + ["--", "true"] if command == "run" else words


class EveryOption(unittest.TestCase):
    def refused(self, command, *args, needs=()):
        """Refused in both languages, with what, where and where to read on."""
        for lang in ("en", "zh"):
            with self.subTest(command=command, args=args, lang=lang):
                code, out, err = run(*usage(command, *args), lang=lang)
                self.assertEqual((code, out), (125 if command == "run" else 2, ""), err)
                self.assertRegex(err, r"\Alogdiag: [^\n]+\n\Z")
                for word in needs:
                    self.assertIn(word, err)
                self.assertEqual(bool(CHINESE.search(err)), lang == "zh", err)

    def test_bad_empty_missing_and_misspelt(self):
        seen = set()
        for command in COMMANDS:
            for flag, short, value, choices in options_of(command):
                seen.add(flag)
                help_ = f"logdiag {command} --help".replace("  ", " ")
                if not value:
                    self.refused(command, f"{flag}=yes", needs=(flag, help_))
                else:
                    wanted = choices[:1] + choices[-1:] or [value]
                    self.refused(command, flag, "", needs=(flag, help_, *wanted))
                    self.refused(command, f"{flag}=", needs=(flag, help_, *wanted))
                    self.refused(command, flag, needs=(flag, help_, *wanted))
                    if short:
                        self.refused(command, short, needs=(flag, help_, *wanted))
                    if choices:
                        self.refused(command, flag, "Bad", needs=(flag, "'Bad'", *wanted))
                        self.refused(command, flag, "|".join(choices), needs=(flag,))
                    for bad in BAD.get(flag, ()):
                        if flag != "--from":
                            self.refused(command, flag, bad, needs=(flag, f"'{bad}'"))
                    if flag == "--from":
                        for bad in BAD[flag]:
                            self.refused(command, flag, bad, needs=(flag,))
                self.refused(command, flag[:-2] + flag[-1] + flag[-2] if flag[-1] != flag[-2] else flag + "x",
                             needs=(flag,))
        self.assertGreater(len(seen), 25)

    def test_given_twice(self):
        """Switches count once; of single values the last counts."""
        for flag, _, value, choices in options_of(""):
            if flag in ("--help", "--follow"):
                continue
            if not value:
                env = {"GITHUB_STEP_SUMMARY": "/dev/null"}
                self.assertEqual(run(flag, flag, LOG, env=env), run(flag, LOG, env=env), flag)
            elif choices and flag != "--format":
                self.assertEqual(run(flag, choices[0], flag, choices[-1], LOG), run(flag, choices[-1], LOG), flag)
        self.assertEqual(run("-n", "1", "-n", "2", LOG), run("-n", "2", LOG))

    def test_an_option_of_another_command(self):
        for args, owner in ((("--timeout", "5", LOG), "logdiag run"), (("--json",), "logdiag rules list"),
                            (("--from", f"{LOG}:1"), "logdiag rules new"), (("rules", "check", "-q"), "logdiag run")):
            for lang in ("en", "zh"):
                code, out, err = run(*args, lang=lang)
                self.assertEqual((code, out), (2, ""))
                self.assertIn(owner, err)

    def test_the_language_of_the_line_itself(self):
        self.assertRegex(run("--lang", "zh", "--nonsense")[2], CHINESE)
        self.assertRegex(run("--nonsense", "-l", "zh")[2], CHINESE)
        self.assertNotRegex(run("--lang=en", "--nonsense", lang="zh")[2], CHINESE)


class Words(unittest.TestCase):
    def test_mistaken_commands(self):
        for args, near in ((("explane", "x"), "logdiag explain"), (("runn", "--", "x"), "logdiag run"),
                           (("completion", "bash"), "logdiag completions"), (("--lang", "en", "run"), "logdiag run"),
                           (("rules", "lst"), "rules list"), (("run", "make", "-j8"), "run -- make -j8"),
                           (("help", "dance"), "logdiag --help")):
            for lang in ("en", "zh"):
                code, out, err = run(*args, lang=lang)
                self.assertEqual((code, out), (125 if args[0] == "run" else 2, ""), err)
                self.assertIn(near, err)

    def test_a_file_called_like_a_command(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "explane").write_text("fine\n", "utf-8")
            self.assertEqual(run("explane", cwd=folder)[0], 0)

    def test_after_two_dashes_everything_is_a_name(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("--help", "-q", "--"):
                pathlib.Path(folder, name).write_text("fine\n", "utf-8")
                self.assertEqual(run("--", name, cwd=folder), (0, "no failure in 1 lines\n", ""), name)
        code, _, err = run("--", "--nonsense")
        self.assertEqual(code, 2)
        self.assertIn("--nonsense: cannot be opened", err)
        self.assertEqual(run("run", "--", "echo", "--", "-q")[1], "-- -q\n")

    def test_wrong_words(self):
        for args in (("",), ("explain", ""), ("explain", "a/b", "c/d"), ("explain",), ("rules", "list", "nope/*"),
                     ("rules", "test", "ghcr/*", "nope/*"), ("rules", "check"), ("rules", "check", "/nowhere"),
                     ("rules", "new", "--from", f"{LOG}:1", "a/b", "c"), ("rules", "new", "--from", f"{LOG}:1", "Bad Id"),
                     ("rules", "new", "--from", f"{LOG}:100000"), ("rules", "new", "--from", "/nowhere:1"),
                     ("rules", "pack", "rules"), ("rules", "pack"), ("completions",), ("completions", "bash", "zsh"),
                     ("--only", "nope/*", LOG), ("--rules", "/nowhere", LOG), ("/nowhere",)):
            with self.subTest(args=args):
                code, _, err = run(*args)
                self.assertEqual(code, 2)
                self.assertRegex(err, r"\Alogdiag: ")
                code, _, err = run(*args, lang="zh")
                self.assertEqual(code, 2)
                self.assertRegex(err, CHINESE)
        self.assertIn("nope/*", run("rules", "test", "ghcr/*", "nope/*")[2])

    def test_inputs_that_cannot_be_read_in_chinese(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "b.bin").write_bytes(bytes(range(256)) * 20)
            pathlib.Path(folder, "bad.gz").write_bytes(b"\x1f\x8b\x08\0\0\0\0\0\0\3damaged")
            for args in (("/nowhere.log",), ("/dev/zero",), (f"{folder}/b.bin",), (f"{folder}/bad.gz",), (folder,),
                         ("-f", "json=/nowhere/x", LOG)):
                err = run(*args, lang="zh")[2]
                self.assertRegex(err, r"\Alogdiag: ")
                self.assertRegex(err, CHINESE)
            code, _, err = run("run", "--", "/nowhere/program", lang="zh")
            self.assertEqual(code, 127)
            self.assertIn("无法运行", err)


class Combinations(unittest.TestCase):
    def test_what_cannot_be_had_together(self):
        for args, needs in (
                (("-f", "json", "-f", "json"), "--format json=FILE"), (("-f", "text", "-f", "sarif"), "--format sarif=FILE"),
                (("--github", "-f", "json"), "--format json=FILE"), (("-f", "json=x", "-f", "html=x"), "x"),
                (("-q", "--fail-on", "error"), "--fail-on"), (("--should-retry", "--fail-on", "error"), "--should-retry"),
                (("--follow", LOG), "tail -f")):
            for lang in ("en", "zh"):
                with self.subTest(args=args, lang=lang):
                    code, out, err = run(*args, lang=lang, env={"GITHUB_STEP_SUMMARY": "/dev/null"})
                    self.assertEqual((code, out), (2, ""))
                    self.assertIn(needs, err)
                    self.assertEqual(bool(CHINESE.search(err)), lang == "zh", err)

    def test_silence_is_of_the_screen_not_of_named_files(self):
        with tempfile.TemporaryDirectory() as folder:
            summary = pathlib.Path(folder, "summary.md")
            report = pathlib.Path(folder, "r.json")
            for silent in ("-q", "--should-retry"):
                code, out, err = run(silent, "--github", "-f", f"json={report}", LOG,
                                     env={"GITHUB_STEP_SUMMARY": str(summary)})
                self.assertEqual((code, out, err), (0 if silent == "-q" else 1, "", ""))
                self.assertIn("ghcr/write-package-denied", report.read_text("utf-8"))
                self.assertIn("###", summary.read_text("utf-8"))
                report.unlink()
                summary.unlink()

    def test_text_beside_annotations(self):
        code, out, _ = run("--github", "-f", "text", LOG, env={"GITHUB_STEP_SUMMARY": "/dev/null"})
        self.assertEqual(code, 0)
        self.assertIn("error[ghcr/", out)
        self.assertIn("::error title=", out)


if __name__ == "__main__":
    unittest.main()
