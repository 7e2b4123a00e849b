"""The shared library exports what tests/abi/exports.txt lists and nothing else."""
import os
import pathlib
import re
import subprocess
import sys

out = subprocess.run(["nm", "-D", "--defined-only", os.environ["LOGDIAG_LIBRARY"]],
                     capture_output=True, text=True, check=True).stdout
symbols = sorted(re.sub(r"@@?LOGDIAG_0$", "", line.split()[-1]) for line in out.splitlines()
                 if not line.endswith(" A LOGDIAG_0"))
wanted = pathlib.Path("tests/abi/exports.txt").read_text(encoding="utf-8").split()
declared = sorted(set(re.findall(r"\b(logdiag_[a-z_]+)\(", re.sub(
    r"/\*.*?\*/", "", pathlib.Path("include/logdiag/logdiag.h").read_text(encoding="utf-8"),
    flags=re.S))))
if symbols != wanted or declared != wanted:
    print("missing from the library:", sorted(set(wanted) - set(symbols)))
    print("exported but not listed:", sorted(set(symbols) - set(wanted)))
    print("listed but not declared:", sorted(set(wanted) - set(declared)))
    sys.exit(1)
print(len(symbols), "symbols, as listed")
