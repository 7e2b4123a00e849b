#include "capi/texts.hpp"

#include <logdiag/logdiag.h>

#include <vector>

namespace logdiag::capi {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& w : words) {
    if (!out.empty()) out += '\n';
    out += w;
  }
  return out;
}

std::string fix_as_markdown(const Rule& rule, Lang lang, const Finding* finding) {
  std::string out;
  for (std::size_t i = 0; i < rule.fix.size(); ++i) {
    const FixStep& step = rule.fix[i];
    out += std::to_string(i + 1) + ". ";
    out += finding != nullptr ? finding->fill(step.text, lang) : std::string(step.text.in(lang));
    out += '\n';
    if (!step.code.empty()) {
      const std::string code = finding != nullptr ? finding->fill_code(step) : step.code;
      out += "\n```" + step.code_lang + '\n' + code + "\n```\n\n";
    }
  }
  return out;
}

}  // namespace

std::int64_t shared_number(const Rule& rule, std::int32_t field) {
  switch (field) {
    case LOGDIAG_NUM_SEVERITY: return static_cast<std::int64_t>(rule.severity);
    case LOGDIAG_NUM_ROLE: return static_cast<std::int64_t>(rule.role);
    case LOGDIAG_NUM_TRANSIENT: return rule.transient ? 1 : 0;
    default: return LOGDIAG_NONE;
  }
}

bool shared_text(const Rule& rule, const Finding* finding, std::int32_t field, Lang lang,
                 std::string& out) {
  const auto fill = [&](const Text& text) {
    return finding != nullptr ? finding->fill(text, lang) : std::string(text.in(lang));
  };
  switch (field) {
    case LOGDIAG_TEXT_ID: out = rule.id; return true;
    case LOGDIAG_TEXT_TITLE: out = fill(rule.title); return true;
    case LOGDIAG_TEXT_DIAGNOSIS: out = fill(rule.diagnosis); return true;
    case LOGDIAG_TEXT_FIX: out = fix_as_markdown(rule, lang, finding); return true;
    case LOGDIAG_TEXT_DOCS: out = joined(rule.docs); return true;
    case LOGDIAG_TEXT_CATEGORY: out = rule.category; return true;
    case LOGDIAG_TEXT_TAGS: out = joined(rule.tags); return true;
    case LOGDIAG_TEXT_ORIGIN: out = rule.origin; return true;
    case LOGDIAG_TEXT_OWNER: out = rule.owner; return true;
    default: return false;
  }
}

}  // namespace logdiag::capi
