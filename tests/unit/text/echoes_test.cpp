#include "text/echoes.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace logdiag::text {
namespace {

bool plain(std::string_view text) {
  Line line;
  line.text = text;
  return echoes(line);
}

TEST(Echoes, CommandsAndCommits) {
  for (const std::string_view line :
       {"+ curl -f x || echo denied", "++ dirname a", "$ npm ci", "Step 3/9 : RUN make",
        "[builder 3/9] RUN make || echo failed", "HEAD is now at 1a2b3c4 explain ENOSPC",
        "* fix(push): explain permission_denied"}) {
    EXPECT_TRUE(plain(line)) << line;
  }
  Line command;
  command.marker = Marker::command;
  EXPECT_TRUE(echoes(command));
}

TEST(Echoes, ReportsAreNone) {
  for (const std::string_view line :
       {"    + CategoryInfo : ObjectNotFound", "+ FullyQualifiedErrorId : CommandNotFoundException",
        "+ ~~~~", "+", "$", "[error] RUN failed", "Step by step", "* error: denied",
        "[builder 3/9] COPY a b", "-bash: foo: command not found", "grep: x: No such file or directory",
        "sed: can't read x", "panic: runtime error", "expect(received).toBe(expected) // Object.is",
        "Error(\"expected value\", line: 1)", "requests.exceptions.ConnectionError('refused')",
        "* invalid: no key (see help)", "- error: it is gone", "A=b", "if you can, retry",
        "> Task :app:compileJava FAILED", "deadbee", "raised ValueError(1)", "12 | error", " 12 | ERROR | it is gone",
        "--retries <n>   is gone", "  --retries is gone", "  --- FAIL: TestIt (0.0s)  gone", "  - it  gone"}) {
    EXPECT_FALSE(plain(line)) << line;
  }
  Line told;
  told.text = "echo \"it is gone\"";
  EXPECT_TRUE(echoes(told));
  told.marker = Marker::error;  // ::error::echo ...
  EXPECT_FALSE(echoes(told));
}

TEST(Echoes, ScriptsAndSources) {
  for (const std::string_view line :
       {"echo \"error: it is gone\"", "  > grep -q 'it is gone' log", "if [ -z \"$X\" ]; then die; fi",
        "die() { echo gone >&2; }", "die 'it is gone'", "case \"$x\" in *gone*) retry ;; esac",
        "export MSG=\"it is gone\"", "MSG='it is gone'", "Write-Error \"it is gone\"",
        "throw new Error('it is gone');", "    > 3 | test('x', () => { say('it is gone') })", "      4 | // it is gone", "  12 |   raise ValueError(f'{x} is gone')",
        "console.error(\"it is gone\")", "logger.error(f'gone')", "return fmt.Errorf(\"gone\")",
        "panic!(\"it is gone\")", "expect(e.message).toMatch(/gone/);", "// Error: it is gone",
        "+Error: it is gone", "-fatal: it is gone", "-    raise ValueError('gone')",
        "1a2b3c4 say that it is gone", "- Fixed: it is gone (#123)",
        "* **net:** say it ([1a2b3c4](https://example.com/1a2b3c4))", "<testcase name=\"gone\"/>",
        "If you see `it is gone`, look again",
        "  --retries <n>   how often to try again when it is gone", "  -f, --force  although it is gone"}) {
    EXPECT_TRUE(plain(line)) << line;
  }
}

TEST(Echoes, CommentsAndHeadings) {
  for (const std::string_view line :
       {"# error: this happens when the token is wrong", "; fatal: could not read it",
        "## Failed builds", "### Error handling", "  # denied: log in first"}) {
    EXPECT_TRUE(plain(line)) << line;
  }
  // Tests, crashes and banners say something behind such a mark.
  for (const std::string_view line :
       {"#   Failed test 'parses nothing'", "# Failed test 1", "# `[ -f x ]' failed", "#9 ERROR: denied",
        "# A fatal error has been detected by the Java Runtime Environment:", "### ERROR: no key",
        "## FAILED ##", "# fail 2", "#error Unsupported compiler", "#", "#4  main (a.c:3)"}) {
    EXPECT_FALSE(plain(line)) << line;
  }
}

TEST(Echoes, WhatIsQuotedIsSpokenAbout) {
  const auto is_quoted = [](std::string_view text, std::string_view words) {
    const std::size_t at = text.find(words);
    return quoted(text, at, at + words.size());
  };
  EXPECT_TRUE(is_quoted("| `it is gone` | look again |", "it is gone"));
  EXPECT_TRUE(is_quoted("- **error: it is gone**: look again", "it is gone"));
  EXPECT_TRUE(is_quoted("we explain \"it is gone\"", "it is gone"));
  // Tools quote what others said, and names.
  EXPECT_FALSE(is_quoted("push failed: \"it is gone\"", "it is gone"));
  EXPECT_FALSE(is_quoted("level=error msg=\"it is gone\"", "it is gone"));
  EXPECT_FALSE(is_quoted("* `gone-for-good`: the widget", "gone-for-good"));
  EXPECT_FALSE(is_quoted("*** it is gone ***", "it is gone"));
  EXPECT_FALSE(is_quoted("it is gone", "it is gone"));
  EXPECT_FALSE(quoted("``", 1, 2));  // nothing is quoted
  EXPECT_FALSE(quoted("****", 1, 4));
}

}  // namespace
}  // namespace logdiag::text
