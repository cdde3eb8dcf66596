// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cuda_runtime_api.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0::cuda {

/// Samples of a rectangle of a picture in device memory: `data` is that of the rectangle's corner, 16-byte aligned; `pitch` is in bytes, a
/// multiple of 16 that is at least a row's bytes rounded up to 16.
struct buffer {
  std::byte* data = nullptr;
  std::int64_t pitch = 0;
  rect region;
};

/// One piece of work of a stage: writes out.region. in[0].region holds every position that `needs` names for it, once the border rule has
/// moved those beyond the picture into it; the kernel applies the rule itself. Nothing else is read, and between a row's end and the next
/// multiple of 16 bytes anything may be written.
struct job {
  /// in[1] of a run of points: the second picture, or as data alone its tables, where a device has worked them out.
  std::array<buffer, 2> in;
  buffer out;
  std::byte* scratch = nullptr;  ///< `scratch_bytes`, 256-byte aligned, undefined before and after
};

/// Jobs that one launch takes; with the largest program they stay below the 4 KiB that every launch may pass cheaply.
inline constexpr std::size_t jobs_per_launch = 24;

/// Of a kernel that needs none.
inline std::size_t no_scratch(const void*, const rect&) { return 0; }

/// A stage ready to run on a device: code over prepared data.
struct kernel {
  std::shared_ptr<const void> data;
  /// Tables and weights: a copy of them in memory of the device, 256-byte aligned, is what `launch` wants.
  std::vector<std::byte> constants;
  /// Bytes of scratch for one job.
  std::size_t (*scratch_bytes)(const void* data, const rect& out) = nullptr;
  /// Enqueues the jobs, which may run at the same time and in any order. Allocates and waits for nothing and never throws; jobs are read
  /// before it returns. `jobs_per_launch` of them share a launch.
  cudaError_t (*launch)(const void* data, const std::byte* constants, std::span<const job> jobs,
                        cudaStream_t stream) = nullptr;
};

/// Chooses the code for a stage: the same bits as that of cpu::compile. `in` is the format of the first input. Throws `error` where no code
/// for the stage's formula was built for CUDA.
kernel compile(const prepared& stage, const format& in, const border_rule& edges);

/// A run of point and lookup stages fused into one kernel. The first may be a statistical one with a rule: `compile_statistics` makes its
/// tables, those of a job in[1].data. `second` is the format of the picture that the first stage takes beside its input.
kernel compile_points(std::span<const prepared> stages, const format& in, const format* second = nullptr);

/// Copies, turns BGR to RGB and NaN to 0: what samples from outside need before anything else. `out` may be `in`.
kernel compile_load(const format& in, channel_order order);

/// Adds the samples of in[0] within out.region to counts: out.data points to 64-bit counters laid out as histogram::bins, which must be 0
/// before the first job. Jobs may share counters. With a grid they count by its tiles.
kernel compile_count(const format& in, const std::optional<tile_grid>& grid = {});

/// Bytes of the counters of `compile_count`.
std::size_t count_bytes(const format& in, const std::optional<tile_grid>& grid = {});

/// Works out the tables of a statistical stage: those for the samples of in[0] within out.region go to out.data, `table_bytes`.
kernel compile_statistics(const table_rule& rule, const format& in);

/// Bytes of the tables of a rule.
std::size_t table_bytes(const table_rule& rule, const format& in);

}  // namespace tessera::inline v0::cuda
