// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "tessera/host/batch/memory.hpp"
#include "tessera/host/batch/run.hpp"
#include "tessera/host/io/colours.hpp"
#include "tessera/host/schedule/executor.hpp"

namespace tessera::inline v0 {

/// Does one file after another, decode to encode. Plan and buffers are kept while pictures of one format follow each
/// other.
class file_worker {
 public:
  file_worker(const pipeline& look, const batch_options& options, memory_gate& gate, int threads, std::stop_token stop);

  /// Does a job of action `write`; fills in device and notices. Throws `error`.
  void run(const batch_job& job, job_result& result);

 private:
  void run_one(const batch_job& job, job_result& result);

  /// What a plan depends on.
  struct key {
    format layout;
    int orientation = 1;
    extent full;  ///< where it was shrunk on load
    std::string type;
    std::string named_after;  ///< the input, where second inputs are named after it
    bytes profile, exif;      ///< where colours are brought to others
    friend bool operator==(const key&, const key&) = default;
  };

  /// The pipeline for the pixels of this picture: what they decide is decided; `from` then starts anew.
  pipeline look_for(const batch_job& job, source& from, const encode_options& encode);
  void plan_for(const pipeline& look, const batch_job& job, const source& from, const encode_options& encode);
  void reserve(const batch_job& job, std::size_t codecs);
  void make_folder(const std::string& output);

  const pipeline& look_;
  const batch_options& options_;
  memory_share share_;
  int threads_;
  std::stop_token stop_;
  key key_;
  std::optional<plan> plan_;            ///< for `key_`; kept until the executor is made of it
  std::unique_ptr<executor> executor_;  ///< for `key_`
  std::string folder_;                  ///< made already
  std::shared_ptr<colour_changes> changes_;
};

/// Plans for the device that suits.
plan plan_on_device(const pipeline& look, const format& in, const plan_options& options, const batch_options& batch);

/// The same within the budget of the batch, of which the codecs hold what `codecs` says: a source that does not fit is spooled to disk.
plan plan_within(const pipeline& look, const format& in, plan_options options, const batch_options& batch,
                 const std::function<std::size_t(const format& out)>& codecs);

/// The options for a plan of one file.
plan_options plan_options_for(const batch_options& options, const batch_job& job, const picture_info& info,
                              const encode_options& encode, int threads,
                              const std::shared_ptr<colour_changes>& changes);

/// The input of a job, opened, and shrunk on load where the pipeline allows it.
std::unique_ptr<source> open_job(const pipeline& look, const batch_job& job, const batch_options& options, int threads);

/// Upper bound of the bytes that encoder and decoder hold.
std::size_t codec_bytes(const batch_job& job, const source& from, const format& out, const encode_options& encode);

}  // namespace tessera::inline v0
