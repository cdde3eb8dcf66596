// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include "tessera/host/device/resident.hpp"
#include "tessera/host/image.hpp"
#include "tessera/host/pipeline/pipeline.hpp"

namespace tessera::inline v0 {

/// How an engine works; the defaults suit.
struct engine_options {
  int threads = 0;              ///< 0: what affinity and cgroup allow
  std::string simd{};           ///< "sse4", "avx2", "avx_vnni", "avx512"; empty: the best that the machine has
  std::size_t in_flight = 0;    ///< submitted runs before `submit` blocks; 0: twice the threads
  std::string device = "auto";  ///< "auto", "cpu", "cuda", "cuda:1"; CUDA starts at the first run
  int slots = 0;                ///< tiles in flight on each GPU; 0 chooses
};

/// What may differ from run to run.
struct run_options {
  border_rule edges{};
  std::optional<rect> region{};  ///< only this part of the result, equal to cropping the whole
  extent tile{};                 ///< forced tile size; 0 chooses. Never changes a result
  bool fuse = true;              ///< never changes a result
  std::stop_token stop{};
  std::function<void(double done)> progress{};
  std::function<void(const std::string& notice)> notice{};  ///< a GPU that failed, and what was done about it
};

/// How pictures in the memory of a CUDA device are, and how many of them.
struct resident_options {
  channel_order order = channel_order::rgb;  ///< of what goes in
  int device = -1;                           ///< its number; -1: the first device
  std::size_t images = 1;                    ///< most pictures enqueued together; there is workspace for each
  run_options run{};
};

/// Runs pipelines. Safe from any number of threads; starts no thread before the first run.
class engine {
 public:
  explicit engine(engine_options options = {});
  ~engine();
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;

  /// The result of a pipeline on a picture. Throws `error`.
  image run(const pipeline& look, const const_view& in, const run_options& options = {});
  /// The same into the caller's memory, whose format must be the result's; allocates no picture.
  void run(const pipeline& look, const const_view& in, const view& out, const run_options& options = {});
  /// The format that `run` gives for an input format. Throws `error` of kind unsupported where only the pixels tell: after `trim`.
  format output_format(const pipeline& look, const format& in, const run_options& options = {}) const;

  /// A pipeline for pictures of this format that are in the memory of a CUDA device. Throws `error` of kind device where there is none or its
  /// memory does not suffice, of kind unsupported where only the host can finish a statistic: one of a user without `table()`.
  std::unique_ptr<resident_pipeline> prepare(const pipeline& look, const format& in, const resident_options& options);
  /// The same for one picture at a time.
  std::unique_ptr<resident_pipeline> prepare(const pipeline& look, const format& in,
                                             channel_order order = channel_order::rgb, int device = -1,
                                             const run_options& options = {}) {
    return prepare(look, in, resident_options{order, device, 1, options});
  }
  /// Only enqueues a prepared pipeline on the caller's stream; see resident_pipeline::enqueue.
  static void enqueue(resident_pipeline& look, const device_view& in, const device_view& out, CUstream_st* stream) {
    look.enqueue(in, out, stream);
  }
  /// The same for several pictures, which share the launches.
  static void enqueue(resident_pipeline& look, std::span<const device_view> in, std::span<const device_view> out,
                      CUstream_st* stream) {
    look.enqueue(in, out, stream);
  }

  /// Runs later, in order of submission; blocks while too many runs are in flight. The caller keeps foreign memory behind `in` alive
  /// until the future is ready. Dropping the future never blocks.
  std::future<image> submit(const pipeline& look, const image& in, const run_options& options = {});
  /// As `submit`, but gives no future instead of blocking.
  std::optional<std::future<image>> try_submit(const pipeline& look, const image& in, const run_options& options = {});

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace tessera::inline v0
