#include "render/words.hpp"

#include <array>

namespace logdiag::rendering {
namespace {

struct Pair {
  std::string_view en, zh;
};

// In the order of Word.
constexpr auto kWords = std::to_array<Pair>({
    {"error", "错误"},
    {"warning", "警告"},
    {"note", "提示"},
    {"line {}", "第 {} 行"},
    {"job {}", "作业 {}"},
    {"step {}", "步骤 {}"},
    {"why", "原因"},
    {"fix", "修复"},
    {"docs", "文档"},
    {"then", "后果"},
    {"also", "另有"},
    {"no known cause in {} lines. The lines that look most like one:",
     "{} 行日志中没有已知的失败原因。最像原因的几行："},
    {"no failure in {} lines", "{} 行日志中没有发现失败"},
    {"no known cause in {} lines, and no line that looks like one",
     "{} 行日志中没有已知的失败原因，也没有看起来像原因的行"},
    {"looks like the cause", "看起来像原因"},
    {"to teach it: logdiag rules new --from {}:{}", "为它编写规则：logdiag rules new --from {}:{}"},
    {"the failing command ended with exit code {}", "失败的命令以退出码 {} 结束"},
    {"1 cause in {} lines", "{1} 行日志中有 1 个原因"},
    {"{} causes in {} lines", "{1} 行日志中有 {0} 个原因"},
    {"in {} lines", "共 {} 行"},
    {"seen {} times", "共出现 {} 次"},
    {"1 later failure follows from this: {}", "由此引起 1 处后续失败：{}"},
    {"{} later failures follow from this: {}", "由此引起 {} 处后续失败：{}"},
    {"marked as an error by the runner", "被 runner 标记为错误"},
    {"begins like an error message", "开头像错误消息"},
    {"contains words of an error message", "包含错误消息的用词"},
    {"among the last lines before the step failed", "步骤失败前的最后几行之一"},
    {"what followed from it", "由此引起的后续失败"},
    {"in a step that did not decide", "所在步骤并未决定作业的成败"},
    {"who acts", "负责方"},
    {"a plain retry often cures it", "直接重试往往即可恢复"},
    {"category", "类别"},
    {"example", "示例"},
    {"explains", "可解释"},
    {"severity", "严重程度"},
    {"{} lines were longer than the limit and were cut", "{} 行超过长度上限，已被截断"},
    {"{} of the same kind: {}", "同类共 {} 处：{}"},
    {"further causes that are not shown here: {}", "另有 {} 个原因未在此显示"},
    {"follows from {}", "由 {} 引起"},
    {"{} jobs: same cause: {}", "{} 个作业原因相同：{}"},
    {"{} of {} jobs failed:", "{1} 个作业中有 {0} 个失败："},
    {"no known cause", "没有已知原因"},
    {"no known cause for the rest. The lines that look most like one:",
     "其余失败没有已知原因。最像原因的几行："},
    {"{} (line {})", "{}（第 {} 行）"},
    {"{0} ({2} times, first at line {1})", "{0}（{2} 处，首处在第 {1} 行）"},
});
static_assert(kWords.size() == static_cast<std::size_t>(Word::id_first_at) + 1, "a Word each");

}  // namespace

std::string_view word(Word w, Lang lang) {
  const Pair& p = kWords[static_cast<std::size_t>(w)];
  return lang == Lang::zh ? p.zh : p.en;
}

}  // namespace logdiag::rendering
