// service_message.hpp - TeamCity's `##teamcity[name key='value' ...]`.
#pragma once

#include <string>
#include <string_view>

#include "text/markers.hpp"

namespace logdiag::text {

// `text` starts with `##teamcity[`. Decoded values live in `scratch`.
Taken take_service_message(std::string_view& text, Line& line, std::string& scratch);

}  // namespace logdiag::text
