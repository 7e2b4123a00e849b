"""Every form in which logs arrive: archives, compressed files, folders, many jobs."""
import bz2
import gzip
import io
import json
import lzma
import os
import pathlib
import resource
import subprocess
import tarfile
import tempfile
import threading
import time
import unittest
import zipfile

LOGDIAG = os.environ["LOGDIAG"]
STAMP = "2026-05-14T09:31:02.0000000Z "


def run(*args, data=b"", **more):
    return subprocess.run([LOGDIAG, *map(str, args)], input=data, capture_output=True, check=False,
                          timeout=120, **more)


def report(*args, data=b"", code=0):
    out = run("--format", "json", *args, data=data)
    assert out.returncode == code, (out.returncode, out.stderr)
    return json.loads(out.stdout)


def stamped(*lines):
    return "".join(STAMP + line + "\n" for line in lines).encode()


def job_log(package, owner="octo-org"):
    """The steps of a job that fails to push, by name."""
    return {
        "1_Set up job": stamped("Current runner version: '2.316.1'", "##[group]Operating System",
                                "Ubuntu", "##[endgroup]"),
        "2_Run npm test": stamped("##[group]Run npm test", "##[endgroup]", "ok"),
        "10_Push": stamped(
            "##[group]Run docker push", "##[endgroup]",
            f"denied: permission_denied: write_package ghcr.io/{owner}/{package}",
            f"ERROR: failed to push ghcr.io/{owner}/{package}:main: denied: permission_denied: write_package",
            "##[error]Process completed with exit code 1."),
        "11_Complete job": stamped("Cleaning up orphan processes"),
    }


def passing_job():
    return {"1_Set up job": job_log("x")["1_Set up job"],
            "2_Run make": stamped("##[group]Run make", "##[endgroup]",
                                  "denied: permission_denied: write_package", "retried, ok"),
            "3_Complete job": stamped("Cleaning up orphan processes")}


def whole(steps):
    return b"".join(steps.values())


def run_archive(jobs, without_steps=(), prefix=""):
    """A zip file as GitHub makes it of a run."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, steps) in enumerate(jobs.items()):
            archive.writestr(f"{prefix}{number}_{name}.txt", whole(steps))
            archive.writestr(f"{prefix}{name}/system.txt", stamped("denied: permission_denied: write_package"))
            if name in without_steps:
                continue
            # As `zip -r` may put them: in no order.
            for step in sorted(steps, reverse=True):
                archive.writestr(f"{prefix}{name}/{step}.txt", steps[step])
    return data.getvalue()


class Folder(unittest.TestCase):
    def setUp(self):
        self.kept = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.kept.name)

    def tearDown(self):
        self.kept.cleanup()

    def put(self, name, data):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path


class RunArchives(Folder):
    def check_push(self, finding, job, step="Push"):
        self.assertEqual(finding["rule"], "ghcr/write-package-denied")
        self.assertEqual(finding["location"]["job"], job)
        self.assertEqual(finding["location"]["step"], step)

    def test_a_step_file_names_job_and_step_and_nothing_counts_twice(self):
        path = self.put("logs.zip", run_archive({"build": job_log("app"), "lint": passing_job()}))
        said = report(path)
        self.check_push(said["findings"][0], "build")
        self.assertEqual(said["findings"][0]["location"]["source"], f"{path}/build/10_Push.txt")
        self.assertEqual(said["findings"][0]["location"]["line"], 3)
        lines = sum(part.count(b"\n") for job in (job_log("app"), passing_job()) for part in job.values())
        self.assertEqual(said["statistics"]["lines"], lines)
        self.assertEqual([(j["name"], j["end"]) for j in said["jobs"]],
                         [("build", "failed"), ("lint", "passed")])
        self.assertEqual(said["jobs"][0]["cause"], 0)

    def test_a_job_without_step_files_is_read_whole(self):
        path = self.put("logs.zip", run_archive({"build": job_log("app")}, without_steps=["build"]))
        first = report(path)["findings"][0]
        self.check_push(first, "build", "Run docker push")
        self.assertEqual(first["location"]["source"], f"{path}/0_build.txt")

    def test_names_with_spaces_signs_and_other_scripts(self):
        for name in ("test (3.9, ubuntu-latest)", "构建 镜像", "a  b"):
            path = self.put("logs.zip", run_archive({name: job_log("app")}))
            for locale in ("C", "C.UTF-8"):
                out = run("--format", "json", path, env={**os.environ, "LC_ALL": locale})
                self.check_push(json.loads(out.stdout)["findings"][0], name)

    def test_the_name_of_a_reusable_workflow_comes_from_the_log(self):
        steps = job_log("app")
        steps["1_Set up job"] += stamped("Complete job name: caller / push")
        path = self.put("logs.zip", run_archive({"caller  push": steps}))
        said = report(path)
        self.check_push(said["findings"][0], "caller / push")
        self.assertEqual(len(said["jobs"]), 1)

    def test_a_folder_and_a_folder_within_the_archive_are_the_same(self):
        data = run_archive({"build": job_log("app"), "lint": passing_job()})
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            archive.extractall(self.folder / "unpacked")
        path = self.put("logs.zip", run_archive({"build": job_log("app"), "lint": passing_job()},
                                                prefix="run-7/"))
        whole_lines = report(path)["statistics"]["lines"]
        for where in (path, self.folder / "unpacked"):
            said = report(where)
            self.check_push(said["findings"][0], "build")
            self.assertEqual(said["statistics"]["lines"], whole_lines)

    def test_info_zip_and_zipfile_and_the_logs_themselves_agree(self):
        jobs = {"build (linux, x64)": job_log("app"), "构建": job_log("other"), "lint": passing_job()}
        layout = self.folder / "layout"
        with zipfile.ZipFile(io.BytesIO(run_archive(jobs))) as archive:
            archive.extractall(layout)
        made = self.folder / "info-zip.zip"
        subprocess.run(["zip", "-q", "-r", made, "."], cwd=layout, check=True)
        streamed = self.folder / "streamed.zip"  # sizes stand behind the data
        streamed.write_bytes(subprocess.run(["zip", "-q", "-r", "-", "."], cwd=layout, check=True,
                                            stdout=subprocess.PIPE).stdout)
        zipped = self.put("logs.zip", run_archive(jobs))

        def told(said):
            return [(f["rule"], f["text"], f["captures"], f["location"].get("job"), f["location"].get("step"),
                     f["location"]["line"]) for f in said["findings"]]

        expected = told(report(zipped))
        self.assertEqual({(e[3], e[4]) for e in expected},
                         {("build (linux, x64)", "Push"), ("构建", "Push")})
        for archive in (made, streamed):
            self.assertEqual(told(report(archive)), expected)
            self.assertEqual(told(report(data=archive.read_bytes())), expected)
        # The log of a job alone: the same findings, its steps by their headings.
        alone = told(report(self.put("job.log", whole(jobs["构建"]))))
        self.assertEqual([f[:3] for f in alone], [f[:3] for f in expected if f[3] == "构建"])

    def test_from_standard_input(self):
        data = run_archive({"build": job_log("app")})
        for args in ([], ["-"]):
            self.check_push(report(*args, data=data)["findings"][0], "build")

    def test_the_same_cause_in_many_jobs_is_told_once(self):
        jobs = {f"test ({n})": job_log("app") for n in range(12)}
        jobs["other"] = job_log("tool")
        path = self.put("logs.zip", run_archive(jobs))
        said = report(path)
        pushes = [f for f in said["findings"] if f["rule"] == "ghcr/write-package-denied"]
        self.assertEqual(sum(f.get("same_as") == 0 for f in pushes), 11)
        self.assertEqual(sum(j["end"] == "failed" for j in said["jobs"]), 13)
        text = run(path).stdout.decode()
        self.assertIn("12 jobs: same cause: test (0), test (1)", text)
        self.assertIn("13 of 13 jobs failed:", text)
        self.assertEqual(text.count("error[ghcr/write-package-denied]"), 2)
        self.assertIn("12 个作业原因相同：", run("--lang", "zh", path).stdout.decode())

    def test_threads_do_not_show(self):
        self.put("logs.zip", run_archive({f"job {n}": job_log(f"p{n % 3}") for n in range(20)}))
        for n in range(20):
            self.put(f"more/{n}.log", whole(job_log(f"p{n % 5}")) * 50)
        one = run("--jobs", "1", "--format", "json", self.folder)
        self.assertEqual(one.returncode, 0)
        for jobs in ("2", "7"):
            many = run("--jobs", jobs, "--format", "json", self.folder)
            self.assertEqual(many.stdout, one.stdout)
            self.assertEqual(many.stderr, one.stderr)

    def test_threads_within_one_large_file_do_not_show(self):
        log = io.BytesIO()
        for n in range(60_000):
            log.write(STAMP.encode() + b"\x1b[32mcompiling\x1b[0m part %d of the whole\n" % n)
            if n % 999 == 0:
                log.write(whole(job_log(f"p{n}")))
            if n % 7001 == 0:
                log.write(b"x" * 700_000 + b"\nan error that no rule knows %d\n" % n)
        path = self.put("large.log", log.getvalue())
        self.assertGreater(path.stat().st_size, 8 << 20)
        for form in ("json", "html"):
            one = run("--jobs", "1", "--format", form, path)
            self.assertEqual((one.returncode, one.stderr), (0, b""))
            for jobs in ("2", "3"):
                self.assertEqual(run("--jobs", jobs, "--format", form, path).stdout, one.stdout)
            alone = run("--jobs", "1", "--format", form, data=path.read_bytes())
            self.assertEqual((alone.returncode, alone.stderr), (0, b""))
            for jobs in ("2", "3"):
                self.assertEqual(run("--jobs", jobs, "--format", form, data=path.read_bytes()).stdout, alone.stdout)
        piped = report(data=path.read_bytes())
        said = report(path)
        self.assertEqual(said["statistics"], piped["statistics"])
        for a, b in zip(said["findings"], piped["findings"], strict=True):
            self.assertEqual((a["rule"], a["text"], a["context"]), (b["rule"], b["text"], b["context"]))
            self.assertEqual(a["location"]["line"], b["location"]["line"])

    def test_a_pipe_that_comes_in_bits_is_read_to_its_end(self):
        filler = b"nothing to see here, really\n" * 200_000
        with subprocess.Popen([LOGDIAG, "--jobs", "2", "--format", "json"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as reader:
            reader.stdin.write(filler)
            for part in (b"denied: permission_", b"denied: write_package"):
                reader.stdin.flush()
                time.sleep(0.3)
                reader.stdin.write(part)
            said = json.loads(reader.communicate(timeout=60)[0])
        self.assertEqual(reader.returncode, 0)
        self.assertEqual([f["location"]["line"] for f in said["findings"]], [200_001])
        self.assertEqual(said["statistics"]["bytes"], len(filler) + 40)

    def test_steps_too_large_to_hold_are_still_one_job(self):
        steps = job_log("app")
        filler = stamped("x" * 200) * 1000
        steps["10_Push"] = filler * 300 + steps["10_Push"]
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("0_build.txt", whole(steps))
            for step, text in steps.items():
                archive.writestr(f"build/{step}.txt", text)
        path = self.put("logs.zip", data.getvalue())
        said = report(path)
        self.check_push(said["findings"][0], "build")
        self.assertEqual(said["findings"][0]["location"]["line"], 300_003)
        self.assertEqual([(j["name"], j["end"]) for j in said["jobs"]], [("build", "failed")])
        self.assertEqual(said["statistics"]["bytes"], len(whole(steps)))


class Compressed(Folder):
    LOG = whole(job_log("app"))

    def test_by_content_not_by_name(self):
        packed = {"gz": gzip.compress(self.LOG), "bz2": bz2.compress(self.LOG),
                  "xz": lzma.compress(self.LOG)}
        for name, data in packed.items():
            path = self.put(f"{name}.log", data)
            first = report(path)["findings"][0]
            self.assertEqual(first["rule"], "ghcr/write-package-denied")
            self.assertEqual(first["location"]["source"], str(path))
            self.assertEqual(first["location"]["line"], report(data=self.LOG)["findings"][0]["location"]["line"])
            self.assertEqual(report(data=data)["findings"][0]["location"]["line"], first["location"]["line"])

    def test_a_page_shows_as_much_of_a_compressed_log(self):
        filler = b"".join(b"compiled part %d of the program and linked it\n" % i for i in range(30_000))
        path = self.put("one.log", filler + self.LOG)
        plain = run("--format", "html", path).stdout
        packed = run("--format", "html", self.put("one.gz", gzip.compress(path.read_bytes()))).stdout
        self.assertTrue(b"part 15000 of" in plain)
        self.assertTrue(plain.replace(b"one.log", b"") == packed.replace(b"one.gz", b""))

    def test_a_page_of_many_logs_is_bounded(self):
        data = io.BytesIO()
        filler = b"".join(b"compiled part %d of the program and linked it\n" % i for i in range(1000))
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
            for i in range(1000):
                archive.writestr(f"{i}.log", filler + self.LOG)
        page = run("--format", "html", data=data.getvalue()).stdout
        self.assertTrue(page == run("--format", "html", "--jobs", "1", data=data.getvalue()).stdout)
        # 150 MB of text with what marks it, were it all there.
        self.assertLess(len(page), 40 << 20)
        self.assertTrue(b"999.log" in page, "a log without lines is still named")

    def test_archives_within_archives(self):
        data = io.BytesIO()
        with tarfile.open(fileobj=data, mode="w:gz") as archive:
            inner = gzip.compress(self.LOG)
            info = tarfile.TarInfo("deep/inner.log.gz")
            info.size = len(inner)
            archive.addfile(info, io.BytesIO(inner))
        path = self.put("logs.tgz", data.getvalue())
        first = report(path)["findings"][0]
        self.assertEqual(first["location"]["source"], f"{path}/deep/inner.log.gz")
        for _ in range(5):
            outer = io.BytesIO()
            with zipfile.ZipFile(outer, "w") as archive:
                archive.writestr("in.zip", data.getvalue())
            data = outer
        out = run(self.put("deep.zip", data.getvalue()))
        self.assertEqual(out.returncode, 2)
        self.assertIn(b"deep were left out", out.stderr)

    def test_a_bomb_stops_at_the_bound(self):
        zeros = gzip.compress(b"A" * (1 << 20), 9)
        path = self.put("bomb.gz", zeros * 2048)
        begun = time.monotonic()
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        out = run(path)
        self.assertEqual(out.returncode, 2)
        self.assertIn(b"times its size", out.stderr)
        self.assertLess(time.monotonic() - begun, 60)
        self.assertLess(max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss), 200 << 10)

    def test_what_is_left_of_a_damaged_archive_is_diagnosed(self):
        noise = os.urandom(200_000).hex().encode()
        data = gzip.compress(self.LOG + noise)
        out = run("--format", "json", self.put("cut.gz", data[:-8000]))
        self.assertEqual(out.returncode, 2)
        self.assertIn(b"is damaged", out.stderr)
        self.assertEqual(json.loads(out.stdout)["findings"][0]["rule"], "ghcr/write-package-denied")

    def test_encrypted_members_are_told(self):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr("a.log", self.LOG)
            archive.writestr("b.log", self.LOG)
        raw = bytearray(data.getvalue())
        for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            place = raw.find(sign, raw.find(sign) + 1)
            raw[place + at] |= 1  # the flag says encrypted
        out = run("--format", "json", self.put("e.zip", bytes(raw)))
        self.assertEqual(out.returncode, 2)
        self.assertIn(b"1 encrypted", out.stderr.replace(b"an encrypted", b"1 encrypted"))
        self.assertTrue(json.loads(out.stdout)["findings"][0]["location"]["source"].endswith("/a.log"))

    def test_an_empty_archive(self):
        data = io.BytesIO()
        zipfile.ZipFile(data, "w").close()
        out = run(self.put("empty.zip", data.getvalue()))
        self.assertEqual(out.returncode, 2)
        self.assertIn(b"no logs", out.stderr)


class Folders(Folder):
    def test_binary_files_are_skipped_and_counted(self):
        self.put("a/build.log", whole(job_log("app")))
        self.put("a/app", b"\x7fELF" + bytes(100))
        self.put("a/blob", os.urandom(4096))
        out = run("--format", "json", self.folder)
        self.assertEqual(out.returncode, 0)
        self.assertIn(b"skipped 2 binary files", out.stderr)
        said = json.loads(out.stdout)
        self.assertEqual(said["findings"][0]["location"]["source"], str(self.folder / "a/build.log"))

    def test_a_loop_of_folders_ends(self):
        self.put("a/build.log", whole(job_log("app")))
        os.symlink(self.folder, self.folder / "a" / "back")
        out = run("--format", "json", self.folder)
        self.assertEqual(out.returncode, 2)
        self.assertEqual(out.stderr.count(b"leads back"), 1)
        self.assertEqual(json.loads(out.stdout)["findings"][0]["rule"], "ghcr/write-package-denied")


class BadInput(Folder):
    def test_one_message_each_and_the_rest_is_done(self):
        good = self.put("good.log", whole(job_log("app")))
        binary = self.put("binary", b"\x7fELF" + bytes(4000))
        seven = self.put("x.7z", b"7z\xbc\xaf\x27\x1c" + bytes(100))
        os.symlink("loop", self.folder / "loop")
        os.mkfifo(self.folder / "fifo")
        for bad, words in ((self.folder / "missing", b"cannot be opened"), (binary, b"is binary data"),
                           (seven, b"archives of this kind"), (self.folder / "loop", b"cannot be opened"),
                           (self.folder / "fifo", b"nobody writes"), ("/dev/zero", b"is a device")):
            out = run("--format", "json", bad, good)
            self.assertEqual(out.returncode, 2, bad)
            self.assertIn(words, out.stderr)
            self.assertEqual(out.stderr.count(b"\n"), 1, out.stderr)
            self.assertEqual(json.loads(out.stdout)["findings"][0]["rule"], "ghcr/write-package-denied")

    def test_a_pipe_with_a_writer(self):
        path = self.folder / "fifo"
        os.mkfifo(path)

        def write():
            with open(path, "wb") as pipe:
                pipe.write(whole(job_log("app"))[:100])
                pipe.flush()
                time.sleep(0.2)
                pipe.write(whole(job_log("app"))[100:])

        writer = threading.Thread(target=write)
        writer.start()
        self.assertEqual(report(path)["findings"][0]["rule"], "ghcr/write-package-denied")
        writer.join()

    @unittest.skipIf(os.geteuid() == 0, "root reads everything")
    def test_unreadable(self):
        path = self.put("secret.log", b"x\n")
        path.chmod(0)
        self.assertEqual(run(path).returncode, 2)


class ManyJobsInOneStream(unittest.TestCase):
    def test_gh(self):
        lines = []
        for job, package in (("build", "app"), ("test (1)", "app"), ("deploy", "tool")):
            for step, text in job_log(package).items():
                name = step.split("_", 1)[1]
                lines += [f"{job}\t{name}\t{line}" for line in text.decode().splitlines()]
        said = report(data=("\n".join(lines) + "\n").encode())
        self.assertEqual([(j["name"], j["end"]) for j in said["jobs"]],
                         [("build", "failed"), ("test (1)", "failed"), ("deploy", "failed")])
        self.assertEqual(len({f["location"]["job"] for f in said["findings"]}), 3)

    def test_a_failed_job_without_a_known_cause_is_not_forgotten(self):
        time = "2026-01-02T10:00:00.0000000Z"
        log = "".join(f"{job}\t{step}\t{time} {text}\n" for job, step, text in (
            ("build", "Run a", "ModuleNotFoundError: No module named 'yaml'"),
            ("build", "Run a", "##[error]Process completed with exit code 1."),
            ("test", "Run b", "FATAL: flurb subsystem error: cannot bend widget"),
            ("test", "Run b", "##[error]Process completed with exit code 3."))).encode()
        said = report(data=log)
        self.assertEqual(said["findings"][0]["rule"], "python/module-not-found")
        self.assertEqual([(s["number"], s["location"]["job"]) for s in said["unknown"]["lines"]], [(3, "test")])
        for name in ("text", "github", "markdown", "html", "junit", "sarif"):
            for lang, unknown in (("en", "no known cause for the rest"), ("zh", "其余失败没有已知原因")):
                out = run("-f", name, "-l", lang, data=log).stdout.decode()
                self.assertIn(unknown, out, name)
                self.assertIn("cannot bend widget", out, name)
                if name not in ("junit", "sarif"):
                    self.assertIn("2 of 2 jobs failed" if lang == "en" else "2 个作业中有 2 个失败", out, name)

    def test_raw_logs_after_each_other(self):
        data = b""
        for name, steps in (("lint", passing_job()), ("a / b", job_log("app"))):
            steps["1_Set up job"] += stamped(f"Complete job name: {name}")
            data += b"\xef\xbb\xbf" + whole(steps)
        said = report(data=data)
        self.assertEqual([(j["name"], j["end"]) for j in said["jobs"]],
                         [("lint", "passed"), ("a / b", "failed")])
        self.assertEqual(said["findings"][0]["location"]["job"], "a / b")
        self.assertEqual({f["location"]["job"] for f in said["findings"]}, {"a / b"})


if __name__ == "__main__":
    unittest.main()
