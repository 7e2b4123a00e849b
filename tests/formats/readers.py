"""Readers that are not ours, for what the formats write: JSON Schema, XML, the
runner's command grammar, and GitHub's own Markdown parser."""
import functools
import json
import os
import pathlib
import re
import subprocess
import tempfile
import xml.etree.ElementTree as xml

import jsonschema

LOGDIAG = os.environ["LOGDIAG"]
REPORT = jsonschema.Draft7Validator(json.loads(pathlib.Path("tests/schema/report.json").read_text("utf-8")))
SARIF = jsonschema.Draft7Validator(json.loads(pathlib.Path("tests/schema/sarif.json").read_text("utf-8")))
COMMONMARK = "{http://commonmark.org/xml/1.0}"


def run(*args, data=b"", env=None, cwd=None):
    return subprocess.run([LOGDIAG, *args], input=data, capture_output=True, check=False, cwd=cwd,
                          env={**os.environ, "CI": "", **(env or {})})


FORMATS = ("text", "json", "jsonl", "sarif", "github", "markdown", "junit", "html")


@functools.cache
def reports(data, lang):
    """All formats at once; the command writes each into its own file."""
    with tempfile.TemporaryDirectory() as folder:
        args = [arg for name in FORMATS for arg in ("--format", f"{name}={folder}/{name}")]
        out = run("--lang", lang, *args, data=data)
        assert (out.returncode, out.stdout) == (0, b""), out.stderr
        return {name: pathlib.Path(folder, name).read_bytes() for name in FORMATS}


def render(name, data, lang="en"):
    return reports(data, lang)[name].decode("utf-8")


def runner_commands(text):
    """The commands a runner would obey in this output: '::name ...::' at the
    start of a line after blanks, '##[name]' anywhere in one."""
    out = []
    for line in re.split(r"\r\n|\r|\n", text):
        trimmed = line.strip()
        new = re.match(r"::([A-Za-z-]+)( [^\n]*?)?::(.*)$", trimmed)
        if new:
            properties = dict(pair.split("=", 1) for pair in (new[2] or "").strip().split(",") if "=" in pair)
            out.append((new[1], {k: unescape(v) for k, v in properties.items()}, unescape(new[3])))
        for old in re.finditer(r"##\[([a-z-]+)", line):
            out.append((old[1], {}, line))
    return out


def unescape(text):
    for code, char in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, char)
    return text


def markdown_tree(text):
    out = subprocess.run(["cmark-gfm", "-t", "xml", "-e", "autolink", "-e", "table", "-e", "strikethrough",
                          "-e", "tasklist", "-e", "footnotes"], input=text.encode(), capture_output=True, check=True)
    return xml.fromstring(re.sub(rb"<!DOCTYPE[^>]*>", b"", out.stdout))


def nodes(tree, name):
    return list(tree.iter(COMMONMARK + name))
