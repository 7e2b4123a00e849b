#include "scan/lookahead.hpp"

#include <utility>

#include "match/rule_set_impl.hpp"
#include "scan/blocks.hpp"

namespace logdiag {

void Lookahead::Impl::look(std::string_view bytes) {
  parts.clear();
  const std::size_t first = bytes.find('\n');
  if (first == std::string_view::npos) {
    parts.push_back({bytes, nullptr});
    return;
  }
  // Who knows what stands before it completes the first line.
  parts.push_back({bytes.substr(0, first + 1), nullptr});
  const std::size_t end = bytes.rfind('\n') + 1;
  std::size_t used = 0;
  scan::cut_blocks(
      bytes.substr(first + 1, end - first - 1), max_line_bytes,
      [&](std::string_view block) {
        if (used == previews.size()) previews.push_back(std::make_unique<scan::Preview>());
        scan::Preview& preview = *previews[used++];
        preview.look(RuleSetAccess::impl(rules).lookout, block);
        parts.push_back({block, &preview});
      },
      [&](std::string_view line) { parts.push_back({line, nullptr}); });
  if (end < bytes.size()) parts.push_back({bytes.substr(end), nullptr});
}

Lookahead::Lookahead(RuleSet rules, const ScanOptions& options)
    : impl_(std::make_unique<Impl>(
          Impl{std::move(rules), scan::longest_line(options), {}, {}})) {}
Lookahead::Lookahead(Lookahead&&) noexcept = default;
Lookahead& Lookahead::operator=(Lookahead&&) noexcept = default;
Lookahead::~Lookahead() = default;

void Lookahead::look(std::string_view bytes) { impl_->look(bytes); }

}  // namespace logdiag
