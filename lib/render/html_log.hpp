// html_log.hpp - the log and the findings' places in it, for the page's script.
#pragma once

#include <logdiag/render.hpp>
#include <string>

namespace logdiag::rendering {

// JSON that may stand in a <script> element: it holds no '<'.
std::string page_data(const Report& report, const RenderOptions& options);

// A string of such JSON, with its quotes.
std::string script_string(std::string_view text);

}  // namespace logdiag::rendering
