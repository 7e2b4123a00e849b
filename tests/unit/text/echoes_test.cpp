#include "text/echoes.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace logdiag::text {
namespace {

bool plain(std::string_view text) {
  Line line;
  line.text = text;
  return echoes(line);
}

TEST(Echoes, CommandsAndCommits) {
  for (const std::string_view line :
       {"+ curl -f x || echo denied", "++ dirname a", "$ npm ci", "Step 3/9 : RUN make",
        "[builder 3/9] RUN make || echo failed", "HEAD is now at 1a2b3c4 explain ENOSPC",
        "* fix(push): explain permission_denied"}) {
    EXPECT_TRUE(plain(line)) << line;
  }
  Line command;
  command.marker = Marker::command;
  EXPECT_TRUE(echoes(command));
}

TEST(Echoes, ReportsAreNone) {
  for (const std::string_view line :
       {"    + CategoryInfo : ObjectNotFound", "+ FullyQualifiedErrorId : CommandNotFoundException",
        "+ ~~~~", "+", "$", "[error] RUN failed", "Step by step", "* error: denied",
        "[builder 3/9] COPY a b"}) {
    EXPECT_FALSE(plain(line)) << line;
  }
}

}  // namespace
}  // namespace logdiag::text
