// SPDX-License-Identifier: Apache-2.0
#pragma once

// Symmetric whole-number filters of u8 in one kernel. Reaches are rounded up to a class, so that every loop over taps is unrolled and the
// weights are operands in the constant bank; weights beyond the filter's own are 0. Vertically two taps of a sample are one dp2a, for eight
// rows and four samples at a time; horizontally samples of equal weight are added first, for four pixels at a time.

#include "tessera/kernels/cuda/separable_sums.hpp"
#include "tessera/kernels/cuda/tile.hpp"

namespace tessera::inline v0::cuda {

template <int Reach>
struct fixed_shape {
  static constexpr int columns = 64, rows = Reach > 8 ? 16 : 32, rows_at_once = 8, pixels = 4;
  static constexpr int in_rows = rows + 2 * Reach;
  static constexpr int in_line = (columns + 2 * Reach) * 4 + 32;      ///< bytes
  static constexpr int middle_line = (columns + 2 * Reach) * 4 + 48;  ///< samples
  static constexpr int out_line = columns * 4;
};

/// What a block of the kernel works on.
struct fixed_tile {
  const task& job;
  const separable_program& program;
  place at;
  int width, height;
  int skew = 0;    ///< of the samples in the shared rows of the input
  int before = 0;  ///< samples of a row between the passes that stand before those of the input, a multiple of 4
};

/// The tile's input with its border, row by row in shared memory.
template <int Reach>
__device__ __forceinline__ int load_input(const fixed_tile& f, chunk* tile) {
  using shape = fixed_shape<Reach>;
  const separable_program& p = f.program;
  const source<u8> from{f.job, p.edges, p.channels};
  const std::int64_t left = f.job.out_x + f.at.x - p.x.reach, top = f.job.out_y + f.at.y - p.y.reach;
  const int wide = f.width + 2 * p.x.reach, high = f.height + 2 * p.y.reach;
  if (from.inside(left, top, left + wide, top + high))
    return load_rows(f.job.in + (top - f.job.in_y) * f.job.in_pitch + (left - f.job.in_x) * p.channels, f.job.in_pitch,
                     wide * p.channels, high, tile, shape::in_line);
  auto* bytes = reinterpret_cast<u8*>(tile);
  for (int row = static_cast<int>(threadIdx.y); row < high; row += static_cast<int>(blockDim.y)) {
    const u8* line = from.row(top + row);
    for (int i = static_cast<int>(threadIdx.x); i < wide * p.channels; i += static_cast<int>(blockDim.x)) {
      const int x = i / p.channels;
      bytes[row * shape::in_line + i] = from.at(line, from.column(left + x), i - x * p.channels);
    }
  }
  return 0;
}

/// Four neighbouring samples of eight rows; `word(k)` holds those of input row k of the class's window.
template <int Reach, class Word>
__device__ __forceinline__ void vertical_block(const separable_program& p, const Word& word, std::int16_t* middle) {
  using shape = fixed_shape<Reach>;
  constexpr int n = shape::rows_at_once;
  std::uint32_t sums[n][4];
#pragma unroll
  for (int j = 0; j < n; ++j)
#pragma unroll
    for (int i = 0; i < 4; ++i) sums[j][i] = 1u << (p.y.shift - 1);
#pragma unroll
  for (int k = 0; k < n + 2 * Reach; k += 2) {
    const std::uint32_t a = word(k), b = word(k + 1);
    const std::uint32_t low = __byte_perm(a, b, 0x5140), high = __byte_perm(a, b, 0x7362);
#pragma unroll
    for (int j = 0; j < n; ++j) {
      const int first = k - j;  // the tap that row k has for output row j
      if (first < -1 || first > 2 * Reach) continue;
      const std::uint32_t weights = first % 2 == 0 ? p.fixed.even[first / 2] : p.fixed.odd[(first + 1) / 2];
      sums[j][0] = __dp2a_lo(weights, low, sums[j][0]);
      sums[j][1] = __dp2a_hi(weights, low, sums[j][1]);
      sums[j][2] = __dp2a_lo(weights, high, sums[j][2]);
      sums[j][3] = __dp2a_hi(weights, high, sums[j][3]);
    }
  }
#pragma unroll
  for (int j = 0; j < n; ++j) {
    auto* to = reinterpret_cast<std::uint32_t*>(middle + j * shape::middle_line);
    to[0] = (sums[j][0] >> p.y.shift) | ((sums[j][1] >> p.y.shift) << 16);
    to[1] = (sums[j][2] >> p.y.shift) | ((sums[j][3] >> p.y.shift) << 16);
  }
}

template <int Reach>
__device__ __forceinline__ void vertical_fixed(const fixed_tile& f, const chunk* tile, chunk* middle) {
  using shape = fixed_shape<Reach>;
  const separable_program& p = f.program;
  const int words = (f.skew + (f.width + 2 * p.x.reach) * p.channels + 3) / 4;
  const int groups = (f.height + shape::rows_at_once - 1) / shape::rows_at_once;
  const auto* in = reinterpret_cast<const std::uint32_t*>(tile);
  for (int i = thread_number(); i < words * groups; i += thread_count()) {
    const int group = i / words, n = i - group * words, y = group * shape::rows_at_once;
    const int skipped = Reach - p.y.reach, last = f.height + 2 * p.y.reach;
    // Rows that the class adds are those of weight 0.
    const auto word = [&](int k) {
      const int row = y + k - skipped;
      return row >= 0 && row < last ? in[row * (shape::in_line / 4) + n] : 0u;
    };
    vertical_block<Reach>(p, word, reinterpret_cast<std::int16_t*>(middle) + y * shape::middle_line + f.before + 4 * n);
  }
}

/// The end of one sample: to a level, through the epilogue if there is one.
template <class Module>
__device__ __forceinline__ u8 fixed_sample(const separable_program& p, std::int32_t sum, u8 centre) {
  if (p.epilogue.number < 0) {
    const std::int32_t level = sum >> p.x.shift;
    return static_cast<u8>(level < 0 ? 0 : level > 255 ? 255 : level);
  }
  const std::int32_t half = 1 << (p.x.shift - 1);
  const float level = static_cast<float>(sum - half) * (0.5f / static_cast<float>(half));
  return narrow<u8>(
      Module::mixed(p.epilogue.number, p.epilogue.op, static_cast<float>(centre), level, {255.0f, 255.0f, true}));
}

template <int Reach, class Module>
__device__ __forceinline__ void horizontal_fixed(const fixed_tile& f, const chunk* tile, const chunk* middle,
                                                 chunk* out_tile) {
  using shape = fixed_shape<Reach>;
  constexpr int n = shape::pixels;
  const separable_program& p = f.program;
  const int items = (f.width + n - 1) / n * p.channels, start = f.before + f.skew - (Reach - p.x.reach) * p.channels;
  for (int i = thread_number(); i < items * f.height; i += thread_count()) {
    const int row = i / items, rest = i - row * items, group = rest / p.channels, c = rest - group * p.channels;
    const int at = group * n * p.channels + c;
    const auto* line = reinterpret_cast<const std::int16_t*>(middle) + row * shape::middle_line + start + at;
    const auto* centre =
        reinterpret_cast<const u8*>(tile) + (row + p.y.reach) * shape::in_line + f.skew + p.x.reach * p.channels + at;
    auto* out = reinterpret_cast<u8*>(out_tile) + row * shape::out_line + at;
    std::int32_t v[n + 2 * Reach];
#pragma unroll
    for (int k = 0; k < n + 2 * Reach; ++k) v[k] = line[k * p.channels];
#pragma unroll
    for (int j = 0; j < n; ++j) {
      std::int32_t sum = (1 << (p.x.shift - 1)) + p.fixed.half[Reach] * v[j + Reach];
#pragma unroll
      for (int k = 0; k < Reach; ++k) sum += p.fixed.half[k] * (v[j + k] + v[j + 2 * Reach - k]);
      out[j * p.channels] = fixed_sample<Module>(p, sum, centre[j * p.channels]);
    }
  }
}

template <int Reach, class Module>
__global__ void __launch_bounds__(256, 3)
    run_fixed(const __grid_constant__ task_list list, const __grid_constant__ separable_program p) {
  using shape = fixed_shape<Reach>;
  __shared__ chunk tile[shape::in_rows * shape::in_line / 16];
  __shared__ chunk middle[shape::rows * shape::middle_line / 8];
  __shared__ chunk out_tile[shape::rows * shape::out_line / 16];
  const place at = place_of(list, shape::columns, shape::rows);
  const task& t = list.items[at.index];
  fixed_tile f{t, p, at, smaller(shape::columns, t.width - at.x), smaller(shape::rows, t.height - at.y)};
  f.skew = load_input<Reach>(f, tile);
  f.before = ((Reach - p.x.reach) * p.channels + 3) / 4 * 4;
  __syncthreads();
  vertical_fixed<Reach>(f, tile, middle);
  __syncthreads();
  horizontal_fixed<Reach, Module>(f, tile, middle, out_tile);
  __syncthreads();
  store_rows(out_tile, shape::out_line, t.out + at.y * t.out_pitch + std::int64_t{at.x} * p.channels, t.out_pitch,
             f.width * p.channels, f.height);
}

template <class Module>
cudaError_t launch_fixed(const separable_program& p, std::span<const job> jobs, cudaStream_t stream) {
  const auto go = [&](auto reach) {
    constexpr int n = decltype(reach)::value;
    return launch_tasks(&run_fixed<n, Module>, {fixed_shape<n>::columns, fixed_shape<n>::rows, dim3(32, 8)}, jobs,
                        whole_output, stream, p);
  };
  if (p.fixed.reach == 4) return go(std::integral_constant<int, 4>());
  if (p.fixed.reach == 8) return go(std::integral_constant<int, 8>());
  return go(std::integral_constant<int, 16>());
}

}  // namespace tessera::inline v0::cuda
