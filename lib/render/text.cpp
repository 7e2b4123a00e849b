// text.cpp - the report for a person: the root cause first, a window of the log
// with the match marked, why, what to do, and what followed.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/utf8.hpp"
#include "render/content.hpp"
#include "render/formats.hpp"
#include "render/marked_line.hpp"
#include "render/style.hpp"
#include "render/words.hpp"

namespace logdiag::rendering {
namespace {

constexpr std::size_t kIndent = 7;        // of the texts behind why, fix, docs
constexpr std::size_t kJobsShown = 20;    // in which the same was found
constexpr std::size_t kJobRows = 50;      // of the list of failed jobs
constexpr std::size_t kNamesShown = 5;    // of consequences and of the same kind
constexpr std::size_t kRowsOfMatch = 4;   // of the line that is marked

class Page {
 public:
  Page(const Report& report, const RenderOptions& options)
      : report_(report), o_(options), zh_(options.lang == Lang::zh) {}

  std::string take() { return std::move(out_); }

  void report() {
    std::size_t causes = 0;
    std::size_t hidden = 0;
    std::vector<bool> done(report_.findings.size(), false);
    for (std::size_t i = 0; i < report_.findings.size(); ++i) {
      const Finding& f = report_.findings[i];
      if (done[i] || ((f.cause || f.same_as) && !o_.all)) continue;
      // Generic lines stand alone only where nothing says more.
      if (f.rule->role == Role::generic && i > 0 && !o_.all) continue;
      if (o_.max_findings > 0 && causes >= o_.max_findings) {
        ++hidden;
        continue;
      }
      if (causes > 0) out_ += "\n";
      finding(i, done);
      ++causes;
    }
    // No cause is known, or none for some of the jobs.
    if (report_.unknown && (causes == 0 || proposed_of(report_) != nullptr)) {
      if (causes > 0) out_ += "\n";
      unknown(*report_.unknown);
      jobs();
      return;
    }
    if (causes == 0) {
      line(fmt::format(fmt::runtime(w(Word::only_warnings)), lines()));
      return;
    }
    if (hidden > 0) line("\n" + fmt::format(fmt::runtime(w(Word::more_causes)), hidden));
    const std::string summary =
        causes + hidden == 1 && !zh_
            ? fmt::format(fmt::runtime(w(Word::causes_one)), lines())
            : fmt::format(fmt::runtime(w(Word::causes_many)), causes + hidden, lines());
    jobs();
    line("\n" + paint(summary, Ink::dim, o_.color));
    if (report_.statistics.cut_lines > 0) {
      line(fmt::format(fmt::runtime(w(Word::cut_lines)), with_commas(report_.statistics.cut_lines)));
    }
  }

  void statistics() {
    const Statistics& s = report_.statistics;
    line(fmt::format("\nstatistics: {} bytes, {} lines, read as {}, {} candidate lines, {} slow "
                     "lines, {} cut lines, {} rules",
                     with_commas(s.bytes), with_commas(s.lines), s.input,
                     with_commas(s.candidate_lines), with_commas(s.slow_lines),
                     with_commas(s.cut_lines), report_.rules.size()));
    for (std::size_t i = 0; i < report_.findings.size(); ++i) {
      const Finding& f = report_.findings[i];
      line(fmt::format("  {}. {} (line {}){}{}", i + 1, f.rule->id, f.where.line,
                       f.decided.empty() ? "" : ": behind the one above because it ", f.decided));
    }
  }

 private:
  std::string_view w(Word word_) const { return word(word_, o_.lang); }
  std::string lines() const { return with_commas(report_.statistics.lines); }
  void line(std::string_view text) { out_.append(text).append("\n"); }
  std::string safe(std::string_view text) const { return rendering::safe(text, o_); }
  std::size_t width() const { return o_.width == 0 ? 0 : std::max(30u, o_.width); }

  void headline(const Finding& f) {
    const Severity severity = f.rule->severity;
    const Ink ink = severity == Severity::error     ? Ink::red
                    : severity == Severity::warning ? Ink::yellow
                                                    : Ink::cyan;
    const Word level = severity == Severity::error     ? Word::error
                       : severity == Severity::warning ? Word::warning
                                                       : Word::info;
    const std::string tag = fmt::format("{}[{}]", w(level), f.rule->id);
    const std::string whole = tag + (zh_ ? "：" : ": ") + safe(f.fill(f.rule->title, o_.lang));
    bool first = true;
    for (const std::string& l : wrap(whole, width())) {
      if (first && l.starts_with(tag)) {
        line(paint(tag, ink, o_.color) +
             paint(std::string_view(l).substr(tag.size()), Ink::bold, o_.color));
      } else {
        line(paint(l, Ink::bold, o_.color));
      }
      first = false;
    }
  }

  // "  --> build.log:93, job publish, ..." broken to the width.
  void arrow(const Location& at, std::size_t gutter) {
    Location where = at;
    const std::size_t room = width() == 0 ? 0 : width() - std::min(width(), gutter + 3);
    if (room > 0) {
      where.job = shorten(where.job, room);
      where.step = shorten(where.step, room);
    }
    bool first = true;
    for (std::string& l : wrap(place(where, o_.lang, o_), room)) {
      const std::string source = fmt::format("{}:{}", safe(where.source), where.line);
      if (first && o_.hyperlinks && o_.source_link && !where.source.empty() && l.starts_with(source)) {
        if (const std::string link = o_.source_link(where.source, where.line); !link.empty()) {
          l = fmt::format("\x1b]8;;{}\x1b\\{}\x1b]8;;\x1b\\{}", link, source, l.substr(source.size()));
        }
      }
      line((first ? paint(fmt::format("{}--> ", std::string(gutter - 2, ' ')), Ink::cyan, o_.color)
                  : std::string(gutter + 3, ' ')) +
           l);
      first = false;
    }
  }

  // A quoted line with its gutter, cut to the width around what matters.
  void quoted(const std::string& number, std::size_t gutter, std::string_view text, Ink ink) {
    const std::string pad(gutter - number.size(), ' ');
    out_.append(paint(pad + number + " | ", Ink::dim, o_.color));
    line(paint(text, ink, o_.color));
  }

  // The line of the finding, whole as far as some rows hold it.
  void marked(const Finding& f, std::size_t gutter, std::size_t room) {
    const std::string shown = safe(f.text);
    std::size_t begin = f.where.column > 0 ? f.where.column - 1 : 0;
    std::size_t size = f.where.length;
    if (shown != f.text) {  // something in it is masked: its places are others
      begin = 0;
      size = shown.size();
    }
    std::string number = std::to_string(f.where.line);
    for (const MarkedRow& row : marked_rows(shown, begin, size, room, kRowsOfMatch)) {
      quoted(number, gutter, row.text, Ink::bold);
      number.clear();
      if (row.marks.empty()) continue;
      line(paint(std::string(gutter + 1, ' ') + "| ", Ink::dim, o_.color) +
           paint(row.marks, Ink::red, o_.color));
    }
    if (!number.empty()) quoted(number, gutter, "", Ink::plain);
  }

  void window(const Finding& f) {
    const std::size_t gutter = std::max<std::size_t>(
        4, std::to_string(f.context.empty() ? f.where.line : f.context.back().number).size());
    arrow(f.where, gutter);
    const std::size_t room = width() == 0 ? 400 : width() - std::min(width(), gutter + 3);
    line(paint(std::string(gutter + 1, ' ') + "|", Ink::dim, o_.color));
    // Blank lines at its ends tell nothing.
    std::span<const ContextLine> shown_lines(f.context);
    const auto blank = [&](const ContextLine& c) {
      return c.number != f.where.line && c.text.find_first_not_of(' ') == std::string::npos;
    };
    while (!shown_lines.empty() && blank(shown_lines.front())) shown_lines = shown_lines.subspan(1);
    while (!shown_lines.empty() && blank(shown_lines.back())) {
      shown_lines = shown_lines.first(shown_lines.size() - 1);
    }
    KeyBlock key(o_);
    for (const ContextLine& c : shown_lines) {
      const std::string text = key.shown(c.text);
      if (c.number != f.where.line) {
        quoted(std::to_string(c.number), gutter, shorten(text, room), Ink::plain);
        continue;
      }
      marked(f, gutter, room);
    }
    line("");
  }

  static std::string shorten(std::string text, std::size_t room) {
    if (base::display_width(text) <= room) return text;
    std::string out;
    std::size_t columns = 0;
    std::string_view rest = text;
    while (!rest.empty()) {
      const base::CodePoint c = base::decode(rest);
      if (columns + base::width_of(c.value) + 1 > room) break;
      out.append(rest.substr(0, c.size));
      columns += base::width_of(c.value);
      rest.remove_prefix(c.size);
    }
    return out + "…";
  }

  void labelled(Word label, std::string_view text) {
    const std::string name(w(label));
    const std::size_t room = width() == 0 ? 0 : width() - kIndent;
    bool first = true;
    for (const std::string& l : wrap(text, room)) {
      if (first) {
        const std::size_t pad = kIndent - 1 - std::min<std::size_t>(kIndent - 2, base::display_width(name));
        out_.append(" ").append(paint(name, Ink::cyan, o_.color)).append(pad, ' ');
      } else {
        out_.append(kIndent, ' ');
      }
      line(l);
      first = false;
    }
  }

  void fix(const Finding& f) {
    for (std::size_t i = 0; i < f.rule->fix.size(); ++i) {
      const FixStep& step = f.rule->fix[i];
      const std::string number = fmt::format("{}. ", i + 1);
      const std::string body = safe(f.fill(step.text, o_.lang));
      const std::size_t indent = kIndent + number.size();
      const std::size_t room = width() == 0 ? 0 : width() - indent;
      bool first = true;
      for (const std::string& l : wrap(body, room)) {
        if (first && i == 0) {
          const std::string name(w(Word::fix));
          out_.append(" ").append(paint(name, Ink::green, o_.color));
          out_.append(kIndent - 1 - base::display_width(name), ' ').append(number);
        } else {
          out_.append(first ? kIndent : indent, ' ').append(first ? number : "");
        }
        line(l);
        first = false;
      }
      if (!step.code.empty()) {
        line("");
        const std::size_t code_indent = indent + (width() > 0 && width() < 60 ? 0 : 4);
        const std::string filled = safe(f.fill_code(step));
        std::string_view code = filled;
        while (!code.empty()) {
          const std::size_t end = std::min(code.find('\n'), code.size());
          line(std::string(code_indent, ' ') + paint(code.substr(0, end), Ink::bold, o_.color));
          code.remove_prefix(std::min(end + 1, code.size()));
        }
        if (i + 1 < f.rule->fix.size()) line("");
      }
    }
  }

  // Jobs in which the same was found, by name.
  void same_cause(std::size_t index, std::vector<bool>& done) {
    const Finding& f = report_.findings[index];
    std::set<std::size_t> jobs{f.job};
    for (std::size_t i = 0; i < report_.findings.size(); ++i) {
      if (report_.findings[i].same_as != index || o_.all) continue;
      done[i] = true;
      jobs.insert(report_.findings[i].job);
    }
    if (jobs.size() < 2) return;
    std::string list;
    std::size_t named = 0;
    for (const std::size_t job : jobs) {
      if (named == kJobsShown) break;
      if (named++ > 0) list.append(zh_ ? "、" : ", ");
      list.append(job_name(report_.jobs[job]));
    }
    if (jobs.size() > kJobsShown) list.append(" …");
    labelled(Word::also, fmt::format(fmt::runtime(w(Word::same_cause)), jobs.size(), list));
  }

  std::string job_name(const Job& job) const { return rendering::job_name(job, o_); }

  // Which jobs failed, and why, where there is more than one.
  void jobs() {
    const std::vector<const Job*> shown = failed_jobs(report_);
    if (shown.empty()) return;
    line("\n" + failed_jobs_heading(report_, shown.size(), o_.lang));
    std::size_t widest = 0;
    for (const Job* job : shown) {
      widest = std::max(widest, std::min<std::size_t>(base::display_width(job_name(*job)), 40));
    }
    for (std::size_t i = 0; i < shown.size() && i < kJobRows; ++i) {
      const std::string name = job_name(*shown[i]);
      const std::size_t pad = widest - std::min(widest, base::display_width(name));
      line(fmt::format("  {}{}  {}", name, std::string(pad, ' '), job_cause(report_, *shown[i], o_.lang)));
    }
    if (shown.size() > kJobRows) line("  …");
  }

  // Without the blanks and rules around it.
  static std::string trimmed(std::string_view text) {
    const std::size_t begin = std::min(text.find_first_not_of(" ="), text.size());
    text.remove_prefix(begin);
    return std::string(text.substr(0, text.find_last_not_of(" =") + 1));
  }

  // Other findings of the same rule in the same job: a count and a few names.
  void same_kind(std::size_t index, std::vector<bool>& done) {
    const Finding& f = report_.findings[index];
    const std::string title = safe(f.fill(f.rule->title, o_.lang));
    std::vector<std::string> names;
    std::uint64_t count = 1 + f.repeats;
    for (std::size_t i = 0; i < report_.findings.size(); ++i) {
      const Finding& other = report_.findings[i];
      if (i == index || other.rule != f.rule || other.job != f.job || done[i]) continue;
      done[i] = true;
      count += 1 + other.repeats;
      std::string name = safe(other.fill(other.rule->title, o_.lang));
      if (name == title || names.size() == kNamesShown) continue;  // says no more than the first
      if (name == fallbacks_of(*other.rule, o_.lang)(other.rule->title.in(o_.lang))) {
        name = trimmed(safe(other.text));  // a title in which nothing is filled in
      }
      names.push_back(fmt::format(fmt::runtime(zh_ ? "{}（{}）" : "{} ({})"), shorten(name, 100),
                                  fmt::format(fmt::runtime(w(Word::line)), other.where.line)));
    }
    if (names.empty()) {
      if (count > 1) labelled(Word::also, fmt::format(fmt::runtime(w(Word::repeats)), count));
      return;
    }
    std::string list;
    for (const std::string& n : names) list.append("\n").append(zh_ ? "· " : "- ").append(n);
    labelled(Word::also, fmt::format(fmt::runtime(w(Word::same_kind)), count, "") + list);
  }

  // What followed, by rule: where the first stands, and how many there are. Those of
  // the finding's own rule have been told.
  void consequences(std::size_t index, std::vector<bool>& done) {
    std::vector<std::pair<const Finding*, std::size_t>> groups;
    std::size_t count = 0;
    for (std::size_t i = 0; i < report_.findings.size(); ++i) {
      const Finding& other = report_.findings[i];
      if (other.cause != index || o_.all || done[i]) continue;
      done[i] = true;
      ++count;
      const auto known = std::find_if(groups.begin(), groups.end(),
                                      [&](const auto& g) { return g.first->rule == other.rule; });
      known == groups.end() ? (void)groups.emplace_back(&other, 1) : (void)++known->second;
    }
    if (count == 0) return;
    std::string list;
    for (std::size_t i = 0; i < groups.size() && i < kNamesShown; ++i) {
      const auto& [first, times] = groups[i];
      if (i > 0) list.append(zh_ ? "、" : ", ");
      list.append(fmt::format(fmt::runtime(w(times == 1 ? Word::id_at : Word::id_first_at)),
                              first->rule->id, first->where.line, times));
    }
    if (groups.size() > kNamesShown) list.append(" …");
    labelled(Word::then, count == 1 ? fmt::format(fmt::runtime(w(Word::follow_one)), list)
                                    : fmt::format(fmt::runtime(w(Word::follow_many)), count, list));
  }

  void finding(std::size_t index, std::vector<bool>& done) {
    const Finding& f = report_.findings[index];
    done[index] = true;
    headline(f);
    window(f);
    labelled(Word::why, safe(f.fill(f.rule->diagnosis, o_.lang)));
    fix(f);
    bool first = true;
    for (const std::string& address : f.rule->docs) {
      if (first) {
        labelled(Word::docs, address);
      } else {
        line(std::string(kIndent, ' ') + address);
      }
      first = false;
    }
    same_cause(index, done);
    same_kind(index, done);
    consequences(index, done);
  }

  void unknown(const Unknown& u) {
    if (u.lines.empty()) {
      line(fmt::format(fmt::runtime(w(Word::nothing_found)), lines()));
    } else {
      line(proposed_heading(report_, o_.lang));
    }
    std::uint64_t last = 1;
    for (const Suspect& s : u.lines) last = std::max(last, s.where.line);
    const std::size_t gutter = std::max<std::size_t>(4, std::to_string(last).size());
    const std::size_t room = width() == 0 ? 400 : width() - std::min(width(), gutter + 3);
    const Location* before = nullptr;
    for (const Suspect& s : u.lines) {
      // One place for all lines of a step.
      if (before == nullptr || before->source != s.where.source || before->job != s.where.job ||
          before->step != s.where.step) {
        arrow(s.where, gutter);
      }
      before = &s.where;
      const std::string text = safe(s.text);
      const std::size_t start = std::min(text.find_first_not_of(' '), text.size());
      quoted(std::to_string(s.where.line), gutter, shorten(text.substr(start), room), Ink::bold);
    }
    if (u.exit_code) line(fmt::format(fmt::runtime(w(Word::exit_code)), *u.exit_code));
    if (!u.lines.empty()) {
      const Location& at = u.lines.front().where;
      line(paint(fmt::format(fmt::runtime(w(Word::to_teach)),
                             at.source.empty() ? "FILE" : at.source, at.line),
                 Ink::dim, o_.color));
    }
  }

  const Report& report_;
  const RenderOptions& o_;
  bool zh_;
  std::string out_;
};

}  // namespace

std::string text(const Report& report, const RenderOptions& options) {
  Page page(report, options);
  page.report();
  if (options.statistics) page.statistics();
  return page.take();
}

}  // namespace logdiag::rendering
