"""The C test under valgrind memcheck: no bad read or write, nothing decided by memory that
was not written, no leak. The argument is the program. re2.supp leaves out what RE2 does by
design; that it names nothing else is tested, too."""
import pathlib
import re
import shutil
import subprocess
import sys

SUPPRESSIONS = pathlib.Path(__file__).with_name("re2.supp")


def main():
    if shutil.which("valgrind") is None:
        print("valgrind is not installed")
        return 77
    kept = re.findall(r"^\{\n(.*?)^\}", SUPPRESSIONS.read_text(encoding="utf-8"), re.M | re.S)
    for suppression in kept:
        lines = [line.strip() for line in suppression.splitlines()]
        if not re.fullmatch(r"Memcheck:(Cond|Value8)", lines[1]) or lines[2:] != ["obj:*/libre2.so.*"]:
            print(f"{SUPPRESSIONS}: more than reads of libre2: {lines}")
            return 1
    done = subprocess.run(
        ["valgrind", "--quiet", "--error-exitcode=99", "--leak-check=full",
         "--errors-for-leak-kinds=definite,indirect,possible", "--num-callers=20",
         f"--suppressions={SUPPRESSIONS}", sys.argv[1]], check=False)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
