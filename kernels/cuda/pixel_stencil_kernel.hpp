// SPDX-License-Identifier: Apache-2.0
#pragma once

// The kernel of formulas over windows of whole pixels, instantiated by each module: as that of stencils, a pixel to a thread.

#include "tessera/kernels/cuda/stencil_kernel.hpp"

namespace tessera::inline v0::cuda {

/// The window of a pixel; Samples gives the sample of a channel at (dx, dy).
template <class Samples>
struct window_of_pixels {
  using value = float;
  using pixel = rgb<float>;
  const Samples& samples;
  int channels, colours_;
  bool odd_column, odd_row;

  __device__ __forceinline__ pixel operator()(int dx, int dy) const {
    const float first = samples(dx, dy, 0);
    if (colours_ == 1) return {first, first, first};
    return {first, samples(dx, dy, 1), samples(dx, dy, 2)};
  }
  __device__ __forceinline__ float alpha(int dx, int dy) const {
    return channels == colours_ ? 1.0f : samples(dx, dy, channels - 1);
  }
  __device__ __forceinline__ int colours() const { return colours_; }
  __device__ __forceinline__ float odd_x() const { return odd_column ? 1.0f : 0.0f; }
  __device__ __forceinline__ float odd_y() const { return odd_row ? 1.0f : 0.0f; }
};

/// Samples around a pixel of a tile in shared memory.
struct tile_pixels {
  const float* centre;
  int pitch, channels;
  __device__ __forceinline__ float operator()(int dx, int dy, int c) const {
    return centre[dy * pitch + dx * channels + c];
  }
};

/// Samples around a pixel in device memory.
template <class T>
struct far_pixels {
  const fractions<T>& samples;
  std::int64_t x, y;
  __device__ __forceinline__ float operator()(int dx, int dy, int c) const {
    return samples(samples.from.row(y + dy), samples.from.column(x + dx), c);
  }
};

/// Makes the pixel at (x, y) of a task.
template <class T, class Module, class Samples>
__device__ __forceinline__ void make_pixel(const stencil_program& p, const task& t, int x, int y,
                                           const Samples& samples) {
  const int colours = p.alpha ? p.channels - 1 : p.channels, out_channels = p.out_colours + (p.alpha ? 1 : 0);
  const bool odd_x = (t.out_x + x) % 2 != 0, odd_y = (t.out_y + y) % 2 != 0;
  const rgb<float> made = Module::pixel_stencil(p.what.number, p.what.op,
                                                window_of_pixels<Samples>{samples, p.channels, colours, odd_x, odd_y});
  T* out = reinterpret_cast<T*>(t.out + y * t.out_pitch) + static_cast<std::int64_t>(x) * out_channels;
  out[0] = fit<T>(made.r * white<T>);
  if (p.out_colours == 3) {
    out[1] = fit<T>(made.g * white<T>);
    out[2] = fit<T>(made.b * white<T>);
  }
  if (p.alpha) out[out_channels - 1] = centre_sample<T>(t, p.channels, x, y, p.channels - 1);
}

template <class T, class Module>
__global__ void __launch_bounds__(256, 1)
    run_pixel_stencil(const __grid_constant__ task_list list, const __grid_constant__ stencil_program p) {
  constexpr int rows = stencil_rows_of<tile_reach>;
  __shared__ float tile[(stencil_columns + 2 * tile_reach) * 4 * (rows + 2 * tile_reach)];
  const place at = place_of(list, stencil_columns, rows);
  const task& t = list.items[at.index];
  const int width = smaller(stencil_columns, t.width - at.x), height = smaller(rows, t.height - at.y);
  const int pitch = (stencil_columns + 2 * tile_reach) * p.channels;
  load_fractions<T, tile_reach>(p, t, at, width, height, pitch, tile);
  __syncthreads();
  for (int y = static_cast<int>(threadIdx.y); y < height; y += static_cast<int>(blockDim.y))
    for (int x = static_cast<int>(threadIdx.x); x < width; x += static_cast<int>(blockDim.x)) {
      const tile_pixels samples{tile + (y + p.reach_y) * pitch + (x + p.reach_x) * p.channels, pitch, p.channels};
      make_pixel<T, Module>(p, t, at.x + x, at.y + y, samples);
    }
}

template <class T, class Module>
__global__ void __launch_bounds__(128, 1)
    run_far_pixel_stencil(const __grid_constant__ task_list list, const __grid_constant__ stencil_program p) {
  const place at = place_of(list, 32, 4);
  const task& t = list.items[at.index];
  const int x = at.x + static_cast<int>(threadIdx.x), y = at.y + static_cast<int>(threadIdx.y);
  if (x >= t.width || y >= t.height) return;
  const fractions<T> samples{{t, p.edges, p.channels}, false};
  make_pixel<T, Module>(p, t, x, y, far_pixels<T>{samples, t.out_x + x, t.out_y + y});
}

template <class T, class Module>
cudaError_t launch_pixel_stencil(const stencil_program& program, std::span<const job> jobs, cudaStream_t stream) {
  if (std::max(program.reach_x, program.reach_y) > tile_reach)
    return launch_tasks(&run_far_pixel_stencil<T, Module>, {32, 4, dim3(32, 4)}, jobs, whole_output, stream, program);
  return launch_tasks(&run_pixel_stencil<T, Module>, {stencil_columns, stencil_rows_of<tile_reach>, dim3(32, 8)}, jobs,
                      whole_output, stream, program);
}

}  // namespace tessera::inline v0::cuda
