// SPDX-License-Identifier: Apache-2.0
#pragma once

// The kernels of local moments, instantiated by each module: whole-number sums, so the order in which they are taken is free.

#include "tessera/kernels/cuda/formulas.hpp"
#include "tessera/kernels/cuda/moments_program.hpp"

namespace tessera::inline v0::cuda {

inline constexpr int moments_columns = 64, moments_rows = 16;

/// A thread goes down a column: a row leaves the window and another one enters it.
template <class T>
__global__ void __launch_bounds__(moments_columns)
    run_moment_columns(const __grid_constant__ task_list list, const __grid_constant__ moments_program p) {
  const place at = place_of(list, moments_columns, moments_rows);
  const task& t = list.items[at.index];
  const int i = at.x + static_cast<int>(threadIdx.x), x = i / p.channels, c = i - x * p.channels;
  if (i >= t.width) return;
  const source<T> from{t, p.edges, p.channels};
  const std::int64_t place = from.column(t.out_x - p.radius_x + x);
  column_sums<T> sums{};
  const auto take = [&](std::int64_t y, bool enters) {
    const std::int64_t whole = whole_of(from.at(from.row(y), place, c));
    sums.sum += enters ? whole : -whole;
    sums.squares += enters ? square_of<T>(whole) : -square_of<T>(whole);
  };
  const std::int64_t first = t.out_y + at.y;
  for (int k = -p.radius_y; k < p.radius_y; ++k) take(first + k, true);
  for (int y = at.y; y < smaller(at.y + moments_rows, t.height); ++y) {
    take(t.out_y + y + p.radius_y, true);
    reinterpret_cast<column_sums<T>*>(t.scratch + y * moments_pitch(t.width, sizeof(column_sums<T>)))[i] = sums;
    take(t.out_y + y - p.radius_y, false);
  }
}

template <class T, class Module>
__global__ void __launch_bounds__(256)
    run_moments(const __grid_constant__ task_list list, const __grid_constant__ moments_program p) {
  const place at = place_of(list, moments_columns, moments_rows);
  const task& t = list.items[at.index];
  const int i = at.x + static_cast<int>(threadIdx.x);
  if (i >= t.width) return;
  const std::int64_t pitch = moments_pitch(t.width + 2 * p.radius_x * std::int64_t{p.channels}, sizeof(column_sums<T>));
  for (int y = at.y + static_cast<int>(threadIdx.y); y < smaller(at.y + moments_rows, t.height);
       y += static_cast<int>(blockDim.y)) {
    const std::byte* row = t.in + (t.out_y + y - t.in_y) * t.in_pitch;
    const T centre = reinterpret_cast<const T*>(row)[(t.out_x - t.in_x) * p.channels + i];
    T& out = reinterpret_cast<T*>(t.out + y * t.out_pitch)[i];
    if (p.alpha && (i + 1) % p.channels == 0) {
      out = centre;
      continue;
    }
    const auto* columns = reinterpret_cast<const column_sums<T>*>(t.scratch + y * pitch) + i;
    column_sums<T> all{};
    for (int k = 0; k <= 2 * p.radius_x; ++k) {
      all.sum += columns[k * p.channels].sum;
      all.squares += columns[k * p.channels].squares;
    }
    const mean_and_deviation around = moments_of<T>(all.sum, all.squares, p.count);
    constexpr float factor = 1.0f / white<T>;
    const float made =
        Module::moments(p.what.number, p.what.op, static_cast<float>(centre) * factor, around.mean, around.deviation);
    out = fit<T>(made * white<T>);
  }
}

template <class T, class Module>
cudaError_t launch_moments(const moments_program& p, std::span<const job> jobs, cudaStream_t stream) {
  const auto task_for = [&](std::int64_t more) {
    return [&p, more](const job& j) {
      return task_of(j, (j.out.region.width() + more) * p.channels, j.out.region.height());
    };
  };
  const cudaError_t e = launch_tasks(&run_moment_columns<T>, {moments_columns, moments_rows, dim3(moments_columns)},
                                     jobs, task_for(2 * p.radius_x), stream, p);
  return e != cudaSuccess ? e
                          : launch_tasks(&run_moments<T, Module>, {moments_columns, moments_rows, dim3(64, 4)}, jobs,
                                         task_for(0), stream, p);
}

}  // namespace tessera::inline v0::cuda
