"""The rule pages: every rule has one in both languages, and every link between
them leads somewhere."""
import html.parser
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__(convert_charrefs=True)
        self.links, self.open, self.text = [], [], []
        self.feed(path.read_text("utf-8"))
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.links += [attrs[name] for name in ("href", "src") if name in attrs]
        if tag not in ("meta", "link", "br", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data):
        self.text.append(data)


class RulePages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.root = pathlib.Path(cls.temporary.name)
        subprocess.run([sys.executable, "tools/rule-pages", cls.root], check=True, stdout=subprocess.DEVNULL)
        cls.pages = {path: Page(path) for path in cls.root.rglob("*.html")}

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def test_every_rule_has_its_pages(self):
        count = 0
        for path in pathlib.Path("rules").glob("*/*.json"):
            name = f"{path.parent.name}/{path.stem}.html"
            for lang, root in (("en", self.root), ("zh", self.root / "zh")):
                page = self.pages[root / name]
                text = "".join(page.text)
                rule = json.loads(path.read_text("utf-8"))
                self.assertIn(rule["id"], text)
                for address in rule["docs"]:
                    self.assertIn(address, page.links)
                start = rule["diagnosis"][lang].split("{")[0].split("`")[0]
                self.assertIn(start, text)
            count += 1
        self.assertGreater(count, 100)
        self.assertEqual(len(self.pages), 2 * count + 2)

    def test_every_tag_is_closed(self):
        for path, page in self.pages.items():
            self.assertEqual(page.open, [], path)

    def test_links_lead_somewhere(self):
        for path, page in self.pages.items():
            for link in page.links:
                if link.startswith("https://"):
                    continue
                target = (path.parent / link).resolve()
                self.assertTrue(target.is_file(), f"{path}: {link}")

    def test_every_page_is_reached_from_the_index(self):
        seen, todo = set(), [self.root / "index.html"]
        while todo:
            path = todo.pop()
            if path in seen or path not in self.pages:
                continue
            seen.add(path)
            todo += [(path.parent / link).resolve() for link in self.pages[path].links if "://" not in link]
        self.assertEqual(len(seen), len(self.pages))

    def test_no_placeholder_is_left(self):
        rule = json.loads(pathlib.Path("rules/ghcr/write-package-denied.json").read_text("utf-8"))
        text = "".join(self.pages[self.root / "ghcr/write-package-denied.html"].text)
        for name in rule["captures"]:
            self.assertNotIn("{" + name + "}", text)
        self.assertIn("${{ secrets.GITHUB_TOKEN }}", text)


if __name__ == "__main__":
    unittest.main()
