// formats.hpp - one function a format; render.cpp picks.
#pragma once

#include <logdiag/render.hpp>
#include <string>

namespace logdiag::rendering {

std::string text(const Report& report, const RenderOptions& options);
std::string json(const Report& report, const RenderOptions& options);
std::string jsonl(const Report& report, const RenderOptions& options);
std::string sarif(const Report& report, const RenderOptions& options);
std::string github(const Report& report, const RenderOptions& options);
std::string markdown(const Report& report, const RenderOptions& options);
std::string html(const Report& report, const RenderOptions& options);
std::string junit(const Report& report, const RenderOptions& options);

}  // namespace logdiag::rendering
