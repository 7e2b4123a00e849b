// rule_set.cpp - RuleSet and RuleSetBuilder of logdiag/rule_set.hpp.
#include <logdiag/rule_set.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/limits.hpp"
#include "base/words.hpp"
#include "match/pattern_check.hpp"
#include "match/rule_set_impl.hpp"
#include "match/watch.hpp"
#include "rules/rule_files.hpp"

namespace logdiag {

using rules::PackView;
using rules::ParsedRule;

RuleSet::Impl::~Impl() {
  for (auto& r : read) delete r.load();
}

const Rule& RuleSet::Impl::rule(std::size_t index) const {
  if (const Rule* r = read[index].load(std::memory_order_acquire)) return *r;
  const std::string_view origin =
      origins[index].empty() ? std::string_view("built-in") : std::string_view(origins[index]);
  auto fresh = std::make_unique<Rule>(rules::parse_trusted_rule(rules[index].json, origin));
  const Rule* expected = nullptr;
  if (read[index].compare_exchange_strong(expected, fresh.get(), std::memory_order_acq_rel)) {
    return *fresh.release();
  }
  return *expected;
}

std::size_t RuleSet::Impl::find(std::string_view id) const {
  const auto it = std::lower_bound(rules.begin(), rules.end(), id,
                                   [](const auto& rule, std::string_view key) { return rule.id < key; });
  return it != rules.end() && it->id == id ? static_cast<std::size_t>(it - rules.begin())
                                           : rules.size();
}

std::size_t RuleSet::size() const { return impl_->rules.size(); }
std::string_view RuleSet::id(std::size_t index) const { return impl_->rules[index].id; }
const Rule& RuleSet::rule(std::size_t index) const { return impl_->rule(index); }
const Rule* RuleSet::find(std::string_view id) const {
  const std::size_t index = impl_->find(id);
  return index < size() ? &impl_->rule(index) : nullptr;
}

namespace {

// Where a pattern of the set comes from.
struct PatternPlace {
  std::size_t pack = 0, index = 0;
};

// Does a glob of ids, or of tags ("tag:docker"), name this rule?
bool names(std::string_view glob, std::string_view id, const std::vector<std::string_view>& tags) {
  if (!glob.starts_with("tag:")) return base::glob_matches(glob, id);
  return std::any_of(tags.begin(), tags.end(), [&](std::string_view tag) {
    return base::glob_matches(glob.substr(4), tag);
  });
}

// What the tables of a pack are made of; the texts are read from the JSON again when
// the rule is shown. Ten thousand rules with all their texts would be a large heap.
ParsedRule for_tables(ParsedRule whole) {
  ParsedRule out{{}, std::move(whole.json)};
  out.rule.id = std::move(whole.rule.id);
  out.rule.severity = whole.rule.severity;
  out.rule.role = whole.rule.role;
  out.rule.priority = whole.rule.priority;
  out.rule.match = std::move(whole.rule.match);
  out.rule.tags = std::move(whole.rule.tags);
  out.rule.supersedes = std::move(whole.rule.supersedes);
  return out;
}

}  // namespace

struct RuleSetBuilder::Impl {
  // Where the accepted rule of an id is: a pack, or one read from JSON; and who
  // named it last, empty for the library itself.
  struct Place {
    std::size_t pack = 0;    // index in packs, when `parsed` is none
    std::size_t index = 0;   // in that pack, or in parsed
    bool parsed = false;
    std::string origin;
  };

  void add_builtin(PackView view);
  bool add_pack(const PackView& view, std::string_view origin);
  bool is_there(std::string_view id, std::string_view json, std::string_view origin);
  void add_parsed(ParsedRule rule, std::string_view origin);
  bool wanted(std::string_view id, const std::vector<std::string_view>& tags) const;
  std::string_view json_of(std::string_view id) const;
  bool disable(std::string_view glob);
  std::vector<ParsedRule> accepted() const;
  void plan(bool opening, const std::vector<PackView>& all, RuleSet::Impl& set,
            const std::vector<PatternPlace>& from) const;

  std::vector<PackView> packs;
  std::vector<ParsedRule> parsed;
  std::map<std::string, Place, std::less<>> places;
  std::vector<std::string> only, skip;
  std::vector<Problem> problems;
  std::size_t bytes_read = 0;  // of files
  bool full = false;           // a rule too many was told of
};

void RuleSetBuilder::Impl::add_builtin(PackView view) {
  packs.push_back(view);
  for (std::size_t i = 0; i < view.size(); ++i) {
    // They are in the order of ids, so that each belongs at the end.
    places.insert_or_assign(places.end(), std::string(view.id(i)), Place{packs.size() - 1, i, false, {}});
  }
}

// A pack file comes from outside, and its tables could say anything: only the
// JSON of its rules is used, and checked as that of a rule file is.
bool RuleSetBuilder::Impl::add_pack(const PackView& view, std::string_view origin) {
  const std::size_t before = problems.size();
  for (std::size_t i = 0; i < view.size(); ++i) {
    const rules::RuleEntry rule = view.rule(i);
    if (is_there(rule.id, rule.json, origin)) continue;
    rules::each_rule(rule.json, origin, problems, nullptr,
                     [&](ParsedRule parsed_rule) { add_parsed(std::move(parsed_rule), origin); });
  }
  return problems.size() == before;
}

// Whether this rule is the accepted one of its id, word for word: then it was checked
// before, the library's own when it was built, and has a plan.
bool RuleSetBuilder::Impl::is_there(std::string_view id, std::string_view json,
                                    std::string_view origin) {
  if (json.empty() || json_of(id) != json) return false;
  places.find(id)->second.origin = origin;
  return true;
}

void RuleSetBuilder::Impl::add_parsed(ParsedRule rule, std::string_view origin) {
  if (is_there(rule.rule.id, rule.json, origin)) return;
  if (!match::check_patterns(rule.rule, problems)) return;
  if (rule.rule.status == "retired") {
    places.erase(rule.rule.id);
    return;
  }
  if (places.size() >= limits::kRules && !places.contains(rule.rule.id)) {
    if (!std::exchange(full, true)) {
      problems.push_back({std::string(origin), rule.rule.id, "",
                          fmt::format("is one rule more than the {} allowed; leave some out",
                                      limits::kRules)});
    }
    return;
  }
  // In this order: when memory runs out between, no place is without its rule.
  Place place{0, parsed.size(), true, std::string(origin)};
  std::string id = rule.rule.id;
  parsed.push_back(for_tables(std::move(rule)));
  places.insert_or_assign(std::move(id), std::move(place));
}

bool RuleSetBuilder::Impl::wanted(std::string_view id,
                                  const std::vector<std::string_view>& tags) const {
  const auto named = [&](const std::string& glob) { return names(glob, id, tags); };
  return (only.empty() || std::any_of(only.begin(), only.end(), named)) &&
         std::none_of(skip.begin(), skip.end(), named);
}

std::string_view RuleSetBuilder::Impl::json_of(std::string_view id) const {
  const auto it = places.find(id);
  if (it == places.end()) return {};
  const Place& place = it->second;
  return place.parsed ? std::string_view(parsed[place.index].json)
                      : packs[place.pack].rule(place.index).json;
}

bool RuleSetBuilder::Impl::disable(std::string_view glob) {
  return std::erase_if(places, [&](const auto& entry) {
           const Place& place = entry.second;
           if (!place.parsed) return names(glob, entry.first, packs[place.pack].rule(place.index).tags);
           const std::vector<std::string>& tags = parsed[place.index].rule.tags;
           return names(glob, entry.first, {tags.begin(), tags.end()});
         }) > 0;
}

std::vector<ParsedRule> RuleSetBuilder::Impl::accepted() const {
  std::vector<ParsedRule> out;
  for (const auto& [id, place] : places) {
    if (place.parsed) {
      out.push_back(parsed[place.index]);
    } else {
      const std::string_view json = packs[place.pack].rule(place.index).json;
      out.push_back({rules::parse_trusted_rule(json, place.origin), std::string(json)});
    }
  }
  return out;
}

// Fills the lookout of the patterns that open (and of the watches), or of the
// others. The built-in pack brings a plan of its own; what that does not hold is
// planned here.
void RuleSetBuilder::Impl::plan(bool opening, const std::vector<PackView>& all,
                                RuleSet::Impl& set, const std::vector<PatternPlace>& from) const {
  match::Lookout& lookout = opening ? set.lookout : set.nearby;
  const std::vector<std::string> watches =
      opening ? match::watch_expressions() : std::vector<std::string>();
  const auto count = static_cast<std::uint32_t>(set.patterns.size());
  // A plan from outside is not trusted: it could hide what a rule finds.
  const auto builtin = std::find_if(all.begin(), all.end(), [](const PackView& pack) {
    return pack.bytes().data() == rules::builtin_pack().data() && pack.size() > 0;
  });
  std::size_t planned = all.size();  // the pack whose plan is used
  if (builtin != all.end()) {
    std::vector<std::uint32_t> in_plan(builtin->pattern_count());
    std::uint32_t own = 0;
    for (std::size_t i = 0; i < in_plan.size(); ++i) {
      if (builtin->pattern(i).opens() == opening) in_plan[i] = own++;
    }
    const std::string_view bytes = opening ? builtin->plan() : builtin->nearby_plan();
    const auto view = match::PlanView::open(std::as_bytes(std::span(bytes)),
                                            match::PlanView::Trust::built_in);
    if (view && view->patterns() == own + watches.size()) {
      planned = static_cast<std::size_t>(builtin - all.begin());
      std::vector<std::uint32_t> numbers(view->patterns(), match::Lookout::kUnwanted);
      for (std::uint32_t i = 0; i < count; ++i) {
        if (from[i].pack != planned || set.patterns[i].opens() != opening) continue;
        numbers[in_plan[from[i].index]] = i;
      }
      for (std::uint32_t w = 0; w < watches.size(); ++w) numbers[own + w] = count + w;
      lookout.add(*view, std::move(numbers));
    }
  }
  std::vector<std::string_view> rest;
  std::vector<std::uint32_t> numbers;
  const auto add = [&](std::string_view expression, std::uint32_t number) {
    rest.push_back(expression);
    numbers.push_back(number);
  };
  for (std::uint32_t i = 0; i < count; ++i) {
    if (from[i].pack != planned && set.patterns[i].opens() == opening) {
      add(set.patterns[i].text, i);
    }
  }
  if (planned == all.size()) {
    for (std::uint32_t w = 0; w < watches.size(); ++w) add(watches[w], count + w);
  }
  const double often = opening ? match::kNeverOften : match::kOftenNearby;
  if (!rest.empty()) lookout.add(rest, std::move(numbers), often);
}

RuleSetBuilder::RuleSetBuilder() : impl_(std::make_unique<Impl>()) {}
RuleSetBuilder::RuleSetBuilder(RuleSetBuilder&&) noexcept = default;
RuleSetBuilder& RuleSetBuilder::operator=(RuleSetBuilder&&) noexcept = default;
RuleSetBuilder::~RuleSetBuilder() = default;

void RuleSetBuilder::add_builtin() {
  if (const Result<PackView> view = PackView::open(rules::builtin_pack())) {
    impl_->add_builtin(*view);
  }
}

bool RuleSetBuilder::add_json(std::string_view json, std::string_view origin) {
  const std::size_t before = impl_->problems.size();
  const rules::Earlier earlier{[&](std::string_view id) { return impl_->json_of(id); },
                               [&](std::string_view glob) { return impl_->disable(glob); }};
  rules::each_rule(json, origin, impl_->problems, &earlier,
                   [&](ParsedRule rule) { impl_->add_parsed(std::move(rule), origin); });
  return impl_->problems.size() == before;
}

Result<bool> RuleSetBuilder::add_path(const std::string& path) {
  const Result<std::vector<std::string>> files = rules::rule_file_names(path);
  if (!files) return files.error();
  bool good = true;
  for (const std::string& name : *files) {
    const Result<std::string> bytes = rules::read_rule_file(name);
    if (!bytes) return bytes.error();
    impl_->bytes_read += bytes->size();
    if (impl_->bytes_read > limits::kRuleBytes) {
      return Error{ErrorCode::limit,
                   fmt::format("{}: with this file the rules are larger than the {} MiB allowed; "
                               "name fewer of them", name, limits::kRuleBytes >> 20)};
    }
    if (!rules::is_pack(*bytes)) {
      good = add_json(*bytes, name) && good;
      continue;
    }
    const Result<PackView> view = PackView::open(*bytes);
    if (!view) {
      impl_->problems.push_back({name, {}, {}, view.error().message});
      good = false;
    } else {
      good = impl_->add_pack(*view, name) && good;
    }
  }
  return good;
}

void RuleSetBuilder::keep_only(std::string_view glob) { impl_->only.emplace_back(glob); }
void RuleSetBuilder::leave_out(std::string_view glob) { impl_->skip.emplace_back(glob); }
std::span<const Problem> RuleSetBuilder::problems() const { return impl_->problems; }

std::string RuleSetBuilder::pack() const {
  const std::vector<ParsedRule> all = impl_->accepted();
  return rules::write_pack(all, {}, {});
}

Result<RuleSet> RuleSetBuilder::build() {
  auto set = std::make_shared<RuleSet::Impl>();
  // Rules from JSON become a pack too, so that there is one kind from here on.
  std::vector<PackView> packs = impl_->packs;
  set->bytes = rules::write_pack(impl_->parsed, {}, {});
  packs.push_back(PackView::open(set->bytes).value());
  std::vector<std::string_view> expressions;
  std::vector<PatternPlace> from;  // of each pattern
  // Room for all: tables that move while they grow are half of a short run's time.
  std::size_t most = 0;
  for (const PackView& pack : packs) most += pack.pattern_count();
  set->patterns.reserve(most);
  from.reserve(most);
  expressions.reserve(most);
  set->rules.reserve(impl_->places.size());
  set->origins.reserve(impl_->places.size());
  for (const auto& [id, place] : impl_->places) {
    const std::size_t pack = place.parsed ? packs.size() - 1 : place.pack;
    const PackView& view = packs[pack];
    rules::RuleEntry rule = view.rule(place.index);
    if (!impl_->wanted(rule.id, rule.tags)) continue;
    const auto index = static_cast<std::uint32_t>(set->rules.size());
    for (std::uint32_t p = 0; p < rule.pattern_count; ++p) {
      rules::PatternEntry pattern = view.pattern(rule.first_pattern + p);
      pattern.rule = index;
      set->patterns.push_back(pattern);
      from.push_back({pack, rule.first_pattern + p});
      expressions.push_back(pattern.text);
    }
    rule.first_pattern = static_cast<std::uint32_t>(set->patterns.size()) - rule.pattern_count;
    set->rules.push_back(std::move(rule));
    set->origins.push_back(place.origin);
  }
  if (set->rules.empty()) {
    return Error{ErrorCode::rules, "no rule is left; add the built-in rules or name rule files"};
  }
  set->read = std::vector<std::atomic<const Rule*>>(set->rules.size());
  for (const bool opening : {true, false}) impl_->plan(opening, packs, *set, from);
  set->matcher = std::make_unique<const match::Matcher>(std::move(expressions));
  return RuleSet(std::move(set));
}

}  // namespace logdiag
