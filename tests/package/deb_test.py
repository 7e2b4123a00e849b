"""The Debian packages of this build, in a root that has nothing else: installed with
apt, README's examples run, programs use the library, and purging leaves no file.
LOGDIAG_PACKAGES names a directory with packages to take instead. Needs root and
debootstrap; the clean root is made once and kept in the build directory."""
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path.cwd()
BUILD = pathlib.Path(os.environ["LOGDIAG_BUILD"])
LOG = "tests/logs/ghcr-push.log"
SKIPPED = 77


def run(*command, **more):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False, **more)
    if done.returncode != 0:
        sys.exit(f"{shlex.join(str(c) for c in command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def clean_root():
    kept = BUILD / "clean-root"
    if (kept / "usr/bin/python3").exists():
        return kept
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        print("skipped: a clean root can only be made by root, with debootstrap")
        sys.exit(SKIPPED)
    suite = next(line.split("=")[1].strip() for line in open("/etc/os-release", encoding="utf-8")
                 if line.startswith("VERSION_CODENAME="))
    shutil.rmtree(kept, ignore_errors=True)
    run("debootstrap", "--variant=minbase", "--include=ca-certificates,python3", suite, kept)
    return kept


def packages(folder):
    named = os.environ.get("LOGDIAG_PACKAGES")
    if not named:
        run("cpack", "-G", "DEB", "-B", folder, cwd=BUILD)
    found = sorted(pathlib.Path(named or folder).glob("*.deb"))
    assert [f.name.split("_")[0] for f in found] == ["liblogdiag-dev", "liblogdiag0", "logdiag"], found
    return found


if os.geteuid() != 0:
    print("skipped: only root may enter another root")
    sys.exit(SKIPPED)
with tempfile.TemporaryDirectory() as tmp:
    tmp = pathlib.Path(tmp)
    debs = packages(tmp / "debs")
    if shutil.which("lintian"):
        run("lintian", "--allow-root", "--fail-on", "error,warning", *debs)
    root = tmp / "root"
    run("cp", "-a", "--reflink=auto", clean_root(), root)

    def inside(*command, **more):
        return run("chroot", root, "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "HOME=/root",
                   "DEBIAN_FRONTEND=noninteractive", "PYTHONDONTWRITEBYTECODE=1", *command, **more)

    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    (root / "debs").mkdir()
    for deb in debs:
        shutil.copy(deb, root / "debs")
    inside("apt-get", "update")
    inside("sh", "-c", "apt-get install -y --no-install-recommends /debs/*.deb")
    listed = inside("dpkg", "-L", "logdiag", "liblogdiag0", "liblogdiag-dev").splitlines()
    files = [p for p in map(pathlib.PurePosixPath, listed) if not (root / str(p)[1:]).is_dir()]
    for wanted in ("usr/bin/logdiag", "usr/share/man/man1/logdiag.1.gz", "usr/share/man/zh_CN/man1/logdiag.1.gz",
                   "usr/share/bash-completion/completions/logdiag", "usr/share/zsh/vendor-completions/_logdiag",
                   "usr/share/fish/vendor_completions.d/logdiag.fish", "usr/share/logdiag/schema/report.json",
                   "usr/share/logdiag/schema/rule.json", "usr/include/logdiag/logdiag.h"):
        assert pathlib.PurePosixPath("/" + wanted) in files, f"{wanted} is not installed"
    for package in ("logdiag", "liblogdiag0", "liblogdiag-dev"):
        doc = root / "usr/share/doc" / package
        # dpkg of a small image may be told to leave documents out; copyright it keeps.
        assert "License: Expat" in (doc / "copyright").read_text(encoding="utf-8"), package
    library = next(p for p in files if p.name == "liblogdiag.so.0")
    assert "liblogdiag.so.0" in inside("ldconfig", "-p"), library
    sections = run("readelf", "-SW", root / "usr/bin/logdiag")
    assert ".debug_info" not in sections and ".symtab" not in sections, "the command is not stripped"

    # README's examples, as a reader of it would type them.
    for name in ("README.md", "tests/cli/readme_test.py", LOG):
        (root / "readme" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / "readme" / name)
    print("README:", inside("env", "LOGDIAG=/usr/bin/logdiag", "sh", "-c",
                            "cd /readme && python3 tests/cli/readme_test.py").strip())

    # The library: by the binding, and by programs built with what -dev brings.
    shutil.copytree(ROOT / "tools/bindings/python/logdiag", root / "readme/logdiag",
                    ignore=shutil.ignore_patterns("__pycache__"))
    told = inside("sh", "-c", f"cd /readme && python3 -c 'import logdiag; print(logdiag.diagnose(open(\"{LOG}\").read())[0].id)'")
    assert told == "ghcr/write-package-denied\n", told
    env = dict(os.environ, PKG_CONFIG_LIBDIR=f"{root / str(library.parent)[1:]}/pkgconfig:"
               + run("pkg-config", "--variable", "pc_path", "pkg-config").strip())
    for compiler, source, package in (("cc", "first_cause.c", "logdiag"), ("c++", "first_cause.cpp", "logdiag-cpp")):
        flags = shlex.split(run("pkg-config", "--cflags", "--libs", package, env=env))
        more = ["-std=c++20"] if compiler == "c++" else []
        run(compiler, *more, ROOT / "tools/examples" / source, "-o", root / "readme" / f"uses-{package}", *flags)
        out = inside("sh", "-c", f"cd /readme && ./uses-{package} {LOG} <{LOG}")
        assert "GHCR refuses the push" in out, out

    inside("apt-get", "purge", "-y", "logdiag", "liblogdiag0", "liblogdiag-dev")
    left = [str(p) for p in files if (root / str(p)[1:]).exists()]
    assert not left, f"left behind: {left}"
print("installed, used and removed in a clean root")
