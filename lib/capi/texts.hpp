// texts.hpp - the fields that a rule and its findings share in the C interface.
#pragma once

#include <cstdint>
#include <logdiag/logdiag.hpp>
#include <string>

namespace logdiag::capi {

// The number of a LOGDIAG_NUM_*; LOGDIAG_NONE for one that they do not share.
std::int64_t shared_number(const Rule& rule, std::int32_t field);

// The text of a LOGDIAG_TEXT_*, of `finding` where it is not null, with its captures
// filled in; false for one that they do not share.
bool shared_text(const Rule& rule, const Finding* finding, std::int32_t field, Lang lang,
                 std::string& out);

}  // namespace logdiag::capi
