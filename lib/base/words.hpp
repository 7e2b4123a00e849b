// words.hpp - small helpers on words: globs of ids, edit distance, hashing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace logdiag::base {

// '*' stands for any run of characters, '/' included; all else for itself.
bool glob_matches(std::string_view glob, std::string_view text);

// How many bytes have to be added, dropped, changed or swapped with the next; or
// `limit` + 1 as soon as it exceeds `limit`.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

// The candidate that was probably meant by a mistyped word: begun and not ended, or
// at most `slips` bytes away, and fewer for short words. Empty when none is close.
std::string_view did_you_mean(std::string_view word, const std::vector<std::string_view>& among,
                              std::size_t slips = 16);

// FNV-1a, 64 bits; the same on every machine.
std::uint64_t hash_of(std::string_view text, std::uint64_t seed = 0xcbf29ce484222325ULL);

}  // namespace logdiag::base
