"""Help, man page and completions, in the programs that read them: bash, zsh, fish
and groff."""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import tempfile
import time
import unittest

LOGDIAG = os.path.abspath(os.environ["LOGDIAG"])
ENV = {**os.environ, "PATH": f"{os.path.dirname(LOGDIAG)}:{os.environ['PATH']}", "CI": "", "TERM": "dumb"}


def run(*args, **env):
    return subprocess.run([LOGDIAG, *args], capture_output=True, text=True, check=False, env={**ENV, **env})


def flags_of(text):
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text))


class Help(unittest.TestCase):
    COMMANDS = ("", "explain", "rules list", "rules check", "rules test", "rules new", "completions", "help")

    def test_every_command_has_help_in_both_languages(self):
        for command in self.COMMANDS:
            by_word = run("help", *command.split()).stdout
            by_flag = run(*command.split(), "--help").stdout
            self.assertEqual(by_word, by_flag, command)
            self.assertTrue(by_word.startswith(f"Usage: logdiag {command}".rstrip()), by_word)
            chinese = run("help", *command.split(), "--lang", "zh").stdout
            self.assertTrue(chinese.startswith(f"用法： logdiag {command}".rstrip()), chinese)
            self.assertEqual(flags_of(by_word), flags_of(chinese))
            self.assertIn("--help", by_word)
        self.assertEqual(run("help", "dance").returncode, 2)

    def test_examples_come_before_options(self):
        text = run("--help").stdout
        self.assertLess(text.index("Examples:"), text.index("Options:"))
        for line in text.splitlines():
            self.assertLessEqual(len(line), 120, line)

    def test_the_man_page(self):
        for lang in ("en", "zh"):
            page = run("help", "man", LOGDIAG_LANG=lang).stdout
            out = subprocess.run(["groff", "-man", "-ww", "-z", "-Tutf8", "-Kutf8"], input=page, capture_output=True,
                                 text=True, check=True)
            warnings = [line for line in out.stderr.splitlines() if "cannot adjust" not in line and "can't break" not in line]
            self.assertEqual(warnings, [])
            text = subprocess.run(["groff", "-man", "-Tutf8", "-Kutf8", "-P-cbou"], input=page, capture_output=True,
                                  text=True, check=True).stdout
            for flag in flags_of(run("--help").stdout):
                self.assertIn(flag, text)
            for section in ("EXIT STATUS", "EXAMPLES") if lang == "en" else ("退出码", "示例"):
                self.assertIn(section, text)


class Shells(unittest.TestCase):
    CASES = (  # what is typed, what must be offered, what must not
        ("logdiag --form", {"--format"}, {"--lang"}),
        ("logdiag --format js", {"json", "jsonl"}, {"text"}),
        ("logdiag --lang z", {"zh"}, {"en"}),
        ("logdiag rules ", {"list", "check", "test", "new"}, {"explain"}),
        ("logdiag rules list --j", {"--json"}, set()),
        ("logdiag rules check --form", set(), {"--format"}),
        ("logdiag expl", {"explain"}, {"rules"}),
        ("logdiag explain ghcr/write-pack", {"ghcr/write-package-denied"}, {"--format"}),
        ("logdiag completions ", {"bash", "zsh", "fish"}, {"text"}),
    )

    def check(self, complete):
        for typed, wanted, unwanted in self.CASES:
            offered = complete(typed)
            self.assertLessEqual(wanted, offered, f"{typed!r} offers {sorted(offered)[:20]}")
            self.assertFalse(unwanted & offered, typed)

    def test_an_unknown_shell(self):
        self.assertEqual(run("completions", "tcsh").returncode, 2)
        self.assertEqual(run("completions").returncode, 2)

    def test_bash(self):
        script = run("completions", "bash").stdout

        def complete(typed):
            words = typed.split(" ")
            listed = " ".join("'" + w + "'" for w in words)
            out = subprocess.run(["bash", "--norc", "-eu"], input=f"{script}\nset +eu\nCOMP_WORDS=({listed})\n"
                                 f"COMP_CWORD={len(words) - 1}\n_logdiag\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
                                 capture_output=True, text=True, check=True, env=ENV)
            self.assertEqual(out.stderr, "")
            return set(out.stdout.split())
        self.check(complete)

    def test_fish(self):
        for lang in ("en", "zh"):
            script = run("completions", "fish", LOGDIAG_LANG=lang).stdout
            with tempfile.TemporaryDirectory() as home:
                path = pathlib.Path(home, "logdiag.fish")
                path.write_text(script, "utf-8")

                def complete(typed):
                    out = subprocess.run(["fish", "--no-config", "-c", f"source {path}; complete -C '{typed}'"],
                                         capture_output=True, text=True, check=True, env={**ENV, "HOME": home})
                    self.assertEqual(out.stderr, "")
                    return {line.split("\t")[0] for line in out.stdout.splitlines()}
                self.check(complete)

    def test_zsh(self):
        for lang in ("en", "zh"):
            script = run("completions", "zsh", LOGDIAG_LANG=lang).stdout
            with tempfile.TemporaryDirectory() as home:
                path = pathlib.Path(home, "logdiag.zsh")
                path.write_text(script, "utf-8")
                # What zsh would list, caught where completions are added.
                start = (
                    "PROMPT='> '; autoload -Uz compinit; compinit -D -u\n"
                    f"source {path}\n"
                    "zstyle ':completion:*' list-colors ''; LISTMAX=10000\n"
                    "compadd() { builtin compadd -O __got \"$@\" 2>/dev/null; print -l -- $__got >>$HOME/got; "
                    "builtin compadd \"$@\" }\n"
                    "show() { zle expand-or-complete; print done >>$HOME/got }\n"
                    "zle -N show; bindkey '^I' show; bindkey '^U' kill-whole-line\n")
                pathlib.Path(home, ".zshrc").write_text(start, "utf-8")
                pid, fd = pty.fork()
                if pid == 0:
                    os.execvpe("zsh", ["zsh", "-d"], {**ENV, "HOME": home, "ZDOTDIR": home, "TERM": "xterm", "LC_ALL": "C.UTF-8"})
                got = pathlib.Path(home, "got")

                def drain(seconds):
                    end = time.time() + seconds
                    while time.time() < end and select.select([fd], [], [], 0.05)[0]:
                        os.read(fd, 65536)

                def complete(typed):
                    got.write_text("")
                    os.write(fd, b"\x15" + typed.encode() + b"\t")
                    end = time.time() + 30
                    while "done" not in got.read_text("utf-8").split() and time.time() < end:
                        drain(0.1)
                    drain(0.2)
                    return {word.split(":")[0].rstrip("=") for word in got.read_text("utf-8").splitlines()} - {"done", ""}
                drain(3)
                try:
                    self.check(complete)
                finally:
                    os.close(fd)
                    os.waitpid(pid, 0)


if __name__ == "__main__":
    for shell in ("bash", "zsh", "fish", "groff"):
        assert shutil.which(shell), f"{shell} is not installed; see tools/dependencies"
    unittest.main()
