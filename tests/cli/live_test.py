"""Logs that are still being written: --follow, and the line that shows progress."""
import json
import os
import pty
import signal
import subprocess
import unittest

LOGDIAG = os.environ["LOGDIAG"]
FULL = b"cp: error writing 'x': No space left on device\n"


class Follow(unittest.TestCase):
    def start(self, *args):
        return subprocess.Popen([LOGDIAG, "--follow", *args], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def feed(self, child, text):
        child.stdin.write(text)
        child.stdin.flush()

    def test_a_finding_comes_before_the_end(self):
        child = self.start()
        self.feed(child, b"fine\n" + FULL)
        self.assertIn(b"error[", child.stdout.readline())
        rest, _ = child.communicate()
        self.assertEqual(rest.count(b"error["), 1)
        self.assertIn(b" fix ", rest)
        self.assertEqual(child.returncode, 0)

    def test_an_interrupt_ends_with_the_report(self):
        child = self.start()
        self.feed(child, FULL)
        child.stdout.readline()
        child.send_signal(signal.SIGINT)
        rest = child.stdout.read()
        self.assertIn(b" fix ", rest)
        self.assertEqual(child.wait(), 0)
        child.stdin.close()
        child.stdout.close()

    def test_json_lines(self):
        child = self.start("--format", "jsonl")
        self.feed(child, FULL)
        live = json.loads(child.stdout.readline())
        self.assertEqual(live["type"], "live")
        rest = [json.loads(line) for line in child.communicate()[0].splitlines()]
        self.assertEqual([r["type"] for r in rest], ["begin", "finding", "end"])
        self.assertEqual(rest[1]["rule"], live["rule"])

    def test_only_standard_input(self):
        out = subprocess.run([LOGDIAG, "--follow", "x.log"], capture_output=True, check=False)
        self.assertEqual(out.returncode, 2)
        self.assertIn(b"tail -f", out.stderr)


def on_a_terminal(script, **variables):
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.pop("CI", None)
        os.environ.update(variables, TERM="xterm")
        os.execv("/bin/sh", ["sh", "-c", script])
    seen = b""
    while True:
        try:
            data = os.read(fd, 65536)
        except OSError:
            break
        if not data:
            break
        seen += data
    os.waitpid(pid, 0)
    os.close(fd)
    return seen


class Shown(unittest.TestCase):
    SLOW = f"(echo one; sleep 3; echo two) | '{LOGDIAG}'"

    def test_from_the_second_second_on_and_gone_at_the_end(self):
        seen = on_a_terminal(self.SLOW)
        self.assertIn(b"MB read, ", seen)
        self.assertIn(b"0 found", seen)
        before = seen[:seen.index(b"no failure in")]
        self.assertTrue(before.endswith(b"\r\x1b[K"), before)

    def test_not_for_a_short_log_nor_in_ci_nor_into_a_file(self):
        self.assertNotIn(b"read, ", on_a_terminal(f"echo one | '{LOGDIAG}'"))
        self.assertNotIn(b"read, ", on_a_terminal(self.SLOW, CI="true"))
        self.assertNotIn(b"read, ", on_a_terminal(f"({self.SLOW}) 2>/dev/null"))


if __name__ == "__main__":
    unittest.main()
