#include "text/tool_prefixes.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace logdiag::text {
namespace {

TEST(ToolPrefixes, Takes) {
  const struct {
    std::string_view raw, text;
  } cases[] = {
      {"#12 3.456 error: x", "error: x"},
      {"#12 3.456  x", " x"},
      {"#12 3.456", ""},
      {"#12 ERROR: failed to push", "ERROR: failed to push"},
      {"#12 [build 2/4] RUN x", "[build 2/4] RUN x"},
      {"#12 3.456x y", "3.456x y"},
      {"web-1  | x", "x"},
      {"web_1 | x | y", "x | y"},
      {"db  | x", "x"},
      {"db          | ", ""},
      {"web:build: error TS2322", "error TS2322"},
      {"@acme/web:build: x", "x"},
      {"@acme/web:test:unit: x", "x"},
      {"@acme/web: x", "x"},
      {"packages/web build: x", "x"},
      {"[pod/web-7d9f/app] x", "x"},
      {"[unit-test : run] x", "x"},
      {"[build : step-1]   x", "  x"},
      {"[CI/build]   | x", "x"},
      {"[My checks/Build and test-2]   |  x", " x"},
      {"[CI/build]   |", ""},
      {"[0] x", "x"},
      {"[12]  x", " x"},
      {"[build] x", "x"},
      {"[build:css] x", "x"},
      {"[server] x", "x"},
      {"[js     ] x", "x"},
      {"               +test | error: x", "error: x"},
      {"               +test | a | b", "a | b"},
      {"               +test |", ""},
      {"      +test *failed* | x", "x"},
      {"./web+integration-test | x", "x"},
      {"services/web+build-image | x", "x"},
      {" => => # error: x", "error: x"},
      {"Step #2 - \"unit tests\": error: x", "error: x"},
      {"Step #11: x", "x"},
      {"Step #1 - \"a\":", ""},
      {"remote:        error: x", "error: x"},
      {"remote:          x", "  x"},
      {"\xE2\x9E\xA4 YN0000: [@acme/web]: Killed", "Killed"},
      {"\xE2\x9E\xA4 YN0000: \xE2\x94\x82 x", "x"},
  };
  for (const auto& c : cases) {
    std::string_view text = c.raw;
    EXPECT_TRUE(take_tool_prefix(text)) << c.raw;
    EXPECT_EQ(text, c.text) << c.raw;
  }
}

TEST(ToolPrefixes, Leaves) {
  for (const std::string_view raw : {"",
                                     "#",
                                     "#12",
                                     "#12  main",
                                     "#0 0x0 in x",
                                     "#0 /a.php(1)",
                                     "#1 {main}",
                                     "#1234567 x",
                                     "error | x",
                                     "Error  | x",
                                     "12  | x",
                                     "name  | a | b",
                                     "+name | value",
                                     "    a + b | c",
                                     "                    + | x",
                                     "foo.c:main: x",
                                     "foo.c:12:3: x",
                                     "error: x",
                                     "make test: x",
                                     "npm error code",
                                     "[pod/a] x",
                                     "[a : ] x",
                                     "[Note : see] x",
                                     "[pod/a/b/c] x",
                                     "[x] y",
                                     "[",
                                     "[] y",
                                     "[ ] y",
                                     "[ 50%] Building",
                                     "[1/2] CC x.o",
                                     "[123] y",
                                     "[error] y",
                                     "[error  ] y",
                                     "[vite] y",
                                     "[vite]: y",
                                     "[CI/build] y",
                                     "[a/b] | y",
                                     "[build]x",
                                     "[build] npm run build exited with code 1",
                                     "@",
                                     "@a",
                                     "a:b",
                                     "a:build",
                                     "Step #2",
                                     "Step #x: y",
                                     "Step 2: y",
                                     "remote: error: x",
                                     "remote:     Resolve",
                                     " => [2/4] RUN x",
                                     "\xE2\x9E\xA4 YN0000: Done",
                                     "\xE2\x9E\xA4 YN0001: \xE2\x94\x82 Error"}) {
    std::string_view text = raw;
    EXPECT_FALSE(take_tool_prefix(text)) << raw;
    EXPECT_EQ(text, raw);
  }
}

}  // namespace
}  // namespace logdiag::text
