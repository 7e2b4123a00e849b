"""Each public header compiles alone without a warning, with the older standard by g++
and the newer by clang++ (consume_test.py compiles all of them crosswise); the C header
also as C99; and no third party shows in any of them."""
import pathlib
import re
import subprocess
import sys

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror"]
headers = sorted(pathlib.Path("include/logdiag").iterdir())
assert len(headers) >= 8, headers
faults = []


def compiles(compiler, standard, language, names):
    # From a file of one line, as a header that is compiled itself warns of its #pragma once.
    for name in names:
        done = subprocess.run([compiler, f"-std={standard}", *WARNINGS, "-fsyntax-only", "-Iinclude",
                               "-x", language, "-"], capture_output=True, text=True, check=False,
                              input=f"#include <logdiag/{name.name}>\n")
        if done.returncode:
            faults.append(f"{compiler} -std={standard} {name}:\n{done.stderr}")


for compiler, standard in (("g++", "c++20"), ("clang++", "c++2b")):
    compiles(compiler, standard, "c++", headers)
for compiler in ("gcc", "clang"):
    compiles(compiler, "c99", "c", [h for h in headers if h.suffix == ".h"])
for header in headers:
    code = re.sub(r"//.*|/\*.*?\*/", "", header.read_text(encoding="utf-8"), flags=re.S if header.suffix == ".h" else 0)
    if party := re.search(r"\b(re2|RE2|fmt|nlohmann|hwy|CLI)\b(::|/)", code):
        faults.append(f"{header}: shows {party.group()}")
print("\n".join(faults) or f"{len(headers)} headers, each alone")
sys.exit(bool(faults))
