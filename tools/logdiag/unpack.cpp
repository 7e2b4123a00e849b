#include "unpack.hpp"

#include <fmt/format.h>

#include "run_archive.hpp"
#include "terminal.hpp"

#if LOGDIAG_ARCHIVES

#include <locale.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <vector>

#include "archive_library.hpp"

namespace logdiag::cli {
namespace {

// Only asked for once it is known to be there; see read_archive().
const ArchiveLibrary& la() { return *archive_library(); }

struct Freed {
  void operator()(archive* a) const { la().read_free(a); }
};
using Archive = std::unique_ptr<archive, Freed>;

// libarchive turns the names of members into the encoding of the locale.
class Utf8Names {
 public:
  Utf8Names() : utf8_(newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{})) {
    if (utf8_ != locale_t{}) before_ = uselocale(utf8_);
  }
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;
  ~Utf8Names() {
    if (utf8_ == locale_t{}) return;
    uselocale(before_);
    freelocale(utf8_);
  }

 private:
  locale_t utf8_, before_{};
};

// Bytes for libarchive: those of a file, or of a member of an outer archive.
class Source {
 public:
  Source(InputFile& file, std::string_view head)
      : file_(&file), head_(head), buffer_(kReadBytes) {}
  Source(archive* outer, std::string_view head) : outer_(outer), head_(head), buffer_(kReadBytes) {}

  std::uint64_t taken() const { return taken_; }
  bool can_seek() const { return file_ != nullptr && file_->regular(); }
  int error() const { return error_; }

  la_ssize_t next(const void** out) {
    *out = buffer_.data();
    if (!head_given_) {
      head_given_ = true;
      if (!head_.empty()) {
        *out = head_.data();
        return count(static_cast<la_ssize_t>(head_.size()));
      }
    }
    if (outer_ != nullptr) return count(la().read_data(outer_, buffer_.data(), buffer_.size()));
    const long n = file_->read(buffer_.data(), buffer_.size());
    if (n < 0) error_ = errno;
    return count(n);
  }

  // Only of regular files; those were peeked at from their beginning.
  la_int64_t seek(la_int64_t offset, int whence) {
    head_given_ = true;
    return lseek(file_->fd(), offset, whence);
  }

 private:
  la_ssize_t count(la_ssize_t n) {
    if (n > 0) taken_ += static_cast<std::uint64_t>(n);
    return n;
  }

  InputFile* file_ = nullptr;
  archive* outer_ = nullptr;
  std::string_view head_;
  bool head_given_ = false;
  std::vector<char> buffer_;
  std::uint64_t taken_ = 0;
  int error_ = 0;
};

la_ssize_t read_next(archive* a, void* source, const void** out) {
  const la_ssize_t n = static_cast<Source*>(source)->next(out);
  if (n < 0) la().set_error(a, EIO, "cannot be read");
  return n < 0 ? -1 : n;
}

la_int64_t seek_to(archive*, void* source, la_int64_t offset, int whence) {
  const la_int64_t at = static_cast<Source*>(source)->seek(offset, whence);
  return at < 0 ? ARCHIVE_FATAL : at;
}

// No filter that would start another program.
Archive open_archive(Source& source) {
  Archive a(la().read_new());
  if (!a) return a;
  for (const auto support : {la().read_support_filter_gzip, la().read_support_filter_bzip2,
                             la().read_support_filter_xz, la().read_support_filter_lzma,
                             la().read_support_filter_zstd, la().read_support_filter_lz4,
                             la().read_support_filter_compress, la().read_support_format_tar,
                             la().read_support_format_zip, la().read_support_format_raw,
                             la().read_support_format_empty}) {
    (void)support(a.get());
  }
  la().read_set_callback_data(a.get(), &source);
  la().read_set_read_callback(a.get(), read_next);
  if (source.can_seek()) la().read_set_seek_callback(a.get(), seek_to);
  return a;
}

constexpr std::uint64_t kMostTold = 20;  // of one input

class Reader {
 public:
  Reader(Source& source, const std::string& name, Crew& crew, Skipped& skipped, const ArchiveLimits& limits)
      : outermost_(source), name_(name), crew_(crew), skipped_(skipped), limits_(limits) {}

  bool read() {
    const Utf8Names names;
    open(outermost_, name_, 0);
    if (members_ == 0 && good_) {
      wrong(name_, message("is an archive with no logs in it", "是压缩包，但其中没有日志"));
    }
    if (deep_ > 0) {
      wrong(name_, message(fmt::format("{} archives more than {} deep were left out", deep_, limits_.depth),
                           fmt::format("略过了 {} 个嵌套超过 {} 层的压缩包", deep_, limits_.depth)));
    }
    if (told_ > kMostTold) {
      complain(message(fmt::format("{}: {} more troubles", name_, told_ - kMostTold),
                       fmt::format("{}：还有 {} 处问题", name_, told_ - kMostTold)));
    }
    if (encrypted_ > 0) {
      wrong(name_, message(encrypted_ == 1
                               ? std::string("an encrypted member was left out")
                               : fmt::format("{} encrypted members were left out", encrypted_),
                           fmt::format("略过了 {} 个加密成员", encrypted_)));
    }
    return good_;
  }

 private:
  void wrong(const std::string& name, std::string_view what) {
    good_ = false;
    if (++told_ <= kMostTold) {
      complain(message(fmt::format("{}: {}", name, what), fmt::format("{}：{}", name, what)));
    }
  }

  // A bound was reached: nothing more of this input is read.
  void stop(std::string_view what) {
    if (stopped_) return;
    stopped_ = true;
    wrong(name_, message(fmt::format("{}; diagnosed up to there. If it is no trap, unpack it and give "
                                     "the files", what),
                         fmt::format("{}；只诊断到那里。如果不是陷阱，请解开后给出其中的文件", what)));
  }

  bool within_bounds() {
    if (members_ > limits_.members) {
      stop(message(fmt::format("has more than {} members", limits_.members),
                   fmt::format("成员超过 {} 个", limits_.members)));
    } else if (unpacked_ > limits_.bytes) {
      stop(message(fmt::format("unpacks to more than {} GiB", limits_.bytes >> 30),
                   fmt::format("解开后超过 {} GiB", limits_.bytes >> 30)));
    } else if (unpacked_ > limits_.ratio_from &&
               unpacked_ / limits_.ratio > outermost_.taken()) {
      stop(message(fmt::format("unpacks to more than {} times its size", limits_.ratio),
                   fmt::format("解开后超过自身大小的 {} 倍", limits_.ratio)));
    }
    return !stopped_;
  }

  void damaged(const std::string& name, archive* a) {
    if (outermost_.error() != 0) return wrong(name, unreadable_reason());
    const char* text = la().error_string(a);
    const std::string why = text == nullptr ? message("no reason given", "未说明原因") : text;
    wrong(name, message(fmt::format("is damaged ({}); diagnosed what could be read", why),
                        fmt::format("已损坏（{}）；诊断了能读出的部分", why)));
  }
  std::string unreadable_reason() const {
    return message(fmt::format("cannot be read ({})", reason(outermost_.error())),
                   fmt::format("无法读取（{}）", reason(outermost_.error())));
  }

  void open(Source& source, const std::string& name, unsigned depth) {
    const Archive a = open_archive(source);
    if (!a || la().read_open1(a.get()) != ARCHIVE_OK) return damaged(name, a.get());
    RunSorter sorter(crew_, name);
    while (within_bounds()) {
      archive_entry* entry = nullptr;
      const int status = la().read_next_header(a.get(), &entry);
      if (status == ARCHIVE_EOF) break;
      if (status == ARCHIVE_RETRY) continue;
      if (status < ARCHIVE_WARN) {
        damaged(name, a.get());
        break;
      }
      ++members_;
      const bool raw = la().format(a.get()) == ARCHIVE_FORMAT_RAW;
      if (!raw && la().entry_filetype(entry) != AE_IFREG) continue;
      if (la().entry_is_data_encrypted(entry) == 1) {
        ++encrypted_;
        continue;
      }
      if (!member(a.get(), raw ? std::string() : path_of(entry), name, sorter, depth)) break;
    }
    sorter.finish();
  }

  static std::string path_of(archive_entry* entry) {
    const char* path = la().entry_pathname_utf8(entry);
    if (path == nullptr) path = la().entry_pathname(entry);
    std::string out = path == nullptr ? "?" : path;
    std::replace(out.begin(), out.end(), '\\', '/');
    while (out.starts_with("./")) out.erase(0, 2);
    return out.empty() ? "?" : out;
  }

  // False when the archive cannot be read further.
  bool member(archive* a, const std::string& path, const std::string& name, RunSorter& sorter,
              unsigned depth) {
    std::vector<char> buffer(kReadBytes);
    std::size_t size = 0;
    la_ssize_t n = 0;
    // Enough to tell what it is; data come in pieces of any size.
    while (size < kPeekBytes &&
           (n = la().read_data(a, buffer.data() + size, kPeekBytes - size)) > 0) {
      size += static_cast<std::size_t>(n);
    }
    const std::string_view head(buffer.data(), size);
    unpacked_ += size;
    const Content content = content_of(head);
    if (n >= 0 && content == Content::archive) {
      const std::string inner = path.empty() ? name : name + "/" + path;
      if (depth + 1 >= limits_.depth) {
        ++deep_;
        return true;
      }
      Source source(a, head);
      open(source, inner, depth + 1);
      return !stopped_;
    }
    if (content != Content::text) {
      ++skipped_.binary;
      if (n < 0) unpackable(a, path, name);
      return true;
    }
    sorter.begin(path);
    sorter.bytes(head);
    while (n > 0 && within_bounds()) {
      n = la().read_data(a, buffer.data(), buffer.size());
      if (n <= 0) break;
      unpacked_ += static_cast<std::uint64_t>(n);
      sorter.bytes({buffer.data(), static_cast<std::size_t>(n)});
    }
    sorter.end();
    if (n >= 0) return !stopped_;
    unpackable(a, path, name);
    return true;
  }

  // The data of a member ended before their end.
  void unpackable(archive* a, const std::string& path, const std::string& name) {
    if (la().read_has_encrypted_entries(a) == 1) {
      ++encrypted_;
    } else {
      damaged(path.empty() ? name : name + "/" + path, a);
    }
  }

  Source& outermost_;
  const std::string name_;
  Crew& crew_;
  Skipped& skipped_;
  const ArchiveLimits limits_;
  std::uint64_t members_ = 0, unpacked_ = 0, encrypted_ = 0, deep_ = 0, told_ = 0;
  bool stopped_ = false, good_ = true;
};

}  // namespace

bool read_archive(InputFile& file, std::string_view head, const std::string& name, Crew& crew,
                  Skipped& skipped, const ArchiveLimits& limits) {
  if (archive_library() == nullptr) {
    complain(message(fmt::format("{}: is an archive, and libarchive is not installed; install it "
                                 "(Debian: libarchive13), or unpack it and give the files",
                                 name),
                     fmt::format("{}：是压缩包，而系统没有安装 libarchive；请安装（Debian：libarchive13），"
                                 "或解开后给出其中的文件",
                                 name)));
    return false;
  }
  Source source(file, head);
  return Reader(source, name, crew, skipped, limits).read();
}

}  // namespace logdiag::cli

#else

namespace logdiag::cli {

bool read_archive(InputFile&, std::string_view, const std::string& name, Crew&, Skipped&,
                  const ArchiveLimits&) {
  complain(message(fmt::format("{}: is an archive, and this logdiag was built without libarchive; "
                               "unpack it and give the files", name),
                   fmt::format("{}：是压缩包，而这个 logdiag 构建时没有 libarchive；请解开后给出其中的文件",
                               name)));
  return false;
}

}  // namespace logdiag::cli

#endif
