// rule_files.hpp - reads rule files and directories: the only place in the
// library that opens files.
#pragma once

#include <logdiag/result.hpp>
#include <string>
#include <vector>

namespace logdiag::rules {

// The file itself, or the names of every *.json below a directory in the order of
// paths (schema.json is not a rule). Links to directories are not followed.
Result<std::vector<std::string>> rule_file_names(const std::string& path);

// The bytes of a rule file or a rule pack, if they are not too many.
Result<std::string> read_rule_file(const std::string& name);

}  // namespace logdiag::rules
