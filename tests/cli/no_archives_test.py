"""A command built with -DLOGDIAG_ARCHIVES=OFF: says what to do about an archive, and
does the rest. With --build it is configured and built for that, which takes minutes."""
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import zipfile

LOG = b"ModuleNotFoundError: No module named 'yaml'\n"
logdiag = os.environ.get("LOGDIAG_WITHOUT_ARCHIVES")


def build():
    folder = pathlib.Path(os.environ["LOGDIAG_BUILD"]) / "without-archives"
    # A libarchive that is there must not be looked for.
    for command in (["cmake", "-S", ".", "-B", folder, "-G", "Ninja", "-DLOGDIAG_ARCHIVES=OFF", "-DLOGDIAG_TESTS=OFF",
                     "-DCMAKE_BUILD_TYPE=Release"], ["cmake", "--build", folder, "--target", "logdiag_cli"]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(done.stdout[-4000:] + done.stderr[-4000:])
    cache = (folder / "CMakeCache.txt").read_text(encoding="utf-8")
    if "ARCHIVE_FOUND" in cache:
        sys.exit("libarchive was looked for")
    return str(folder / "logdiag")


class WithoutArchives(unittest.TestCase):
    def setUp(self):
        self.kept = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.kept.name)

    def tearDown(self):
        self.kept.cleanup()

    def run_on(self, *args, data=b""):
        return subprocess.run([logdiag, *map(str, args)], input=data, capture_output=True, check=False, timeout=60)

    def check_refused(self, out, lang="en"):
        self.assertEqual(out.returncode, 2)
        said = out.stderr.decode()
        self.assertIn("was built without libarchive; unpack it and give the files" if lang == "en"
                      else "构建时没有 libarchive；请解开后给出其中的文件", said)
        self.assertEqual(said.count("\n"), 1, said)

    def test_archives_are_named_and_the_rest_is_done(self):
        packed = self.folder / "packed.log"
        with zipfile.ZipFile(self.folder / "logs.zip", "w") as archive:
            archive.writestr("0_build.txt", LOG)
        packed.write_bytes(gzip.compress(LOG))
        plain = self.folder / "plain.log"
        plain.write_bytes(LOG)
        for bad in (packed, self.folder / "logs.zip"):
            for lang in ("en", "zh"):
                self.check_refused(self.run_on("--lang", lang, bad), lang)
            out = self.run_on("--format", "json", bad, plain)
            self.check_refused(out)
            self.assertEqual(json.loads(out.stdout)["findings"][0]["rule"], "python/module-not-found")

    def test_folders_and_standard_input(self):
        (self.folder / "plain.log").write_bytes(LOG)
        out = self.run_on("--format", "json", self.folder)
        self.assertEqual(out.returncode, 0, out.stderr)
        self.assertEqual(json.loads(out.stdout)["findings"][0]["rule"], "python/module-not-found")
        (self.folder / "packed.gz").write_bytes(gzip.compress(LOG))
        out = self.run_on("--format", "json", self.folder)
        self.check_refused(out)
        self.assertEqual(json.loads(out.stdout)["findings"][0]["rule"], "python/module-not-found")
        self.check_refused(self.run_on(data=gzip.compress(LOG)))
        out = self.run_on("--format", "json", data=LOG)
        self.assertEqual(json.loads(out.stdout)["findings"][0]["rule"], "python/module-not-found")


if __name__ == "__main__":
    if "--build" in sys.argv:
        sys.argv.remove("--build")
        logdiag = build()
    unittest.main()
