"""Every rule file is valid by rules/schema.json, stands at the path of its id and
is written in the one style (two blanks, UTF-8)."""
import json
import pathlib
import re
import sys

import jsonschema

schema = json.loads(pathlib.Path("rules/schema.json").read_text(encoding="utf-8"))
validator = jsonschema.Draft7Validator(schema)
bad = 0
paths = sorted(pathlib.Path("rules").glob("*/*.json"))
for path in paths:
    text = path.read_text(encoding="utf-8")
    rule = json.loads(text)
    for error in validator.iter_errors(rule):
        print(f"{path}: /{'/'.join(map(str, error.path))}: {error.message[:200]}")
        bad += 1
    if f"rules/{rule['id']}.json" != str(path):
        print(f"{path}: the id is {rule['id']}")
        bad += 1
    if text != json.dumps(rule, indent=2, ensure_ascii=False) + "\n":
        print(f"{path}: is not in the one style; rewrite it with json.dumps(indent=2, ensure_ascii=False)")
        bad += 1
    # Samples hold no secrets and nobody's home directory.
    for sample in rule["samples"] + rule.get("counter_samples", []):
        for line in sample["log"]:
            if re.search(r"\b(gh[pousr]_\w{20,}|hf_\w{20,}|AKIA[0-9A-Z]{16})\b", line):
                print(f"{path}: a sample holds what looks like a token: {line[:80]}")
                bad += 1
print(len(paths), "rules,", bad, "problems")
sys.exit(bad != 0 or not paths)
