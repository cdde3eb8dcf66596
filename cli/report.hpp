// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "tessera/host/batch/run.hpp"

namespace tessera::cli {

struct report_style {
  bool json = false, verbose = false, quiet = false;
};

/// Tells of a batch while it runs: failures and notices at once, progress by bar or now and then, a summary at its end.
class reporter {
 public:
  reporter(const std::vector<batch_job>& jobs, std::size_t not_pictures, report_style style);

  /// One job has ended. Throws `closed_output`.
  void add(const job_result& result);
  /// A folder or list entry that never became a job.
  void add_problem(const error& problem);
  /// Called several times a second: draws the bar, or says a line every 30 seconds.
  void tick();
  /// The last words; `interrupted` if not all jobs were tried. Throws `closed_output`.
  void summary(bool interrupted);

  std::size_t failed() const { return failed_; }

 private:
  double elapsed() const;
  std::size_t tried() const { return done_ + failed_ + skipped_; }
  void say(const std::string& text);
  void clear_bar();
  void draw_bar();
  std::string progress_text() const;
  void print_json(const std::string& input, const std::string& output, const char* status, const error* problem,
                  double seconds, const std::string& device);

  const std::vector<batch_job>& jobs_;
  std::size_t not_pictures_;
  report_style style_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
  std::set<std::string> said_;
  std::size_t done_ = 0, failed_ = 0, skipped_ = 0;
  bool bar_ = false, has_bar_ = false;
  double next_line_ = 30;
};

}  // namespace tessera::cli
