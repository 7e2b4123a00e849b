#include "outputs.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include "terminal.hpp"

namespace logdiag::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSummaryBytes = 1'000'000;  // GitHub refuses more than 1 MiB a step

bool put(std::FILE* opened, std::string_view text) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(opened, std::fclose);
  if (file == nullptr) return false;
  const bool good = std::fwrite(text.data(), 1, text.size(), file.get()) == text.size();
  return std::fclose(file.release()) == 0 && good;
}

// A new file, where nothing of that name may be, with the rights of `like` if that is
// there: what was for its owner's eyes stays so.
std::FILE* create(const std::string& path, const std::string& like) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) return nullptr;
  struct stat old {};
  if (stat(like.c_str(), &old) == 0) (void)fchmod(fd, old.st_mode & 0777);
  std::FILE* file = fdopen(fd, "wb");
  if (file == nullptr) close(fd);
  return file;
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

// A file that the log names, as a path in the checkout; empty when it is not
// there. Logs name files as the build saw them: absolute, or from the root of
// the checkout or of a folder in it.
std::string repository_file(std::string_view named) {
  if (named.empty() || named.size() > 1000 || named.find('\0') != std::string_view::npos) return {};
  std::error_code none;
  const std::string workspace = variable("GITHUB_WORKSPACE");
  const fs::path root = workspace.empty() ? fs::current_path(none) : fs::path(workspace);
  fs::path path = fs::path(named).lexically_normal();
  if (path.is_absolute()) {
    path = path.lexically_relative(root.lexically_normal());
  }
  if (path.empty() || *path.begin() == "..") return {};
  if (!fs::is_regular_file(root / path, none)) return {};
  return path.generic_string();
}

// The host name tells a terminal whose file it is when the session is remote.
std::string source_link(std::string_view source, std::uint64_t) {
  std::error_code none;
  const fs::path path = fs::canonical(fs::path(source), none);
  if (none) return {};
  char host[256] = "";
  if (gethostname(host, sizeof host - 1) != 0) return {};
  std::string out = fmt::format("file://{}", host);
  for (const char c : path.string()) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("/-._~").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

bool append_summary(const Report& report, RenderOptions r) {
  const std::string path = variable("GITHUB_STEP_SUMMARY");
  if (path.empty()) {
    complain(message("GITHUB_STEP_SUMMARY is not set, so no summary was written",
                     "没有设置 GITHUB_STEP_SUMMARY，因此没有写摘要"));
    return true;
  }
  std::error_code none;
  const auto there = fs::file_size(path, none);
  const std::size_t used = none ? 0 : static_cast<std::size_t>(there);
  r.max_bytes = kSummaryBytes - std::min(kSummaryBytes, used);
  if (put(std::fopen(path.c_str(), "ab"), render(report, Format::markdown, r))) return true;
  complain(unwritable(path, errno));
  return false;
}

}  // namespace

bool write_file(const std::string& path, std::string_view text) {
  std::error_code none;
  const fs::path real = fs::is_symlink(path, none) ? fs::canonical(path, none) : fs::path(path);
  const std::string target = real.empty() ? path : real.string();
  bool good = false;
  if (fs::exists(target, none) && !fs::is_regular_file(target, none)) {
    good = put(std::fopen(target.c_str(), "wb"), text);
  } else {
    const std::string beside = fmt::format("{}.{}.part", target, getpid());
    (void)unlink(beside.c_str());  // of a process that had our number and was killed
    good = put(create(beside, target), text) && std::rename(beside.c_str(), target.c_str()) == 0;
    const int error = errno;
    if (!good) (void)std::remove(beside.c_str());
    errno = error;
  }
  if (!good) complain(unwritable(path, errno));
  return good;
}

bool write_outputs(const Report& report, const Options& o) {
  RenderOptions r;
  r.lang = language(o);
  r.all = o.all;
  r.redact = o.redact;
  r.statistics = o.statistics;
  r.max_findings = o.limit;
  r.repository_file = repository_file;
  r.source_link = source_link;
  bool good = true;
  const bool silent = o.quiet || o.should_retry;  // files that were named are written all the same
  for (const Output& out : o.outputs) {
    if (silent && out.file.empty()) continue;
    r.color = out.file.empty() && wants_color(o);
    r.hyperlinks = out.file.empty() && wants_links(o);
    r.width = out.file.empty() ? terminal_width() : 0;
    const std::string text = render(report, out.format, r);
    if (out.file.empty()) {
      (void)write_out(text);  // nobody reads it any more: nothing to say
    } else {
      good = write_file(out.file, text) && good;
    }
  }
  if (o.github) {
    if (!silent) (void)write_out(render(report, Format::github, r));
    good = append_summary(report, r) && good;
  }
  return good;
}

}  // namespace logdiag::cli
