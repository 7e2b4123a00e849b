"""The shape of the tree, as lib/ARCHITECTURE.md promises it: imports go down,
third parties stay in their rooms, no banned calls, every file in the map.
Exits with 1 and a line per fault."""
import pathlib
import re
import subprocess
import sys

# What each room may include of the others.
LAYERS = {
    "base": set(),
    "text": {"base"},
    "rules": {"base"},
    "match": {"base", "text", "rules"},
    "scan": {"base", "text", "rules", "match", "report"},
    "report": {"base", "rules", "match", "scan"},
    "render": {"base"},
    "check": {"base", "text", "rules", "match", "scan", "report"},
    "capi": {"base"},
}
THIRD_PARTIES = {
    "re2/": {"lib/match/matcher.cpp", "lib/match/expression.cpp", "lib/match/re2_options.hpp"},
    "nlohmann/": {"lib/rules/json_reader.cpp"},
    "hwy/": {"lib/match/kernels.cpp"},
    "CLI/": {"tools/logdiag/options.cpp"},
    "archive.h": {"tools/logdiag/archive_library.hpp"},
    "archive_entry.h": {"tools/logdiag/archive_library.hpp"},
}
BANNED = [
    (r"\bstd::regex\b", "std::regex is slow and overflows the stack; use match/"),
    (r"#include <(iostream|sstream|regex)>", "iostreams and <regex> have no place in the library"),
    (r"(?<![\w.:>])(printf|puts|abort|exit|getenv|system|time|clock)\s*\(", "the library does not print, end the program, or read environment or clock"),
    (r"\bstd::(cout|cerr|abort|exit|getenv|system|thread|async)\b", "the library does not print, end the program or start threads"),
    (r"\bstd::sto(i|l|ul|d)\b", "std::sto* throws; parse by hand or with from_chars"),
    (r"using namespace (?!logdiag)", "no using namespace"),
    (r"\t", "tabs"),
]
LINE_COLUMNS = 110
FILE_LINES = 560


def faults(root):
    root = pathlib.Path(root)
    out = []
    lib = root / "lib"
    names = subprocess.run(["git", "-C", str(root), "ls-files", "-co", "--exclude-standard"],
                           capture_output=True, text=True, check=False).stdout.split("\n")
    files = [root / n for n in names if n] or [p for p in root.rglob("*") if p.is_file()]
    code = [p for p in files if p.suffix in (".cpp", ".hpp", ".h", ".c") and p.exists()]
    architecture = (lib / "ARCHITECTURE.md")
    known = architecture.read_text(encoding="utf-8") if architecture.exists() else ""
    for path in code:
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        in_lib = name.startswith("lib/")
        room = name.split("/")[1] if in_lib and "/" in name[4:] else None
        if len(lines) > FILE_LINES and not name.startswith("tests/"):
            out.append(f"{name}: has {len(lines)} lines, more than {FILE_LINES}; split it by duty")
        for number, line in enumerate(lines, 1):
            if len(line) > LINE_COLUMNS and (in_lib or name.startswith(("tools/", "include/"))):
                out.append(f"{name}:{number}: is longer than {LINE_COLUMNS} columns")
            include = re.match(r'\s*#include [<"]([^>"]+)[>"]', line)
            if include:
                target = include.group(1)
                for prefix, allowed in THIRD_PARTIES.items():
                    inside = in_lib or name.startswith(("tools/", "include/"))
                    if target.startswith(prefix) and inside and name not in allowed:
                        out.append(f"{name}:{number}: includes {target}; only {', '.join(sorted(allowed))} may")
                other = target.split("/")[0]
                if room and other in LAYERS and other != room and other not in LAYERS.get(room, set()):
                    out.append(f"{name}:{number}: {room} may not include {other}; imports go down")
                if name.startswith("tools/logdiag/") and other in LAYERS:
                    out.append(f"{name}:{number}: the command sees include/ only, not {target}")
                if name.startswith("include/") and not target.startswith("logdiag/") and "/" in target:
                    out.append(f"{name}:{number}: public headers include the standard library only")
            if in_lib:
                bare = line if include else re.sub(r'//.*|"(?:[^"\\]|\\.)*"', '""', line)
                for pattern, why in BANNED:
                    if re.search(pattern, bare):
                        out.append(f"{name}:{number}: {why}")
        if in_lib and known and path.suffix in (".cpp", ".hpp"):
            if not re.search(rf"\b{re.escape(path.stem)}\b", known):
                out.append(f"{name}: is not in the map of lib/ARCHITECTURE.md")
        if in_lib and path.suffix == ".hpp" and "#pragma once" not in text:
            out.append(f"{name}: has no #pragma once")
    top = {p.relative_to(root).as_posix().split("/")[0] for p in files if p.exists()}
    allowed = {"CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md", "lib", "include",
               "rules", "tools", "bench", "tests"}
    for name in sorted(top - allowed):
        if not name.startswith("."):
            out.append(f"{name}: is not a name of the top level; see lib/ARCHITECTURE.md")
    return out


if __name__ == "__main__":
    found = faults(sys.argv[1] if len(sys.argv) > 1 else ".")
    print("\n".join(found))
    print(len(found), "faults")
    sys.exit(bool(found))
