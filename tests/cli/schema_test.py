"""Real reports are valid by tests/schema/report.json."""
import json
import os
import pathlib
import subprocess
import sys

import jsonschema

schema = json.loads(pathlib.Path("tests/schema/report.json").read_text(encoding="utf-8"))
validator = jsonschema.Draft7Validator(schema)
bad = 0
logs = sorted(pathlib.Path("tests/logs").rglob("*.log"))
inputs = [(str(p), p.read_bytes()) for p in logs]
inputs += [("empty", b""), ("unknown", b"flurb: error: bent\n##[error]Process completed with exit code 3.\n"),
           ("bytes", (bytes(range(32, 256)) + b"\x00\n") * 20)]
for name, data in inputs:
    out = subprocess.run([os.environ["LOGDIAG"], "--format", "json"], input=data,
                         capture_output=True, check=True).stdout
    for error in validator.iter_errors(json.loads(out)):
        print(f"{name}: {'/'.join(map(str, error.path))}: {error.message}")
        bad += 1
    # A schema that accepts anything proves nothing.
broken = json.loads(out)
broken["schema"] = 2
assert not validator.is_valid(broken)
print(len(inputs), "reports,", bad, "errors")
sys.exit(bad != 0)
