#include <gtest/gtest.h>

#include <map>

#include "base/json.hpp"
#include "base/sanitize.hpp"
#include "base/text_fill.hpp"
#include "base/utf8.hpp"
#include "base/words.hpp"

namespace logdiag::base {
namespace {

TEST(Utf8, DecodesAndRefuses) {
  EXPECT_EQ(decode("a").value, U'a');
  EXPECT_EQ(decode("\xE4\xBD\xA0").value, U'你');
  EXPECT_EQ(decode("\xF0\x9F\x9A\x80").size, 4u);
  for (const char* bad : {"\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE4\xBD", "\x80", "\xFF"}) {
    EXPECT_FALSE(decode(bad).valid) << bad;
    EXPECT_EQ(decode(bad).size, 1u);
  }
}

TEST(Json, TextHoldsNoControlsAndNoDamage) {
  EXPECT_EQ(Json(std::string("\"\\\b\f\n\r\t\x01\x1f é\xFFz")).dump(),
            "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f é\xEF\xBF\xBDz\"");
  EXPECT_EQ(Json().dump(), "null");
}

TEST(Utf8, RepairsAnyBytes) {
  std::string all;
  for (int i = 0; i < 256; ++i) all.push_back(static_cast<char>(i));
  EXPECT_TRUE(is_valid_utf8(repair_utf8(all)));
  EXPECT_EQ(repair_utf8("a\xFFz"), "a\xEF\xBF\xBDz");
}

TEST(Utf8, WidthCountsColumns) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("修复"), 4u);
  EXPECT_EQ(display_width("e\xCC\x81"), 1u);
  EXPECT_EQ(display_width("→│✓"), 3u);
}

TEST(Utf8, CutsBetweenCharacters) {
  EXPECT_EQ(cut_utf8("修复", 4), "修");
  EXPECT_EQ(cut_utf8("abc", 10), "abc");
}

TEST(Sanitize, LeavesPlainText) { EXPECT_EQ(sanitize("error: x 修复"), "error: x 修复"); }

TEST(Sanitize, TakesTheTeethOut) {
  EXPECT_EQ(sanitize("a##[error]b"), "a# #[error]b");
  EXPECT_EQ(sanitize("::error::x"), ": :error::x");
  EXPECT_EQ(sanitize("  ::set-output name=x::y"), "  : :set-output name=x::y");
  EXPECT_EQ(sanitize("a\x1b[31mb").find('\x1b'), std::string::npos);
  EXPECT_EQ(sanitize("a\xE2\x80\xAE" "b").find("\xE2\x80\xAE"), std::string::npos);
  EXPECT_EQ(sanitize("tab\there"), "tab here");
  EXPECT_TRUE(is_valid_utf8(sanitize(std::string("\xFF\xFE\x00z", 4))));
  EXPECT_EQ(sanitize(std::string(100, 'x'), 10), "xxxxxxxxxx…");
}

TEST(Redact, MasksShapesOfSecrets) {
  const std::string tail(36, 'a');
  for (const std::string& secret :
       {"ghp_" + tail, "github_pat_" + tail, "hf_" + tail, "glpat-" + tail, "npm_" + tail,
        std::string("AKIAIOSFODNN7EXAMPLE"), std::string("xoxb-123456789012-abcdef"),
        std::string("eyJhbGciOiJIUzI1NiIsInR5.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abcdefghijkl")}) {
    const std::string out = redact("token " + secret + " end");
    EXPECT_EQ(out.find(secret), std::string::npos) << secret;
    EXPECT_NE(out.find("***"), std::string::npos) << secret;
    EXPECT_TRUE(out.ends_with(" end")) << out;
  }
  EXPECT_EQ(redact("https://me:hunter22@example.com/x"), "https://me:***@example.com/x");
  EXPECT_EQ(redact("Authorization: Bearer abcdefghijk"), "Authorization: Bearer ***");
  EXPECT_EQ(redact("password=correcthorse"), "password=***");
  EXPECT_EQ(redact("-----BEGIN PRIVATE KEY----- abc"), "-----BEGIN ***");
}

TEST(Redact, LeavesWhatIsNoSecret) {
  for (const char* plain :
       {"denied: permission_denied: write_package", "sha256:9f86d081884c7d659a2feaa0c55ad015",
        "password: ${{ secrets.TOKEN }}", "https://example.com:8080/a", "hf_hub_download failed",
        "npm_config_cache", "secret = $TOKEN"}) {
    EXPECT_EQ(redact(plain), plain);
  }
}

TEST(FillText, TellsWhatStandsInCode) {
  const auto lookup = [](std::string_view name, bool code) -> std::optional<std::string> {
    return std::string(name) + (code ? " in code" : " in prose");
  };
  EXPECT_EQ(fill_text("{a} `x {b}` {c} `{d}`", lookup), "a in prose `x b in code` c in prose `d in code`");
}

TEST(FillText, OneFullStopEndsASentence) {
  const auto lookup = [](std::string_view name, bool) -> std::optional<std::string> {
    return name == "dots" ? "and so on..." : "It was refused.";
  };
  EXPECT_EQ(fill_text("It says: {m}. Then.", lookup), "It says: It was refused. Then.");
  EXPECT_EQ(fill_text("报告：{m}。之后", lookup), "报告：It was refused。之后");
  EXPECT_EQ(fill_text("{m}", lookup), "It was refused.");
  EXPECT_EQ(fill_text("{m}.py and {dots}.", lookup), "It was refused..py and and so on....");
}

TEST(FillText, LeavesNoSpaceBetweenChineseCharacters) {
  const auto lookup = [](std::string_view, bool) -> std::optional<std::string> { return "该账号"; };
  EXPECT_EQ(fill_text("授予 {who} 权限", lookup), "授予该账号权限");
  EXPECT_EQ(fill_text("user {who} may; 授予 {who}", lookup), "user 该账号 may; 授予该账号");
}

TEST(FillText, FillsKnownNamesOnly) {
  const std::map<std::string, std::string> values{{"owner", "octo"}, {"path", "a b/c"}};
  const auto lookup = [&](std::string_view name, bool) -> std::optional<std::string> {
    const auto it = values.find(std::string(name));
    if (it == values.end()) return std::nullopt;
    return it->second;
  };
  EXPECT_EQ(fill_text("{owner}/{path:url}", lookup), "octo/a%20b%2Fc");
  EXPECT_EQ(fill_text("${{ github.actor }} ${owner} {{owner}} {other}", lookup),
            "${{ github.actor }} ${owner} {{owner}} {other}");
  EXPECT_EQ(placeholders("{a} ${b} {c:url} {D}"), (std::vector<std::string>{"a", "c"}));
}

TEST(Words, Globs) {
  EXPECT_TRUE(glob_matches("npm/*", "npm/a-b"));
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_TRUE(glob_matches("a*c*e", "abcde"));
  EXPECT_FALSE(glob_matches("npm/*", "pnpm/x"));
  EXPECT_FALSE(glob_matches("a", "ab"));
}

TEST(Words, EditDistance) {
  EXPECT_EQ(edit_distance("kitten", "sitting", 5), 3u);
  EXPECT_EQ(edit_distance("abc", "xyz", 1), 2u);
  EXPECT_EQ(did_you_mean("recieve", {"receive", "send"}), "receive");
  EXPECT_EQ(did_you_mean("zzzzzz", {"receive", "send"}), "");
  EXPECT_EQ(edit_distance("abcd", "acbd", 3), 1u);
  EXPECT_EQ(edit_distance("ab", "ba", 0), 1u);
  EXPECT_EQ(did_you_mean("ser", {"receive", "server"}), "server");
  EXPECT_EQ(did_you_mean("sevrer", {"server"}, 1), "server");
  EXPECT_EQ(did_you_mean("receiving", {"receive"}, 2), "");
  EXPECT_EQ(did_you_mean(std::string(5'000'000, 'x'), {"receive"}), "");
}

}  // namespace
}  // namespace logdiag::base
