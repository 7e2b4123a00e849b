#include "report/merge.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

namespace logdiag {
namespace {

constexpr std::size_t kSuspectsShown = 5;

struct Placed {
  std::array<std::size_t, 5> key{};
  std::size_t report = 0, index = 0;  // before merging
};

// Beside the keys of Placed; the first two are the first two of report/rank, so
// each report keeps its own order.
constexpr std::array<std::string_view, 5> kNames{
    "says only that something failed", "is no error", "stands in a log that shows no failed step",
    "is not the first of its log", "comes from a later input"};

bool says_more(const Finding& f) {
  return f.rule->role != Role::generic && f.rule->severity == Severity::error;
}

bool shows_failed_step(const Report& r) {
  return std::any_of(r.findings.begin(), r.findings.end(),
                     [](const Finding& f) { return f.in_failed_step; });
}

std::vector<Placed> order_of(const std::vector<Report>& reports) {
  std::vector<Placed> all;
  for (std::size_t r = 0; r < reports.size(); ++r) {
    const bool vague = !shows_failed_step(reports[r]);
    std::size_t causes = 0;
    for (std::size_t i = 0; i < reports[r].findings.size(); ++i) {
      const Finding& f = reports[r].findings[i];
      const bool generic = f.rule->role == Role::generic;
      const bool harmless = f.rule->severity != Severity::error;
      all.push_back({{generic, harmless, vague, causes, r}, r, i});
      if (!f.cause) ++causes;
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Placed& a, const Placed& b) { return a.key < b.key; });
  return all;
}

// Lines proposed where no cause is known, the best of each log first.
std::optional<Unknown> join_unknown(std::vector<Report>& reports) {
  const bool any_cause = std::any_of(reports.begin(), reports.end(), [](const Report& r) {
    return std::any_of(r.findings.begin(), r.findings.end(), says_more);
  });
  std::optional<Unknown> out;
  std::vector<std::tuple<std::size_t, std::size_t, Suspect>> lines;
  for (std::size_t r = 0; r < reports.size(); ++r) {
    std::optional<Unknown>& unknown = reports[r].unknown;
    if (!unknown) continue;
    // Beside known causes, only a job that did fail has still to be explained.
    const bool failed = std::any_of(reports[r].jobs.begin(), reports[r].jobs.end(),
                                    [](const Job& j) { return j.end == Job::End::failed; });
    if (any_cause && !failed) continue;
    if (!out) out.emplace();
    if (!out->exit_code) out->exit_code = unknown->exit_code;
    for (std::size_t i = 0; i < unknown->lines.size(); ++i) {
      lines.emplace_back(i, r, std::move(unknown->lines[i]));
    }
  }
  std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) {
    return std::tie(std::get<0>(a), std::get<1>(a)) < std::tie(std::get<0>(b), std::get<1>(b));
  });
  for (auto& entry : lines) {
    Suspect& line = std::get<2>(entry);
    const bool again = std::any_of(out->lines.begin(), out->lines.end(),
                                   [&](const Suspect& s) { return s.text == line.text; });
    if (!again && out->lines.size() < kSuspectsShown) out->lines.push_back(std::move(line));
  }
  return out;
}

void add_statistics(Statistics& sum, const Statistics& s) {
  sum.bytes += s.bytes;
  sum.lines += s.lines;
  sum.candidate_lines += s.candidate_lines;
  sum.slow_lines += s.slow_lines;
  sum.cut_lines += s.cut_lines;
  const std::string listed = ", " + sum.input + ", ";
  if (s.bytes == 0 || listed.find(", " + s.input + ", ") != std::string::npos) return;
  if (!sum.input.empty()) sum.input += ", ";
  sum.input += s.input;
}

}  // namespace

Report merge(std::vector<Report> reports) {
  if (reports.size() == 1) return std::move(reports.front());
  Report out{reports.front().rules, {}, {}, {}, {}, {}};
  std::vector<std::size_t> first_job;
  for (Report& r : reports) {
    first_job.push_back(out.jobs.size());
    std::move(r.jobs.begin(), r.jobs.end(), std::back_inserter(out.jobs));
    add_statistics(out.statistics, r.statistics);
    std::move(r.log.begin(), r.log.end(), std::back_inserter(out.log));
  }
  // join_unknown asks the jobs of each report.
  for (std::size_t r = 0; r < reports.size(); ++r) {
    const auto begin = out.jobs.begin() + static_cast<std::ptrdiff_t>(first_job[r]);
    const auto end = r + 1 < reports.size()
                         ? out.jobs.begin() + static_cast<std::ptrdiff_t>(first_job[r + 1])
                         : out.jobs.end();
    reports[r].jobs.assign(begin, end);
  }
  out.unknown = join_unknown(reports);
  if (out.statistics.input.empty()) out.statistics.input = reports.front().statistics.input;

  const std::vector<Placed> order = order_of(reports);
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> place;
  for (std::size_t i = 0; i < order.size(); ++i) place[{order[i].report, order[i].index}] = i;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Placed& p = order[i];
    Finding f = std::move(reports[p.report].findings[p.index]);
    f.job += first_job[p.report];
    f.same_as.reset();
    if (f.cause) f.cause = place[{p.report, *f.cause}];
    const bool neighbours = i > 0 && order[i - 1].report == p.report && order[i - 1].index + 1 == p.index;
    if (i == 0) {
      f.decided.clear();
    } else if (!neighbours) {
      const auto differs =
          std::mismatch(p.key.begin(), p.key.end(), order[i - 1].key.begin()).first;
      f.decided = kNames[std::min<std::size_t>(static_cast<std::size_t>(differs - p.key.begin()), 4)];
    }
    out.findings.push_back(std::move(f));
  }
  report::name_causes(out);
  return out;
}

namespace report {

void name_causes(Report& report) {
  for (Job& job : report.jobs) job.cause.reset();
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < report.findings.size(); ++i) {
    Finding& f = report.findings[i];
    f.same_as.reset();
    if (f.cause) continue;
    const auto [first, fresh] = seen.emplace(f.signature(), i);
    if (!fresh && report.findings[first->second].job != f.job) f.same_as = first->second;
    if (f.job >= report.jobs.size()) continue;
    Job& job = report.jobs[f.job];
    if (!job.cause && f.rule->severity == Severity::error) job.cause = i;
  }
}

}  // namespace report
}  // namespace logdiag
