// json.cpp - the JSON report, schema 1 (tests/schema/report.json).
#include <string>

#include "base/version.hpp"
#include "render/content.hpp"
#include "render/formats.hpp"
#include "render/json_report.hpp"

namespace logdiag::rendering {
namespace {

class Writer {
 public:
  explicit Writer(const RenderOptions& options) : options_(options) {}

  std::string safe(std::string_view text) const { return rendering::safe(text, options_); }

  Json both(const Finding& f, const Text& text) const {
    return {{"en", safe(f.fill(text, Lang::en))}, {"zh", safe(f.fill(text, Lang::zh))}};
  }

  Json location(const Location& where) const {
    Json j;
    if (!where.source.empty()) j["source"] = safe(where.source);
    j["line"] = where.line;
    if (where.column > 0) {
      j["column"] = where.column;
      j["length"] = where.length;
    }
    j["offset"] = where.offset;
    if (!where.job.empty()) j["job"] = safe(where.job);
    if (!where.step.empty()) j["step"] = safe(where.step);
    if (!where.time.empty()) j["time"] = where.time;
    return j;
  }

  Json finding(const Finding& f) const {
    const Rule& r = *f.rule;
    Json j{{"rule", r.id},
           {"role", name_of(r.role)},
           {"severity", name_of(r.severity)},
           {"category", r.category},
           {"owner", r.owner},
           {"transient", r.transient},
           {"title", both(f, r.title)},
           {"diagnosis", both(f, r.diagnosis)}};
    Json fix = Json::array();
    for (const FixStep& step : r.fix) {
      Json s = both(f, step.text);
      if (!step.code.empty()) {
        s["code"] = {{"lang", step.code_lang}, {"text", safe(f.fill_code(step))}};
      }
      fix.push_back(std::move(s));
    }
    j["fix"] = std::move(fix);
    j["docs"] = r.docs;
    Json captures = Json::object();
    for (const auto& [name, value] : f.captures) captures[name] = safe(value);
    j["captures"] = std::move(captures);
    j["location"] = location(f.where);
    j["text"] = safe(f.text);
    Json context = Json::array();
    KeyBlock key(options_);
    for (const ContextLine& line : f.context) {
      context.push_back({{"number", line.number}, {"text", key.shown(line.text)}});
    }
    j["context"] = std::move(context);
    j["signature"] = f.signature();
    if (f.cause) j["cause"] = *f.cause;
    if (f.same_as) j["same_as"] = *f.same_as;
    j["job"] = f.job;
    j["repeats"] = f.repeats;
    if (!f.decided.empty()) j["decided"] = f.decided;
    return j;
  }

  Json job(const Job& job) const {
    Json j = Json::object();
    if (!job.name.empty()) j["name"] = safe(job.name);
    if (!job.source.empty()) j["source"] = safe(job.source);
    j["end"] = job.end == Job::End::failed   ? "failed"
               : job.end == Job::End::passed ? "passed"
                                             : "unknown";
    if (job.cause) j["cause"] = *job.cause;
    return j;
  }

  Json unknown(const Unknown& u) const {
    Json lines = Json::array();
    for (const Suspect& s : u.lines) {
      Json line{{"number", s.where.line}, {"text", safe(s.text)}, {"why", s.why}};
      line["location"] = location(s.where);
      lines.push_back(std::move(line));
    }
    Json j{{"lines", std::move(lines)}};
    if (u.exit_code) j["exit_code"] = *u.exit_code;
    return j;
  }

 private:
  const RenderOptions& options_;
};

}  // namespace

Json json_tool(const Report& report) {
  return {{"name", "logdiag"}, {"version", base::kVersion}, {"rules", report.rules.size()}};
}

Json json_finding(const Finding& finding, const RenderOptions& options) {
  return Writer(options).finding(finding);
}

Json json_jobs(const Report& report, const RenderOptions& options) {
  const Writer writer(options);
  Json jobs = Json::array();
  for (const Job& job : report.jobs) jobs.push_back(writer.job(job));
  return jobs;
}

Json json_unknown(const Unknown& unknown, const RenderOptions& options) {
  return Writer(options).unknown(unknown);
}

Json json_statistics(const Report& report) {
  const Statistics& s = report.statistics;
  return {{"bytes", s.bytes},           {"lines", s.lines},
          {"candidate_lines", s.candidate_lines}, {"slow_lines", s.slow_lines},
          {"cut_lines", s.cut_lines},   {"input", s.input}};
}

std::string json(const Report& report, const RenderOptions& options) {
  Json j{{"schema", 1}, {"tool", json_tool(report)}};
  Json findings = Json::array();
  for (const Finding& f : report.findings) findings.push_back(json_finding(f, options));
  j["findings"] = std::move(findings);
  j["jobs"] = json_jobs(report, options);
  if (report.unknown) j["unknown"] = json_unknown(*report.unknown, options);
  j["retry"] = worth_a_retry(report);
  j["statistics"] = json_statistics(report);
  return j.dump(1) + "\n";
}

}  // namespace logdiag::rendering
