"""The HTML report in a real browser: it opens without a complaint, shows what it
should in both languages and schemes, and obeys nothing that a log says."""
import os
import pathlib
import re
import sys
import tempfile
import unittest

from browser import BINARY, Browser
from formats_test import HOSTILE, UNKNOWN
from readers import run

LOG = pathlib.Path("tests/logs/ghcr-push.log")
STEPS = "".join(
    f"2026-01-02T10:{n:02}:00.0000000Z ##[group]Run step {n}\n2026-01-02T10:{n:02}:00.0000000Z shell: bash\n"
    f"2026-01-02T10:{n:02}:00.0000000Z ##[endgroup]\n" + "".join(
        f"2026-01-02T10:{n:02}:{s:02}.0000000Z \x1b[32mok\x1b[0m line {s} of step {n}\n" for s in range(50))
    for n in range(8)) + (
    "2026-01-02T10:30:00.0000000Z \x1b[1;31mModuleNotFoundError: No module named 'yaml'\x1b[0m\n"
    "2026-01-02T10:30:01.0000000Z ##[error]Process completed with exit code 1.\n"
    "2026-01-02T10:30:02.0000000Z Post job cleanup.\n2026-01-02T10:30:03.0000000Z Cleaning up orphan processes\n")


class Html(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = Browser()
        cls.folder = tempfile.TemporaryDirectory()

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.folder.cleanup()

    def open(self, data, lang="en", **more):
        path = pathlib.Path(self.folder.name, "report.html")
        out = run("--lang", lang, "-f", f"html={path}", "-", data=data)
        self.assertEqual(out.returncode, 0, out.stderr)
        self.browser.complaints.clear()
        self.browser.open(path, **more)
        self.size = path.stat().st_size
        return self.browser

    def tearDown(self):
        self.assertEqual(self.browser.complaints, [])

    def lines(self):
        return self.browser.run("[...document.querySelectorAll('.l')].filter(l => l.checkVisibility()).length")

    def test_languages_schemes_and_widths(self):
        for lang, other in (("en", "zh"), ("zh", "en")):
            for scheme in ("light", "dark"):
                for width in (360, 1200):
                    page = self.open(LOG.read_bytes(), lang, width=width, scheme=scheme)
                    self.assertEqual(page.run("document.documentElement.dataset.scheme"), scheme)
                    heading = page.run("document.querySelector('h2').innerText")
                    self.assertIn("拒绝推送" if lang == "zh" else "refuses the push", heading)
                    self.assertEqual(page.run(f"[...document.querySelectorAll('main [lang={other}]')]"
                                              ".filter(n => n.checkVisibility()).length"), 0)
                    # Nothing makes the page itself scroll sideways.
                    self.assertLessEqual(page.run("document.documentElement.scrollWidth"), width)
                    page.press("l")
                    heading = page.run("document.querySelector('h2').innerText")
                    self.assertIn("refuses the push" if lang == "zh" else "拒绝推送", heading)
                    page.press("d")
                    self.assertNotEqual(page.run("document.documentElement.dataset.scheme"), scheme)

    def test_text_can_be_read(self):
        # WCAG AA: text and background differ by 4.5 to 1.
        script = """(() => {
          const rgb = (c) => c.match(/[\\d.]+/g).map(Number);
          const light = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
          const back = (n) => { for (; n; n = n.parentElement) {
            const c = rgb(getComputedStyle(n).backgroundColor); if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
          const bad = [];
          for (const n of document.querySelectorAll('h1,h2,h3,p,a,li,code,mark,button,small,summary,.l span,.n,.tag')) {
            if (!n.checkVisibility() || !n.innerText.trim()) continue;
            const a = light(rgb(getComputedStyle(n).color)), b = light(back(n));
            const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
            if (ratio < 4.5) bad.push(`${n.tagName}.${n.className} ${ratio.toFixed(2)} ${n.innerText.slice(0, 30)}`);
          }
          return bad; })()"""
        for scheme in ("light", "dark"):
            page = self.open(STEPS.encode(), scheme=scheme)
            self.assertEqual(page.run(script), [], scheme)

    def test_the_log_is_folded_by_step_with_the_failed_one_open(self):
        page = self.open(STEPS.encode())
        names = page.run("[...document.querySelectorAll('.log summary')].map(s => s.firstChild.textContent)")
        self.assertEqual(names, [f"Run step {n}" for n in range(8)] + ["Post job cleanup", "Complete job"])
        self.assertEqual(page.run("[...document.querySelectorAll('.log details[open]')].length"), 1)
        self.assertEqual(page.run("document.querySelector('.log summary.failed').firstChild.textContent"), "Run step 7")
        self.assertEqual(page.run("document.querySelector('.l.root').textContent.includes('yaml')"), True)
        self.assertEqual(page.run("getComputedStyle(document.querySelector('.l.root .f1')).color !== "
                                  "getComputedStyle(document.body).color"), True)
        before = self.lines()
        page.press("o")
        page.run("new Promise(r => setTimeout(r, 100))")
        self.assertGreater(self.lines(), before)
        total = len(STEPS.splitlines())
        self.assertEqual(page.run("document.querySelectorAll('.l').length"), total)

    def test_jumping_and_links(self):
        page = self.open(STEPS.encode())
        self.assertEqual(page.run("document.querySelector('.l.now')"), None)
        page.press("n")
        now = "document.querySelector('.l.now').textContent"
        self.assertIn("No module named 'yaml'", page.run(now))
        self.assertTrue(page.run("(({top, bottom}) => top >= 0 && bottom <= innerHeight)"
                                 "(document.querySelector('.l.now').getBoundingClientRect())"))
        page.press("n")
        self.assertIn("exit code 1", page.run(now))
        page.press("p")
        self.assertIn("yaml", page.run(now))
        page.run("document.querySelector('.l.root .cause-link').click()")
        self.assertTrue(page.run("location.hash").startswith("#f"))
        page.run("document.querySelector('a.place').click()")
        self.assertIn("yaml", page.run(now))
        page.run("document.querySelector('#strip button.root').click()")
        self.assertIn("yaml", page.run(now))
        self.assertEqual(page.run("document.querySelectorAll('#strip button.root').length"), 1)

    def test_search_opens_what_it_finds(self):
        page = self.open(STEPS.encode())
        page.press("/")
        for key in "line 49 of step 2":
            page.press(key)
        page.press("Enter")
        self.assertIn("line 49 of step 2", page.run("document.querySelector('.l.at').textContent"))
        self.assertEqual(page.run("document.querySelector('#count').textContent"), "1/1")
        self.assertTrue(page.run("document.querySelector('.l.at').checkVisibility()"))

    def test_copy_takes_the_code_as_it_is(self):
        page = self.open(LOG.read_bytes())
        page.call("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
        page.run("document.querySelector('.copy').click()")
        page.run("new Promise(r => setTimeout(r, 200))")
        self.assertEqual(page.run("document.querySelector('.copy').textContent"), "Copied")
        self.assertTrue(page.run("navigator.clipboard.readText()").startswith(
            "permissions:\n  contents: read\n  packages: write\n"))

    def test_without_script_the_cards_are_whole(self):
        page = self.browser
        page.call("Emulation.setScriptExecutionDisabled", value=True)
        try:
            page = self.open(LOG.read_bytes())
        finally:
            page.call("Emulation.setScriptExecutionDisabled", value=False)
        self.assertIn("packages: write", page.run("document.querySelector('.card').innerText"))
        self.assertEqual(page.run("[...document.querySelectorAll('button')].filter(b => b.checkVisibility()).length"), 0)
        page.complaints = [c for c in page.complaints if "script" not in c.lower()]

    def test_a_hostile_log_is_only_shown(self):
        for data in (HOSTILE, UNKNOWN, b"\xff\xfe<\x00b\x00>\x00" * 50, b""):
            for lang in ("en", "zh"):
                page = self.open(data, lang)
                page.press("o")
                page.run("new Promise(r => setTimeout(r, 100))")
                self.assertEqual(page.run("document.querySelectorAll('img, iframe, object, embed, form, link, base, "
                                          "svg, audio, video').length"), 0)
                self.assertEqual(page.run("document.scripts.length"), 3)
                self.assertEqual(page.run("[...document.querySelectorAll('*')].flatMap(n => [...n.attributes])"
                                          ".filter(a => a.name.startsWith('on') || a.name === 'style' && "
                                          "!/^color: rgb/.test(a.value)).length"), 0)
                self.assertEqual(page.run("[...document.links].filter(a => !/^(https:|file:)/.test(a.protocol)).length"), 0)
                text = page.run("document.documentElement.outerHTML")
                self.assertNotIn("a1B2a1B2", text)
                self.assertNotIn("hunter2hunter2", text)
                self.assertIsNone(re.search("[\u202a-\u202e\u2066-\u2069\u200b\x1b]", text))

    def test_the_policy_holds(self):
        page = self.open(LOG.read_bytes())
        page.run("""(() => { const s = document.createElement('script'); s.textContent = 'window.owned = 1';
                 document.body.append(s); const i = document.createElement('img'); i.src = 'http://127.0.0.1:9/x';
                 document.body.append(i); })()""")
        page.run("new Promise(r => setTimeout(r, 100))")
        self.assertIsNone(page.run("window.owned"))
        self.assertTrue(any("Content Security Policy" in c for c in page.complaints), page.complaints)
        page.complaints.clear()

    def test_a_large_log_gives_windows(self):
        filler = b"".join(b"2026-01-02T10:00:00.0000000Z compiling unit %06d of the large log\n" % n for n in range(400_000))
        data = (b"2026-01-02T09:00:00.0000000Z ##[group]Run make\n2026-01-02T09:00:00.0000000Z ##[endgroup]\n" + filler +
                b"2026-01-02T10:00:00.0000000Z ModuleNotFoundError: No module named 'yaml'\n" + filler +
                b"2026-01-02T10:00:00.0000000Z ##[error]Process completed with exit code 1.\n")
        page = self.open(data)
        self.assertLess(self.size, 16 << 20)
        self.assertIn("yaml", page.run("document.querySelector('h2').innerText"))
        page.press("n")
        self.assertIn("yaml", page.run("document.querySelector('.l.now').textContent"))
        self.assertTrue(page.run("document.querySelectorAll('.gap').length >= 2"))
        # Elements are made for what is seen, and the page is there soon.
        self.assertLess(page.run("document.querySelectorAll('.l').length"), 10_000)
        if not os.environ.get("LOGDIAG_SANITIZED"):
            opened = page.run("performance.getEntriesByType('navigation')[0].loadEventEnd")
            self.assertLess(opened, 8000)  # 0.7 to 1.2 s were measured; loosely, for busy machines
        gaps = page.run("[...document.querySelectorAll('.gap')].map(g => Number(g.textContent.replace(/\\D/g, '')))"
                        ".reduce((a, b) => a + b)")
        kept = page.run("JSON.parse(document.getElementById('log').textContent).sources[0].parts"
                        ".reduce((sum, part) => sum + part.lines.length, 0)")
        self.assertEqual(gaps + kept, 800_004)
        # Wherever one goes the lines are there: at the end, and far up.
        page.run("document.querySelector('#strip button:last-child').click()")
        page.run("new Promise(r => setTimeout(r, 300))")
        for place in ("at(-1)", "at(0)"):
            page.run(f"[...document.querySelectorAll('.chunk')].{place}.scrollIntoView()")
            page.run("new Promise(r => setTimeout(r, 500))")
            seen = page.run("[...document.querySelectorAll('.l')].filter(l => { const b = l.getBoundingClientRect();"
                            " return b.bottom > 0 && b.top < innerHeight; }).length")
            self.assertGreater(seen, 5)
        self.assertEqual(page.run("[...document.querySelectorAll('.l .n')].at(-1).textContent"), "800004")


if __name__ == "__main__":
    if BINARY is None:
        sys.exit("chromium is not installed; see tools/dependencies")
    unittest.main()
