"""SARIF against the official schema of 2.1.0, which is not in this tree: it comes, once,
out of an npm package, and must have the hash below. Skipped where npm gives nothing."""
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile

import jsonschema

from formats_test import HOSTILE, LOGS, UNKNOWN
from readers import render

PACKAGE = "@microsoft/jest-sarif@1.0.0-beta.0"
MEMBER = "package/lib/schemas/sarif-2.1.0-rtm.5.json"
SHA256 = "2d99159ae54a3eea97f81781cff48780548657c35949f4b7f25e99a2ba4de4f8"
KEPT = pathlib.Path(os.environ["LOGDIAG_BUILD"], "tests", "sarif-2.1.0-rtm.5.json")
SKIPPED = 77


def schema():
    if not KEPT.exists():
        with tempfile.TemporaryDirectory() as folder:
            try:
                subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True,
                               timeout=120)
            except (OSError, subprocess.SubprocessError) as error:
                print(f"skipped: npm does not give {PACKAGE} ({error})")
                sys.exit(SKIPPED)
            with tarfile.open(next(pathlib.Path(folder).glob("*.tgz"))) as archive:
                data = archive.extractfile(MEMBER).read()
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        KEPT.write_bytes(data)
    data = KEPT.read_bytes()
    assert hashlib.sha256(data).hexdigest() == SHA256, f"{KEPT} is another schema; delete it"
    return json.loads(data)


OFFICIAL = schema()
VALIDATOR = jsonschema.validators.validator_for(OFFICIAL)(OFFICIAL)
assert list(VALIDATOR.iter_errors({"version": "2.1.0"})), "the schema refuses nothing"
logs = [HOSTILE, UNKNOWN, b""] + [log.read_bytes() for log in LOGS]
results = 0
for data in logs:
    for lang in ("en", "zh"):
        report = json.loads(render("sarif", data, lang))
        faults = [f"{list(e.path)}: {e.message}" for e in VALIDATOR.iter_errors(report)]
        assert not faults, "\n".join(faults)
        results += len(report["runs"][0]["results"])
assert results > 20, results
print(f"{2 * len(logs)} reports with {results} results are valid SARIF 2.1.0")
