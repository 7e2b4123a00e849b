"""What a person sees, compared with golden files: on terminals of several widths,
in both languages, with and without colours. LOGDIAG_BLESS=1 rewrites them; look
at the difference before you commit it."""
import difflib
import fcntl
import os
import pathlib
import pty
import re
import struct
import subprocess
import termios
import unittest

LOGDIAG = os.path.abspath(os.environ["LOGDIAG"])
FOLDER = pathlib.Path("tests/golden").resolve()
BLESS = os.environ.get("LOGDIAG_BLESS") == "1"
RULES = ["--no-builtin", "--rules", "rules.json"]


def on_a_terminal(columns, *args, **env):
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    base = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "CI", "COLORTERM", "TERM_PROGRAM")}
    process = subprocess.Popen([LOGDIAG, *args], stdin=subprocess.DEVNULL, stdout=theirs, stderr=subprocess.PIPE,
                               cwd=FOLDER, env={**base, "TERM": "xterm-256color", **env})
    os.close(theirs)
    out = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # how Linux tells that the other end is closed
            break
        if not piece:
            break
        out += piece
    os.close(ours)
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 0 and errors == b"", errors
    return out.decode("utf-8").replace("\r\n", "\n")


def columns_of(line):
    """Columns a terminal takes for a line, by Python's own tables."""
    import unicodedata
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


class Golden(unittest.TestCase):
    maxDiff = None

    def compare(self, name, text):
        path = FOLDER / name
        text = re.sub(r'("version": ?"|logdiag )\d+\.\d+\.\d+', r"\1X.Y.Z", text)
        if BLESS:
            path.write_text(text, "utf-8")
        expected = path.read_text("utf-8") if path.exists() else ""
        if text != expected:
            self.fail(f"{name} is not as expected:\n" + "".join(difflib.unified_diff(
                expected.splitlines(True), text.splitlines(True), "golden", "now")))

    def test_the_screen(self):
        for lang in ("en", "zh"):
            for log in ("push", "wide"):
                for width in (40, 80, 120):
                    with self.subTest(log=log, lang=lang, width=width):
                        text = on_a_terminal(width, *RULES, "--lang", lang, f"{log}.log", NO_COLOR="1")
                        self.compare(f"{log}.{lang}.{width}.txt", text)
                        for line in text.splitlines():
                            # Code, addresses and names must stay whole to be usable.
                            whole = re.search(r"https://|^ {7,}\S+$|^ {10,}", line)
                            self.assertTrue(columns_of(line) <= width or whole, line)

    def test_with_colours_and_links(self):
        for lang in ("en", "zh"):
            text = on_a_terminal(80, *RULES, "--lang", lang, "--hyperlinks", "always", "push.log")
            text = re.sub(r"\x1b\]8;;file://[^/]*/\S*?/tests/golden/", "\x1b]8;;file://HOST/HERE/", text)
            self.assertIn("\x1b]8;;file://HOST/HERE/push.log", text)
            self.compare(f"push.{lang}.colour.txt", text)
            # Colours say nothing that the words do not.
            bare = re.sub(r"\x1b\]8;;.*?\x1b\\|\x1b\[[0-9;]*m", "", text)
            self.assertEqual(bare, (FOLDER / f"push.{lang}.80.txt").read_text("utf-8"))

    def test_nothing_wrong_and_nothing_known(self):
        for lang in ("en", "zh"):
            for log in ("clean", "unknown"):
                for width in (40, 80):
                    text = on_a_terminal(width, *RULES, "--lang", lang, f"{log}.log", NO_COLOR="1")
                    self.compare(f"{log}.{lang}.{width}.txt", text)

    def test_several_jobs(self):
        for lang in ("en", "zh"):
            text = on_a_terminal(80, *RULES, "--lang", lang, "push.log", "wide.log", "unknown.log", "clean.log",
                                 NO_COLOR="1")
            self.compare(f"several.{lang}.txt", text)

    def test_formats(self):
        for lang in ("en", "zh"):
            for name in ("json", "jsonl", "sarif", "github", "markdown", "junit"):
                text = on_a_terminal(80, *RULES, "--lang", lang, "-f", name, "push.log", CI="")
                self.compare(f"push.{lang}.{name}", text)

    def test_the_page_of_a_rule(self):
        for lang in ("en", "zh"):
            text = on_a_terminal(80, "explain", *RULES, "--lang", lang, "golden/push-refused", NO_COLOR="1",
                                 LOGDIAG_PAGER="cat")
            self.compare(f"explain.{lang}.txt", text)


if __name__ == "__main__":
    unittest.main()
