"""`logdiag run -- COMMAND`: the command runs as without us, and is diagnosed when it fails."""
import json
import os
import pathlib
import pty
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
import unittest

LOGDIAG = os.environ["LOGDIAG"]
FULL = "no space left on device"


def run(*command, options=(), data=b"", **more):
    return subprocess.run([LOGDIAG, "run", *options, "--", *command], input=data, capture_output=True,
                          check=False, timeout=60, **more)


def shell(script, **more):
    return run("sh", "-c", script, **more)


class Pipes(unittest.TestCase):
    def test_a_failure_is_diagnosed_and_its_code_returned(self):
        out = shell(f'echo fine; echo "{FULL}" >&2; exit 3')
        self.assertEqual(out.returncode, 3)
        self.assertEqual(out.stdout, b"fine\n")
        self.assertTrue(out.stderr.startswith(FULL.encode() + b"\n"))
        self.assertIn(b"error[", out.stderr)

    def test_success_is_silent(self):
        out = shell(f'echo "{FULL}"')
        self.assertEqual((out.returncode, out.stdout, out.stderr), (0, FULL.encode() + b"\n", b""))
        out = shell(f'echo "{FULL}"', options=["--always"])
        self.assertIn(b"error[", out.stderr)

    def test_output_is_unchanged(self):
        data = os.urandom(3_000_000)
        out = run("cat", data=data)
        self.assertEqual(out.stdout, data)
        self.assertEqual(out.stderr, b"")

    def test_output_comes_at_once(self):
        child = subprocess.Popen([LOGDIAG, "run", "--", "sh", "-c", "echo first; sleep 30"],
                                 stdout=subprocess.PIPE)
        begun = time.monotonic()
        self.assertEqual(child.stdout.readline(), b"first\n")
        self.assertLess(time.monotonic() - begun, 15)
        child.terminate()
        self.assertEqual(child.wait(), 143)
        child.stdout.close()

    def test_much_output_is_not_waited_for_and_all_of_it_scanned(self):
        line = b"2026-01-02T10:11:12.0000000Z an error that nobody knows, number %08d\n"
        with tempfile.NamedTemporaryFile() as file:
            lines = 500_000
            file.write(b"".join(line % i for i in range(lines)) + FULL.encode() + b"\n")
            file.flush()
            pair = ["sh", "-c", f"cat {file.name} | cat >/dev/null"]
            own = [LOGDIAG, "run", "--", "cat", file.name]

            def seconds(command):
                begun = time.monotonic()
                subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
                return time.monotonic() - begun

            seconds(pair)
            plain, passed = min(seconds(pair) for _ in range(5)), min(seconds(own) for _ in range(5))
            if not os.environ.get("LOGDIAG_SANITIZED"):
                # Loosely, for machines that have other things to do.
                self.assertLess(passed, 3 * plain + 0.5)
            out = run("sh", "-c", f"cat {file.name}; exit 1", options=["--format", "json"])
        self.assertEqual(out.stdout.count(b"\n"), lines + 1)
        report = json.loads(out.stderr)
        self.assertEqual(report["findings"][0]["location"]["line"], lines + 1)
        self.assertEqual(report["statistics"]["bytes"], len(out.stdout))

    def test_quick_output_is_unchanged_wherever_it_goes(self):
        data = b"".join(b"%d %s\n" % (i, b"x" * (i * 37 % 3000)) for i in range(9000))
        with tempfile.TemporaryDirectory() as folder:
            source, target, log = (pathlib.Path(folder) / name for name in ("in", "out", "log"))
            source.write_bytes(data)
            for mode in "wb", "ab":  # what is appended to cannot be spliced to
                with open(target, mode) as out:
                    subprocess.run([LOGDIAG, "run", "--", "cat", source], stdout=out, check=True, timeout=60)
            self.assertEqual(target.read_bytes(), data * 2)
            for options in ([], ["-q"], ["--log", log], ["--always", "--format", "json"]):
                out = run("cat", str(source), options=options)
                self.assertEqual((out.returncode, out.stdout), (0, data), options)
            self.assertEqual(log.read_bytes(), data)
            self.assertEqual(json.loads(out.stderr)["statistics"]["bytes"], len(data))

    def test_lines_stay_whole_between_quick_streams(self):
        script = f"""import os
for i in range(40):
    os.write(1, b"".join(b"%d %s\\n" % (n, b"y" * (n % 200)) for n in range(2000)))
    os.write(1, b"begun and ")
    os.write(2, b"{FULL} %d\\n" % i)
    os.write(1, b"ended\\n")
os._exit(1)"""
        out = run("python3", "-c", script, options=["--format", "json"])
        err, _, report = out.stderr.partition(b"{\n")
        self.assertEqual(err.count(b"\n"), 40)
        said = json.loads(b"{" + report)
        self.assertEqual(said["statistics"]["bytes"], len(out.stdout) + len(err))
        self.assertEqual(said["statistics"]["lines"], 40 * 2002)
        for finding in said["findings"]:
            self.assertRegex(finding["text"], rf"^{FULL} \d+$")
        self.assertEqual(sum(1 + f.get("repeats", 0) for f in said["findings"]), 40)

    def test_a_slow_reader_of_quick_output(self):
        child = subprocess.Popen([LOGDIAG, "run", "--", "sh", "-c", "seq 1000000; exit 5"],
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        read = b""
        while piece := child.stdout.read(1 << 20):
            read += piece
            time.sleep(0.05)
        child.stdout.close()
        self.assertEqual(child.wait(), 5)
        self.assertEqual(read, b"".join(b"%d\n" % i for i in range(1, 1_000_001)))

    def test_codes(self):
        self.assertEqual(run("no-such-command-here").returncode, 127)
        self.assertEqual(run("/etc/passwd").returncode, 126)
        self.assertEqual(shell("kill -9 $$").returncode, 137)
        self.assertEqual(shell("exit 255").returncode, 255)
        self.assertEqual(run().returncode, 125)
        self.assertEqual(run("true", options=["--nonsense"]).returncode, 125)
        self.assertEqual(run("true", options=["--timeout", "soon"]).returncode, 125)

    def test_an_unknown_failure_is_not_called_none(self):
        out = shell("echo ok; exit 7")
        self.assertNotIn(b"no failure", out.stderr)
        self.assertIn(b"exit code 7", out.stderr)

    def test_grandchildren_that_keep_the_output(self):
        begun = time.monotonic()
        out = shell("sleep 60 & echo started; exit 4")
        self.assertEqual((out.returncode, out.stdout), (4, b"started\n"))
        self.assertLess(time.monotonic() - begun, 30)

    def test_lines_of_both_streams_stay_whole(self):
        script = (f'printf "no space " ; echo "other" >&2; sleep 0.3; echo "left on device"; exit 1')
        out = shell(script)
        self.assertEqual(out.stdout, b"no space left on device\n")
        self.assertIn(b"error[", out.stderr)

    def test_both_streams_in_one_file_keep_their_order(self):
        with tempfile.TemporaryFile() as file:
            script = "for i in 1 2 3 4 5 6 7 8 9; do echo out $i; echo err $i >&2; done"
            subprocess.run([LOGDIAG, "run", "--", "sh", "-c", script], stdout=file, stderr=file, check=True)
            file.seek(0)
            expected = "".join(f"out {i}\nerr {i}\n" for i in range(1, 10))
            self.assertEqual(file.read().decode(), expected)

    def test_log(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "raw.log"
            out = shell(f"printf 'a\\r\\033[1mb\\n'; echo '{FULL}'; exit 2", options=["--log", str(path)])
            self.assertEqual(path.read_bytes(), out.stdout)
            self.assertIn(f"{path}:2".encode(), out.stderr)
            out = run("true", options=["--log", folder])
            self.assertEqual(out.returncode, 125)

    def test_timeout_tells_a_hang(self):
        begun = time.monotonic()
        out = shell("echo begun; sleep 60", options=["--timeout", "1s"])
        self.assertEqual(out.returncode, 124)
        self.assertLess(time.monotonic() - begun, 30)
        self.assertIn(b"probably hangs", out.stderr)
        out = shell("while :; do echo tick; sleep 0.05; done", options=["--timeout", "2"])
        self.assertEqual(out.returncode, 124)
        self.assertIn(b"still working", out.stderr)

    def test_signals_reach_the_child(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1):
            script = f"trap 'echo got it; exit 9' {number.value}; echo ready; while :; do sleep 0.05; done"
            child = subprocess.Popen([LOGDIAG, "run", "-q", "--", "sh", "-c", script],
                                     stdout=subprocess.PIPE)
            self.assertEqual(child.stdout.readline(), b"ready\n")
            child.send_signal(number)
            self.assertEqual(child.stdout.read(), b"got it\n")
            self.assertEqual(child.wait(), 9)
            child.stdout.close()

    def test_a_reader_that_goes(self):
        child = subprocess.Popen([LOGDIAG, "run", "--", "yes", FULL], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE)
        child.stdout.readline()
        child.stdout.close()
        self.assertEqual(child.wait(timeout=60), 141)
        self.assertEqual(child.stderr.read(), b"")
        child.stderr.close()

    def test_words_after_the_dashes_are_the_commands(self):
        self.assertEqual(run("echo", "--help", "-q", "--").stdout, b"--help -q --\n")

    def test_help(self):
        for args in (["run", "--help"], ["help", "run"]):
            out = subprocess.run([LOGDIAG, *args], capture_output=True, check=True).stdout
            self.assertIn(b"logdiag run [OPTION...] -- COMMAND", out)
            self.assertIn(b"--timeout", out)


class Terminal:
    """A terminal in which a command runs, as a person has it."""

    def __init__(self, *args):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm"
            os.execv(LOGDIAG, [LOGDIAG, *args])
        self.seen = b""

    def until(self, text, seconds=30):
        end = time.monotonic() + seconds
        while text not in self.seen and time.monotonic() < end:
            if select.select([self.fd], [], [], 0.1)[0]:
                try:
                    data = os.read(self.fd, 65536)
                except OSError:
                    break
                if not data:
                    break
                self.seen += data
        return self.seen

    def end(self):
        self.until(b"\0never\0")
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.fd)
        return code


class OnATerminal(unittest.TestCase):
    def test_the_child_has_a_terminal_too(self):
        t = Terminal("run", "--", "sh", "-c", "test -t 0 && test -t 1 && test -t 2 && stty size; exit 5")
        import fcntl, struct, termios
        self.assertEqual(t.end(), 5)
        self.assertIn(b"0 0", t.seen.replace(b"24 80", b"0 0"))

    def test_colours_stay_and_go_as_without_us(self):
        script = r"if [ -t 1 ]; then printf '\033[31mred\033[0m\n'; else echo plain; fi"
        t = Terminal("run", "--", "sh", "-c", script)
        self.assertEqual(t.end(), 0)
        self.assertEqual(t.seen, b"\x1b[31mred\x1b[0m\r\n")
        out = subprocess.run([LOGDIAG, "run", "--", "sh", "-c", script], capture_output=True, check=True)
        self.assertEqual(out.stdout, b"plain\n")

    def test_interrupt_leaves_no_process(self):
        t = Terminal("run", "--", "sh", "-c", "echo $$; sleep 1000")
        pid = int(re.search(rb"(\d+)\r\n", t.until(b"\n")).group(1))
        time.sleep(0.3)
        os.write(t.fd, b"\x03")
        self.assertEqual(t.end(), 130)
        with self.assertRaises(ProcessLookupError):
            os.kill(pid, 0)

    def test_keys_reach_the_child_and_the_terminal_is_given_back(self):
        t = Terminal("run", "--", "sh", "-c", "read word; echo got $word")
        time.sleep(0.3)
        os.write(t.fd, b"hello\r")
        t.until(b"got hello\r\n")
        self.assertIn(b"got hello\r\n", t.seen)
        self.assertEqual(t.end(), 0)

    def test_the_report_has_colour_and_straight_lines(self):
        t = Terminal("run", "--", "sh", "-c", f"echo '{FULL}'; exit 1")
        self.assertEqual(t.end(), 1)
        self.assertIn(b"\x1b[", t.seen)
        self.assertNotRegex(t.seen.split(b"error[", 1)[1], rb"[^\r]\n")


if __name__ == "__main__":
    unittest.main()
