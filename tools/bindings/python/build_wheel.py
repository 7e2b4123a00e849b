"""Builds the wheel, with the library inside; needs neither network nor packages.

    LOGDIAG_LIBRARY=build/release/liblogdiag.so python3 build_wheel.py DIRECTORY

It is also what `pip install .` calls (PEP 517). Without LOGDIAG_LIBRARY the wheel
is pure and uses the library of the system. What the library itself needs is
carried along, other than what every Linux with glibc has."""
import base64
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import sysconfig
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
EVERYWHERE = re.compile(r"(libc|libm|libgcc_s|libstdc\+\+|libpthread|libdl|librt|ld-linux\S*)\.so")


def _libraries(library):
    """Name in the wheel -> file; in the order in which they have to be loaded."""
    text = subprocess.run(["ldd", library], capture_output=True, text=True, check=True).stdout
    needed = {name: path for name, path in re.findall(r"(\S+) => (/\S+)", text)
              if not EVERYWHERE.match(name)}
    return {**dict(reversed(needed.items())), "liblogdiag.so.0": library}


def _licences(carried):
    """The licence of logdiag, and those of the libraries it carries as Debian tells them."""
    found = {"LICENSE": (HERE.parents[2] / "LICENSE").read_bytes()}
    for name, path in carried.items():
        if name == "liblogdiag.so.0":
            continue
        file = os.path.realpath(path)
        for asked in (file, file.replace("/usr/lib", "/lib", 1)):  # where /lib is a link
            owner = subprocess.run(["dpkg-query", "-S", asked], capture_output=True, text=True, check=False).stdout
            if owner:
                break
        text = pathlib.Path("/usr/share/doc") / owner.split(":")[0] / "copyright"
        if not owner or not text.is_file():
            sys.exit(f"build_wheel.py: the licence of {path} was not found; a wheel must carry it")
        found[name] = text.read_bytes()
    return found


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    project = (HERE / "pyproject.toml").read_text(encoding="utf-8")
    name, version, about, python = (re.search(rf'^{key} = "(.*)"', project, re.M).group(1) for key in (
        "name", "version", "description", "requires-python"))
    library = os.environ.get("LOGDIAG_LIBRARY")
    platform = re.sub(r"[-.]", "_", sysconfig.get_platform()) if library else "any"
    files = {f"{name}/{path.name}": path.read_bytes()
             for path in sorted((HERE / name).iterdir()) if path.is_file()}
    if library:
        carried = _libraries(library)
        files.update({f"{name}/carried/{n}": pathlib.Path(p).read_bytes() for n, p in carried.items()})
        files[f"{name}/carried/order.txt"] = "\n".join(carried).encode()
    info = f"{name}-{version}.dist-info"
    files.update({f"{info}/licenses/{n}": text for n, text in _licences(carried if library else {}).items()})
    files[f"{info}/METADATA"] = (
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nSummary: {about}\nLicense: MIT\n"
        f"Requires-Python: {python}\nDescription-Content-Type: text/markdown\n\n"
        + (HERE / "README.md").read_text(encoding="utf-8")).encode()
    files[f"{info}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: {name}\nRoot-Is-Purelib: {'false' if library else 'true'}\n"
        f"Tag: py3-none-{platform}\n").encode()

    def digest(data):
        return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()

    record = [f"{n},sha256={digest(data)},{len(data)}" for n, data in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""]).encode()
    wheel = f"{name}-{version}-py3-none-{platform}.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for n, data in files.items():
            archive.writestr(zipfile.ZipInfo(n, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return wheel


if __name__ == "__main__":
    print(build_wheel(sys.argv[1]))
