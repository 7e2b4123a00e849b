// rule_files.hpp - reads rule files and directories: the only place in the
// library that opens files.
#pragma once

#include <logdiag/result.hpp>
#include <string>
#include <vector>

namespace logdiag::rules {

struct RuleFile {
  std::string path;
  std::string bytes;
};

// The file itself, or every *.json below a directory in the order of paths
// (schema.json is not a rule). Links to directories are not followed.
Result<std::vector<RuleFile>> read_rule_files(const std::string& path);

}  // namespace logdiag::rules
