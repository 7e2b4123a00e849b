#include "render/content.hpp"

#include <gtest/gtest.h>

namespace logdiag::rendering {
namespace {

const Fill kAsIs = [](std::string_view text) { return std::string(text); };

std::string marked(std::string_view text, std::string_view value = "") {
  return markdown(pieces(text, [&](std::string_view t) {
    std::string out(t);
    if (const std::size_t at = out.find("{x}"); at != std::string::npos) out.replace(at, 3, value);
    return out;
  }));
}

TEST(Pieces, BackticksOfTheRuleEncloseCode) {
  const auto p = pieces("set `a b` and `c`", kAsIs);
  ASSERT_EQ(p.size(), 4u);
  EXPECT_FALSE(p[0].code);
  EXPECT_EQ(p[1].text, "a b");
  EXPECT_TRUE(p[1].code);
  EXPECT_TRUE(p[3].code);
}

TEST(Pieces, AnUnclosedBacktickIsText) {
  const auto p = pieces("odd ` one", kAsIs);
  ASSERT_EQ(p.size(), 1u);
  EXPECT_EQ(p[0].text, "odd ` one");
}

TEST(Markdown, CapturesAreText) {
  EXPECT_EQ(marked("see {x} here", "`*_[a](b)<i>|#~&$"),
            "see \\`\\*\\_\\[a\\](b)\\<i\\>\\|\\#\\~\\&\\$ here");
  EXPECT_EQ(marked("run `{x}` now", "a``b"), "run ```a``b``` now");
  EXPECT_EQ(marked("run `{x}` now", "`"), "run `` ` `` now");
}

TEST(Markdown, WhatWouldBeginABlockDoesNot) {
  EXPECT_EQ(marked("{x}", "- a"), "\\- a");
  EXPECT_EQ(marked("{x}", "12. a"), "12\\. a");
  EXPECT_EQ(marked("a 12. b"), "a 12. b");
  EXPECT_EQ(marked("`a`. b"), "`a`. b");
}

TEST(Markdown, AddressesStayWhole) {
  EXPECT_EQ(marked("see https://e.org/a_b?c=d&e. Then"), "see <https://e.org/a_b?c=d&e>. Then");
}

TEST(Markdown, AFenceIsLongerThanItsContent) {
  EXPECT_EQ(markdown_fence("a\n````\nb", "sh", 0), "`````sh\na\n````\nb\n`````\n");
  EXPECT_EQ(markdown_fence("a", "x`y", 2), "  ```xy\n  a\n  ```\n");
}

TEST(Xml, HoldsOnlyWhatXmlCanHold) {
  EXPECT_EQ(escape_xml("<a b='c'>&\"\x01\xEF\xBF\xBE"),
            "&lt;a b=&#39;c&#39;&gt;&amp;&quot;\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(html(pieces("see https://e.org/<x> `a<b`", kAsIs)),
            "see <a href=\"https://e.org/\" rel=\"noreferrer\">https://e.org/</a>&lt;x&gt; "
            "<code>a&lt;b</code>");
}

Rule rule_with(std::string code, std::string lang) {
  Rule r;
  r.id = "local/x";
  r.fix.push_back({{"do", "做"}, std::move(code), std::move(lang)});
  r.captures.push_back({"name", {"NAME", ""}, ""});
  return r;
}

TEST(Captures, APhraseStandsInTheReadersLanguageAndNotInCode) {
  Rule rule = rule_with("docker login {name}", "sh");
  rule.captures.front().fallback = {"the registry", "该 registry"};
  Finding f;
  f.rule = &rule;
  const Text said{"{name} refuses; run `docker login {name}`", "{name} 拒绝；运行 `docker login {name}`"};
  EXPECT_EQ(f.fill(said, Lang::en), "the registry refuses; run `docker login NAME`");
  EXPECT_EQ(f.fill(said, Lang::zh), "该 registry 拒绝；运行 `docker login NAME`");
  EXPECT_EQ(f.fill_code(rule.fix.front()), "docker login NAME");
  EXPECT_EQ(code_with_fallbacks(rule, rule.fix.front()), "docker login NAME");
  const auto p = pieces(said.zh, fallbacks_of(rule, Lang::zh));
  ASSERT_EQ(p.size(), 2u);
  EXPECT_EQ(p[0].text, "该 registry 拒绝；运行 ");
  EXPECT_EQ(p[1].text, "docker login NAME");
}

TEST(Code, AShellGetsNoWordsThatItWouldObey) {
  const Rule sh = rule_with("pip install {name}", "sh");
  Finding f;
  f.rule = &sh;
  f.captures = {{"name", "requests-2"}};
  EXPECT_EQ(f.fill_code(sh.fix[0]), "pip install requests-2");
  for (const char* evil : {"x; rm -rf ~", "$(id)", "`id`", "a|b", "a&b", "a>b", "it's", "a\"b"}) {
    f.captures = {{"name", evil}};
    EXPECT_EQ(f.fill_code(sh.fix[0]), "pip install NAME") << evil;
  }
  const Rule yaml = rule_with("name: {name}", "yaml");
  f.rule = &yaml;
  EXPECT_EQ(f.fill_code(yaml.fix[0]), "name: a\"b");
}

TEST(SourcePlace, NeedsARepositoryAndALine) {
  const Rule r = rule_with("", "");
  Finding f;
  f.rule = &r;
  f.captures = {{"file", "a.c"}, {"line", "12"}};
  RenderOptions o;
  EXPECT_EQ(source_place(f, o).file, "");
  o.repository_file = [](std::string_view name) {
    return name == "a.c" ? std::string("src/a.c") : std::string();
  };
  EXPECT_EQ(source_place(f, o).file, "src/a.c");
  EXPECT_EQ(source_place(f, o).line, 12u);
  f.captures = {{"file", "a.c"}, {"line", "1x"}};
  EXPECT_EQ(source_place(f, o).line, 0u);
  f.captures = {{"file", "/etc/passwd"}};
  EXPECT_EQ(source_place(f, o).file, "");
}

TEST(Retry, OnlyWhereEveryCauseIsTransient) {
  Rule flaky = rule_with("", "");
  flaky.transient = true;
  flaky.owner = "platform";
  Rule broken = rule_with("", "");
  broken.owner = "code";
  RuleSetBuilder builder;
  (void)builder.add_path(LOGDIAG_RULES_DIR "/ghcr/write-package-denied.json");
  Report report{builder.build().value(), {}, {}, {}, {}, {}};
  EXPECT_FALSE(worth_a_retry(report));
  report.findings.resize(1);
  report.findings[0].rule = &flaky;
  EXPECT_TRUE(worth_a_retry(report));
  report.findings.resize(2);
  report.findings[1].rule = &broken;
  EXPECT_FALSE(worth_a_retry(report));
  report.findings[1].cause = 0;  // a consequence decides nothing
  EXPECT_TRUE(worth_a_retry(report));
  flaky.owner = "credentials";
  EXPECT_FALSE(worth_a_retry(report));
}

}  // namespace
}  // namespace logdiag::rendering
