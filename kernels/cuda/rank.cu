// SPDX-License-Identifier: Apache-2.0
// The k-th smallest sample of a window. Samples are compared as whole numbers of the same order, so every algorithm gives the same bits.
#include <cmath>

#include "tessera/kernels/cuda/compile.hpp"
#include "tessera/kernels/cuda/median_network.hpp"
#include "tessera/kernels/cuda/rank_keys.hpp"

namespace tessera::inline v0::cuda {

namespace {

constexpr int columns = 64, rows = 16;

/// Along one axis; the horizontal pass comes second and reads what the first left in scratch.
template <class T, bool Largest>
__global__ void __launch_bounds__(256)
    extreme_of_columns(const __grid_constant__ task_list list, const __grid_constant__ rank_program p) {
  const place at = place_of(list, columns, rows);
  const task& t = list.items[at.index];
  const int i = at.x + static_cast<int>(threadIdx.x), x = i / p.channels, c = i - x * p.channels;
  if (i >= t.width) return;
  const source<T> from{t, p.edges, p.channels};
  const std::int64_t place = from.column(t.out_x - p.radius_x + x);
  for (int y = at.y + static_cast<int>(threadIdx.y); y < smaller(at.y + rows, t.height);
       y += static_cast<int>(blockDim.y)) {
    const std::int64_t top = t.out_y + y - p.radius_y;
    std::uint32_t best = key_of(from.at(from.row(top), place, c));
    for (int k = 1; k <= 2 * p.radius_y; ++k)
      best = extreme<Largest>(best, key_of(from.at(from.row(top + k), place, c)));
    reinterpret_cast<T*>(t.scratch + y * rank_pitch(t.width, sizeof(T)))[i] = sample_of<T>(best);
  }
}

template <class T, bool Largest>
__global__ void __launch_bounds__(256)
    extreme_of_rows(const __grid_constant__ task_list list, const __grid_constant__ rank_program p) {
  const place at = place_of(list, columns, rows);
  const task& t = list.items[at.index];
  const int i = at.x + static_cast<int>(threadIdx.x);
  if (i >= t.width) return;
  const std::int64_t pitch = rank_pitch(t.width + 2 * p.radius_x * std::int64_t{p.channels}, sizeof(T));
  for (int y = at.y + static_cast<int>(threadIdx.y); y < smaller(at.y + rows, t.height);
       y += static_cast<int>(blockDim.y)) {
    const T* line = reinterpret_cast<const T*>(t.scratch + y * pitch) + i;
    std::uint32_t best = key_of(line[0]);
    for (int k = 1; k <= 2 * p.radius_x; ++k) best = extreme<Largest>(best, key_of(line[k * p.channels]));
    reinterpret_cast<T*>(t.out + y * t.out_pitch)[i] = sample_of<T>(best);
  }
}

constexpr int shape_samples = 512, shape_threads = 256, most_radius = 250;

/// Takes the rows between two heights (the middle one, too, if `reached` is below 0) into the extremes of a block's columns.
template <class T, bool Largest>
__device__ __forceinline__ void grow_columns(const source<T>& from, const task& t, const place& at, int radius,
                                             int reached, int height, int wide, std::uint32_t* extremes) {
  const std::int64_t y = t.out_y + at.y;
  for (int i = static_cast<int>(threadIdx.x); i < wide; i += shape_threads) {
    const int x = (at.x + i) / from.channels, c = at.x + i - x * from.channels;
    const std::int64_t place = from.column(t.out_x - radius + x);
    std::uint32_t best = reached < 0 ? key_of(from.at(from.row(y), place, c)) : extremes[i];
    for (int r = larger(reached, 0) + 1; r <= height; ++r) {
      best = extreme<Largest>(best, key_of(from.at(from.row(y - r), place, c)));
      best = extreme<Largest>(best, key_of(from.at(from.row(y + r), place, c)));
    }
    extremes[i] = best;
  }
}

/// A window that is no rectangle: extremes of ever higher columns, each taken where the window's columns are as high.
template <class T, bool Largest>
__global__ void __launch_bounds__(shape_threads)
    extreme_of_shape(const __grid_constant__ task_list list, const __grid_constant__ rank_program p) {
  __shared__ std::uint32_t extremes[shape_samples + 2 * most_radius * 4];
  const place at = place_of(list, shape_samples, 1);
  const task& t = list.items[at.index];
  const int samples = smaller(shape_samples, t.width - at.x), wide = samples + 2 * p.radius_x * p.channels;
  const source<T> from{t, p.edges, p.channels};
  constexpr int each = shape_samples / shape_threads;
  std::uint32_t found[each] = {};
  int reached = -1;
  for (int last = p.radius_x, first = last; last >= 0; last = first - 1) {
    const int height = p.heights[last];
    for (first = last; first > 0 && p.heights[first - 1] == height;) --first;
    grow_columns<T, Largest>(from, t, at, p.radius_x, reached, height, wide, extremes);
    __syncthreads();
#pragma unroll
    for (int k = 0; k < each; ++k) {
      const int i = static_cast<int>(threadIdx.x) + k * shape_threads;
      if (i >= samples) continue;
      const std::uint32_t* centre = extremes + i + p.radius_x * p.channels;
      if (reached < 0) found[k] = centre[last * p.channels];
      for (int x = first * p.channels; x <= last * p.channels; x += p.channels)
        found[k] = extreme<Largest>(found[k], extreme<Largest>(centre[-x], centre[x]));
    }
    __syncthreads();
    reached = height;
  }
#pragma unroll
  for (int k = 0; k < each; ++k) {
    const int i = static_cast<int>(threadIdx.x) + k * shape_threads;
    if (i < samples) reinterpret_cast<T*>(t.out + at.y * t.out_pitch)[at.x + i] = sample_of<T>(found[k]);
  }
}

/// Windows of 3 x 3 and 5 x 5 in registers.
template <class T, int Radius>
__global__ void __launch_bounds__(256, 2)
    median(const __grid_constant__ task_list list, const __grid_constant__ rank_program p) {
  constexpr int side = 2 * Radius + 1;
  const place at = place_of(list, columns, rows);
  const task& t = list.items[at.index];
  const int i = at.x + static_cast<int>(threadIdx.x), x = i / p.channels, c = i - x * p.channels;
  if (i >= t.width) return;
  const source<T> from{t, p.edges, p.channels};
  std::int64_t places[side];
#pragma unroll
  for (int k = 0; k < side; ++k) places[k] = from.column(t.out_x + x - Radius + k);
  for (int y = at.y + static_cast<int>(threadIdx.y); y < smaller(at.y + rows, t.height);
       y += static_cast<int>(blockDim.y)) {
    std::uint32_t window[side * side];
#pragma unroll
    for (int r = 0; r < side; ++r) {
      const T* line = from.row(t.out_y + y - Radius + r);
#pragma unroll
      for (int k = 0; k < side; ++k) window[r * side + k] = key_of(from.at(line, places[k], c));
    }
    reinterpret_cast<T*>(t.out + y * t.out_pitch)[i] = sample_of<T>(median_of<side * side>(window));
  }
}

/// Any window: the key is found two bits at a time by counting the window's smaller keys.
template <class T>
__global__ void __launch_bounds__(256)
    percentile(const __grid_constant__ task_list list, const __grid_constant__ rank_program p) {
  const place at = place_of(list, columns, rows);
  const task& t = list.items[at.index];
  const int i = at.x + static_cast<int>(threadIdx.x), x = i / p.channels, c = i - x * p.channels;
  if (i >= t.width) return;
  const source<T> from{t, p.edges, p.channels};
  for (int y = at.y + static_cast<int>(threadIdx.y); y < smaller(at.y + rows, t.height);
       y += static_cast<int>(blockDim.y)) {
    std::uint32_t found = 0;
    for (int bit = key_bits<T> - 2; bit >= 0; bit -= 2) {
      int below[3] = {};
      for (int r = -p.radius_y; r <= p.radius_y; ++r) {
        const T* line = from.row(t.out_y + y + r);
        for (int k = -p.radius_x; k <= p.radius_x; ++k) {
          const std::uint32_t key = key_of(from.at(line, from.column(t.out_x + x + k), c));
#pragma unroll
          for (unsigned d = 0; d < 3; ++d) below[d] += key < (found | ((d + 1) << bit)) ? 1 : 0;
        }
      }
      const unsigned digit =
          (below[0] <= p.position ? 1u : 0u) + (below[1] <= p.position ? 1u : 0u) + (below[2] <= p.position ? 1u : 0u);
      found |= digit << bit;
    }
    reinterpret_cast<T*>(t.out + y * t.out_pitch)[i] = sample_of<T>(found);
  }
}

struct rank_data {
  rank_program program;
  sample_type type = sample_type::u8;
  bool shaped = false;  ///< the window is no rectangle
};

constexpr tiling cut{columns, rows, {columns, 4, 1}};

bool is_extreme(const rank_program& p) {
  return p.position == 0 || p.position == (2 * p.radius_x + 1) * (2 * p.radius_y + 1) - 1;
}

std::size_t scratch_of_rank(const void* data, const rect& out) {
  const auto& d = *static_cast<const rank_data*>(data);
  if (!is_extreme(d.program) || d.shaped) return 0;
  const std::int64_t samples = (out.width() + 2 * d.program.radius_x) * d.program.channels;
  return static_cast<std::size_t>(rank_pitch(samples, bytes_of(d.type)) * out.height());
}

template <class T, bool Largest>
cudaError_t launch_extreme(const rank_program& p, std::span<const job> jobs, cudaStream_t stream) {
  const auto task_for = [&](std::int64_t more) {
    return [&p, more](const job& j) {
      return task_of(j, (j.out.region.width() + more) * p.channels, j.out.region.height());
    };
  };
  const cudaError_t e = launch_tasks(&extreme_of_columns<T, Largest>, cut, jobs, task_for(2 * p.radius_x), stream, p);
  return e != cudaSuccess ? e : launch_tasks(&extreme_of_rows<T, Largest>, cut, jobs, task_for(0), stream, p);
}

template <class T>
cudaError_t launch_type(const rank_program& p, std::span<const job> jobs, cudaStream_t stream) {
  const auto make = [&](const job& j) { return task_of(j, j.out.region.width() * p.channels, j.out.region.height()); };
  if (p.heights != nullptr) {
    constexpr tiling lines{shape_samples, 1, {shape_threads, 1, 1}};
    return launch_tasks(p.position == 0 ? &extreme_of_shape<T, false> : &extreme_of_shape<T, true>, lines, jobs, make,
                        stream, p);
  }
  if (p.position == 0) return launch_extreme<T, false>(p, jobs, stream);
  if (is_extreme(p)) return launch_extreme<T, true>(p, jobs, stream);
  const bool square = p.radius_x == p.radius_y;
  const int samples = (2 * p.radius_x + 1) * (2 * p.radius_y + 1);
  if (square && p.radius_x == 1 && p.position == samples / 2)
    return launch_tasks(&median<T, 1>, cut, jobs, make, stream, p);
  if (square && p.radius_x == 2 && p.position == samples / 2)
    return launch_tasks(&median<T, 2>, cut, jobs, make, stream, p);
  return launch_tasks(&percentile<T>, cut, jobs, make, stream, p);
}

cudaError_t launch(const void* data, const std::byte* constants, std::span<const job> jobs, cudaStream_t stream) {
  const auto& d = *static_cast<const rank_data*>(data);
  rank_program p = d.program;
  if (d.shaped) p.heights = reinterpret_cast<const std::int32_t*>(constants);
  return with_sample(d.type, [&](auto zero) { return launch_type<decltype(zero)>(p, jobs, stream); });
}

}  // namespace

kernel compile(const rank& stage, const format& in, const format& out, const border_rule& edges) {
  if (in.type != out.type || in.channels != out.channels || in.size != out.size)
    throw error(error_kind::unsupported,
                "a rank filter keeps size, channels and sample type; change them in a stage of its own");
  auto d = std::make_shared<rank_data>();
  d->type = in.type;
  rank_program& p = d->program;
  p.edges = edges_of(edges, in);
  p.channels = in.channels;
  p.radius_x = static_cast<std::int32_t>(stage.radius_x);
  p.radius_y = static_cast<std::int32_t>(stage.radius_y);
  const int samples = (2 * p.radius_x + 1) * (2 * p.radius_y + 1);
  p.position = stage.kind == rank::which::minimum ? 0
               : stage.kind == rank::which::maximum
                   ? samples - 1
                   : static_cast<int>(std::floor(stage.fraction * (samples - 1) + 0.5));
  d->shaped = !stage.heights.empty();
  std::vector<std::byte> constants;
  append(constants, stage.heights);
  return {std::move(d), std::move(constants), &scratch_of_rank, &launch};
}

}  // namespace tessera::inline v0::cuda
