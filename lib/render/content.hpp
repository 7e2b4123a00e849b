// content.hpp - what all renderers agree on: which findings stand alone, their
// texts with captures filled in and secrets masked, and where they are.
#pragma once

#include <functional>
#include <logdiag/render.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace logdiag::rendering {

std::string safe(std::string_view text, const RenderOptions& options);

// Lines that are shown one after another: what lies between the first and the
// last line of a private key is masked as well.
class KeyBlock {
 public:
  explicit KeyBlock(const RenderOptions& options) : options_(options) {}
  std::string shown(std::string_view line);

 private:
  const RenderOptions& options_;
  bool inside_ = false;
};

// Fills the placeholders of a rule's text in one language.
using Fill = std::function<std::string(std::string_view)>;
Fill captures_of(const Finding& finding, Lang lang, const RenderOptions& options);
// The code of a step of the fix, filled in.
using Code = std::function<std::string(const FixStep&)>;
Code code_of(const Finding& finding, const RenderOptions& options);
// For rules without a log.
Fill fallbacks_of(const Rule& rule, Lang lang);
std::string code_with_fallbacks(const Rule& rule, const FixStep& step);

// Rule texts are plain prose in which `backticks` enclose code. Only the rule's
// own backticks count: one that a capture brings from the log is text.
struct Piece {
  std::string text;
  bool code = false;
};
std::vector<Piece> pieces(std::string_view rule_text, const Fill& fill);

// Prose that Markdown shows as it stands, whatever it holds; code in fences
// that are longer than any run of backticks inside.
std::string markdown(const std::vector<Piece>& prose);
std::string markdown_fence(std::string_view code, std::string_view lang, std::size_t indent);

// For HTML and XML. Characters that XML cannot hold become U+FFFD.
std::string escape_xml(std::string_view text);
std::string html(const std::vector<Piece>& prose);

// "line 93, job publish, step Push image, 09:31:09Z".
std::string place(const Location& where, Lang lang, const RenderOptions& options);
// Without what is the same as in a place that the reader has just seen.
Location beside(Location where, const Location& seen);

// The findings a reader has to act on, in their order: no consequences, and no
// generic lines where anything says more.
std::vector<std::size_t> causes_of(const Report& report);
// The lines proposed where no cause is known stand alone, or beside the causes of
// other jobs; nullptr when there are none to show. The heading for them.
const Unknown* proposed_of(const Report& report);
std::string proposed_heading(const Report& report, Lang lang);

// The jobs that failed, where there is more than one job. The heading, and what
// is said of each: the rule of its cause.
std::vector<const Job*> failed_jobs(const Report& report);
std::string failed_jobs_heading(const Report& report, std::size_t failed, Lang lang);
std::string job_name(const Job& job, const RenderOptions& options);
std::string_view job_cause(const Report& report, const Job& job, Lang lang);

std::vector<std::size_t> consequences_of(const Report& report, std::size_t cause);

// The captured place in a file of the repository, where the rule captured one
// and the caller knows the file.
struct SourcePlace {
  std::string file;  // empty: none
  std::uint64_t line = 0;
};
SourcePlace source_place(const Finding& finding, const RenderOptions& options);

std::string with_commas(std::uint64_t n);

}  // namespace logdiag::rendering
