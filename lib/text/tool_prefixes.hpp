// tool_prefixes.hpp - what tools that run other tools put before their lines.
#pragma once

#include <string_view>

namespace logdiag::text {

// Removes one such prefix from the front of `text`: BuildKit `#12 3.456 `,
// docker compose `web-1  | `, turbo `pkg:build: `, pnpm `packages/a build: `,
// lerna `@scope/pkg: `, kubectl `[pod/x/y] `, act `[workflow/job]   | `, concurrently
// and npm-run-all `[server] `, `[build:css] `, Earthly `   +test | `, Cloud Build `Step #2 - "x": `,
// Heroku `remote:        `, Yarn `YN0000: [pkg]: `. False when there is none. Only
// shapes that no compiler or test runner uses for its messages are taken; nx'
// `project: ` is not told from `error: ` and stays.
bool take_tool_prefix(std::string_view& text);

}  // namespace logdiag::text
