// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "tessera/host/batch/outputs.hpp"
#include "tessera/host/io/open.hpp"
#include "tessera/host/pipeline/pipeline.hpp"
#include "tessera/host/schedule/plan.hpp"

namespace tessera::inline v0 {

class device_selection;
class second_pictures;
class trace;

/// How a batch runs.
struct batch_options {
  plan_options plan;  ///< edges, tile, background and level; the rest is set for every file
  encode_options encode;
  read_options read;
  /// Which pipelines may have a JPEG decoded at a part of its size: see `shrink_on_load`.
  enum class shrinking : std::uint8_t { never, thumbnails, resizes } shrink = shrinking::thumbnails;
  int threads = 1;         ///< files worked on at the same time; fewer files get several threads each
  std::size_t memory = 0;  ///< bytes for plans and codecs of all files in flight together; 0: no limit
  std::size_t base = 0;    ///< bytes of the process itself, to be added where messages speak of the limit
  bool fail_fast = false;  ///< start no file after one has failed
  live_temporaries* live = nullptr;
  std::stop_token stop;                        ///< start no file, and drop those in flight
  second_pictures* pictures_beside = nullptr;  ///< the files of second inputs; null: there are none
  const bytes* standard_input = nullptr;       ///< what the input "-" holds
  int pictures = 1;                            ///< that are to be written, for the choice of device
  device_selection* devices = nullptr;         ///< where files are done; null: on the CPU
  trace* events = nullptr;                     ///< what devices do is recorded there, if there is one
};

enum class job_status { done, failed, skipped };

/// What became of one job.
struct job_result {
  std::size_t index = 0;
  job_status status = job_status::done;
  std::optional<error> problem;
  double seconds = 0;
  std::string device;                ///< where it ran, "cpu", "cuda" or "cuda+cpu"; empty if it did not
  std::vector<std::string> notices;  ///< what the output's format made necessary
};

/// How one file will be done, as far as its header tells.
struct job_plan {
  tessera::plan plan;
  std::size_t codecs = 0;  ///< bytes of decoder and encoder
  std::string levels;      ///< of a pyramid, in words
  std::size_t bytes() const { return plan.bytes + codecs; }
};

/// Opens the input of a job and plans it for `workers` threads; nothing is read but the header.
job_plan plan_job(const pipeline& look, const batch_job& job, const batch_options& options, int workers);

/// Threads that each file gets: one, unless there are fewer files than threads.
int threads_per_file(const std::vector<batch_job>& jobs, int threads);

/// Does the jobs, several at a time. `report` is called for each as it ends, from any thread, never twice at a time;
/// jobs that were stopped are not reported. An exception of `report` stops the batch and is thrown on. A full disk
/// stops the batch as `fail_fast` does.
void run_batch(const pipeline& look, const std::vector<batch_job>& jobs, const batch_options& options,
               const std::function<void(const job_result&)>& report);

}  // namespace tessera::inline v0
