// SPDX-License-Identifier: Apache-2.0
// The vertical pass of separable filters of any reach: device memory to scratch.
#include "tessera/kernels/cuda/separable_sums.hpp"

namespace tessera::inline v0::cuda {

namespace {

constexpr int columns = 64, rows = 16;

template <separable_way Way, class T>
__global__ void __launch_bounds__(256, 3)
    run_vertical(const __grid_constant__ task_list list, const __grid_constant__ separable_program p) {
  const place at = place_of(list, columns, rows);
  const task& t = list.items[at.index];
  const int i = at.x + static_cast<int>(threadIdx.x), x = i / p.channels, c = i - x * p.channels;
  if (i >= t.width) return;
  const source<T> from{t, p.edges, p.channels};
  const std::int64_t place = from.column(t.out_x - p.x.reach + x);
  for (int y = at.y + static_cast<int>(threadIdx.y); y < smaller(at.y + rows, t.height);
       y += static_cast<int>(blockDim.y)) {
    const std::int64_t top = t.out_y + y - p.y.reach;
    auto* out = reinterpret_cast<middle_of<Way>*>(t.scratch + y * middle_pitch(t.width, sizeof(middle_of<Way>)));
    if (top >= 0 && top + p.y.taps() <= p.edges.size.height && place >= 0) {
      const std::byte* line = t.in + (top - t.in_y) * t.in_pitch;
      out[i] = vertical_sum<Way>(p.y, [&](int k) {
        return vertical_sample<Way>(from, reinterpret_cast<const T*>(line + k * t.in_pitch), place, c);
      });
    } else {
      out[i] = vertical_sum<Way>(p.y, [&](int k) { return vertical_sample<Way>(from, from.row(top + k), place, c); });
    }
  }
}

template <separable_way Way>
cudaError_t launch_way(const separable_program& p, sample_type type, std::span<const job> jobs, cudaStream_t stream) {
  return with_sample(type, [&](auto zero) {
    const auto make = [&](const job& j) {
      return task_of(j, (j.out.region.width() + 2 * p.x.reach) * p.channels, j.out.region.height());
    };
    return launch_tasks(&run_vertical<Way, decltype(zero)>, {columns, rows, dim3(columns, 4)}, jobs, make, stream, p);
  });
}

}  // namespace

cudaError_t launch_vertical_here(const separable_program& program, sample_type type, std::span<const job> jobs,
                                 cudaStream_t stream) {
  switch (program.how) {
    case separable_way::fixed:
      return launch_way<separable_way::fixed>(program, type, jobs, stream);
    case separable_way::running:
      return launch_way<separable_way::running>(program, type, jobs, stream);
    case separable_way::floats:
      return launch_way<separable_way::floats>(program, type, jobs, stream);
    case separable_way::weighted:
      return launch_way<separable_way::weighted>(program, type, jobs, stream);
  }
  return cudaErrorInvalidValue;
}

}  // namespace tessera::inline v0::cuda
