"""Release builds are hardened: the flags that a release is compiled with, and
what the linker made of them in the programs at hand."""
import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
failures = []


def check(good, what):
    if not good:
        failures.append(what)


def read(*options):
    return subprocess.run(["readelf", *options], capture_output=True, text=True, check=True).stdout


for path in (os.environ["LOGDIAG"], os.environ["LOGDIAG_LIBRARY"]):
    segments = read("-Wl", path)
    dynamic = read("-Wd", path)
    check("Elf file type is DYN" in segments, f"{path}: is not position independent")
    check("GNU_RELRO" in segments, f"{path}: has no RELRO")
    check("BIND_NOW" in dynamic or " NOW" in dynamic, f"{path}: binds late, so RELRO is not full")
    check("TEXTREL" not in dynamic, f"{path}: has relocations in its code")
    stack = [line for line in segments.splitlines() if "GNU_STACK" in line]
    check(len(stack) == 1 and " RWE " not in stack[0], f"{path}: has a stack that can be run")
    check("RPATH" not in dynamic, f"{path}: looks for libraries in a path of the build")

with tempfile.TemporaryDirectory() as folder:
    subprocess.run(["cmake", "-S", str(ROOT), "-B", folder, "-G", "Ninja",
                    "-DCMAKE_BUILD_TYPE=Release", "-DLOGDIAG_TESTS=OFF",
                    "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON"], check=True, capture_output=True)
    commands = json.loads((pathlib.Path(folder) / "compile_commands.json").read_text())
    wanted = ["-fstack-protector-strong", "-D_FORTIFY_SOURCE=2"]
    if platform.machine() in ("x86_64", "AMD64"):
        wanted.append("-fcf-protection=full")
    ours = [c for c in commands if "/lib/" in c["file"] or "/tools/logdiag/" in c["file"]]
    check(len(ours) > 50, "the release has hardly any files")
    for command in ours:
        for flag in wanted:
            check(flag in command["command"], f"{command['file']}: is compiled without {flag}")

print("\n".join(failures))
print(len(failures), "failures")
sys.exit(bool(failures))
