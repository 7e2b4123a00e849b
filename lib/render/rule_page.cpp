// rule_page.cpp - the page of a rule for `logdiag explain`, from the rule alone.
#include <fmt/format.h>

#include <logdiag/render.hpp>
#include <string>

#include "base/sanitize.hpp"
#include "render/content.hpp"
#include "render/style.hpp"
#include "render/words.hpp"

namespace logdiag {
namespace {

using rendering::Ink;
using rendering::paint;
using rendering::Word;
using rendering::word;

std::string indented(std::string_view text, std::size_t indent, std::size_t width) {
  std::string out;
  for (const std::string& l : rendering::wrap(text, width == 0 ? 0 : width - indent)) {
    out.append(indent, ' ').append(l).append("\n");
  }
  return out;
}

}  // namespace

std::string render_rule(const Rule& rule, const RenderOptions& options) {
  const Lang lang = options.lang;
  // Without a log every placeholder shows its fallback.
  const rendering::Fill fill = rendering::fallbacks_of(rule, lang);
  const auto head = [&](Word w) {
    return paint(word(w, lang), Ink::cyan, options.color) + "\n";
  };
  std::string out = paint(rule.id, Ink::bold, options.color) + "\n";
  out += indented(fill(rule.title.in(lang)), 0, options.width);
  out += fmt::format("\n{}: {}   {}: {}   {}: {}\n", word(Word::severity, lang),
                     name_of(rule.severity), word(Word::category, lang), rule.category,
                     word(Word::owner, lang), rule.owner);
  if (rule.transient) out += fmt::format("{}\n", word(Word::transient_yes, lang));
  out += "\n" + head(Word::why) +
         indented(fill(rule.diagnosis.in(lang)), 2, options.width);
  out += "\n" + head(Word::fix);
  for (std::size_t i = 0; i < rule.fix.size(); ++i) {
    const FixStep& step = rule.fix[i];
    std::string body = indented(fill(step.text.in(lang)), 5, options.width);
    const std::string number = fmt::format("  {}. ", i + 1);
    body.replace(0, number.size(), number);
    out += body;
    if (!step.code.empty()) out += "\n" + indented(rendering::code_with_fallbacks(rule, step), 9, 0) + "\n";
  }
  if (!rule.samples.empty()) {
    const Sample& s = rule.samples.front();
    out += "\n" + head(Word::example);
    for (std::size_t i = 0; i < s.log.size(); ++i) {
      out += fmt::format("  {} {}\n", i + 1 == s.line ? ">" : "|", base::sanitize(s.log[i]));
    }
  }
  if (!rule.supersedes.empty()) {
    out += "\n" + head(Word::supersedes) +
           indented(fmt::format("{}", fmt::join(rule.supersedes, ", ")), 2, options.width);
  }
  out += "\n" + head(Word::docs);
  for (const std::string& address : rule.docs) out += "  " + address + "\n";
  return out;
}

}  // namespace logdiag
