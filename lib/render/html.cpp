// html.cpp - the report as one page that needs nothing else: cards with the
// causes in both languages, and the log for the page's script to unfold.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/version.hpp"
#include "render/content.hpp"
#include "render/formats.hpp"
#include "render/html_log.hpp"
#include "render/page.hpp"
#include "render/words.hpp"

namespace logdiag::rendering {
namespace {

struct PageWord {
  std::string_view key, en, zh;
};

// What the script says.
constexpr auto kScriptWords = std::to_array<PageWord>({
    {"copy", "Copy", "复制"},
    {"copied", "Copied", "已复制"},
    {"search", "Search the log", "搜索日志"},
    {"found", "{} lines", "{} 行"},
    {"line", "{} line", "{} 行"},
    {"lines", "{} lines", "{} 行"},
    {"gap", "{} lines left out", "省略 {} 行"},
    {"input", "standard input", "标准输入"},
    {"root", "root cause", "根本原因"},
    {"toCard", "explained above", "上方有说明"},
    {"cell", "line {}, {} error lines around here", "第 {} 行，附近有 {} 行错误"},
    {"next", "Next finding (n)", "下一处（n）"},
    {"previous", "Previous finding (p)", "上一处（p）"},
    {"fold", "Fold or unfold all (o)", "全部折叠或展开（o）"},
    {"language", "中文 (l)", "English（l）"},
    {"scheme", "Light or dark (d)", "浅色或深色（d）"},
});

// The SHA-256 in hexadecimal as a policy wants it: in base 64.
std::string policy_hash(std::string_view hex) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto nibble = [](char c) {
    return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
  };
  std::string out;
  unsigned bits = 0;
  unsigned have = 0;
  for (const char c : hex) {
    bits = bits << 4 | nibble(c);
    have += 4;
    if (have >= 6) {
      have -= 6;
      out.push_back(kDigits[bits >> have & 63u]);
    }
  }
  if (have > 0) out.push_back(kDigits[bits << (6 - have) & 63u]);
  while (out.size() % 4 != 0) out.push_back('=');
  return "'sha256-" + out + "'";
}

class HtmlPage {
 public:
  HtmlPage(const Report& report, const RenderOptions& options) : report_(report), o_(options) {}

  std::string write() {
    const std::vector<std::size_t> causes = causes_of(report_);
    head(causes);
    for (std::size_t i = 0; i < causes.size(); ++i) card(causes[i], i == 0 || i < kOpenCards);
    if (causes.empty() || proposed_of(report_) != nullptr) unknown();
    jobs();
    viewer();
    return std::move(out_);
  }

 private:
  static constexpr std::size_t kOpenCards = 3;
  static constexpr std::size_t kJobs = 200;  // listed

  // A text in both languages; the style sheet shows one.
  template <typename F>
  static std::string both(F text) {
    return fmt::format("<span lang=\"en\">{}</span><span lang=\"zh\">{}</span>", text(Lang::en),
                       text(Lang::zh));
  }
  static std::string both(Word w) {
    return both([w](Lang lang) { return capital(word(w, lang)); });
  }
  static std::string both(std::string_view en, std::string_view zh) {
    return fmt::format("<span lang=\"en\">{}</span><span lang=\"zh\">{}</span>", en, zh);
  }
  static std::string capital(std::string_view text) {
    std::string out = escape_xml(text);
    if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 32);
    return out;
  }

  static Word level(const Finding& f) {
    return f.rule->severity == Severity::error     ? Word::error
           : f.rule->severity == Severity::warning ? Word::warning
                                                   : Word::info;
  }

  std::string rule_text(const Text& text, const Finding& f) const {
    return both([&](Lang lang) { return html(pieces(text.in(lang), captures_of(f, lang, o_))); });
  }

  // The number of the source in the page's data, for links into the log.
  std::size_t source_of(const Location& where) const {
    for (std::size_t s = 0; s < report_.log.size(); ++s) {
      if (report_.log[s].name == where.source) return s;
    }
    return 0;
  }

  std::string place_link(const Location& where) const { return place_link(where, where); }
  std::string place_link(const Location& where, const Location& shown) const {
    return fmt::format("<a class=\"place\" href=\"#L{}-{}\">{}</a>", source_of(where), where.line,
                       both([&](Lang lang) { return escape_xml(place(shown, lang, o_)); }));
  }

  void head(const std::vector<std::size_t>& causes) {
    const std::string title =
        causes.empty() ? "logdiag"
                       : escape_xml(safe(report_.findings[causes[0]].fill(
                                             report_.findings[causes[0]].rule->title, o_.lang),
                                         o_));
    out_ += fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{}\" data-scheme=\"light\">\n<head>\n<meta "
        "charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src {}; "
        "script-src {}; base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<meta name=\"generator\" content=\"logdiag {}\">\n<title>{}</title>\n<style>",
        o_.lang == Lang::zh ? "zh" : "en", policy_hash(kPageStyleHash),
        policy_hash(kPageScriptHash), base::kVersion, title);
    out_ += kPageStyle;
    std::string names;
    for (std::size_t s = 0; s < report_.log.size() && s < 3; ++s) {
      if (!report_.log[s].name.empty())
        names += (names.empty() ? "" : ", ") + safe(report_.log[s].name, o_);
    }
    if (report_.log.size() > 3) names += fmt::format(" (+{})", report_.log.size() - 3);
    out_ += fmt::format(
        "</style>\n</head>\n<body>\n<header>\n<h1>logdiag<small>{}{}{}</small></h1>\n"
        "<button data-does=\"language\" data-title=\"language\" hidden>{}</button>\n"
        "<button data-does=\"scheme\" data-title=\"scheme\" hidden>◐</button>\n</header>\n<main>\n",
        escape_xml(names), names.empty() ? "" : " · ", summary(causes.size()),
        both("中文", "English"));
  }

  std::string summary(std::size_t causes) const {
    const std::string lines = with_commas(report_.statistics.lines);
    return both([&](Lang lang) {
      if (causes == 0) return fmt::format(fmt::runtime(word(Word::in_lines, lang)), lines);
      if (causes == 1 && lang == Lang::en)
        return fmt::format(fmt::runtime(word(Word::causes_one, lang)), lines);
      return fmt::format(fmt::runtime(word(Word::causes_many, lang)), causes, lines);
    });
  }

  void card(std::size_t index, bool open) {
    const Finding& f = report_.findings[index];
    const std::string heading =
        fmt::format("<h2><span class=\"tag\">{}</span>{}</h2>",
                    both([&](Lang lang) { return std::string(word(level(f), lang)); }),
                    rule_text(f.rule->title, f));
    const std::string_view name = name_of(f.rule->severity);
    if (open) {
      out_ += fmt::format("<article class=\"card {}\" id=\"f{}\">\n{}\n", name, index, heading);
    } else {
      out_ += fmt::format("<details class=\"card {}\" id=\"f{}\"><summary>{}</summary>\n", name,
                          index, heading);
    }
    out_ += fmt::format("<p class=\"where\"><code>{}</code> · {}</p>\n", escape_xml(f.rule->id),
                        place_link(f.where));
    window(f);
    out_ += fmt::format("<h3>{}</h3>\n<p>{}</p>\n<h3>{}</h3>\n<ol>\n", both(Word::why),
                        rule_text(f.rule->diagnosis, f), both(Word::fix));
    for (const FixStep& step : f.rule->fix) {
      out_ += "<li>" + rule_text(step.text, f);
      if (!step.code.empty()) {
        out_ += fmt::format(
            "\n<div class=\"code\"><button class=\"copy\" "
            "hidden></button><pre><code>{}</code></pre></div>",
            escape_xml(safe(f.fill_code(step), o_)));
      }
      out_ += "</li>\n";
    }
    out_ += "</ol>\n";
    if (!f.rule->docs.empty()) {
      out_ += fmt::format("<h3>{}</h3>\n", both(Word::docs));
      for (const std::string& address : f.rule->docs) {
        out_ +=
            fmt::format("<p><a href=\"{0}\" rel=\"noreferrer\">{0}</a></p>\n", escape_xml(address));
      }
    }
    consequences(index);
    out_ += open ? "</article>\n" : "</details>\n";
  }

  void window(const Finding& f) {
    out_ += "<pre class=\"window\">";
    KeyBlock key(o_);
    for (const ContextLine& c : f.context) {
      const std::string shown = key.shown(c.text);
      std::string text = escape_xml(shown);
      const bool here = c.number == f.where.line;
      if (here && shown == f.text && f.where.column > 0 && f.where.length > 0) {
        const std::size_t begin = std::min<std::size_t>(f.where.column - 1, shown.size());
        text = escape_xml(shown.substr(0, begin)) + "<mark>" +
               escape_xml(shown.substr(begin, f.where.length)) + "</mark>" +
               escape_xml(shown.substr(std::min(begin + f.where.length, shown.size())));
      }
      out_ += fmt::format("<span{}><span class=\"n\">{:>6} | </span>{}</span>",
                          here ? " class=\"here\"" : "", c.number, text);
    }
    out_ += "</pre>\n";
  }

  void consequences(std::size_t index) {
    const std::vector<std::size_t> all = consequences_of(report_, index);
    if (all.empty()) return;
    out_ += fmt::format("<h3>{}</h3>\n<ul>\n", both(Word::then));
    for (std::size_t i = 0; i < std::min<std::size_t>(all.size(), 50); ++i) {
      const Finding& f = report_.findings[all[i]];
      out_ += fmt::format("<li>{} · {}</li>\n", rule_text(f.rule->title, f),
                          place_link(f.where, beside(f.where, report_.findings[index].where)));
    }
    out_ += "</ul>\n";
  }

  void unknown() {
    const Unknown* u = report_.unknown ? &*report_.unknown : nullptr;
    if (u == nullptr && !report_.findings.empty()) return;
    const bool lines = u != nullptr && !u->lines.empty();
    const Word head = u == nullptr ? Word::only_warnings : Word::nothing_found;
    out_ += fmt::format("<article class=\"card\">\n<h2>{}</h2>\n", both([&](Lang lang) {
                          return escape_xml(lines ? proposed_heading(report_, lang)
                                                  : fmt::format(fmt::runtime(word(head, lang)),
                                                                with_commas(report_.statistics.lines)));
                        }));
    if (u != nullptr) {
      for (const Suspect& s : u->lines) {
        out_ += fmt::format(
            "<p class=\"where\">{}</p>\n<pre class=\"window\"><span class=\"here\"><span "
            "class=\"n\">"
            "{:>6} | </span>{}</span></pre>\n",
            place_link(s.where), s.where.line, escape_xml(safe(s.text, o_)));
      }
      if (u->exit_code) {
        out_ += fmt::format("<p>{}</p>\n", both([&](Lang lang) {
                              return escape_xml(fmt::format(
                                  fmt::runtime(word(Word::exit_code, lang)), *u->exit_code));
                            }));
      }
    }
    out_ += "</article>\n";
  }

  void jobs() {
    const std::vector<const Job*> failed = failed_jobs(report_);
    if (failed.empty()) return;
    out_ += fmt::format("<article class=\"card\">\n<h2>{}</h2>\n<ul>\n", both([&](Lang lang) {
                          return escape_xml(failed_jobs_heading(report_, failed.size(), lang));
                        }));
    for (std::size_t i = 0; i < std::min(failed.size(), kJobs); ++i) {
      const Job& job = *failed[i];
      const std::string cause = both([&](Lang lang) { return escape_xml(job_cause(report_, job, lang)); });
      // A cause that many share has one card, and one that says nothing has none.
      const std::size_t card = job.cause ? report_.findings[*job.cause].same_as.value_or(*job.cause) : 0;
      const bool carded = job.cause && report_.findings[*job.cause].rule->role != Role::generic;
      out_ += fmt::format("<li>{} · {}</li>\n", escape_xml(job_name(job, o_)),
                          carded ? fmt::format("<a href=\"#f{}\">{}</a>", card, cause) : cause);
    }
    if (failed.size() > kJobs) out_ += "<li>…</li>\n";
    out_ += "</ul>\n</article>\n";
  }

  void viewer() {
    out_ += fmt::format(
        "<section id=\"viewer\">\n<div id=\"tools\">\n<div class=\"row\">\n"
        "<input id=\"search\" type=\"search\" autocomplete=\"off\" aria-label=\"{}\">\n"
        "<span id=\"count\" role=\"status\"></span>\n"
        "<button data-does=\"previous\" data-title=\"previous\" hidden>↑</button>\n"
        "<button data-does=\"next\" data-title=\"next\" hidden>↓</button>\n"
        "<button data-does=\"fold\" data-title=\"fold\" hidden>±</button>\n</div>\n"
        "<div id=\"strip\" role=\"presentation\"></div>\n</div>\n<div id=\"lines\" "
        "class=\"log\"></div>\n</section>\n"
        "</main>\n<footer>\n<p>logdiag {}</p>\n<p id=\"keys\">{}</p>\n</footer>\n",
        o_.lang == Lang::zh ? "搜索日志" : "Search the log", base::kVersion,
        both("<kbd>n</kbd> <kbd>p</kbd> next and previous finding · <kbd>/</kbd> search · "
             "<kbd>o</kbd> fold · "
             "<kbd>l</kbd> language · <kbd>d</kbd> light or dark",
             "<kbd>n</kbd> <kbd>p</kbd> 下一处、上一处 · <kbd>/</kbd> 搜索 · <kbd>o</kbd> 折叠 · "
             "<kbd>l</kbd> 语言 · "
             "<kbd>d</kbd> 浅色或深色"));
    out_ += "<script type=\"application/json\" id=\"words\">{";
    for (const Lang lang : {Lang::en, Lang::zh}) {
      out_ += lang == Lang::en ? "\"en\":{" : ",\"zh\":{";
      for (std::size_t i = 0; i < kScriptWords.size(); ++i) {
        const PageWord& w = kScriptWords[i];
        out_ += fmt::format("{}\"{}\":{}", i == 0 ? "" : ",", w.key,
                            script_string(lang == Lang::zh ? w.zh : w.en));
      }
      out_ += "}";
    }
    out_ += "}</script>\n<script type=\"application/json\" id=\"log\">" + page_data(report_, o_) +
            "</script>\n<script>";
    out_ += kPageScript;
    out_ += "</script>\n</body>\n</html>\n";
  }

  const Report& report_;
  const RenderOptions& o_;
  std::string out_;
};

}  // namespace

std::string html(const Report& report, const RenderOptions& options) {
  return HtmlPage(report, options).write();
}

}  // namespace logdiag::rendering
