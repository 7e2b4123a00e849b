"""Each check of tidy.py fires on a tree made for it."""
import pathlib
import tempfile
import unittest

import tidy


class Tidy(unittest.TestCase):
    def faults(self, name, text):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            return "\n".join(tidy.faults(folder))

    def test_clean(self):
        self.assertEqual(self.faults("lib/text/a.hpp", '#pragma once\n#include "base/utf8.hpp"\n'), "")

    def test_imports_go_down(self):
        self.assertIn("imports go down", self.faults("lib/base/a.cpp", '#include "text/line.hpp"\n'))
        self.assertIn("imports go down", self.faults("lib/text/a.cpp", '#include "rules/pack.hpp"\n'))

    def test_third_parties_stay_in_their_rooms(self):
        self.assertIn("may", self.faults("lib/scan/a.cpp", "#include <re2/re2.h>\n"))
        self.assertIn("may", self.faults("lib/scan/a.cpp", "#include <nlohmann/json.hpp>\n"))

    def test_the_command_sees_public_headers_only(self):
        self.assertIn("include/ only", self.faults("tools/logdiag/a.cpp", '#include "base/utf8.hpp"\n'))

    def test_public_headers_are_plain(self):
        self.assertIn("standard library only", self.faults("include/logdiag/a.hpp", "#include <re2/re2.h>\n"))

    def test_banned_calls(self):
        for line in ("std::regex r;", "printf(x);", "std::exit(1);", "int x = std::stoi(s);",
                     "#include <iostream>", "using namespace std;", "\tint x;"):
            self.assertNotEqual(self.faults("lib/base/a.cpp", line + "\n"), "", line)
        self.assertEqual(self.faults("lib/base/a.cpp", "// printf(x)\n"), "")

    def test_sizes(self):
        self.assertIn("split it", self.faults("lib/base/a.cpp", "\n" * 600))
        self.assertIn("longer than", self.faults("lib/base/a.cpp", "x" * 120))

    def test_the_map(self):
        with tempfile.TemporaryDirectory() as folder:
            lib = pathlib.Path(folder) / "lib"
            (lib / "base").mkdir(parents=True)
            (lib / "ARCHITECTURE.md").write_text("known\n", encoding="utf-8")
            (lib / "base" / "stray.cpp").write_text("\n", encoding="utf-8")
            self.assertIn("map", "\n".join(tidy.faults(folder)))

    def test_top_level(self):
        self.assertIn("top level", self.faults("docs/a.md", ""))


if __name__ == "__main__":
    unittest.main()
