// archive_library.hpp - libarchive, loaded when an archive comes: it brings nine
// libraries along, and to load them takes longer than to diagnose a small log.
#pragma once

#include <archive.h>
#include <archive_entry.h>

namespace logdiag::cli {

// What the command uses of libarchive: archive_NAME of each name.
#define LOGDIAG_FOR_EACH_ARCHIVE_FUNCTION(USE)                                        \
  USE(entry_filetype)                                                                 \
  USE(entry_is_data_encrypted)                                                        \
  USE(entry_pathname)                                                                 \
  USE(entry_pathname_utf8)                                                            \
  USE(error_string)                                                                   \
  USE(format)                                                                         \
  USE(read_data)                                                                      \
  USE(read_free)                                                                      \
  USE(read_has_encrypted_entries)                                                     \
  USE(read_new)                                                                       \
  USE(read_next_header)                                                               \
  USE(read_open1)                                                                     \
  USE(read_set_callback_data)                                                         \
  USE(read_set_read_callback)                                                         \
  USE(read_set_seek_callback)                                                         \
  USE(read_support_filter_bzip2)                                                      \
  USE(read_support_filter_compress)                                                   \
  USE(read_support_filter_gzip)                                                       \
  USE(read_support_filter_lz4)                                                        \
  USE(read_support_filter_lzma)                                                       \
  USE(read_support_filter_xz)                                                         \
  USE(read_support_filter_zstd)                                                       \
  USE(read_support_format_empty)                                                      \
  USE(read_support_format_raw)                                                        \
  USE(read_support_format_tar)                                                        \
  USE(read_support_format_zip)                                                        \
  USE(set_error)

struct ArchiveLibrary {
// NOLINTNEXTLINE(bugprone-macro-parentheses): the name of a member takes none
#define LOGDIAG_MEMBER(name) decltype(&::archive_##name) name;
  LOGDIAG_FOR_EACH_ARCHIVE_FUNCTION(LOGDIAG_MEMBER)
#undef LOGDIAG_MEMBER
};

// nullptr when it is not installed. May be asked from any thread.
const ArchiveLibrary* archive_library();

}  // namespace logdiag::cli
