#include "engines.hpp"

#include <fmt/format.h>
#include <re2/set.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>

#include "match/lookout.hpp"
#include "match/matcher.hpp"

#ifdef LOGDIAG_BENCH_HYPERSCAN
#include <hs/hs.h>
#endif
#ifdef LOGDIAG_BENCH_PCRE2
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#endif

namespace logdiag::bench {
namespace {

constexpr std::size_t kBlock = 256 << 10;

// Blocks of whole lines.
template <class Use>
void each_block(std::string_view text, Use use) {
  while (!text.empty()) {
    std::size_t end = text.size();
    if (end > kBlock) {
      const std::size_t newline = text.rfind('\n', kBlock - 1);
      end = newline == std::string_view::npos ? std::min(text.size(), text.find('\n', kBlock) + 1)
                                              : newline + 1;
      if (end == 0) end = text.size();
    }
    use(text.substr(0, end));
    text.remove_prefix(end);
  }
}

template <class Use>
void each_line(std::string_view text, Use use) {
  for (std::uint64_t line = 0; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    use(line, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

class NewlineCount : public Engine {
 public:
  std::string name() const override { return "newline count"; }
  Pairs scan(std::string_view text) override {
    std::uint64_t n = 0;
    each_block(text, [&](std::string_view block) { n += match::count_newlines(block); });
    Pairs p;
    p.hash = n;
    return p;
  }
};

// The library's prefilter and matcher, without cleaning and without reports.
class PrefilterEngine : public Engine {
 public:
  PrefilterEngine(const std::vector<std::string>& patterns, std::string_view plan,
                  match::Target most)
      : views_(patterns.begin(), patterns.end()),
        plan_(plan),
        filter_(*match::PlanView::open(plan_.bytes()), most),
        matcher_(views_) {}

  std::string name() const override {
    constexpr const char* kNames[] = {"scalar", "NEON", "SSSE3", "SSE4", "AVX2", "AVX-512"};
    return std::string("logdiag, ") + kNames[static_cast<std::size_t>(filter_.target())];
  }

  Pairs scan(std::string_view text) override {
    Pairs pairs;
    std::uint64_t line = 0;
    const auto slow = filter_.plan().slow_patterns();
    each_block(text, [&](std::string_view block) {
      lines_.survey(block);
      filter_.find(block, lines_, scratch_, candidates_);
      std::size_t at = 0;
      for (std::size_t c = 0; c < candidates_.size() || (!slow.empty() && at < block.size());) {
        if (slow.empty()) {
          const std::size_t begin = lines_.line_start(candidates_[c].offset);
          line += lines_.count(at, begin);
          at = begin;
        }
        const std::size_t end = lines_.line_end(at);
        asked_.assign(slow.begin(), slow.end());
        for (; c < candidates_.size() && candidates_[c].offset < end; ++c) {
          asked_.push_back(candidates_[c].pattern);
        }
        std::sort(asked_.begin(), asked_.end());
        asked_.erase(std::unique(asked_.begin(), asked_.end()), asked_.end());
        hits_.clear();
        matcher_.match(block.substr(at, end - at), asked_, hits_);
        for (const std::uint32_t h : hits_) pairs.add(line, h);
        ++line;
        at = std::min(end + 1, block.size());
      }
      line += lines_.count(at, block.size());
    });
    return pairs;
  }

 private:
  std::vector<std::string_view> views_;
  match::PlanBytes plan_;
  match::Prefilter filter_;
  match::Matcher matcher_;
  match::Prefilter::Scratch scratch_;
  match::LineMap lines_;
  std::vector<match::Candidate> candidates_;
  std::vector<std::uint32_t> asked_, hits_;
};

// One set of all patterns, asked of every line.
class Re2Set : public Engine {
 public:
  explicit Re2Set(const std::vector<std::string>& patterns) : set_(options(), RE2::UNANCHORED) {
    for (const std::string& p : patterns) set_.Add(p, nullptr);
    good_ = set_.Compile();
  }
  std::string name() const override { return "RE2::Set a line"; }
  Pairs scan(std::string_view text) override {
    Pairs pairs;
    std::vector<int> found;
    if (!good_) return pairs;
    each_line(text, [&](std::uint64_t line, std::string_view l) {
      if (!set_.Match(re2::StringPiece(l.data(), l.size()), &found)) return;
      for (const int f : found) pairs.add(line, static_cast<std::uint32_t>(f));
    });
    return pairs;
  }

 private:
  static RE2::Options options() {
    RE2::Options o;
    o.set_log_errors(false);
    o.set_encoding(RE2::Options::EncodingLatin1);
    o.set_max_mem(std::int64_t{256} << 20);
    return o;
  }
  RE2::Set set_;
  bool good_ = false;
};

#ifdef LOGDIAG_BENCH_HYPERSCAN
class Hyperscan : public Engine {
 public:
  // To compile thousands of patterns takes a minute: what comes of it is kept in a file.
  Hyperscan(const std::vector<std::string>& patterns, const std::string& kept) {
    std::string key = hs_version();
    for (const std::string& p : patterns) key += '\n' + p;
    key = fmt::format("{:016x}", std::hash<std::string>()(key));
    std::ifstream in(kept, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    if (!bytes.starts_with(key) ||
        hs_deserialize_database(bytes.data() + key.size(), bytes.size() - key.size(), &database_) !=
            HS_SUCCESS) {
      compile(patterns);
      char* made = nullptr;
      std::size_t size = 0;
      if (!kept.empty() && database_ != nullptr &&
          hs_serialize_database(database_, &made, &size) == HS_SUCCESS) {
        std::ofstream(kept, std::ios::binary) << key << std::string_view(made, size);
        std::free(made);
      }
    }
    if (database_ != nullptr) hs_alloc_scratch(database_, &scratch_);
    last_.resize(patterns.size());
  }
  ~Hyperscan() override {
    hs_free_scratch(scratch_);
    hs_free_database(database_);
  }
  static constexpr unsigned kFlags = HS_FLAG_MULTILINE | HS_FLAG_ALLOWEMPTY;

  std::string name() const override { return "Hyperscan, blocks"; }
  Pairs scan(std::string_view text) override {
    if (scratch_ == nullptr) return {};
    pairs_ = {};
    std::fill(last_.begin(), last_.end(), 0);
    line_ = 0;
    each_block(text, [&](std::string_view block) {
      block_ = block;
      at_ = 0;
      hs_scan(database_, block.data(), static_cast<unsigned>(block.size()), 0, scratch_, on_match,
              this);
      line_ += match::count_newlines(block.substr(at_));
    });
    return pairs_;
  }

 private:
  void compile(const std::vector<std::string>& patterns) {
    std::vector<const char*> texts;
    std::vector<unsigned> flags(patterns.size(), kFlags), ids;
    for (const std::string& p : patterns) {
      ids.push_back(static_cast<unsigned>(texts.size()));
      texts.push_back(p.c_str());
    }
    hs_compile_error_t* error = nullptr;
    if (hs_compile_multi(texts.data(), flags.data(), ids.data(), static_cast<unsigned>(ids.size()),
                         HS_MODE_BLOCK, nullptr, &database_, &error) != HS_SUCCESS) {
      std::fprintf(stderr, "versus: Hyperscan does not compile: %s\n", error->message);
      hs_free_compile_error(error);
    }
  }

  // Matches come by their ends, which may lie behind the newline.
  static int on_match(unsigned id, unsigned long long, unsigned long long to, unsigned, void* self) {
    auto& h = *static_cast<Hyperscan*>(self);
    const auto end = static_cast<std::size_t>(to);
    std::uint64_t line = h.line_;
    if (end > h.at_) {
      h.line_ += match::count_newlines(h.block_.substr(h.at_, end - h.at_));
      h.at_ = end;
      line = h.line_;
      if (end > 0 && h.block_[end - 1] == '\n' && line > 0) --line;
    }
    if (h.last_[id] != line + 1) {
      h.last_[id] = line + 1;
      h.pairs_.add(line, id);
    }
    return 0;
  }

  hs_database_t* database_ = nullptr;
  hs_scratch_t* scratch_ = nullptr;
  std::string_view block_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 0;
  Pairs pairs_;
  std::vector<std::uint64_t> last_;
};
#endif

#ifdef LOGDIAG_BENCH_PCRE2
// One pattern after the other, compiled to machine code.
class Pcre2 : public Engine {
 public:
  explicit Pcre2(const std::vector<std::string>& patterns) {
    for (const std::string& p : patterns) {
      int error = 0;
      PCRE2_SIZE where = 0;
      pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(p.data()), p.size(),
                                       PCRE2_DOLLAR_ENDONLY, &error, &where, nullptr);
      if (code != nullptr) pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
      codes_.push_back(code);
    }
    data_ = pcre2_match_data_create(32, nullptr);
  }
  ~Pcre2() override {
    for (pcre2_code* c : codes_) pcre2_code_free(c);
    pcre2_match_data_free(data_);
  }
  std::string name() const override { return "PCRE2 loop"; }
  Pairs scan(std::string_view text) override {
    Pairs pairs;
    each_line(text, [&](std::uint64_t line, std::string_view l) {
      for (std::uint32_t i = 0; i < codes_.size(); ++i) {
        if (codes_[i] != nullptr &&
            pcre2_match(codes_[i], reinterpret_cast<PCRE2_SPTR>(l.data()), l.size(), 0, 0, data_,
                        nullptr) >= 0) {
          pairs.add(line, i);
        }
      }
    });
    return pairs;
  }

 private:
  std::vector<pcre2_code*> codes_;
  pcre2_match_data* data_ = nullptr;
};
#endif

}  // namespace

std::vector<std::string> taken_by_hyperscan(std::vector<std::string> patterns) {
#ifdef LOGDIAG_BENCH_HYPERSCAN
  // To compile all of them takes seconds; to read each one does not.
  std::erase_if(patterns, [](const std::string& p) {
    hs_expr_info_t* info = nullptr;
    hs_compile_error_t* error = nullptr;
    const bool good = hs_expression_info(p.c_str(), Hyperscan::kFlags, &info, &error) == HS_SUCCESS;
    std::free(info);
    hs_free_compile_error(error);
    return !good;
  });
#endif
  return patterns;
}

std::unique_ptr<Engine> make_newline_count() { return std::make_unique<NewlineCount>(); }

std::string make_plan(const std::vector<std::string>& patterns) {
  const std::vector<std::string_view> views(patterns.begin(), patterns.end());
  return match::build_plan(views, match::PlanEffort::thorough, match::CaseFolding::ascii);
}

std::unique_ptr<Engine> make_prefilter(const std::vector<std::string>& patterns,
                                       std::string_view plan, int most_target) {
  return std::make_unique<PrefilterEngine>(patterns, plan, static_cast<match::Target>(most_target));
}

std::unique_ptr<Engine> make_re2_set(const std::vector<std::string>& patterns) {
  return std::make_unique<Re2Set>(patterns);
}

std::unique_ptr<Engine> make_hyperscan([[maybe_unused]] const std::vector<std::string>& patterns,
                                       [[maybe_unused]] const std::string& kept) {
#ifdef LOGDIAG_BENCH_HYPERSCAN
  return std::make_unique<Hyperscan>(patterns, kept);
#else
  return nullptr;
#endif
}

std::unique_ptr<Engine> make_pcre2([[maybe_unused]] const std::vector<std::string>& patterns) {
#ifdef LOGDIAG_BENCH_PCRE2
  return std::make_unique<Pcre2>(patterns);
#else
  return nullptr;
#endif
}

}  // namespace logdiag::bench
