"""g++ and clang++, debug and release: the same reports, byte for byte, of the bundled
logs and of those below LOGDIAG_MORE_LOGS. Slow: builds the command three times, or
as often as builds are named: builds_test.py [BUILD...]"""
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path.cwd()
BUILD = pathlib.Path(os.environ["LOGDIAG_BUILD"])
BUILDS = {"gcc-release": ("gcc", "g++", "Release"), "gcc-debug": ("gcc", "g++", "Debug"),
          "clang-release": ("clang", "clang++", "Release")}
FORMS = (["--format", "json"], ["--format", "text", "--lang", "en"], ["--format", "html", "--lang", "zh"])
SKIPPED = 77


def built(name, c, cxx, kind):
    """The command of such a build."""
    folder = BUILD / "builds" / name
    for command in (["cmake", "-S", ROOT, "-B", folder, "-G", "Ninja", f"-DCMAKE_BUILD_TYPE={kind}",
                     f"-DCMAKE_C_COMPILER={c}", f"-DCMAKE_CXX_COMPILER={cxx}", "-DLOGDIAG_TESTS=OFF"],
                    ["cmake", "--build", folder, "--target", "logdiag_cli"]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{name} cannot be built:\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    return folder / "logdiag"


def logs():
    yield from sorted((ROOT / "tests/logs").rglob("*.log"))
    yield from sorted((ROOT / "tests/golden").glob("*.log"))
    more = os.environ.get("LOGDIAG_MORE_LOGS")
    if more:
        yield from sorted(p for p in pathlib.Path(more).rglob("*") if p.is_file())


def main():
    if not shutil.which("clang++"):
        print("skipped: there is no clang++")
        return SKIPPED
    commands = {"of this build": pathlib.Path(os.environ["LOGDIAG"])}
    commands |= {name: built(name, *BUILDS[name]) for name in sys.argv[1:] or BUILDS}
    different = compared = 0
    for log in logs():
        for form in FORMS:
            said = {name: subprocess.run([command, *form, log], capture_output=True, check=False).stdout
                    for name, command in commands.items()}
            first = said["of this build"]
            others = [name for name, text in said.items() if text != first]
            compared += 1
            if others or not first:
                different += 1
                print(f"{log} {' '.join(form)}: {', '.join(others) or 'nothing'} says something else")
    print(f"{compared} reports of {len(commands)} builds compared, {different} differ")
    return bool(different or not compared)


if __name__ == "__main__":
    sys.exit(main())
