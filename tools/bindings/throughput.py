"""Time through the C API and through Python against the command, over one big log
fed in pieces of 1 MiB; all three must print the same report.

    python3 tools/bindings/throughput.py [BUILD_DIRECTORY [LOG]]

Processor time counts, the least of several runs in turn, so that other work on the
machine matters little. Without LOG one of 256 MiB is made, beside which the start of an
interpreter is little."""
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ROUNDS = 3
PYTHON = """
import sys, logdiag
with logdiag.Scanner(source=sys.argv[1]) as scanner, open(sys.argv[1], "rb", buffering=0) as log:
    while piece := log.read(1 << 20):
        scanner.feed(piece)
sys.stdout.write(scanner.report.render("json"))
"""


def make_log(path):
    with open(path, "wb") as out:
        for block in range(256):
            lines = "".join(
                f"2026-05-14T09:{n // 600 % 60:02}:{n // 10 % 60:02}.0000000Z #9 {n / 100:.3f} "
                f"[{block}/256] compiling module_{n * 7919 % 10007} \x1b[32mok\x1b[0m\n" for n in range(14_000))
            out.write(lines.encode()[:1 << 20])
        out.write(b"\n" + (ROOT / "tests/logs/ghcr-push.log").read_bytes())


def seconds(command, environment):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, out


def main(build="build/release", log=None):
    build = pathlib.Path(build).resolve()
    environment = {**os.environ, "LD_LIBRARY_PATH": str(build), "PYTHONPATH": str(HERE / "python"),
                   "LOGDIAG_LIBRARY": str(build / "liblogdiag.so.0")}
    with tempfile.TemporaryDirectory() as folder:
        feed = f"{folder}/feed"
        subprocess.run(["cc", "-std=c99", "-O2", f"-I{ROOT}/include", str(HERE / "throughput.c"), "-o", feed,
                        f"-L{build}", "-llogdiag"], check=True)
        if log is None:
            log = f"{folder}/build.log"
            make_log(log)
        size = os.path.getsize(log)
        commands = {"command": [str(build / "logdiag"), "--format", "json", log], "C": [feed, log],
                    "Python": [sys.executable, "-c", PYTHON, log]}
        least = dict.fromkeys(commands, float("inf"))
        for _ in range(ROUNDS):
            reports = set()
            for name, command in commands.items():
                spent, report = seconds(command, environment)
                least[name] = min(least[name], spent)
                reports.add(report)
            if len(reports) != 1:
                sys.exit("the reports differ")
    for name, spent in least.items():
        print(f"{name:8} {spent:6.3f} s  {size / spent / 1e6:6.0f} MB/s  {spent / least['command']:.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
