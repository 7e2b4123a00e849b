// test_rules.cpp - runs the samples of rules against all rules.
#include <fmt/format.h>

#include <algorithm>
#include <logdiag/check.hpp>

#include "base/words.hpp"

namespace logdiag {
namespace {

std::string joined(const std::vector<std::string>& log) {
  std::string text;
  for (const std::string& line : log) text.append(line).append("\n");
  return text;
}

const Finding* finding_of(const Report& report, const Rule& rule) {
  for (const Finding& f : report.findings) {
    if (f.rule == &rule) return &f;
  }
  return nullptr;
}

std::string shown(const Finding& f) {
  return fmt::format("{} (line {}: {})", f.rule->id, f.where.line, f.text.substr(0, 120));
}

class Tester {
 public:
  explicit Tester(const RuleSet& rules) : scanner_(rules, options()) {}

  void rule(const Rule& r, SampleResults& results) {
    for (std::size_t i = 0; i < r.samples.size(); ++i) {
      ++results.samples;
      positive(r, r.samples[i], fmt::format("/samples/{}", i), results.failures);
    }
    for (std::size_t i = 0; i < r.counter_samples.size(); ++i) {
      ++results.samples;
      const Sample& s = r.counter_samples[i];
      const Report report = diagnose(s);
      if (const Finding* f = finding_of(report, r)) {
        results.failures.push_back(
            {r.origin, r.id, fmt::format("/counter_samples/{}", i),
             fmt::format("\"{}\": the rule fires on line {}: {}; it must not, because: {}", s.name,
                         f->where.line, f->text.substr(0, 120), s.why)});
      }
    }
  }

 private:
  // Plain: a sample is a piece of a log, its shape says nothing of a runner.
  static ScanOptions options() {
    ScanOptions o;
    o.max_findings_per_rule = 50;
    return o;
  }

  Report diagnose(const Sample& s) {
    scanner_.feed(joined(s.log));
    return scanner_.finish();
  }

  void positive(const Rule& r, const Sample& s, const std::string& place,
                std::vector<Problem>& failures) {
    const auto fail = [&](std::string message) {
      failures.push_back({r.origin, r.id, place, fmt::format("\"{}\": {}", s.name, message)});
    };
    const Report report = diagnose(s);
    const Finding* f = finding_of(report, r);
    if (f == nullptr) {
      fail(report.findings.empty()
               ? "nothing fires"
               : fmt::format("the rule does not fire; {} does", shown(report.findings[0])));
      return;
    }
    if (f->where.line != s.line) {
      fail(fmt::format("fires on line {}, line {} was expected", f->where.line, s.line));
    }
    const Finding& first = report.findings[0];
    if (s.top && first.rule != &r) {
      const std::size_t at = static_cast<std::size_t>(f - report.findings.data());
      fail(fmt::format("{} comes first; the rule is number {}, because it {}", shown(first), at + 1,
                       f->decided.empty() ? "ties" : f->decided));
    }
    for (const auto& [name, value] : s.captures) {
      const std::string& wanted = name;  // clang 14 captures no structured binding
      const auto it = std::find_if(f->captures.begin(), f->captures.end(),
                                   [&](const auto& c) { return c.first == wanted; });
      const std::string got = it == f->captures.end() ? "nothing" : '"' + it->second + '"';
      if (it == f->captures.end() || it->second != value) {
        fail(fmt::format("captures {} as {}, \"{}\" was expected", name, got, value));
      }
    }
  }

  Scanner scanner_;
};

}  // namespace

SampleResults test_rules(const RuleSet& rules, std::string_view glob) {
  SampleResults results;
  Tester tester(rules);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (base::glob_matches(glob, rules.id(i))) tester.rule(rules.rule(i), results);
  }
  return results;
}

}  // namespace logdiag
