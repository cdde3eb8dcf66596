// SPDX-License-Identifier: Apache-2.0
#pragma once

// Pixels as bytes, for kernels that only move them.

#include "tessera/kernels/cuda/tile.hpp"

namespace tessera::inline v0::cuda {

/// The widest unit that pixels of this size are aligned to.
template <int Bytes>
using unit_of = std::conditional_t<
    Bytes % 16 == 0, chunk,
    std::conditional_t<Bytes % 8 == 0, std::uint64_t,
                       std::conditional_t<Bytes % 4 == 0, std::uint32_t,
                                          std::conditional_t<Bytes % 2 == 0, std::uint16_t, std::uint8_t>>>>;

template <int Bytes>
__device__ __forceinline__ void copy_pixel(const std::byte* from, std::byte* to) {
  using unit = unit_of<Bytes>;
#pragma unroll
  for (int k = 0; k < Bytes / static_cast<int>(sizeof(unit)); ++k)
    reinterpret_cast<unit*>(to)[k] = reinterpret_cast<const unit*>(from)[k];
}

/// Calls f with the size of a pixel as a constant.
template <class F>
cudaError_t with_pixel_bytes(std::int64_t bytes, const F& f) {
  switch (bytes) {
    case 1:
      return f(std::integral_constant<int, 1>());
    case 2:
      return f(std::integral_constant<int, 2>());
    case 3:
      return f(std::integral_constant<int, 3>());
    case 4:
      return f(std::integral_constant<int, 4>());
    case 6:
      return f(std::integral_constant<int, 6>());
    case 8:
      return f(std::integral_constant<int, 8>());
    case 12:
      return f(std::integral_constant<int, 12>());
    default:
      return f(std::integral_constant<int, 16>());
  }
}

/// The tile of output pixels that a block gathers in shared memory before it writes whole chunks.
inline constexpr int gather_columns = 64, gather_rows = 16;

/// Fills a block's tile: `pixel(x, y)` is where an output pixel (relative to the job's corner) comes from, in device memory or in a
/// kernel's parameters.
template <int Bytes, class Pixel>
__device__ __forceinline__ void gather(const task& t, const place& at, const Pixel& pixel) {
  constexpr int line = gather_columns * Bytes;
  __shared__ chunk tile[gather_rows * line / 16];
  const int width = smaller(gather_columns, t.width - at.x), height = smaller(gather_rows, t.height - at.y);
  for (int i = thread_number(); i < gather_columns * height; i += thread_count()) {
    const int y = i / gather_columns, x = i - y * gather_columns;
    if (x < width)
      copy_pixel<Bytes>(pixel(at.x + x, at.y + y), reinterpret_cast<std::byte*>(tile) + y * line + x * Bytes);
  }
  __syncthreads();
  store_rows(tile, line, t.out + at.y * t.out_pitch + std::int64_t{at.x} * Bytes, t.out_pitch, width * Bytes, height);
}

}  // namespace tessera::inline v0::cuda
