// SPDX-License-Identifier: Apache-2.0
#pragma once

// The horizontal pass of separable filters and what follows it, instantiated by each module.

#include "tessera/kernels/cuda/separable_sums.hpp"

namespace tessera::inline v0::cuda {

inline constexpr int separable_columns = 64, separable_rows = 16;

template <separable_way Way, class T, class Module>
__global__ void __launch_bounds__(256)
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

template <class T, class Module>
cudaError_t launch_separable(const separable_program& program, std::span<const job> jobs, cudaStream_t stream) {
  if (const cudaError_t e = launch_vertical(program, type_of<T>, jobs, stream); e != cudaSuccess) return e;
  const auto samples = [&](const job& j) {
    return task_of(j, j.out.region.width() * program.channels, j.out.region.height());
  };
  const auto go = [&](auto* code) {
    return launch_tasks(code, {separable_columns, separable_rows, dim3(separable_columns, 4)}, jobs, samples, stream,
                        program);
  };
  if constexpr (std::is_same_v<T, u8>)
    if (program.how == separable_way::fixed) return go(&run_horizontal<separable_way::fixed, T, Module>);
  if constexpr (!std::is_same_v<T, f32>)
    if (program.how == separable_way::running) return go(&run_horizontal<separable_way::running, T, Module>);
  if (program.how == separable_way::floats) return go(&run_horizontal<separable_way::floats, T, Module>);
  return go(&run_horizontal<separable_way::weighted, T, Module>);
}

}  // namespace tessera::inline v0::cuda
