#include "rules/rule_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include "base/limits.hpp"
#include "rules/pack.hpp"

namespace logdiag::rules {
namespace {

namespace fs = std::filesystem;

struct Close {
  void operator()(std::FILE* f) const { (void)std::fclose(f); }  // it was read only
};

}  // namespace

Result<std::string> read_rule_file(const std::string& path) {
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
  const std::uintmax_t told = fs::file_size(path, ec);  // it may grow while it is read
  std::uintmax_t size = ec ? 0 : told;
  std::string out;
  char buffer[1 << 16];
  std::size_t n = 0;
  while ((n = std::fread(buffer, 1, sizeof buffer, file.get())) > 0) {
    const bool pack = is_pack(out.empty() ? std::string_view(buffer, n) : std::string_view(out));
    const std::size_t most = pack ? limits::kPackBytes : limits::kRuleFileBytes;
    size = std::max<std::uintmax_t>(size, out.size() + n);
    if (size > most) {
      return Error{ErrorCode::limit,
                   fmt::format("{}: is larger than the {} MiB that a {} may have; split it", path,
                               most >> 20, pack ? "rule pack" : "rule file")};
    }
    out.reserve(size);
    out.append(buffer, n);
  }
  if (std::ferror(file.get()) != 0) {
    return Error{ErrorCode::io, fmt::format("{}: cannot be read", path)};
  }
  return out;
}

Result<std::vector<std::string>> rule_file_names(const std::string& path) {
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
  return names;
}

}  // namespace logdiag::rules
