// jsonl.cpp - one JSON object a line: begin, a line a finding, end.
#include <string>
#include <utility>

#include "render/content.hpp"
#include "render/formats.hpp"
#include "render/json_report.hpp"

namespace logdiag::rendering {

std::string jsonl(const Report& report, const RenderOptions& options) {
  std::string out;
  const auto line = [&](const Json& j) {
    out += j.dump() + "\n";
  };
  line({{"type", "begin"}, {"schema", 1}, {"tool", json_tool(report)}});
  for (const Finding& f : report.findings) {
    Json j{{"type", "finding"}};
    Json finding = json_finding(f, options);
    for (Json::Member& m : *finding.members()) j[m.key] = std::move(m.value);
    line(j);
  }
  Json causes = Json::array();
  for (const std::size_t index : causes_of(report)) causes.push_back(index);
  Json end{{"type", "end"}, {"causes", std::move(causes)}};
  end["jobs"] = json_jobs(report, options);
  if (report.unknown) end["unknown"] = json_unknown(*report.unknown, options);
  end["retry"] = worth_a_retry(report);
  end["statistics"] = json_statistics(report);
  line(end);
  return out;
}

}  // namespace logdiag::rendering
