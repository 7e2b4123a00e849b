"""What the command does when the world fails: closed pipes, full disks, reads that are
cut, interrupted or refused, files that change while they are read, children that are
killed. The argument is the library that makes reads and writes fail (faulty_io.c)."""
import gzip
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import threading

LOGDIAG = os.environ["LOGDIAG"]
failures = []


def check(good, what):
    if not good:
        failures.append(what)


def run(*args, **more):
    more.setdefault("stdout", subprocess.PIPE)
    return subprocess.run([LOGDIAG, *args], stderr=subprocess.PIPE, timeout=120, check=False, **more)


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
        # The same of standard output, as other tools do; told once.
        for args in ([str(log)], ["--format", "text", "--github", str(log)], ["rules", "list"], ["--help"]):
            with open("/dev/full", "wb") as full:
                done = run(*args, stdout=full, env={**os.environ, "GITHUB_STEP_SUMMARY": os.devnull})
            check(done.returncode == 2, f"full output: {args} gives exit code {done.returncode}")
            check(b"standard output" in done.stderr and len(done.stderr.splitlines()) == 1,
                  f"full output: {args} says {done.stderr!r}")
        with open("/dev/full", "wb") as full:
            done = run("run", "--", "seq", "200000", stdout=full)  # it ends of a closed pipe
        check(done.returncode == 141 and len(done.stderr.splitlines()) == 1,
              f"full output of run: exit code {done.returncode}, says {done.stderr!r}")

    # A limit on the size of files stands for a disk that is full half way.
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    report = folder / "report.json"
    report.write_text("the old one")
    done = run("--format", f"json={report}", str(log), preexec_fn=limit)
    check(done.returncode == 2, f"full disk: exit code {done.returncode}")
    check(str(report).encode() in done.stderr, f"full disk: says {done.stderr!r}")
    check(report.read_text() == "the old one", "full disk: the old file is gone")
    left = sorted(p.name for p in folder.iterdir() if p.name.startswith("report"))
    check(left == ["report.json"], f"full disk: leaves {left}")
    # The command that is run fills its own log and ours; its exit code stays.
    done = run("run", "--log", str(folder / "run.log"), "--", "sh", "-c", "seq 300000; exit 7",
               preexec_fn=limit)
    check(done.returncode == 7 and b"run.log" in done.stderr.splitlines()[0],
          f"full disk under run: exit code {done.returncode}, says {done.stderr!r}")


def replaced_file(folder):
    """A report replaces the one before and keeps its rights; a link stays a link."""
    log = folder / "replace.log"
    log.write_text("npm ERR! code E404\n")
    report = folder / "private.json"
    report.write_text("the old one")
    report.chmod(0o600)
    link = folder / "link.json"
    link.symlink_to(report)
    done = run("--format", f"json={link}", str(log))
    check(done.returncode == 0, f"replaced file: {done.stderr!r}")
    check(b"npm/" in report.read_bytes(), "replaced file: has no report")
    check(report.stat().st_mode & 0o777 == 0o600, "replaced file: others may read it now")
    check(link.is_symlink(), "replaced file: the link is gone")


class Faulty:
    """Runs of the command whose reads and writes fail; see faulty_io.c."""

    def __init__(self, library, folder):
        self.library, self.told = library, folder / "told"

    def run(self, fault, where, *args, **more):
        self.told.unlink(missing_ok=True)
        env = {**os.environ, "LD_PRELOAD": self.library, "FAULT": fault, "FAULT_AT": where,
               "FAULT_TOLD": str(self.told)}
        env["ASAN_OPTIONS"] = "verify_asan_link_order=0"
        done = run(*args, env=env, **more)
        check(self.told.exists() and int(self.told.read_text()) > 0, f"{fault} {args}: nothing was faulty")
        return done


def faulty_reads(library, folder):
    """Short and interrupted reads make no difference; of a failing one is told."""
    faulty = Faulty(library, folder)
    log = folder / "reads.log"
    text = b"".join(b"line %d\n" % n for n in range(2000)) + b"npm ERR! code E404\n"
    log.write_bytes(text)
    packed = folder / "reads.gz"
    packed.write_bytes(gzip.compress(text))
    large = folder / "large.log"  # several threads read it
    large.write_bytes(b"nothing to see here, really\n" * 160_000 + b"npm ERR! code E404\n")
    for fault in ("short", "eintr"):
        for args in ([log], [packed], ["--jobs", "2", log, packed], *([["--jobs", "2", large]] * (fault != "short"))):
            args = ["--format", "json", *map(str, args)]
            plain, done = run(*args), faulty.run(fault, pathlib.Path(args[-1]).name, *args)
            check((done.returncode, done.stdout, done.stderr) == (0, plain.stdout, b""),
                  f"{fault} {args}: exit code {done.returncode}, {done.stdout[:200]!r} {done.stderr!r}")
        with open(log, "rb") as source, open(log, "rb") as again:
            done = faulty.run(fault, "reads.log", "--format", "json", stdin=source)
            plain = run("--format", "json", stdin=again)
        check((done.returncode, done.stdout) == (0, plain.stdout), f"{fault} standard input: {done.stderr!r}")
        # Of the command that is run too, in both directions.
        script = f"cat '{log}'; echo to standard error >&2; exit 3"
        done = faulty.run(fault, "]", "run", "--", "sh", "-c", script)  # pipes
        check((done.returncode, done.stdout) == (3, text) and b"npm/" in done.stderr,
              f"{fault} under run: exit code {done.returncode}, {done.stderr!r}")
    for path in (log, packed, large):
        limit = path.stat().st_size // 2
        done = faulty.run(f"eio={limit}", path.name, "--jobs", "2", "--format", "json", str(path))
        told = done.stderr.splitlines()
        check(done.returncode == 2, f"EIO in {path.name}: exit code {done.returncode}")
        check(len(told) == 1 and path.name.encode() in told[0] and b"Input/output error" in told[0],
              f"EIO in {path.name}: says {done.stderr!r}")
        check(done.stdout.startswith(b"{"), f"EIO in {path.name}: no report of what was read")
        # What else was named is read all the same.
        other = folder / "other.txt"
        other.write_text("npm ERR! code E404\n")
        done = faulty.run(f"eio={limit}", path.name, "--format", "json", str(path), str(other))
        check(done.returncode == 2 and b"npm/" in done.stdout, f"EIO in {path.name}: the rest is left out")
    done = faulty.run("eio=0", "reads.log", "--format", "json", str(log))
    check(done.returncode == 2 and len(done.stderr.splitlines()) == 1, f"EIO at once: says {done.stderr!r}")
    with open(log, "rb") as source:
        done = faulty.run("eio=5", "reads.log", "--format", "json", stdin=source)
    check(done.returncode == 2 and b"standard input" in done.stderr, f"EIO of standard input: says {done.stderr!r}")


def faulty_writes(library, folder):
    faulty = Faulty(library, folder)
    log = folder / "writes.log"
    log.write_text("npm ERR! code E404\n")
    plain = run("--all", str(log))
    for fault in ("short", "eintr"):
        with open(folder / "out.txt", "w+b") as out:
            done = faulty.run(fault, "out.txt", "--all", str(log), stdout=out)
            out.seek(0)
            text = out.read()
        check((done.returncode, text) == (0, plain.stdout), f"{fault} writes: {done.returncode}, {text!r}")
    with open(folder / "out.txt", "w+b") as out:
        done = faulty.run("enospc=20", "out.txt", "--all", str(log), stdout=out)
    check(done.returncode == 2 and len(done.stderr.splitlines()) == 1, f"full output: says {done.stderr!r}")
    # A pipe whose other end made it non-blocking gets all of it.
    end, start = os.pipe()
    os.set_blocking(start, False)
    fill = b"x" * 4096
    try:
        while True:
            os.write(start, fill)
    except BlockingIOError:
        pass
    got = []

    def drain():
        with os.fdopen(end, "rb") as reader:
            got.append(reader.read())

    with subprocess.Popen([LOGDIAG, "--all", str(log)], stdout=start) as child:
        os.close(start)
        thread = threading.Thread(target=drain)
        thread.start()
        code = child.wait(60)
    thread.join()
    check((code, got[0].lstrip(b"x")) == (0, plain.stdout), f"non-blocking output: {code}, {got[0][-200:]!r}")


def killed_children(folder):
    """A command that is killed, or whose children are: its end is told, nothing hangs."""
    for script, code in (("kill -9 $$", 137), ("kill -SEGV $$", 139), ("sh -c 'kill -9 $$'; exit 4", 4),
                         ("sh -c 'kill -9 $$' & wait $!; exit 5", 5), ("echo begun; kill -9 $$", 137)):
        done = run("run", "--", "sh", "-c", script)
        check(done.returncode == code, f"killed: {script!r} gives {done.returncode}")
    # Killed from outside, with what it had printed scanned and told.
    with subprocess.Popen([LOGDIAG, "run", "--", "sh", "-c", "echo 'npm ERR! code E404'; echo $$; exec sleep 60"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        child.stdout.readline()
        os.kill(int(child.stdout.readline()), signal.SIGKILL)
        told = child.communicate(timeout=60)[1]
    check(child.returncode == 137 and b"npm" in told, f"killed child: {child.returncode}, says {told!r}")
    # A pager or a reader that is killed does not take us with it.
    log = folder / "killed.log"
    log.write_text("npm ERR! code E404\n" * 10)
    with subprocess.Popen(["sh", "-c", f"'{LOGDIAG}' --format html '{log}'; echo $? >&2"], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as child:
        child.stdout.close()
        told = child.stderr.read()
        child.wait(60)
    check(told == b"0\n", f"killed reader: {told!r}")


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


with tempfile.TemporaryDirectory() as name:
    place = pathlib.Path(name)
    closed_pipe(place)
    full_disk(place)
    changing_file(place)
    refusals(place)
    replaced_file(place)
    killed_children(place)
    faulty_reads(sys.argv[1], place)
    faulty_writes(sys.argv[1], place)
print("\n".join(failures))
print(len(failures), "failures")
sys.exit(bool(failures))
