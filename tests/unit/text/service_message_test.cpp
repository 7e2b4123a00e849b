#include "text/service_message.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace logdiag::text {
namespace {

TEST(ServiceMessage, Reads) {
  const struct {
    std::string_view raw;
    Marker marker;
    std::string_view text;
    std::string_view name;
  } cases[] = {
      {"##teamcity[message text='it|'s |[x|] ||' status='ERROR']", Marker::error, "it's [x] |", ""},
      {"##teamcity[message text='a|nb' errorDetails='c' status='WARNING']", Marker::warning,
       "a b: c", ""},
      {"##teamcity[message text='|0x00e9|0x0007|0xD800']", Marker::none, "\xC3\xA9  ", ""},
      {"##teamcity[buildProblem description='x' identity='y']", Marker::error, "x", ""},
      {"##teamcity[testFailed name='t' message='m']", Marker::error, "t: m", ""},
      {"##teamcity[buildStatus status='FAILURE' text='t']", Marker::error, "t", ""},
      {"##teamcity[blockOpened name='b']", Marker::group, "b", "b"},
      {"##teamcity[blockClosed name='b']", Marker::endgroup, "", ""},
      {"##teamcity[progressStart 'p']", Marker::group, "p", "p"},
      {"##teamcity[progressMessage 'p']", Marker::none, "p", ""},
      // What is broken or unknown stays as it is.
      {"##teamcity[message text='x", Marker::none, "##teamcity[message text='x", ""},
      {"##teamcity[buildNumber '1']", Marker::none, "##teamcity[buildNumber '1']", ""},
      {"##teamcity[", Marker::none, "##teamcity[", ""},
      {"##teamcity[message text='|", Marker::none, "##teamcity[message text='|", ""},
  };
  for (const auto& c : cases) {
    std::string_view text = c.raw;
    std::string scratch;
    Line line;
    take_service_message(text, line, scratch);
    EXPECT_EQ(text, c.text) << c.raw;
    EXPECT_EQ(line.name, c.name) << c.raw;
    EXPECT_EQ(static_cast<int>(line.marker), static_cast<int>(c.marker)) << c.raw;
  }
}

}  // namespace
}  // namespace logdiag::text
