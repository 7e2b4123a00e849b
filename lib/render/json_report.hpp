// json_report.hpp - the parts of the JSON report that json and jsonl share.
#pragma once

#include <logdiag/render.hpp>

#include "base/json.hpp"

namespace logdiag::rendering {

using base::Json;

Json json_tool(const Report& report);
Json json_finding(const Finding& finding, const RenderOptions& options);
Json json_jobs(const Report& report, const RenderOptions& options);
Json json_unknown(const Unknown& unknown, const RenderOptions& options);
Json json_statistics(const Report& report);

}  // namespace logdiag::rendering
