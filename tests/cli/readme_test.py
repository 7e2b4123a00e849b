"""The examples of README.md print what README.md says: each ```console block is
run line by line ("$ command"), and what follows must be the output."""
import os
import pathlib
import re
import subprocess
import sys

text = pathlib.Path("README.md").read_text(encoding="utf-8")
folder = pathlib.Path(os.environ["LOGDIAG"]).parent
env = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "LOGDIAG_LANG": ""}
bad = examples = 0
for block in re.findall(r"```console\n(.*?)```", text, flags=re.S):
    command, output = None, []
    for line in block.splitlines() + ["$ "]:
        if not line.startswith("$ "):
            output.append(line)
            continue
        if command:
            examples += 1
            got = subprocess.run(command, shell=True, capture_output=True, text=True, env=env,
                                 check=False).stdout.rstrip("\n").splitlines()
            want = output
            if "..." in want:  # an example may leave the rest out
                got, want = got[:want.index("...")], want[:want.index("...")]
            if got != want:
                bad += 1
                print(f"$ {command}\n-- README.md says:")
                print("\n".join(want))
                print("-- it prints:")
                print("\n".join(got))
        command, output = line[2:], []
if examples < 5:
    print(f"README.md has only {examples} examples; five are wanted")
    bad += 1
print(examples, "examples,", bad, "wrong")
sys.exit(bad != 0)
