// junit.cpp - JUnit XML for dashboards: a suite a job, a case a finding.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "render/content.hpp"
#include "render/formats.hpp"
#include "render/words.hpp"

namespace logdiag::rendering {
namespace {

struct Suite {
  std::string name, cases;
  unsigned tests = 0, failures = 0, skipped = 0;
};

Suite& suite_of(std::vector<Suite>& suites, const Location& where, const RenderOptions& o) {
  std::string name = safe(!where.job.empty() ? where.job : where.source, o);
  if (name.empty()) name = "log";
  for (Suite& s : suites) {
    if (s.name == name) return s;
  }
  suites.push_back({std::move(name), {}, 0, 0, 0});
  return suites.back();
}

std::string body(const Finding& f, const RenderOptions& o) {
  const Fill fill = captures_of(f, o.lang, o);
  std::string out = place(f.where, o.lang, o) + "\n";
  KeyBlock key(o);
  for (const ContextLine& c : f.context) {
    out += fmt::format("{:>6} {} {}\n", c.number, c.number == f.where.line ? ">" : "|",
                       key.shown(c.text));
  }
  out += "\n" + fill(f.rule->diagnosis.in(o.lang)) + "\n";
  for (std::size_t i = 0; i < f.rule->fix.size(); ++i) {
    out += fmt::format("\n{}. {}\n", i + 1, fill(f.rule->fix[i].text.in(o.lang)));
    if (!f.rule->fix[i].code.empty()) out += "\n" + safe(f.fill_code(f.rule->fix[i]), o) + "\n";
  }
  for (const std::string& address : f.rule->docs) out += "\n" + address;
  return out + "\n";
}

void add(Suite& suite, const Report& report, const Finding& f, const RenderOptions& o) {
  const std::string title = safe(f.fill(f.rule->title, o.lang), o);
  suite.cases += fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"0\">\n",
                             escape_xml(f.rule->id), escape_xml(title));
  ++suite.tests;
  const std::string text = escape_xml(body(f, o));
  if (f.cause) {
    ++suite.skipped;
    suite.cases +=
        fmt::format("      <skipped message=\"{}\"/>\n      <system-out>{}</system-out>\n",
                    escape_xml(fmt::format(fmt::runtime(word(Word::follows_from, o.lang)),
                                           report.findings[*f.cause].rule->id)),
                    text);
  } else if (f.rule->severity == Severity::error) {
    ++suite.failures;
    suite.cases += fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n",
                               escape_xml(f.rule->id), escape_xml(title), text);
  } else {
    suite.cases += fmt::format("      <system-out>{}</system-out>\n", text);
  }
  suite.cases += "    </testcase>\n";
}

}  // namespace

std::string junit(const Report& report, const RenderOptions& options) {
  std::vector<Suite> suites;
  for (const Finding& f : report.findings)
    add(suite_of(suites, f.where, options), report, f, options);
  const Unknown* unknown = report.unknown ? &*report.unknown : nullptr;
  if (unknown != nullptr && !unknown->lines.empty()) {
    Suite& suite = suite_of(suites, unknown->lines.front().where, options);
    std::string lines;
    for (const Suspect& s : unknown->lines) {
      lines += fmt::format("{:>6} | {}\n", s.where.line, safe(s.text, options));
    }
    const std::string title = escape_xml(proposed_heading(report, options.lang));
    ++suite.tests;
    ++suite.failures;
    suite.cases += fmt::format(
        "    <testcase classname=\"unknown\" name=\"{0}\" time=\"0\">\n      <failure "
        "type=\"unknown\" "
        "message=\"{0}\">{1}</failure>\n    </testcase>\n",
        title, escape_xml(lines));
  } else if (suites.empty()) {
    suites.push_back({"log", {}, 1, 0, 0});
    suites.back().cases =
        fmt::format("    <testcase classname=\"logdiag\" name=\"{}\" time=\"0\"/>\n",
                    escape_xml(fmt::format(fmt::runtime(word(Word::only_warnings, options.lang)),
                                           with_commas(report.statistics.lines))));
  }
  unsigned tests = 0;
  unsigned failures = 0;
  for (const Suite& s : suites) {
    tests += s.tests;
    failures += s.failures;
  }
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"logdiag\" tests=\"{}\" failures=\"{}\" errors=\"0\">\n",
      tests, failures);
  for (const Suite& s : suites) {
    out += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n{}"
        "  </testsuite>\n",
        escape_xml(s.name), s.tests, s.failures, s.skipped, s.cases);
  }
  return out + "</testsuites>\n";
}

}  // namespace logdiag::rendering
