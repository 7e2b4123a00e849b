// jsonl.cpp - one JSON object a line: begin, a line a finding, end.
#include <string>

#include "render/content.hpp"
#include "render/formats.hpp"
#include "render/json_report.hpp"

namespace logdiag::rendering {

std::string jsonl(const Report& report, const RenderOptions& options) {
  std::string out;
  const auto line = [&](const Json& j) {
    out += j.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  };
  line({{"type", "begin"}, {"schema", 1}, {"tool", json_tool(report)}});
  for (const Finding& f : report.findings) {
    Json j{{"type", "finding"}};
    j.update(json_finding(f, options));
    line(j);
  }
  Json end{{"type", "end"}, {"causes", causes_of(report)}};
  end["jobs"] = json_jobs(report, options);
  if (report.unknown) end["unknown"] = json_unknown(*report.unknown, options);
  end["retry"] = worth_a_retry(report);
  end["statistics"] = json_statistics(report);
  line(end);
  return out;
}

}  // namespace logdiag::rendering
