"""The binary interface is the stored one: types and functions by libabigail against
tests/abi/liblogdiag.abixml, constants against tests/abi/constants.txt. Additions are
allowed, changes are not; that breaks are seen is tried each time. After an addition,
`abi_test.py --write` with a library that has debug information stores both anew."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HEADER = pathlib.Path("include/logdiag/logdiag.h")
STORED = pathlib.Path("tests/abi/liblogdiag.abixml")
CONSTANTS = pathlib.Path("tests/abi/constants.txt")
LIBRARY = os.environ["LOGDIAG_LIBRARY"]


def constants():
    """Every constant of the header and its value; the version changes with each release."""
    code = re.sub(r"/\*.*?\*/", "", HEADER.read_text(encoding="utf-8"), flags=re.S)
    found = re.findall(r"\b(LOGDIAG_[A-Z0-9_]+) = (-?\d+)", code)
    found += re.findall(r"#define (LOGDIAG_[A-Z0-9_]+) \(?(-?\d+)\)?", code)
    return [f"{name} {value}" for name, value in found if not name.startswith("LOGDIAG_VERSION_")]


def dump_library(to):
    subprocess.run(["abidw", "--headers-dir", "include/logdiag", "--drop-private-types", "--drop-undefined-syms",
                    "--exported-interfaces-only", "--no-show-locs", "--no-elf-needed", "--no-corpus-path",
                    "--no-comp-dir-path", "--type-id-style", "hash", "--out-file", str(to), LIBRARY], check=True)


def difference(old, new):
    """What abidiff says of two dumps; empty when the newer is compatible. Dumps, as abidiff
    judges less strictly when it drops the private types of a library itself."""
    done = subprocess.run(["abidiff", "--no-added-syms", str(old), str(new)],
                          capture_output=True, text=True, check=False)
    if done.returncode & 3:
        sys.exit(f"abidiff failed: {done.stdout}{done.stderr}")
    return done.stdout if done.returncode else ""


if "--write" in sys.argv:
    CONSTANTS.write_text("\n".join(sorted(constants())) + "\n", encoding="utf-8")
    dump_library(STORED)
    # Where it was built is nobody's business.
    STORED.write_text(STORED.read_text(encoding="utf-8").replace(f"path='{os.getcwd()}/", "path='"),
                      encoding="utf-8")
    sys.exit()

pinned = CONSTANTS.read_text(encoding="utf-8").split("\n")[:-1]
assert len(pinned) > 50, "constants.txt has lost its lines"
missing = sorted(set(pinned) - set(constants()))
assert not missing, f"constants that changed or went: {missing}"
# The compiler has the last word on values.
checks = "".join("_Static_assert({} == {}, \"\");\n".format(*line.split()) for line in pinned)
subprocess.run(["cc", "-std=c11", "-Iinclude", "-fsyntax-only", "-x", "c", "-"], check=True, text=True,
               input=f"#include <logdiag/logdiag.h>\n{checks}")

dump = STORED.read_text(encoding="utf-8")
size = re.search(r"<typedef-decl name='size_t'[^>]* id='([^']+)'", dump).group(1)
status = re.search(r"<typedef-decl name='logdiag_status'[^>]* id='([^']+)'", dump).group(1)
feed = re.search(r"<function-decl name='logdiag_scanner_feed'.*?</function-decl>", dump, re.S).group()
symbol = re.search(r"    <elf-symbol name='logdiag_scanner_feed'.*\n", dump).group()
BREAKS = {
    "a parameter of another type": dump.replace(feed, feed.replace(
        f"type-id='{size}'", f"type-id='{status}'")),
    "a result of another type": dump.replace(feed, feed.replace(
        f"<return type-id='{status}'", f"<return type-id='{size}'")),
    "a function that is gone": dump.replace(symbol, symbol + symbol.replace("scanner_feed", "scanner_gone")),
}
with tempfile.TemporaryDirectory() as tmp:
    library, path = pathlib.Path(tmp, "library.abixml"), pathlib.Path(tmp, "broken.abixml")
    dump_library(library)
    said = difference(STORED, library)
    assert not said, said
    for name, broken in BREAKS.items():
        assert broken != dump, name
        path.write_text(broken, encoding="utf-8")
        assert difference(path, library), f"not seen: {name}"
print(f"{len(pinned)} constants and the binary interface as stored; {len(BREAKS)} breaks seen")
