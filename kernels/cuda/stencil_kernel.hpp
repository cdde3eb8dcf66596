// SPDX-License-Identifier: Apache-2.0
#pragma once

// The kernel of stencils, instantiated by each module: a tile of fractions of white in shared memory, read through the same window object as
// on the CPU. Windows that reach further than 8 pixels read device memory, through its caches.

#include "tessera/kernels/cuda/formulas.hpp"
#include "tessera/kernels/cuda/stencil_program.hpp"
#include "tessera/kernels/cuda/tile.hpp"

namespace tessera::inline v0::cuda {

inline constexpr int stencil_columns = 64;
inline constexpr int tile_reach = 8;  // at most, of windows in shared memory
template <int Reach>
inline constexpr int stencil_rows_of = Reach > 2 ? 8 : 16;

/// Fractions of white at absolute positions, colour times alpha where the matrix weighs it.
template <class T>
struct fractions {
  source<T> from;
  bool weighs_alpha;
  __device__ __forceinline__ float operator()(const T* line, std::int64_t place, int c) const {
    constexpr float factor = 1.0f / white<T>;
    const float fraction = static_cast<float>(from.at(line, place, c)) * factor;
    if (!weighs_alpha || c + 1 == from.channels) return fraction;
    return fraction * (static_cast<float>(from.at(line, place, from.channels - 1)) * factor);
  }
};

/// The window of a sample in a tile of shared memory.
struct tile_window {
  const float* centre;
  int pitch, channels;
  __device__ __forceinline__ float operator()(int dx, int dy) const { return centre[dy * pitch + dx * channels]; }
};

/// The window of a sample in device memory.
template <class T>
struct far_window {
  static constexpr int least_reach = tile_reach + 1;
  const fractions<T>& samples;
  std::int64_t x, y;
  int c;
  __device__ __forceinline__ float operator()(int dx, int dy) const {
    return samples(samples.from.row(y + dy), samples.from.column(x + dx), c);
  }
};

/// The sum of a matrix, in the order of its weights.
template <class Window>
__device__ __forceinline__ float weigh(const stencil_program& p, const Window& window) {
  float sum = 0;
  for (int k = 0; k < p.tap_count; ++k) {
    const matrix_tap tap = p.taps[k];
    sum = sum + window(tap.column - p.reach_x, tap.row - p.reach_y) * tap.weight;
  }
  return sum + (p.gain > 0 ? 0.0f : p.offset);
}

/// A fraction of white; `of_alpha` is the window of the same pixel's alpha.
template <class Module, class Window>
__device__ __forceinline__ float filtered(const stencil_program& p, const Window& window, const Window& of_alpha,
                                          bool is_alpha) {
  if (p.what.number >= 0) return Module::stencil(p.what.number, p.what.op, window);
  const float sum = weigh(p, window);
  if (!(p.gain > 0)) return sum;
  if (is_alpha) return sum / p.gain;
  const float alpha = weigh(p, of_alpha);
  return alpha > 0.0f ? p.gain * (sum / alpha) + p.offset : 0.0f;
}

template <class T, int Reach>
__device__ __forceinline__ void load_fractions(const stencil_program& p, const task& t, const place& at, int width,
                                               int height, int pitch, float* tile) {
  const fractions<T> samples{{t, p.edges, p.channels}, p.gain > 0};
  const int wide = width + 2 * p.reach_x, high = height + 2 * p.reach_y;
  for (int row = static_cast<int>(threadIdx.y); row < high; row += static_cast<int>(blockDim.y)) {
    const T* line = samples.from.row(t.out_y + at.y - p.reach_y + row);
    for (int i = static_cast<int>(threadIdx.x); i < wide * p.channels; i += static_cast<int>(blockDim.x)) {
      const int x = i / p.channels;
      tile[row * pitch + i] = samples(line, samples.from.column(t.out_x + at.x - p.reach_x + x), i - x * p.channels);
    }
  }
}

/// The centre's alpha where nothing else makes it.
template <class T>
__device__ __forceinline__ T centre_sample(const task& t, int channels, int x, int y, int c) {
  const std::byte* row = t.in + (t.out_y + y - t.in_y) * t.in_pitch;
  return reinterpret_cast<const T*>(row)[(t.out_x + x - t.in_x) * channels + c];
}

template <class T, int Reach, class Module>
__global__ void __launch_bounds__(256, 1)
    run_stencil(const __grid_constant__ task_list list, const __grid_constant__ stencil_program p) {
  constexpr int rows = stencil_rows_of<Reach>;
  __shared__ float tile[(stencil_columns + 2 * Reach) * 4 * (rows + 2 * Reach)];
  const place at = place_of(list, stencil_columns, rows);
  const task& t = list.items[at.index];
  const int width = smaller(stencil_columns, t.width - at.x), height = smaller(rows, t.height - at.y);
  const int pitch = (stencil_columns + 2 * Reach) * p.channels;
  load_fractions<T, Reach>(p, t, at, width, height, pitch, tile);
  __syncthreads();
  for (int row = static_cast<int>(threadIdx.y); row < height; row += static_cast<int>(blockDim.y)) {
    T* out = reinterpret_cast<T*>(t.out + (at.y + row) * t.out_pitch) + std::int64_t{at.x} * p.channels;
    const float* line = tile + (row + p.reach_y) * pitch + p.reach_x * p.channels;
    for (int i = static_cast<int>(threadIdx.x); i < width * p.channels; i += static_cast<int>(blockDim.x)) {
      const int x = i / p.channels, c = i - x * p.channels;
      const bool is_alpha = p.alpha && c + 1 == p.channels;
      if (is_alpha && !(p.gain > 0)) {
        out[i] = centre_sample<T>(t, p.channels, at.x + x, at.y + row, c);
        continue;
      }
      const tile_window window{line + i, pitch, p.channels}, alpha{line + i - c + p.channels - 1, pitch, p.channels};
      out[i] = fit<T>(filtered<Module>(p, window, alpha, is_alpha) * white<T>);
    }
  }
}

template <class T, class Module>
__global__ void __launch_bounds__(128, 1)
    run_far_stencil(const __grid_constant__ task_list list, const __grid_constant__ stencil_program p) {
  const place at = place_of(list, 32, 4);
  const task& t = list.items[at.index];
  const int x = at.x + static_cast<int>(threadIdx.x), y = at.y + static_cast<int>(threadIdx.y);
  if (x >= t.width || y >= t.height) return;
  T* out = reinterpret_cast<T*>(t.out + y * t.out_pitch) + static_cast<std::int64_t>(x) * p.channels;
  const fractions<T> samples{{t, p.edges, p.channels}, p.gain > 0};
  const far_window<T> alpha{samples, t.out_x + x, t.out_y + y, p.channels - 1};
  for (int c = 0; c < p.channels; ++c) {
    const bool is_alpha = p.alpha && c + 1 == p.channels;
    const far_window<T> window{samples, t.out_x + x, t.out_y + y, c};
    out[c] = is_alpha && !(p.gain > 0) ? centre_sample<T>(t, p.channels, x, y, c)
                                       : fit<T>(filtered<Module>(p, window, alpha, is_alpha) * white<T>);
  }
}

template <class T, class Module>
cudaError_t launch_stencil(const stencil_program& program, std::span<const job> jobs, cudaStream_t stream) {
  const int reach = std::max(program.reach_x, program.reach_y);
  if (reach > tile_reach)
    return launch_tasks(&run_far_stencil<T, Module>, {32, 4, dim3(32, 4)}, jobs, whole_output, stream, program);
  if (reach > 2)
    return launch_tasks(&run_stencil<T, tile_reach, Module>,
                        {stencil_columns, stencil_rows_of<tile_reach>, dim3(32, 8)}, jobs, whole_output, stream,
                        program);
  return launch_tasks(&run_stencil<T, 2, Module>, {stencil_columns, stencil_rows_of<2>, dim3(32, 8)}, jobs,
                      whole_output, stream, program);
}

}  // namespace tessera::inline v0::cuda
