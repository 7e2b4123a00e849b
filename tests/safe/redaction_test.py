"""No format shows a secret that stands in a log: not in the line of a finding, in
the lines around it, in a captured word, in the name of a step, nor in a line that
is proposed. The samples are put together here, so that no scanner of secrets takes
this file for a leak."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.parse

LOGDIAG = os.environ["LOGDIAG"]
failures = []

A = "Ab3dEf6hIj9lMn2pQr5tUv8xYz1BcD4fGh7jKl0nOp3rSt6vWx9zAa2cEe5gHh8k"  # nobody's
HEX = "3f9a7c1e5b2d8064" * 8
UP = "Q3WX7ZJ5K2M9N4P6R8S1"


def long(n):
    return (A * (n // len(A) + 1))[:n]


# What has to vanish, and what it stands in ("%s").
SECRETS = {
    "GitHub personal": ("gh" + "p_%s", long(36)),
    "GitHub OAuth": ("gh" + "o_%s", long(36)),
    "GitHub user": ("gh" + "u_%s", long(36)),
    "GitHub server": ("gh" + "s_%s", long(36)),
    "GitHub refresh": ("gh" + "r_%s", long(36)),
    "GitHub fine-grained": ("github" + "_pat_%s", long(22) + "_" + long(59)),
    "GitLab personal": ("glp" + "at-%s", long(20)),
    "GitLab runner": ("glr" + "t-%s", long(20)),
    "GitLab deploy": ("gld" + "t-%s", long(20)),
    "GitLab CI job": ("glc" + "bt-64_%s", long(20)),
    "AWS key id": ("AK" + "IA%s", UP[:16]),
    "AWS temporary id": ("AS" + "IA%s", UP[:16]),
    "AWS secret": ("AWS_SECRET_ACCESS_KEY=%s", long(20) + "/" + long(19)),
    "AWS secret in a file": ("aws_secret_access_key = %s", long(40)),
    "AWS session": ("AWS_SESSION_TOKEN: %s", long(200)),
    "Google API": ("AI" + "za%s", long(35)),
    "Google OAuth": ("ya" + "29.%s", long(60)),
    "Google client secret": ("GOC" + "SPX-%s", long(28)),
    "Azure storage": ("DefaultEndpointsProtocol=https;AccountName=x;Account" + "Key=%s;EndpointSuffix=y",
                      long(86) + "=="),
    "Azure SAS": ("https://x.blob.core.windows.net/c?sv=2024-01-01&si" + "g=%s&se=2026", long(43) + "%3D"),
    "Azure client secret": ("%s", "Ab3" + "8Q" + "~" + long(34)),
    "Azure service bus": ("Endpoint=sb://x/;SharedAccessKeyName=Root;SharedAccess" + "Key=%s", long(43) + "="),
    "Slack bot": ("xo" + "xb-%s", "123456789012-123456789012-" + long(24)),
    "Slack user": ("xo" + "xp-%s", "123456789012-123456789012-" + long(32)),
    "Slack app": ("xa" + "pp-%s", "1-A0123456789-1234567890123-" + HEX[:64]),
    "Slack webhook": ("https://hooks.slack" + ".com/services/%s", "T00000000/B00000000/" + long(24)),
    "npm": ("np" + "m_%s", long(36)),
    "npm in .npmrc": ("//registry.example.com/:_auth" + "Token=%s", HEX[:36]),
    "PyPI": ("py" + "pi-%s", "AgEIcHlwaS5vcmc" + long(140)),
    "Hugging Face": ("h" + "f_%s", long(34)),
    "JWT": ("ey" + "J%s", "hbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." + "ey" + "J" + long(60) + "." + long(43)),
    "password in an address": ("https://user:%s@git.example.com/x.git", "hunter2-and-more!"),
    "token in an address": ("https://x-access-token:%s@github.com/o/r", long(30)),
    "bare token in an address": ("https://%s@git.example.com/x.git", HEX[:40]),
    "password of a database": ("postgres://app:%s@db:5432/x", "s3cr3t-pa55"),
    "private key in one line": ("-----BEGIN RSA PRIVATE" + " KEY-----%s", long(64)),
    "Docker Hub": ("dckr" + "_pat_%s", long(27)),
    "Docker organization": ("dckr" + "_oat_%s", long(32)),
    "docker config": ('{"auths":{"ghcr.io":{"au' + 'th":"%s"}}}', long(40) + "=="),
    "Stripe": ("sk" + "_live_%s", long(24)),
    "Stripe test": ("sk" + "_test_%s", long(24)),
    "Stripe restricted": ("rk" + "_live_%s", long(24)),
    "Stripe webhook": ("wh" + "sec_%s", long(32)),
    "SendGrid": ("S" + "G.%s", long(22) + "." + long(43)),
    "Twilio": ("S" + "K%s", HEX[:32]),
    "Mailgun": ("ke" + "y-%s", HEX[:32]),
    "Telegram": ("123456789" + ":%s", "AA" + long(33)),
    "Telegram address": ("https://api.telegram.org/bo" + "t%s", "123456789:AA" + long(33) + "/send"),
    "Discord bot": ("MT" + "%s", long(22) + "." + long(6) + "." + long(38)),
    "Discord webhook": ("https://discord.com/api/web" + "hooks/%s", "123456789012345678/" + long(68)),
    "DigitalOcean": ("dop" + "_v1_%s", HEX[:64]),
    "OpenAI": ("s" + "k-proj-%s", long(48)),
    "OpenAI, old": ("s" + "k-%s", long(48)),
    "Anthropic": ("s" + "k-ant-%s", "api03-" + long(80)),
    "Databricks": ("da" + "pi%s", HEX[:32]),
    "Shopify": ("shp" + "at_%s", HEX[:32]),
    "Square": ("sq0" + "atp-%s", long(22)),
    "Linear": ("lin" + "_api_%s", long(40)),
    "Figma": ("fi" + "gd_%s", long(40)),
    "Terraform Cloud": ("%s", long(14) + ".atlas" + "v1." + long(60)),
    "Vault": ("hv" + "s.%s", long(90)),
    "Grafana": ("gl" + "sa_%s", long(32) + "_3f9a7c1e"),
    "Sentry": ("snt" + "rys_%s", long(60)),
    "RubyGems": ("ruby" + "gems_%s", HEX[:48]),
    "NuGet": ("oy" + "2%s", "abcdefghij0123456789abcdefghij0123456789abc"),
    "Atlassian": ("AT" + "ATT3%s", long(180)),
    "Tailscale": ("ts" + "key-auth-%s", long(16) + "-" + long(32)),
    "New Relic": ("NR" + "AK-%s", UP + UP[:7]),
    "Sonar": ("sq" + "p_%s", HEX[:40]),
    "age": ("AGE-SECRET-" + "KEY-1%s", UP + UP + UP[:18]),
    "Authorization": ("Authorization: Bearer %s", long(40)),
    "Authorization, basic": ("authorization: Basic %s", long(24) + "=="),
    "curl header": ("curl -H 'Authorization: token %s' https://api.example.com", long(40)),
    "password=": ("password=%s", "correct-horse"),
    "quoted password": ('"password": "%s"', "correct horse battery"),
    "--password": ("docker login --password %s ghcr.io", "correct-horse"),
    "--token=": ("tool --token=%s", HEX[:32]),
    "camel case": ('clientSecret: "%s"', long(32)),
    "API_KEY": ("MY_SERVICE_API_KEY=%s", HEX[:32]),
    "query": ("https://example.com/x?access_token=%s&y=1", long(32)),
    "exported": ("export DEPLOY_TOKEN='%s'", HEX[:40]),
}
# What only looks alike, and has to stay readable.
PLAIN = [
    "SyntaxError: Unexpected token: punctuation", "key: value", "cache key: node-modules-linux-x64",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "Input required and not supplied: token", "token: ${{ secrets.GITHUB_TOKEN }}",
    "https://example.com:8080/path@v2", "secret = $TOKEN", "task-runner-is-missing-something",
    "error: password authentication failed for user", "git@github.com:octo-org/app.git",
    "auth: required", "ask-for-something-that-is-very-long-and-has-dashes",
]
RULE = {
    "schema": 1, "id": "local/leak", "category": "build", "severity": "error", "role": "cause",
    "owner": "code", "transient": False, "title": {"en": "It says {what}", "zh": "它说 {what}"},
    "match": {"any": ["^leak (?P<what>.{1,300})"]}, "captures": {"what": {"fallback": "WHAT"}},
    "diagnosis": {"en": "`{what}`", "zh": "`{what}`"},
    "fix": [{"en": "Do {what}", "zh": "做 {what}", "code": {"lang": "sh", "text": "echo {what}"}}],
    "docs": ["https://example.com/"], "samples": [{"name": "s", "log": ["leak x"], "line": 1}],
}
FORMATS = ["text", "json", "jsonl", "sarif", "github", "markdown", "junit", "html"]


def outputs(folder, log, more):
    path = folder / "build.log"
    path.write_text(log)
    args = [LOGDIAG, "--rules", str(folder / "rule.json"), "--all", "--stats", *more]
    for name in FORMATS:
        args += ["--format", f"{name}={folder / name}"]
    done = subprocess.run([*args, str(path)], capture_output=True, timeout=300, check=False)
    if done.returncode not in (0, 1):
        failures.append(f"exit code {done.returncode}: {done.stderr!r}")
    out = {name: (folder / name).read_text() for name in FORMATS}
    out["coloured"] = subprocess.run(
        [LOGDIAG, "--rules", str(folder / "rule.json"), "--all", "--color", "always", *more, str(path)],
        capture_output=True, timeout=300, check=False, text=True).stdout
    out["follow"] = subprocess.run(
        [LOGDIAG, "--rules", str(folder / "rule.json"), "--follow", "-", *more], input=log,
        capture_output=True, timeout=300, check=False, text=True).stdout
    return out


def shown(text, secret):
    """Whether the secret, or half of it, can be read in a text."""
    flat = text.replace("\n", "").replace(" ", "")
    for form in (secret, urllib.parse.quote(secret), json.dumps(secret)[1:-1]):
        for piece in (form, form[:max(8, len(form) // 2)], form[-max(8, len(form) // 2):]):
            if piece in text or piece.replace(" ", "") in flat:
                return True
    return False


with tempfile.TemporaryDirectory() as name:
    place = pathlib.Path(name)
    (place / "rule.json").write_text(json.dumps(RULE))
    kinds = list(SECRETS)
    # The line of a finding, its captured word, and the lines around: a rule keeps 20.
    for start in range(0, len(kinds), 18):
        some = kinds[start:start + 18]
        found = "".join("leak {0}\n{0}\nnear {0}\n".format(SECRETS[k][0] % SECRETS[k][1]) for k in some)
        for form, text in outputs(place, found, ["--lang", "zh" if start % 4 == 0 else "en"]).items():
            for kind in some:
                if shown(text, SECRETS[kind][1]):
                    failures.append(f"{kind} is shown in {form}")
        told = json.loads((place / "json").read_text())["findings"]
        if len(told) != len(some):
            failures.append(f"{len(told)} findings instead of {len(some)}")
    # Suspects and the names of steps: there are few of them.
    for start in range(0, len(kinds), 3):
        some = kinds[start:start + 3]
        log = "".join(f"##[group]Run {SECRETS[k][0] % SECRETS[k][1]}\nerror: failed with "
                      f"{SECRETS[k][0] % SECRETS[k][1]}\n##[error]Process completed with exit code 1.\n"
                      for k in some)
        for form, text in outputs(place, log, []).items():
            for kind in some:
                if shown(text, SECRETS[kind][1]):
                    failures.append(f"{kind} is shown as a suspect in {form}")
    # A key of several lines.
    key = "leak here\n-----BEGIN OPENSSH PRIVATE" + " KEY-----\n" + "".join(
        long(70)[i % 7:] + "\n" for i in range(6)) + "-----END OPENSSH PRIVATE" + " KEY-----\nleak again\n"
    for form, text in outputs(place, key, []).items():
        if long(70)[7:40] in text:
            failures.append(f"a key of several lines is shown in {form}")
    plain = outputs(place, "".join(f"leak {p}\n" for p in PLAIN), [])
    for line in PLAIN:
        if line not in "\n".join(f["text"] for f in json.loads(plain["json"])["findings"]):
            failures.append(f"masked, and is no secret: {line}")
print("\n".join(failures))
print(len(failures), "failures")
sys.exit(bool(failures))
