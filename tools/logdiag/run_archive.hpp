// run_archive.hpp - GitHub's archive of a run: which members are jobs and steps,
// each counted once.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crew.hpp"

namespace logdiag::cli {

// Takes the logs of one archive or folder in any order and hands them to the
// crew. In GitHub's layout
//
//   0_build.txt            the whole job
//   build/1_Set up job.txt its steps
//   build/system.txt       what the runner says to itself
//
// the steps are preferred, in the order of their numbers; the whole job is read
// where a job has none. Everything else is a log of its own.
class RunSorter {
 public:
  // `container` names the archive or folder and stands before names of members.
  RunSorter(Crew& crew, std::string container) : crew_(crew), container_(std::move(container)) {}

  // A file on disk.
  void file(const std::string& path);

  // A member whose bytes follow.
  void begin(const std::string& path);
  void bytes(std::string_view text);
  void end();

  void finish();

 private:
  struct Held {
    std::string path;  // within the container
    long number = 0;
    std::string folder, name;  // name: without number and ending
    std::string text;
    bool system = false, on_disk = false;
  };
  struct Whole {
    std::string path, folder, name;
    std::size_t unit;
  };

  std::string shown(const std::string& path) const;
  bool is_job(const std::string& folder) const;
  void feed(Held& member, std::string_view job, std::string_view step);
  void release(std::string_view open_folder);
  void close_unit();

  Crew& crew_;
  std::string container_;
  std::vector<Held> held_;
  std::size_t held_bytes_ = 0;
  std::vector<Whole> wholes_;
  std::set<std::string> jobs_;  // folders whose steps were handed on
  bool holding_ = false;        // the current member
  std::string open_;            // folder of the job whose unit is open
};

}  // namespace logdiag::cli
