"""A report is a function of rules, options and bytes: the same from a file, a pipe
in any pieces and an archive, whatever the threads, the locale, the time zone, the
directory and the run."""
import gzip
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

LOGDIAG = os.environ["LOGDIAG"]
ROOT = pathlib.Path.cwd()
LOGS = [ROOT / "tests/logs/ghcr-push.log", *sorted((ROOT / "tests/logs/inputs").glob("*.log"))]
FORMATS = ("text", "json", "jsonl", "sarif", "github", "markdown", "junit", "html")
STAMP = "2026-05-14T09:31:02.0000000Z "
failures = []


def check(good, what):
    if not good:
        failures.append(what)


def run(*args, data=None, **more):
    done = subprocess.run([LOGDIAG, *map(str, args)], input=data, capture_output=True, check=False,
                          timeout=300, **more)
    check(done.returncode == 0 and not done.stderr, f"{args}: ends with {done.returncode}: {done.stderr[:300]}")
    return done.stdout


def large_log(path):
    """Several jobs, every line different, errors known and unknown, long lines; more
    than one thread gets to see at a time."""
    with open(path, "w", encoding="utf-8") as log:
        for n in range(90_000):
            log.write(f"{STAMP}\x1b[32mcompiling\x1b[0m unit {n * 7919 % 90_000} of the whole, 已完成\r\n")
            if n % 997 == 0:
                log.write(f"{STAMP}##[group]Run make part{n}\n{STAMP}##[endgroup]\n"
                          f"{STAMP}src/part{n}.c:{n}:7: error: 'x{n}' undeclared (first use in this function)\n"
                          f"{STAMP}make: *** [Makefile:{n}: part{n}.o] Error 1\n")
            if n % 4001 == 0:
                log.write(f"{STAMP}flurb daemon error: cannot bend widget {n}\n" + "y" * 300_000 + "\n")
            if n % 30_000 == 29_999:
                log.write(f"{STAMP}##[error]Process completed with exit code 2.\n"
                          f"{STAMP}Cleaning up orphan processes\n"
                          f"{STAMP}Current runner version: '2.316.1'\n")


def piped(args, data, size):
    """The report on what comes through a pipe in pieces of `size`."""
    with subprocess.Popen([LOGDIAG, *args], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        with open(child.stdin.fileno(), "wb", buffering=0, closefd=False) as pipe:
            for at in range(0, len(data), size):
                pipe.write(data[at:at + size])
        out, _ = child.communicate(timeout=300)
    check(child.returncode == 0, f"a pipe in pieces of {size}: ends with {child.returncode}")
    return out


def turkish(folder):
    """The variables of a locale in which `I` is no capital of `i` and 1,5 is a number,
    if it is there or can be made."""
    there = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.split()
    if "tr_TR.utf8" in there:
        return [{"LC_ALL": "tr_TR.UTF-8"}]
    if not shutil.which("localedef") or not pathlib.Path("/usr/share/i18n/locales/tr_TR").exists():
        print("tr_TR is not there and cannot be made; not tried")
        return []
    subprocess.run(["localedef", "-i", "tr_TR", "-f", "UTF-8", folder / "tr_TR.UTF-8"], check=True)
    return [{"LC_ALL": "tr_TR.UTF-8", "LOCPATH": str(folder)}]


def surroundings(folder, log, form, lang, locales):
    """Environment, directory and repetition."""
    args = ["--format", form, "--lang", lang, log]
    first = run(*args)
    check(len(first) > 200, f"{log.name} as {form}: says next to nothing")
    worlds = [{}, {"LC_ALL": "C", "TZ": "Asia/Kathmandu"}, {"LC_ALL": "C.UTF-8", "HOME": "/nowhere"},
              {"LC_ALL": "no_such_locale", "TZ": "America/St_Johns"}, *locales]
    for world in worlds:
        check(run(*args, env={**os.environ, **world}) == first, f"{log.name} as {form} in {lang}: differs with {world}")
    check(run("--jobs", "3", *args, cwd=folder) == first,
          f"{log.name} as {form} in {lang}: differs with three threads in another directory")
    return first


def ways(folder, log, form):
    """A file, a pipe in pieces, compressed, in an archive: only the name differs."""
    data = log.read_bytes()
    args = ["--format", form, "--lang", "en"]
    by_pipe = piped(args, data, len(data) or 1)
    for size in (1, 7, 4096, 65_537):
        if len(data) // size < 100_000:
            check(piped(args, data, size) == by_pipe, f"{log.name} as {form}: differs in pieces of {size}")
    alike = folder / "alike.log"  # under one name, for a name has a width at which text wraps
    alike.write_bytes(data)
    of_file = run(*args, alike)
    if form == "json":
        check(nameless(of_file) == nameless(by_pipe), f"{log.name}: from a pipe it differs")
        packed = folder / "packed.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("alike.log", data)
        check(nameless(run(*args, packed)) == nameless(of_file), f"{log.name}: in an archive it differs")
    alike.write_bytes(gzip.compress(data))
    check(run(*args, alike) == of_file, f"{log.name} as {form}: compressed it differs")


def nameless(report):
    """Its lines without those that say where the log came from."""
    return [line for line in report.splitlines() if not line.strip().startswith(b'"source": ')]


with tempfile.TemporaryDirectory() as kept:
    tmp = pathlib.Path(kept)
    large = tmp / "large.log"
    large_log(large)
    turk = turkish(tmp)
    for one in (*LOGS, large):
        ways(tmp, one, "json")
    for name in FORMATS:
        ways(tmp, LOGS[0], name)
        said = {lang: surroundings(tmp, LOGS[0], name, lang, turk) for lang in ("en", "zh")}
        # What a program reads holds both languages.
        check((said["en"] == said["zh"]) == (name in ("json", "jsonl")), f"{name}: --lang does not do what it says")
    surroundings(tmp, large, "json", "en", turk)

print("\n".join(failures))
print(len(failures), "failures")
sys.exit(bool(failures))
