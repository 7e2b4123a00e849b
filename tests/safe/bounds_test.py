"""Memory stays below 64 MiB whatever is fed in. The argument is the share of the full
sizes: 1 is a stream of 10 GiB, a line of 1 GiB, 10 million distinct findings, and 1 GiB
in which every line matches, which takes a quarter of an hour. A number behind it names
the only case to run."""
import json
import os
import pathlib
import resource
import subprocess
import sys
import time

LOGDIAG = os.environ["LOGDIAG"]
RULES = pathlib.Path(__file__).resolve().parents[2] / "rules"
MIB, GIB = 1 << 20, 1 << 30
BOUND = 64  # MiB

# The writer is a process of its own: the peak of a process counts what it was forked
# from, and the measured one is to be forked from a small one.
WRITER = "import sys; sys.path.insert(0, sys.argv[1]); import bounds_test as b; b.write(int(sys.argv[2]), float(sys.argv[3]))"


def repeated(block, size):
    whole, rest = divmod(size, len(block))
    for _ in range(whole):
        yield block
    yield block[:rest]


def numbered(line, count):
    for first in range(0, count, 1000):
        yield b"".join(line(n) for n in range(first, min(first + 1000, count)))


def quiet_line(n):
    return (b"2026-01-02T03:04:05.1234567Z Compiling unit %d of src/part%d/unit.cpp into build/obj%d, "
            b"%d symbols\n" % (n, n % 97, n % 13, n * 7 % 1000))


def samples():
    """The lines that the rules themselves show, of which every one is asked for much."""
    lines = []
    for path in sorted(RULES.glob("*/*.json")):
        rules = json.loads(path.read_text(encoding="utf-8"))
        for rule in rules if isinstance(rules, list) else [rules]:
            for sample in rule["samples"]:
                lines += sample["log"]
    return [line.encode() for line in lines]


CASES = [
    ("a stream of 10 GiB", 10 * GIB, lambda n: repeated(b"".join(map(quiet_line, range(5000))), n)),
    ("one line of 1 GiB", GIB, lambda n: repeated(b"error: cannot find module 'abc' " * 8192, n)),
    ("every line matches, 1 GiB", GIB,
     lambda n: repeated(b"npm ERR! code E404\nerror TS2304: Cannot find name 'a'.\n" * 5000, n)),
    ("10 million distinct findings", 10_000_000,
     lambda n: numbered(lambda i: b"error TS2304: Cannot find name 'a%d'.\n" % i, n)),
    ("10 million failed steps", 10_000_000,
     lambda n: numbered(lambda i: b"##[group]Run step %d\n##[error]it failed: error %d\n" % (i, i), n)),
    ("10 million jobs", 10_000_000,
     lambda n: numbered(lambda i: b"job %d\tstep %d\terror TS2304: Cannot find name 'a'.\n" % (i, i), n)),
    ("empty lines, 1 GiB", GIB, lambda n: repeated(b"\n" * MIB, n)),
    ("the samples of all rules, 64 MiB", 64 * MIB, lambda n: repeated(b"\n".join(samples()) + b"\n", n)),
]


def write(case, share):
    for piece in CASES[case][2](int(CASES[case][1] * share)):
        while piece:
            piece = piece[os.write(1, piece):]


def measure(case, share):
    """Whether the command ends well behind a pipe, its peak in MiB and processor seconds."""
    command = [sys.executable, "-S", "-c", WRITER, os.path.dirname(os.path.abspath(__file__)), str(case), str(share)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        child = os.posix_spawn(LOGDIAG, [LOGDIAG, "--no-config", "--format", "json", "--stats"], os.environ,
                               file_actions=[(os.POSIX_SPAWN_DUP2, writer.stdout.fileno(), 0),
                                             (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
        writer.stdout.close()
        _, status, usage = os.wait4(child, 0)
    good = os.waitstatus_to_exitcode(status) == 0 and writer.returncode == 0
    return good, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime


def main():
    share = float(sys.argv[1]) if len(sys.argv) > 1 else 1 / 256
    only = [int(sys.argv[2])] if len(sys.argv) > 2 else range(len(CASES))
    failures = []
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for case in only:
        begun = time.monotonic()
        good, peak, spent = measure(case, share)
        print(f"{case} {CASES[case][0]}, times {share:g}: {peak:.0f} MiB, {spent:.1f} s of processor time, "
              f"{time.monotonic() - begun:.1f} s", flush=True)
        if not good:
            failures.append(f"{CASES[case][0]}: does not end well")
        if peak >= BOUND:
            failures.append(f"{CASES[case][0]}: takes {peak:.0f} MiB (we ourselves {own:.0f})")
    print("\n".join(failures))
    print(len(failures), "failures")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
