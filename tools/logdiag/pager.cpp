#include "pager.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "terminal.hpp"

namespace logdiag::cli {

void page_out(std::string_view text) {
  winsize size{};
  const bool tall = isatty(STDOUT_FILENO) == 1 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
                    size.ws_row > 0 && std::count(text.begin(), text.end(), '\n') >= size.ws_row;
  if (tall) {
    std::string pager = "less";
    for (const char* name : {"PAGER", "LOGDIAG_PAGER"}) {
      if (const char* value = std::getenv(name); value != nullptr && *value != '\0') pager = value;
    }
    // Short pages leave at once, colours pass, the page stays on the screen.
    setenv("LESS", "FRX", 0);
    // NOLINTNEXTLINE(cert-env33-c): PAGER is a command line for the shell, as git and man take it
    if (std::FILE* pipe = popen(pager.c_str(), "w"); pipe != nullptr) {
      const bool taken = std::fwrite(text.data(), 1, text.size(), pipe) == text.size();
      // 127: the shell did not find the pager.
      if (pclose(pipe) != 127 << 8 || !taken) return;
    }
  }
  write_out(text);
}

}  // namespace logdiag::cli
