// literal_filter.hpp - which patterns may match somewhere in a block of text:
// one pass over the bytes, whatever the number of patterns. A wrong "may" is
// allowed, a wrong "may not" never.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace logdiag::match {

// A place where a required string of a pattern stands.
struct Candidate {
  std::uint32_t offset = 0;
  std::uint32_t pattern = 0;
};

class LiteralFilter {
 public:
  // Adds a string (compared without regard to ASCII case) that asks for
  // `pattern`. One of three bytes is found where a printable byte or the end of
  // the line follows it; shorter ones cannot be added.
  void add(std::string_view literal, std::uint32_t pattern);

  // Call once, after the last add().
  void build();

  // Appends the candidates of a block of at most 4 GiB, in order of offset.
  void find(std::string_view block, std::vector<Candidate>& out) const;

 private:
  struct Literal {
    std::uint32_t at = 0, size = 0;  // in text_
    std::uint32_t window = 0;        // where in the literal its window stands
    std::uint32_t pattern = 0;
    std::uint32_t key = 0;           // the folded window
  };

  void check(std::string_view block, std::size_t place, std::uint32_t key,
             std::vector<Candidate>& out) const;

  std::string text_;
  std::vector<Literal> literals_;
  std::vector<std::uint64_t> present_;      // bitmap of hashed windows
  std::vector<std::uint32_t> bucket_start_;  // of each hash; literals_ is sorted by hash
};

}  // namespace logdiag::match
