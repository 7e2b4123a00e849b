// lookahead.hpp - several threads look at pieces of one log before a scanner reads
// them in their order.
#pragma once

#include <cstddef>
#include <logdiag/rule_set.hpp>
#include <logdiag/scanner.hpp>
#include <memory>
#include <string_view>

namespace logdiag {

// What a piece of a log shows without what stands before it; most of the work of
// reading a log is of that kind. Serves one thread at a time, and any number of
// pieces one after the other.
//
//   lookahead.look(piece);     // in any thread
//   scanner.feed(lookahead);   // piece by piece; the report is that of feed(piece)
class Lookahead {
 public:
  // Rules and options of the scanner that it is made for.
  Lookahead(RuleSet rules, const ScanOptions& options);
  Lookahead(Lookahead&&) noexcept;
  Lookahead& operator=(Lookahead&&) noexcept;
  ~Lookahead();

  // Replaces what it knew. The bytes are not copied: they must stay until the
  // scanner was fed. A piece may be cut anywhere.
  void look(std::string_view bytes);

 private:
  friend class Scanner;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace logdiag
