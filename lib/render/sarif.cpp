// sarif.cpp - SARIF 2.1.0: rules that occur, and a result a finding.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/text_fill.hpp"
#include "base/version.hpp"
#include "render/content.hpp"
#include "render/formats.hpp"
#include "render/json_report.hpp"
#include "render/words.hpp"

namespace logdiag::rendering {
namespace {

constexpr std::size_t kTags = 10;  // GitHub shows ten

std::string_view level_of(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

std::string uri_of(std::string_view path) {
  std::string out;
  for (const std::string_view rest = path.starts_with("./") ? path.substr(2) : path;
       const char c : rest) {
    out += c == '/' ? "/" : base::percent_encode(std::string_view(&c, 1));
  }
  return out.empty() ? "stdin" : out;
}

std::string fix_markdown(const Rule& rule, Lang lang, const Fill& fill, const Code& code) {
  std::string out;
  for (std::size_t i = 0; i < rule.fix.size(); ++i) {
    const std::string number = fmt::format("{}. ", i + 1);
    out += number + markdown(pieces(rule.fix[i].text.in(lang), fill)) + "\n";
    if (!rule.fix[i].code.empty()) {
      out += "\n" + markdown_fence(code(rule.fix[i]), rule.fix[i].code_lang, number.size()) + "\n";
    }
  }
  return out;
}

std::string fix_text(const Rule& rule, Lang lang, const Fill& fill, const Code& code) {
  std::string out;
  for (std::size_t i = 0; i < rule.fix.size(); ++i) {
    out += fmt::format("{}. {}\n", i + 1, fill(rule.fix[i].text.in(lang)));
    if (!rule.fix[i].code.empty()) out += "\n" + code(rule.fix[i]) + "\n\n";
  }
  return out;
}

Json rule_json(const Rule& rule, Lang lang) {
  const Fill fill = fallbacks_of(rule, lang);
  const Code code = [&](const FixStep& step) { return code_with_fallbacks(rule, step); };
  Json j{{"id", rule.id},
         {"shortDescription", {{"text", fill(rule.title.in(lang))}}},
         {"fullDescription",
          {{"text", fill(rule.diagnosis.in(lang))},
           {"markdown", markdown(pieces(rule.diagnosis.in(lang), fill))}}},
         {"help",
          {{"text", fix_text(rule, lang, fill, code)},
           {"markdown", fix_markdown(rule, lang, fill, code)}}}};
  if (!rule.docs.empty()) j["helpUri"] = rule.docs.front();
  j["defaultConfiguration"] = {{"level", level_of(rule.severity)}};
  std::vector<std::string> tags = rule.tags;
  if (tags.size() > kTags) tags.resize(kTags);
  j["properties"] = {{"tags", tags},
                     {"category", rule.category},
                     {"owner", rule.owner},
                     {"role", name_of(rule.role)},
                     {"transient", rule.transient}};
  return j;
}

Json log_location(const Location& where, std::string_view text, const RenderOptions& o) {
  // No column: ours counts in the cleaned line, SARIF's in the file.
  Json j{{"physicalLocation",
          {{"artifactLocation", {{"uri", uri_of(safe(where.source, o))}}},
           {"region", {{"startLine", where.line}, {"snippet", {{"text", safe(text, o)}}}}}}}};
  Json logical = Json::array();
  if (!where.job.empty()) {
    const std::string job = safe(where.job, o);
    logical.push_back({{"name", job}, {"fullyQualifiedName", job}, {"kind", "job"}});
    if (!where.step.empty()) {
      const std::string step = safe(where.step, o);
      logical.push_back(
          {{"name", step}, {"fullyQualifiedName", job + "/" + step}, {"kind", "step"}});
    }
  } else if (!where.step.empty()) {
    logical.push_back({{"name", safe(where.step, o)}, {"kind", "step"}});
  }
  if (!logical.empty()) j["logicalLocations"] = std::move(logical);
  return j;
}

Json result(const Finding& f, std::size_t rule_index, const RenderOptions& o) {
  const Fill fill = captures_of(f, o.lang, o);
  const Code code = code_of(f, o);
  const std::string title = fill(f.rule->title.in(o.lang));
  Json j{{"ruleId", f.rule->id},
         {"ruleIndex", rule_index},
         {"level", level_of(f.rule->severity)},
         {"message",
          {{"text", title + "\n\n" + fill(f.rule->diagnosis.in(o.lang)) + "\n\n" +
                        fix_text(*f.rule, o.lang, fill, code)},
           {"markdown", markdown(pieces(f.rule->title.in(o.lang), fill)) + "\n\n" +
                            markdown(pieces(f.rule->diagnosis.in(o.lang), fill)) + "\n\n" +
                            fix_markdown(*f.rule, o.lang, fill, code)}}}};
  Json locations = Json::array();
  if (const SourcePlace at = source_place(f, o); !at.file.empty()) {
    Json source{{"artifactLocation", {{"uri", uri_of(at.file)}, {"uriBaseId", "%SRCROOT%"}}}};
    if (at.line > 0) source["region"] = {{"startLine", at.line}};
    locations.push_back({{"physicalLocation", std::move(source)}});
  }
  locations.push_back(log_location(f.where, f.text, o));
  j["locations"] = std::move(locations);
  j["partialFingerprints"] = {{"logdiag/v1", f.signature()}};
  Json properties{{"role", name_of(f.rule->role)}};
  Json captures = Json::object();
  for (const auto& [name, value] : f.captures) captures[name] = safe(value, o);
  properties["captures"] = std::move(captures);
  if (f.cause) properties["cause"] = *f.cause;
  if (f.repeats > 0) properties["repeats"] = f.repeats;
  j["properties"] = std::move(properties);
  return j;
}

}  // namespace

std::string sarif(const Report& report, const RenderOptions& options) {
  std::map<std::string, const Rule*> used;  // sorted by id
  for (const Finding& f : report.findings) used.emplace(f.rule->id, f.rule);
  Json rules = Json::array();
  std::map<std::string, std::size_t> index;
  for (const auto& [id, rule] : used) {
    index.emplace(id, index.size());
    rules.push_back(rule_json(*rule, options.lang));
  }
  Json results = Json::array();
  for (const Finding& f : report.findings) results.push_back(result(f, index[f.rule->id], options));
  Json invocation{{"executionSuccessful", true}};
  if (report.unknown && !report.unknown->lines.empty()) {
    Json locations = Json::array();
    for (const Suspect& s : report.unknown->lines)
      locations.push_back(log_location(s.where, s.text, options));
    const std::string text = proposed_heading(report, options.lang);
    invocation["toolExecutionNotifications"] = Json::array_of(
        {{"level", "note"}, {"message", {{"text", text}}}, {"locations", std::move(locations)}});
  }
  Json run{{"tool",
            {{"driver",
              {{"name", "logdiag"}, {"version", base::kVersion}, {"rules", std::move(rules)}}}}},
           {"language", options.lang == Lang::zh ? "zh-CN" : "en"},
           {"columnKind", "unicodeCodePoints"},
           {"invocations", Json::array_of(std::move(invocation))},
           {"results", std::move(results)}};
  Json j{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
         {"version", "2.1.0"},
         {"runs", Json::array_of(std::move(run))}};
  return j.dump(1) + "\n";
}

}  // namespace logdiag::rendering
