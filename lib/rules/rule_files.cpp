#include "rules/rule_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include "base/limits.hpp"

namespace logdiag::rules {
namespace {

namespace fs = std::filesystem;

struct Close {
  void operator()(std::FILE* f) const { std::fclose(f); }
};

Result<RuleFile> read_file(const std::string& path) {
  std::error_code ec;
  if (!fs::is_regular_file(path, ec)) {
    return Error{ErrorCode::io, fmt::format("{}: is not a file; name a rule file, a rule pack or a "
                                            "directory of them", path)};
  }
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rb"));
  if (!file) {
    return Error{ErrorCode::io,
                 fmt::format("{}: cannot be opened ({}); check the name and its permissions", path,
                             std::generic_category().message(errno))};
  }
  RuleFile out{path, {}};
  char buffer[1 << 16];
  std::size_t n = 0;
  while ((n = std::fread(buffer, 1, sizeof buffer, file.get())) > 0) {
    out.bytes.append(buffer, n);
    if (out.bytes.size() > limits::kPackBytes) {
      return Error{ErrorCode::limit, fmt::format("{}: is larger than {} MiB; no rule file is that "
                                                 "large", path, limits::kPackBytes >> 20)};
    }
  }
  if (std::ferror(file.get()) != 0) {
    return Error{ErrorCode::io, fmt::format("{}: cannot be read", path)};
  }
  return out;
}

}  // namespace

Result<std::vector<RuleFile>> read_rule_files(const std::string& path) {
  std::error_code ec;
  const fs::file_status status = fs::status(path, ec);
  if (status.type() == fs::file_type::not_found) {
    return Error{ErrorCode::io, fmt::format("{}: no such file or directory", path)};
  }
  std::vector<std::string> names;
  if (status.type() == fs::file_type::directory) {
    fs::recursive_directory_iterator it(path, ec);
    for (; !ec && it != fs::recursive_directory_iterator(); it.increment(ec)) {
      if (it.depth() > static_cast<int>(limits::kDirectoryDepth)) it.disable_recursion_pending();
      const fs::path& p = it->path();
      if (p.extension() == ".json" && p.filename() != "schema.json" && it->is_regular_file(ec)) {
        names.push_back(p.string());
        if (names.size() > limits::kRules) {
          return Error{ErrorCode::limit,
                       fmt::format("{}: holds more than {} rule files", path, limits::kRules)};
        }
      }
    }
    if (ec) return Error{ErrorCode::io, fmt::format("{}: cannot be read ({})", path, ec.message())};
    std::sort(names.begin(), names.end());
  } else {
    names.push_back(path);
  }
  std::vector<RuleFile> out;
  for (const std::string& name : names) {
    Result<RuleFile> file = read_file(name);
    if (!file) return file.error();
    out.push_back(std::move(file).value());
  }
  return out;
}

}  // namespace logdiag::rules
