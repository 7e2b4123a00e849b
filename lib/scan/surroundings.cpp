#include "scan/surroundings.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/limits.hpp"
#include "base/sanitize.hpp"

namespace logdiag::scan {
namespace {

void add_raw(Surroundings& to, std::uint64_t line, std::string_view raw, text::InputKind kind) {
  to.raw.push_back({to.lines.size(), kind});
  to.lines.push_back({line, std::string(raw)});
}

}  // namespace

void SurroundingsKeeper::begin() {
  window_.reset();
  open_.clear();
}

std::shared_ptr<Surroundings> SurroundingsKeeper::around(std::uint64_t number, std::size_t start,
                                                         std::size_t next, text::InputKind kind,
                                                         bool none_behind) {
  auto out = std::make_shared<Surroundings>();
  const std::vector<std::string_view> before = window_.before(start);
  for (std::size_t i = 0; i < before.size(); ++i) {
    const std::uint64_t back = before.size() - i;
    if (back < number) add_raw(*out, number - back, before[i], kind);
  }
  add_raw(*out, number, {}, kind);  // its text is that of the finding
  std::uint64_t n = number;
  if (!none_behind) {
    for (const std::string_view raw : window_.from(next, lines())) add_raw(*out, ++n, raw, kind);
  }
  if (n < number + lines()) open_.push_back({out, number + lines()});
  return out;
}

void SurroundingsKeeper::go_on(std::size_t at, std::size_t most, text::InputKind kind) {
  std::size_t kept = 0;
  for (Open& o : open_) {
    std::uint64_t n = o.lines->lines.back().number;
    const auto wanted = std::min(most, static_cast<std::size_t>(o.last - n));
    for (const std::string_view raw : window_.from(at, wanted)) add_raw(*o.lines, ++n, raw, kind);
    if (n < o.last) open_[kept++] = std::move(o);
  }
  open_.resize(kept);
}

void SurroundingsKeeper::complete(Draft& draft) {
  Surroundings& around = *draft.context;
  for (const auto& [index, kind] : std::exchange(around.raw, {})) {
    ContextLine& line = around.lines[index];
    if (line.number == draft.where.line) {
      line.text = draft.text = base::sanitize(draft.text, limits::kTextBytes);
    } else {
      cleaner_.set_kind(kind);
      line.text = base::sanitize(cleaner_.clean(line.text).text, limits::kTextBytes);
    }
  }
}

}  // namespace logdiag::scan
