"""logdiag as others use it: installed from this build into a prefix with spaces,
moved, then found by find_package and pkg-config, with the libraries where Debian wants
them and in a plain `lib`; and as a subdirectory. The libraries are those of this build. Only the subdirectory would build the library again, so it
is configured and its build is planned, not run; LOGDIAG_CONSUME_FULL=1 runs it."""
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path.cwd()
BUILD = os.environ["LOGDIAG_BUILD"]
HERE = ROOT / "tests/consume"
EXAMPLES = ROOT / "tools/examples"
LOG = ROOT / "tests/logs/ghcr-push.log"
TITLE = "GHCR refuses the push: no write access to package app of octo-org"
FIX = "Settings > Actions > General > Workflow"


def run(*command, **more):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False, **more)
    if done.returncode != 0:
        sys.exit(f"{shlex.join(str(c) for c in command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def check_programs(directory, libraries=None, names=("first_cause", "first_cause_c")):
    env = dict(os.environ, **({"LD_LIBRARY_PATH": str(libraries)} if libraries else {}))
    if "first_cause" in names:
        out = run(directory / "first_cause", LOG, env=env)
        assert f"ghcr-push.log:93: {TITLE}" in out and FIX in out, out
    if "first_cause_c" in names:
        with open(LOG, "rb") as log:
            out = run(directory / "first_cause_c", stdin=log, env=env)
        assert f"93: {TITLE}" in out and FIX in out, out


def configure(source, to, *more):
    run("cmake", "-G", "Ninja", "-S", source, "-B", to, f"-DEXAMPLES={EXAMPLES}", *more)


def pkg_config(libdir, *arguments):
    env = dict(os.environ, PKG_CONFIG_PATH=str(libdir / "pkgconfig"))
    return shlex.split(run("pkg-config", *arguments, env=env))


def plain_layout(tmp):
    """This build, configured anew for CMAKE_INSTALL_LIBDIR=lib: an install has no other
    way to choose it. What is built is taken over."""
    build, prefix = tmp / "plain", tmp / "plain prefix"
    run("cmake", "-G", "Ninja", "-S", ROOT, "-B", build, "-DCMAKE_INSTALL_LIBDIR=lib", "-DLOGDIAG_TESTS=OFF")
    for name in ("logdiag", "liblogdiag.*", "logdiag.*.1", "completion.*"):
        for file in pathlib.Path(BUILD).glob(name):
            shutil.copy(file, build, follow_symlinks=False)
    run("cmake", "--install", build, "--prefix", prefix)
    assert (prefix / "lib/liblogdiag.so").exists() and (prefix / "lib/cmake/logdiag").is_dir(), "lib is elsewhere"
    configure(HERE / "project", tmp / "found_plain", f"-DCMAKE_PREFIX_PATH={prefix}")
    run("cmake", "--build", tmp / "found_plain")
    check_programs(tmp / "found_plain")
    for compiler, source, package in (("gcc", "first_cause.c", "logdiag"), ("g++", "first_cause.cpp", "logdiag-cpp")):
        program = tmp / source.replace(".cpp", "").replace(".c", "_c")
        standard = ["-std=c++20"] if compiler == "g++" else []
        run(compiler, *standard, EXAMPLES / source, "-o", program,
            *pkg_config(prefix / "lib", "--cflags", "--libs", package))
    check_programs(tmp, prefix / "lib")


with tempfile.TemporaryDirectory() as tmp:
    tmp = pathlib.Path(tmp)
    plain_layout(tmp)
    first, prefix = tmp / "first place" / "of it", tmp / "moved to here"
    run("cmake", "--install", BUILD, "--prefix", first)
    first.rename(prefix)
    libdir = next(prefix.glob("lib*/**/liblogdiag.so")).parent
    for name in ("bin/logdiag", "include/logdiag/logdiag.h", "include/logdiag/logdiag.hpp",
                 "share/logdiag/schema/rule.json", "share/logdiag/schema/report.json",
                 "share/doc/logdiag/LICENSE", "share/man/man1/logdiag.1",
                 "share/bash-completion/completions/logdiag", "share/fish/vendor_completions.d/logdiag.fish"):
        assert (prefix / name).is_file(), f"{name} is not installed"
    assert list(prefix.glob("share/zsh/*/_logdiag")), "the completion for zsh is not installed"
    for text in [*libdir.rglob("*.cmake"), *libdir.rglob("*.pc")]:
        content = text.read_text(encoding="utf-8")
        for place in (str(ROOT), str(BUILD), "first place"):
            assert place not in content, f"{text.name} knows {place}"
    assert "denied" in run(prefix / "bin/logdiag", LOG)

    configure(HERE / "project", tmp / "found", f"-DCMAKE_PREFIX_PATH={prefix}")
    run("cmake", "--build", tmp / "found")
    check_programs(tmp / "found")
    configure(HERE / "c_only", tmp / "c_only", f"-DCMAKE_PREFIX_PATH={prefix}")
    run("cmake", "--build", tmp / "c_only")
    check_programs(tmp / "c_only", names=["first_cause_c"])

    version = pkg_config(libdir, "--modversion", "logdiag")
    assert version == [run(prefix / "bin/logdiag", "--version").split()[1]], version
    for compiler in ("gcc", "clang"):
        run(compiler, "-std=c99", EXAMPLES / "first_cause.c", "-o", tmp / "first_cause_c",
            *pkg_config(libdir, "--cflags", "--libs", "logdiag"))
        check_programs(tmp, libdir, ["first_cause_c"])
    for compiler, standard in (("g++", "c++20"), ("g++", "c++23"), ("clang++", "c++20"), ("clang++", "c++2b")):
        run(compiler, f"-std={standard}", "-Wall", "-Wextra", "-Werror", EXAMPLES / "first_cause.cpp",
            "-o", tmp / "first_cause", *pkg_config(libdir, "--cflags", "--libs", "logdiag-cpp"))
        check_programs(tmp, names=["first_cause"])

    configure(HERE / "project", tmp / "sub", f"-DLOGDIAG_SOURCE={ROOT}")
    planned = run("ninja", "-C", tmp / "sub", "-t", "commands", "first_cause", "first_cause_c")
    assert "liblogdiag.a" in planned and "gtest" not in planned, planned[-2000:]
    if os.environ.get("LOGDIAG_CONSUME_FULL"):
        run("cmake", "--build", tmp / "sub", "--target", "first_cause", "first_cause_c")
        check_programs(tmp / "sub")
print("installed, moved and consumed")
