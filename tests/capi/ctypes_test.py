"""The C interface from Python: a log in one piece and in seven-byte pieces gives
what the command prints."""
import ctypes
import json
import os
import pathlib
import subprocess

lib = ctypes.CDLL(os.environ["LOGDIAG_LIBRARY"])
P, S, N = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t


def function(name, result, *arguments):
    f = getattr(lib, "logdiag_" + name)
    f.restype, f.argtypes = result, arguments
    return f


builder_new = function("builder_new", P)
add_builtin = function("builder_add_builtin", ctypes.c_int32, P)
build = function("builder_build", ctypes.c_int32, P, ctypes.POINTER(P))
builder_free = function("builder_free", None, P)
rules_free = function("rules_free", None, P)
scanner_new = function("scanner_new", P, P)
scanner_begin = function("scanner_begin", ctypes.c_int32, P, S)
scanner_feed = function("scanner_feed", ctypes.c_int32, P, S, N)
scanner_finish = function("scanner_finish", ctypes.c_int32, P, ctypes.POINTER(P))
scanner_free = function("scanner_free", None, P)
render = function("report_render", S, P, S, S)
report_free = function("report_free", None, P)

builder, rules = builder_new(), P()
assert add_builtin(builder) == 0 and build(builder, ctypes.byref(rules)) == 0
builder_free(builder)
scanner = scanner_new(rules)
rules_free(rules)  # the scanner keeps them

path = pathlib.Path("tests/logs/ghcr-push.log")
log = path.read_bytes()
command = subprocess.run([os.environ["LOGDIAG"], "--format", "json", str(path)],
                         capture_output=True, check=True).stdout
for size in (len(log), 4096, 7, 1):
    report = P()
    scanner_begin(scanner, str(path).encode())
    for at in range(0, len(log), size):
        assert scanner_feed(scanner, log[at:at + size], len(log[at:at + size])) == 0
    assert scanner_finish(scanner, ctypes.byref(report)) == 0
    text = render(report, b"json", None)
    report_free(report)
    assert json.loads(text)["findings"][0]["rule"] == "ghcr/write-package-denied", text[:400]
    assert text == command, f"pieces of {size} bytes give another report than the command"
scanner_free(scanner)
print("all good")
