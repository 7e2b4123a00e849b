#include "run_archive.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>
#include <utility>

namespace logdiag::cli {
namespace {

using std::string_view;

// Steps wait for each other, to be read in their order; not beyond this.
constexpr std::size_t kMostHeld = 48u << 20;
constexpr std::size_t kMostSystem = 1u << 20;  // the runner's own notes are short

struct Name {
  bool numbered = false, system = false;
  long number = 0;
  string_view folder, name;
};

// `folder/12_name.txt`; jobs that never ran have large negative numbers.
Name name_of(string_view path) {
  Name n;
  const std::size_t slash = path.rfind('/');
  string_view file = path;
  if (slash != string_view::npos) {
    n.folder = path.substr(0, slash);
    file = path.substr(slash + 1);
  }
  n.system = file == "system.txt";
  if (!file.ends_with(".txt")) return n;
  file.remove_suffix(4);
  const std::size_t sign = file.starts_with('-') ? 1 : 0;
  const std::size_t end = file.find_first_not_of("0123456789", sign);
  if (end == sign || end == string_view::npos || file[end] != '_' || end + 1 == file.size() ||
      end > 18) {
    return n;
  }
  n.numbered = true;
  (void)std::from_chars(file.data(), file.data() + end, n.number);  // its digits were looked at
  n.name = file.substr(end + 1);
  return n;
}

string_view parent_of(string_view folder) {
  const std::size_t slash = folder.rfind('/');
  return slash == string_view::npos ? string_view{} : folder.substr(0, slash);
}

string_view base_of(string_view folder) {
  const std::size_t slash = folder.rfind('/');
  return slash == string_view::npos ? folder : folder.substr(slash + 1);
}

// The names of a job's file and folder may differ in signs that file systems do
// not take, and in where they are cut.
bool same_job(string_view a, string_view b) {
  const auto plain = [](string_view name) {
    std::string out;
    for (const char c : name) {
      const auto u = static_cast<unsigned char>(c);
      if (u >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        out.push_back(c);
      }
    }
    return out;
  };
  if (a == b) return true;
  const std::string x = plain(a);
  const std::string y = plain(b);
  constexpr std::size_t kCut = 60;
  return x == y || (x.size() >= kCut && y.size() >= kCut && x.compare(0, kCut, y, 0, kCut) == 0);
}

}  // namespace

std::string RunSorter::shown(const std::string& path) const {
  if (path.empty()) return container_;
  return container_.ends_with('/') ? container_ + path : container_ + "/" + path;
}

void RunSorter::file(const std::string& path) {
  const Name n = name_of(path);
  if (n.numbered || n.system) {
    held_.push_back({path, n.number, std::string(n.folder), std::string(n.name), {}, n.system, true});
    return;
  }
  crew_.start();
  crew_.file(shown(path));
  crew_.end();
}

void RunSorter::begin(const std::string& path) {
  const Name n = name_of(path);
  const std::string folder(n.folder);
  holding_ = (n.numbered && !n.folder.empty()) || n.system;
  if (!open_.empty() && (!holding_ || folder != open_)) close_unit();
  if (holding_) {
    if (!open_.empty()) {
      holding_ = false;
      crew_.source(shown(path), base_of(folder), n.name);
      return;
    }
    held_.push_back({path, n.number, folder, std::string(n.name), {}, n.system, false});
    return;
  }
  const std::size_t unit = crew_.start();
  if (n.numbered) wholes_.push_back({path, folder, std::string(n.name), unit});
  crew_.source(shown(path), n.numbered ? n.name : string_view{});
}

void RunSorter::bytes(string_view text) {
  if (!holding_) {
    crew_.bytes(text);
    return;
  }
  if (held_.back().system && held_.back().text.size() > kMostSystem) return;
  held_.back().text.append(text);
  held_bytes_ += text.size();
  if (held_bytes_ > kMostHeld) {
    const std::string folder = held_.back().folder;
    release(folder);
    holding_ = false;
  }
}

void RunSorter::end() {
  if (!holding_ && open_.empty()) crew_.end();
  holding_ = false;
}

void RunSorter::close_unit() {
  crew_.end();
  open_.clear();
}

// A folder is a job's when a file beside it has its name, or when the runner's
// own members stand in it.
bool RunSorter::is_job(const std::string& folder) const {
  const string_view parent = parent_of(folder);
  const auto beside = [&](const auto& file) {
    return file.folder == parent && same_job(file.name, base_of(folder));
  };
  const auto own = [&](const Held& h) {
    return h.folder == folder && (h.system || h.name == "Set up job");
  };
  if (folder.empty()) return false;
  return jobs_.contains(folder) || std::any_of(wholes_.begin(), wholes_.end(), beside) ||
         std::any_of(held_.begin(), held_.end(), [&](const Held& h) {
           return own(h) || (!h.system && beside(h));
         });
}

void RunSorter::feed(Held& member, string_view job, string_view step) {
  if (member.on_disk) {
    crew_.file(shown(member.path), job, step);
    return;
  }
  crew_.source(shown(member.path), job, step);
  crew_.bytes(member.text);
  member.text = {};
}

// Hands on what is held; the unit of `open_folder` stays open and its last
// member comes last, since more of it follows.
void RunSorter::release(string_view open_folder) {
  std::vector<std::string> folders;
  std::vector<bool> step_folder;
  for (const Held& h : held_) {
    if (std::find(folders.begin(), folders.end(), h.folder) == folders.end()) {
      folders.push_back(h.folder);
      step_folder.push_back(is_job(h.folder) || (!open_folder.empty() && h.folder == open_folder));
    }
  }
  const std::string last_path = held_.empty() || open_folder.empty() ? "" : held_.back().path;
  std::stable_sort(held_.begin(), held_.end(), [&](const Held& a, const Held& b) {
    const auto key = [&](const Held& h) {
      return std::make_tuple(h.path == last_path, h.number);
    };
    return key(a) < key(b);
  });
  const auto has_step = [&](std::size_t i) {
    return std::any_of(held_.begin(), held_.end(),
                       [&](const Held& h) { return h.folder == folders[i] && !h.system; });
  };
  for (std::size_t i = 0; i < folders.size(); ++i) {
    if (step_folder[i] && has_step(i)) jobs_.insert(folders[i]);
  }
  const auto has_steps = [&](const std::string& folder, const std::string& name) {
    return std::any_of(jobs_.begin(), jobs_.end(), [&](const std::string& job) {
      return parent_of(job) == folder && same_job(base_of(job), name);
    });
  };
  // Jobs whose unit is to stay open come last.
  for (const bool opened : {false, true}) {
    for (std::size_t i = 0; i < folders.size(); ++i) {
      if ((!open_folder.empty() && folders[i] == open_folder) != opened) continue;
      if (jobs_.contains(folders[i])) {
        crew_.start();
        for (Held& h : held_) {
          if (h.folder == folders[i] && !h.system) feed(h, base_of(folders[i]), h.name);
        }
        if (!opened) crew_.end();
        continue;
      }
      for (Held& h : held_) {
        if (h.folder != folders[i] || has_steps(h.folder, h.name)) continue;
        if (h.system && (step_folder[i] || !wholes_.empty() || !jobs_.empty())) continue;
        crew_.start();
        feed(h, h.system ? string_view{} : string_view(h.name), {});
        crew_.end();
      }
    }
  }
  open_ = open_folder;
  held_.clear();
  held_bytes_ = 0;
  for (const Whole& whole : wholes_) {
    if (has_steps(whole.folder, whole.name)) crew_.drop(whole.unit);
  }
}

void RunSorter::finish() {
  if (!open_.empty()) close_unit();
  release({});
}

}  // namespace logdiag::cli
