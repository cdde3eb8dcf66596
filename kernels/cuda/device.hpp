// SPDX-License-Identifier: Apache-2.0
#pragma once

// What every kernel shares: jobs as parameters, blocks placed on them, the border rule, 16-byte accesses.

#include <cuda_runtime.h>

#include <algorithm>
#include <limits>
#include <type_traits>

#include "tessera/kernels/cuda/engine.hpp"
#include "tessera/kernels/math.hpp"

namespace tessera::inline v0::cuda {

/// One job as kernels see it; blocks count from `first_block`, row by row of `blocks_across`.
struct task {
  const std::byte* in = nullptr;
  std::byte* out = nullptr;
  std::byte* scratch = nullptr;
  std::int64_t in_pitch = 0, out_pitch = 0, scratch_pitch = 0;
  std::int64_t in_x = 0, in_y = 0;     ///< corner of the input's region
  std::int64_t out_x = 0, out_y = 0;   ///< corner of the output's region
  std::int32_t width = 0, height = 0;  ///< pixels to make; of a first pass its own, of a last one the output's
  std::uint32_t first_block = 0, blocks_across = 0;
};

struct task_list {
  task items[jobs_per_launch];
  int count = 0;
};

/// A block's job and the corner of its tile, relative to the corner of what the job makes.
struct place {
  int index, x, y;
};

__device__ __forceinline__ place place_of(const task_list& list, int tile_width, int tile_height) {
  int index = 0;
  while (index + 1 < list.count && blockIdx.x >= list.items[index + 1].first_block) ++index;
  const task& t = list.items[index];
  const std::uint32_t block = blockIdx.x - t.first_block;
  const std::uint32_t row = block / t.blocks_across;
  return {index, static_cast<int>(block - row * t.blocks_across) * tile_width, static_cast<int>(row) * tile_height};
}

// The names min and max belong to floats here.
TESSERA_FN constexpr int smaller(int a, int b) { return a < b ? a : b; }
TESSERA_FN constexpr int larger(int a, int b) { return a > b ? a : b; }

/// 16 bytes that move at once.
struct alignas(16) chunk {
  std::uint32_t word[4];
};

__device__ __forceinline__ chunk load_chunk(const std::byte* p) { return *reinterpret_cast<const chunk*>(p); }
__device__ __forceinline__ void store_chunk(std::byte* p, const chunk& c) { *reinterpret_cast<chunk*>(p) = c; }

/// The border rule of a stage's input. `constant` is a pixel of its format.
struct edge_rule {
  border_kind kind = border_kind::replicate;
  extent size;
  alignas(16) std::byte constant[16] = {};
};

/// `border_index` without its divisions, which would be calls on the device: few periods lie within reach of a picture.
__device__ __forceinline__ std::int64_t border_place(border_kind kind, std::int64_t i, std::int64_t size) {
  if (i >= 0 && i < size) return i;
  if (kind == border_kind::constant) return -1;
  if (kind == border_kind::replicate || size == 1) return i < 0 ? 0 : size - 1;
  const std::int64_t period = kind == border_kind::wrap ? size : kind == border_kind::reflect ? 2 * size : 2 * size - 2;
  while (i < 0) i += period;
  while (i >= period) i -= period;
  if (i < size) return i;
  return kind == border_kind::reflect ? period - 1 - i : period - i;
}

/// Samples of a job's input at absolute positions, which may lie beyond the picture.
template <class T>
struct source {
  const task& job;
  const edge_rule& edges;
  int channels;

  __device__ __forceinline__ bool inside(std::int64_t x0, std::int64_t y0, std::int64_t x1, std::int64_t y1) const {
    return x0 >= 0 && y0 >= 0 && x1 <= edges.size.width && y1 <= edges.size.height;
  }
  /// A row of the input, or null where the constant stands for it.
  __device__ __forceinline__ const T* row(std::int64_t y) const {
    const std::int64_t at = border_place(edges.kind, y, edges.size.height);
    return at < 0 ? nullptr : reinterpret_cast<const T*>(job.in + (at - job.in_y) * job.in_pitch);
  }
  /// The place of a column's first sample in a row, or -1.
  __device__ __forceinline__ std::int64_t column(std::int64_t x) const {
    const std::int64_t at = border_place(edges.kind, x, edges.size.width);
    return at < 0 ? -1 : (at - job.in_x) * channels;
  }
  __device__ __forceinline__ T constant(int c) const { return reinterpret_cast<const T*>(edges.constant)[c]; }
  __device__ __forceinline__ T at(const T* line, std::int64_t place, int c) const {
    return line == nullptr || place < 0 ? constant(c) : line[place + c];
  }
  __device__ __forceinline__ T operator()(std::int64_t x, std::int64_t y, int c) const {
    return at(row(y), column(x), c);
  }
};

/// A level of the sample type: clamped and rounded half to even for u8 and u16, as it is for f32.
template <class T>
__device__ __forceinline__ T fit(float level) {
  if constexpr (std::is_same_v<T, f32>) return level;
  else return static_cast<T>(static_cast<std::int32_t>(quantise(level, white<T>)));
}

/// A whole number within the sample's range, or any float.
template <class T>
__device__ __forceinline__ T narrow(float level) {
  if constexpr (std::is_same_v<T, f32>) return level;
  else return static_cast<T>(static_cast<std::int32_t>(level));
}

/// How kernels cut what a job makes: a block of `threads` makes a tile.
struct tiling {
  int tile_width = 1, tile_height = 1;
  dim3 threads;
};

inline task task_of(const job& j, std::int64_t width, std::int64_t height) {
  return {j.in[0].data,
          j.out.data,
          j.scratch,
          j.in[0].pitch,
          j.out.pitch,
          0,
          j.in[0].region.x0,
          j.in[0].region.y0,
          j.out.region.x0,
          j.out.region.y0,
          static_cast<std::int32_t>(width),
          static_cast<std::int32_t>(height),
          0,
          0};
}

template <class... Parameters>
cudaError_t enqueue(void (*code)(task_list, Parameters...), const tiling& cut, const task_list& list,
                    std::int64_t blocks, cudaStream_t stream, const Parameters&... parameters) {
  if (list.count == 0) return cudaSuccess;
  cudaLaunchConfig_t config = {};
  config.gridDim = dim3(static_cast<unsigned>(blocks));
  config.blockDim = cut.threads;
  config.stream = stream;
  return cudaLaunchKernelEx(&config, code, list, parameters...);
}

/// Enqueues tasks, as many to a launch as it takes; `make(job)` says what a job is to the kernel.
template <class Make, class... Parameters>
cudaError_t launch_tasks(void (*code)(task_list, Parameters...), const tiling& cut, std::span<const job> jobs,
                         const Make& make, cudaStream_t stream, const Parameters&... parameters) {
  task_list list;
  std::int64_t blocks = 0;
  for (const job& j : jobs) {
    task t = make(j);
    if (t.width <= 0 || t.height <= 0) continue;
    const std::int64_t across = (t.width + std::int64_t{cut.tile_width} - 1) / cut.tile_width;
    const std::int64_t more = across * ((t.height + std::int64_t{cut.tile_height} - 1) / cut.tile_height);
    if (list.count == int{jobs_per_launch} || blocks + more > std::numeric_limits<std::int32_t>::max()) {
      if (const cudaError_t e = enqueue(code, cut, list, blocks, stream, parameters...); e != cudaSuccess) return e;
      list.count = 0;
      blocks = 0;
    }
    t.first_block = static_cast<std::uint32_t>(blocks);
    t.blocks_across = static_cast<std::uint32_t>(across);
    list.items[list.count++] = t;
    blocks += more;
  }
  return enqueue(code, cut, list, blocks, stream, parameters...);
}

/// Tasks that make the whole output of their jobs.
inline task whole_output(const job& j) { return task_of(j, j.out.region.width(), j.out.region.height()); }

}  // namespace tessera::inline v0::cuda
