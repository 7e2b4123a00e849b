// markdown.cpp - the report as a GitHub job summary: causes open or folded,
// what is quoted from the log in fences.
#include <fmt/format.h>

#include <string>

#include "render/content.hpp"
#include "render/formats.hpp"
#include "render/words.hpp"

namespace logdiag::rendering {
namespace {

class Summary {
 public:
  Summary(const Report& report, const RenderOptions& options) : report_(report), o_(options) {}

  std::string write() {
    std::size_t shown = 0;
    const std::vector<std::size_t> causes = causes_of(report_);
    for (const std::size_t i : causes) {
      if (o_.max_findings > 0 && shown == o_.max_findings) break;
      const std::string part = shown == 0 ? open_finding(i) : folded_finding(i);
      if (out_.size() + part.size() + kReserve > o_.max_bytes) break;
      out_ += part;
      ++shown;
    }
    if (shown < causes.size()) {
      out_ +=
          "\n" +
          escaped(fmt::format(fmt::runtime(w(Word::more_causes)), causes.size() - shown)) +
          "\n";
    }
    if (causes.empty() || proposed_of(report_) != nullptr) unknown();
    jobs();
    out_ += "\n<sub>logdiag · " +
            escaped(fmt::format(fmt::runtime(w(Word::in_lines)),
                                with_commas(report_.statistics.lines))) +
            "</sub>\n";
    return out_.size() > o_.max_bytes ? std::string() : std::move(out_);
  }

 private:
  static constexpr std::size_t kJobs = 100;
  static constexpr std::size_t kReserve = 1000;  // for what follows the findings

  std::string_view w(Word word_) const { return word(word_, o_.lang); }
  // The labels of the screen, as headings.
  std::string label(Word word_) const {
    std::string out(w(word_));
    if (out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 32);
    return out;
  }
  static std::string escaped(std::string_view text) {
    return markdown({{std::string(text), false}});
  }

  std::string_view level(const Finding& f) const {
    return w(f.rule->severity == Severity::error     ? Word::error
             : f.rule->severity == Severity::warning ? Word::warning
                                                     : Word::info);
  }

  std::string open_finding(std::size_t index) const {
    const Finding& f = report_.findings[index];
    return fmt::format("### {}{}{}\n\n", level(f), o_.lang == Lang::zh ? "：" : ": ",
                       markdown(pieces(f.rule->title.in(o_.lang), captures_of(f, o_.lang, o_)))) +
           inside(index);
  }

  std::string folded_finding(std::size_t index) const {
    const Finding& f = report_.findings[index];
    return fmt::format("\n<details><summary>{}{}{}</summary>\n\n", level(f),
                       o_.lang == Lang::zh ? "：" : ": ",
                       html(pieces(f.rule->title.in(o_.lang), captures_of(f, o_.lang, o_)))) +
           inside(index) + "\n</details>\n";
  }

  std::string inside(std::size_t index) const {
    const Finding& f = report_.findings[index];
    const Fill fill = captures_of(f, o_.lang, o_);
    std::string out = fmt::format("{} · {}\n\n", markdown({{f.rule->id, true}}),
                                  escaped(place(f.where, o_.lang, o_)));
    std::string quoted;
    KeyBlock key(o_);
    for (const ContextLine& c : f.context) {
      quoted += fmt::format("{:>6} {} {}\n", c.number, c.number == f.where.line ? ">" : "|",
                            key.shown(c.text));
    }
    out += markdown_fence(quoted, "text", 0);
    out += fmt::format("\n**{}** {}\n\n**{}**\n\n", label(Word::why),
                       markdown(pieces(f.rule->diagnosis.in(o_.lang), fill)), label(Word::fix));
    for (std::size_t i = 0; i < f.rule->fix.size(); ++i) {
      const FixStep& step = f.rule->fix[i];
      const std::string number = fmt::format("{}. ", i + 1);
      out += number + markdown(pieces(step.text.in(o_.lang), fill)) + "\n";
      if (!step.code.empty()) {
        out += "\n" + markdown_fence(safe(f.fill_code(step), o_), step.code_lang, number.size()) +
               "\n";
      }
    }
    if (!f.rule->docs.empty()) {
      out += fmt::format("\n**{}**", label(Word::docs));
      for (const std::string& address : f.rule->docs) out += " " + escaped(address);
      out += "\n";
    }
    std::string then;
    std::size_t count = 0;
    for (const std::size_t c : consequences_of(report_, index)) {
      if (count++ == 100) break;
      const Finding& other = report_.findings[c];
      then += fmt::format("- {} · {}\n", markdown({{other.rule->id, true}}),
                          escaped(place(beside(other.where, f.where), o_.lang, o_)));
    }
    if (count > 0) out += fmt::format("\n**{}**\n\n{}", label(Word::then), then);
    return out;
  }

  void unknown() {
    const Unknown* u = report_.unknown ? &*report_.unknown : nullptr;
    const bool lines = u != nullptr && !u->lines.empty();
    const Word head = u == nullptr ? Word::only_warnings : Word::nothing_found;
    if (u == nullptr && !report_.findings.empty()) return;
    const std::string heading =
        lines ? proposed_heading(report_, o_.lang)
              : fmt::format(fmt::runtime(w(head)), with_commas(report_.statistics.lines));
    out_ += "\n### " + escaped(heading) + "\n\n";
    if (lines) {
      std::string quoted;
      for (const Suspect& s : u->lines) {
        quoted += fmt::format("{:>6} | {}\n", s.where.line, safe(s.text, o_));
      }
      out_ += markdown_fence(quoted, "text", 0);
    }
    if (u != nullptr && u->exit_code) {
      out_ += "\n" + escaped(fmt::format(fmt::runtime(w(Word::exit_code)), *u->exit_code)) + "\n";
    }
  }

  void jobs() {
    const std::vector<const Job*> failed = failed_jobs(report_);
    if (failed.empty()) return;
    std::string part = "\n**" + escaped(failed_jobs_heading(report_, failed.size(), o_.lang)) + "**\n\n";
    for (std::size_t i = 0; i < failed.size(); ++i) {
      const std::string row = fmt::format("- {} · {}\n", escaped(job_name(*failed[i], o_)),
                                          escaped(job_cause(report_, *failed[i], o_.lang)));
      if (i == kJobs || out_.size() + part.size() + row.size() + kReserve / 2 > o_.max_bytes) {
        part += "- …\n";
        break;
      }
      part += row;
    }
    if (out_.size() + part.size() + kReserve / 2 <= o_.max_bytes) out_ += part;
  }

  const Report& report_;
  const RenderOptions& o_;
  std::string out_;
};

}  // namespace

std::string markdown(const Report& report, const RenderOptions& options) {
  return Summary(report, options).write();
}

}  // namespace logdiag::rendering
