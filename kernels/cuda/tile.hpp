// SPDX-License-Identifier: Apache-2.0
#pragma once

// Moving rows between device and shared memory in chunks of 16 bytes. Every row of a buffer starts on a chunk and ends on one.

#include "tessera/kernels/cuda/device.hpp"

namespace tessera::inline v0::cuda {

__device__ __forceinline__ int thread_number() { return static_cast<int>(threadIdx.y * blockDim.x + threadIdx.x); }
__device__ __forceinline__ int thread_count() { return static_cast<int>(blockDim.y * blockDim.x); }

/// Copies `height` rows of `bytes` bytes to shared rows of `line` bytes; gives the place of the first byte in a shared row. All threads of
/// a block call it; `line` is a multiple of 16 with 16 bytes to spare.
__device__ __forceinline__ int load_rows(const std::byte* first, std::int64_t pitch, int bytes, int height, chunk* tile,
                                         int line) {
  const int skew = static_cast<int>(reinterpret_cast<std::uintptr_t>(first) & 15);
  const int chunks = (skew + bytes + 15) / 16;
  for (int i = thread_number(); i < chunks * height; i += thread_count()) {
    const int row = i / chunks, k = i - row * chunks;
    tile[row * (line / 16) + k] = load_chunk(first - skew + row * pitch + k * 16);
  }
  return skew;
}

/// The way back, to rows that start on a chunk; writes up to the end of the last chunk.
__device__ __forceinline__ void store_rows(const chunk* tile, int line, std::byte* first, std::int64_t pitch, int bytes,
                                           int height) {
  const int chunks = (bytes + 15) / 16;
  for (int i = thread_number(); i < chunks * height; i += thread_count()) {
    const int row = i / chunks, k = i - row * chunks;
    store_chunk(first + row * pitch + k * 16, tile[row * (line / 16) + k]);
  }
}

}  // namespace tessera::inline v0::cuda
