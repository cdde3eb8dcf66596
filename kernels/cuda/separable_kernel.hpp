// SPDX-License-Identifier: Apache-2.0
#pragma once

// The horizontal pass of separable filters and what follows it, instantiated by each module.

#include "tessera/kernels/cuda/separable_fixed.hpp"

namespace tessera::inline v0::cuda {

inline constexpr int separable_columns = 64, separable_rows = 16;

template <separable_way Way, class T, class Module>
__global__ void __launch_bounds__(256, 3)
    run_horizontal(const __grid_constant__ task_list list, const __grid_constant__ separable_program p) {
  const place at = place_of(list, separable_columns, separable_rows);
  const task& t = list.items[at.index];
  const int i = at.x + static_cast<int>(threadIdx.x), x = i / p.channels, c = i - x * p.channels;
  if (i >= t.width) return;
  const std::int64_t pitch = middle_pitch(t.width + 2 * p.x.reach * std::int64_t{p.channels}, sizeof(middle_of<Way>));
  for (int y = at.y + static_cast<int>(threadIdx.y); y < smaller(at.y + separable_rows, t.height);
       y += static_cast<int>(blockDim.y)) {
    const auto* line = reinterpret_cast<const middle_of<Way>*>(t.scratch + y * pitch) + i;
    const auto centre = [&] {
      const std::byte* row = t.in + (t.out_y + y - t.in_y) * t.in_pitch;
      return reinterpret_cast<const T*>(row)[(t.out_x - t.in_x) * p.channels + i];
    };
    reinterpret_cast<T*>(t.out + y * t.out_pitch)[i] = separable_sample<Way, T, Module>(
        p, p.alpha && c + 1 == p.channels, p.channels - 1 - c, [&](int k, int to) { return line[k * p.channels + to]; },
        centre);
  }
}

inline constexpr int fused_pixels = 64, fused_line = (fused_pixels + 2 * most_shared_reach) * 4;

/// The rows between the passes of a tile, in shared memory.
template <separable_way Way, class T>
__device__ __forceinline__ void fill_middle(const separable_program& p, const task& t, const place& at, int width,
                                            int height, middle_of<Way>* middle) {
  const source<T> from{t, p.edges, p.channels};
  const std::int64_t left = t.out_x + at.x - p.x.reach, top = t.out_y + at.y - p.y.reach;
  const int wide = (width + 2 * p.x.reach) * p.channels;
  const bool inside = top >= 0 && top + height - 1 + p.y.taps() <= p.edges.size.height;
  for (int i = static_cast<int>(threadIdx.x); i < wide; i += static_cast<int>(blockDim.x)) {
    const int x = i / p.channels, c = i - x * p.channels;
    const std::int64_t place = from.column(left + x);
    for (int y = static_cast<int>(threadIdx.y); y < height; y += static_cast<int>(blockDim.y)) {
      const std::byte* line = t.in + (top + y - t.in_y) * t.in_pitch;
      middle[y * fused_line + i] =
          inside && place >= 0
              ? vertical_sum<Way>(p.y,
                                  [&](int k) {
                                    return vertical_sample<Way>(from, reinterpret_cast<const T*>(line + k * t.in_pitch),
                                                                place, c);
                                  })
              : vertical_sum<Way>(p.y,
                                  [&](int k) { return vertical_sample<Way>(from, from.row(top + y + k), place, c); });
    }
  }
}

/// Both passes, for reaches of up to `most_shared_reach` to the sides.
template <separable_way Way, class T, class Module>
__global__ void __launch_bounds__(256, 3)
    run_fused(const __grid_constant__ task_list list, const __grid_constant__ separable_program p) {
  __shared__ middle_of<Way> middle[separable_rows * fused_line];
  const place at = place_of(list, fused_pixels, separable_rows);
  const task& t = list.items[at.index];
  const int width = smaller(fused_pixels, t.width - at.x), height = smaller(separable_rows, t.height - at.y);
  fill_middle<Way, T>(p, t, at, width, height, middle);
  __syncthreads();
  for (int i = static_cast<int>(threadIdx.x); i < width * p.channels; i += static_cast<int>(blockDim.x)) {
    const int c = i % p.channels;
    for (int y = static_cast<int>(threadIdx.y); y < height; y += static_cast<int>(blockDim.y)) {
      const auto* line = middle + y * fused_line + i;
      const auto centre = [&] {
        const std::byte* row = t.in + (t.out_y + at.y + y - t.in_y) * t.in_pitch;
        return reinterpret_cast<const T*>(row)[(t.out_x + at.x - t.in_x) * p.channels + i];
      };
      reinterpret_cast<T*>(t.out + (at.y + y) * t.out_pitch)[std::int64_t{at.x} * p.channels + i] =
          separable_sample<Way, T, Module>(
              p, p.alpha && c + 1 == p.channels, p.channels - 1 - c,
              [&](int k, int to) { return line[k * p.channels + to]; }, centre);
    }
  }
}

/// The pass or the passes that are this module's.
template <separable_way Way, class T, class Module>
cudaError_t launch_way_of(const separable_program& p, std::span<const job> jobs, cudaStream_t stream) {
  if constexpr (Way != separable_way::fixed)
    if (in_one_kernel(p))
      return launch_tasks(&run_fused<Way, T, Module>, {fused_pixels, separable_rows, dim3(64, 4)}, jobs, whole_output,
                          stream, p);
  if (const cudaError_t e = launch_vertical(p, type_of<T>, jobs, stream); e != cudaSuccess) return e;
  const auto samples = [&](const job& j) {
    return task_of(j, j.out.region.width() * p.channels, j.out.region.height());
  };
  return launch_tasks(&run_horizontal<Way, T, Module>, {separable_columns, separable_rows, dim3(separable_columns, 4)},
                      jobs, samples, stream, p);
}

template <class T, class Module>
cudaError_t launch_separable(const separable_program& program, std::span<const job> jobs, cudaStream_t stream) {
  if constexpr (std::is_same_v<T, u8>) {
    if (program.fixed.reach != 0) return launch_fixed<Module>(program, jobs, stream);
    if (program.how == separable_way::fixed)
      return launch_way_of<separable_way::fixed, T, Module>(program, jobs, stream);
  }
  if constexpr (!std::is_same_v<T, f32>)
    if (program.how == separable_way::running)
      return launch_way_of<separable_way::running, T, Module>(program, jobs, stream);
  if (program.how == separable_way::floats)
    return launch_way_of<separable_way::floats, T, Module>(program, jobs, stream);
  return launch_way_of<separable_way::weighted, T, Module>(program, jobs, stream);
}

}  // namespace tessera::inline v0::cuda
