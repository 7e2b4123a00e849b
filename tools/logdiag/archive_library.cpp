#if LOGDIAG_ARCHIVES

#include "archive_library.hpp"

#include <optional>
#include <type_traits>

#ifdef LOGDIAG_ARCHIVE_SONAME
#include <dlfcn.h>

namespace logdiag::cli {
namespace {

std::optional<ArchiveLibrary> load() {
  void* const library = dlopen(LOGDIAG_ARCHIVE_SONAME, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return std::nullopt;
  ArchiveLibrary out{};
  bool good = true;
  const auto find = [&](auto& function, const char* name) {
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(library, name));
    good = good && function != nullptr;
  };
#define LOGDIAG_FIND(name) find(out.name, "archive_" #name);
  LOGDIAG_FOR_EACH_ARCHIVE_FUNCTION(LOGDIAG_FIND)
#undef LOGDIAG_FIND
  if (!good) return std::nullopt;
  return out;
}

}  // namespace
}  // namespace logdiag::cli

#else

namespace logdiag::cli {
namespace {

std::optional<ArchiveLibrary> load() {
#define LOGDIAG_ADDRESS(name) &::archive_##name,
  return ArchiveLibrary{LOGDIAG_FOR_EACH_ARCHIVE_FUNCTION(LOGDIAG_ADDRESS)};
#undef LOGDIAG_ADDRESS
}

}  // namespace
}  // namespace logdiag::cli

#endif

namespace logdiag::cli {

const ArchiveLibrary* archive_library() {
  static const std::optional<ArchiveLibrary> library = load();
  return library ? &*library : nullptr;
}

}  // namespace logdiag::cli

#endif
