"""What the command does when the world fails: closed pipes, full disks, files
that change while they are read, and inputs made to cost memory."""
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import threading

LOGDIAG = os.environ["LOGDIAG"]
SANITIZED = os.environ.get("LOGDIAG_SANITIZED", "") != ""
MIB = 1 << 20
failures = []


def check(good, what):
    if not good:
        failures.append(what)


def run(*args, **more):
    return subprocess.run([LOGDIAG, *args], capture_output=True, timeout=300, check=False, **more)


def closed_pipe(folder):
    """Nobody reads: no message, no signal, as other tools end."""
    log = folder / "pipe.log"
    log.write_text("npm ERR! code E404\n")
    for args in (["--all", str(log)], ["rules", "list"], ["--help"], ["--format", "json", str(log)]):
        end, start = os.pipe()
        os.close(end)
        with os.fdopen(start, "wb") as out:
            done = subprocess.run([LOGDIAG, *args], stdout=out, stderr=subprocess.PIPE, timeout=60,
                                  check=False)
        check(done.returncode >= 0, f"closed pipe: {args} ended by signal {-done.returncode}")
        check(len(done.stderr.splitlines()) <= 1, f"closed pipe: {args} says {done.stderr!r}")


def full_disk(folder):
    log = folder / "full.log"
    log.write_text("npm ERR! code E404\n" * 3)
    if pathlib.Path("/dev/full").is_char_device():
        done = run("--format", "json=/dev/full", str(log))
        check(done.returncode == 2, f"/dev/full: exit code {done.returncode}")
        check(b"/dev/full" in done.stderr and len(done.stderr.splitlines()) == 1,
              f"/dev/full: says {done.stderr!r}")

    # A limit on the size of files stands for a disk that is full half way.
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    report = folder / "report.json"
    report.write_text("the old one")
    done = run("--format", f"json={report}", str(log), preexec_fn=limit)
    check(done.returncode == 2, f"full disk: exit code {done.returncode}")
    check(str(report).encode() in done.stderr, f"full disk: says {done.stderr!r}")
    check(report.read_text() == "the old one", "full disk: the old file is gone")
    left = sorted(p.name for p in folder.iterdir() if p.name.startswith("report"))
    check(left == ["report.json"], f"full disk: leaves {left}")


def changing_file(folder):
    """A file cut short while it is read, and one that grows; a small and a large one."""
    for lines in (20_000, 400_000):
        change_while_read(folder / "changing.log", lines)


def change_while_read(log, lines):
    log.write_bytes(b"x" * 100 * 1000 + b"\n")
    stop = threading.Event()

    def change():
        while not stop.is_set():
            with open(log, "r+b") as f:
                f.truncate(10)
                f.seek(0, 2)
                f.write(b"npm ERR! code E404\n" * lines)

    thread = threading.Thread(target=change)
    thread.start()
    for _ in range(5):
        done = run("--format", "json", str(log))
        told = len(done.stderr.splitlines())  # that it became shorter
        check((done.returncode, told) in ((0, 0), (2, 1)),
              f"changing file: exit code {done.returncode}, {done.stderr!r}")
    stop.set()
    thread.join()


def refusals(folder):
    """Things that are no logs are told in one line each."""
    for name in (str(folder / "missing"), "/proc/self/mem"):
        done = run(name)
        check(done.returncode == 2, f"{name}: exit code {done.returncode}")
        check(len(done.stderr.splitlines()) == 1, f"{name}: says {done.stderr!r}")


def peak_of(pieces, *args):
    """Peak memory in MiB of a run over what `pieces` yields."""
    with subprocess.Popen([LOGDIAG, *args, "--format", "json", "-"], stdin=subprocess.PIPE,
                          stdout=subprocess.DEVNULL) as child:
        for piece in pieces:
            child.stdin.write(piece)
        child.stdin.close()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    check(child.returncode in (0, 1), f"{args}: exit code {child.returncode}")
    return usage.ru_maxrss / 1024


def memory():
    many = b"npm ERR! code E404\nerror TS2304: Cannot find name 'a'.\n" * 20000

    def steps():
        for n in range(20):
            yield b"".join(b"##[group]Run step %d\n##[error]it failed: error %d\n" % (i, i)
                           for i in range(n * 10000, (n + 1) * 10000))

    def distinct():
        for n in range(20):
            yield b"".join(b"error TS2304: Cannot find name 'a%d'.\nerror: e%d\n" % (i, i)
                           for i in range(n * 5000, (n + 1) * 5000))

    inputs = {
        "one line of 64 MiB": lambda: (b"error " * (MIB // 6) for _ in range(64)),
        "every line matches": lambda: (many for _ in range(4)),
        "many distinct findings": distinct,
        "many failed steps": steps,
        "empty lines": lambda: (b"\n" * MIB for _ in range(32)),
    }
    for name, pieces in inputs.items():
        peak = peak_of(pieces())
        print(f"{name}: {peak:.0f} MiB")
        check(peak < 64, f"{name}: takes {peak:.0f} MiB")


with tempfile.TemporaryDirectory() as name:
    place = pathlib.Path(name)
    closed_pipe(place)
    full_disk(place)
    changing_file(place)
    refusals(place)
    if not SANITIZED:
        memory()
print("\n".join(failures))
print(len(failures), "failures")
sys.exit(bool(failures))
