// SPDX-License-Identifier: Apache-2.0
// Resampling of any scale: vertically from device memory to scratch, then horizontally.
#include "tessera/kernels/cuda/pixels.hpp"
#include "tessera/kernels/cuda/resample_program.hpp"

namespace tessera::inline v0::cuda {

namespace {

constexpr int columns = 64, rows = 16;

/// Whole numbers from u8, or float or double sums.
template <class Sum, class T>
__device__ __forceinline__ Sum vertical_sum(const resample_program& p, const source<T>& from,
                                            const axis_table::entry& e, std::int64_t place, int c) {
  if constexpr (std::is_same_v<Sum, std::int16_t>) {
    const int drop = p.y.shift - resample_bits;
    std::int32_t sum = 1 << (drop - 1);
    for (int k = 0; k < e.count; ++k)
      sum += p.y.whole[e.offset + static_cast<unsigned>(k)] * std::int32_t{from.at(from.row(e.first + k), place, c)};
    return static_cast<std::int16_t>(sum >> drop);
  } else {
    Sum sum = 0;
    for (int k = 0; k < e.count; ++k)
      sum = sum + decoded<Sum>(p, from, from.row(e.first + k), place, c) *
                      p.y.template weights<Sum>()[e.offset + static_cast<unsigned>(k)];
    return sum;
  }
}

template <class T, class Sum>
__global__ void __launch_bounds__(256, 2)
    resample_rows(const __grid_constant__ task_list list, const __grid_constant__ resample_program p) {
  const place at = place_of(list, columns, rows);
  const task& t = list.items[at.index];
  const int i = at.x + static_cast<int>(threadIdx.x), x = i / p.channels, c = i - x * p.channels;
  if (i >= t.width) return;
  const source<T> from{t, p.edges, p.channels};
  const std::int64_t place = from.column(p.x.entries[t.out_x].first + x);
  for (int y = at.y + static_cast<int>(threadIdx.y); y < smaller(at.y + rows, t.height);
       y += static_cast<int>(blockDim.y))
    reinterpret_cast<Sum*>(t.scratch + y * between_pitch(t.width, sizeof(Sum)))[i] =
        vertical_sum<Sum>(p, from, p.y.entries[t.out_y + y], place, c);
}

template <class Sum>
__device__ __forceinline__ Sum horizontal_sum(const resample_program& p, const axis_table::entry& e, const Sum* line) {
  Sum sum = 0;
  for (int k = 0; k < e.count; ++k)
    sum = sum + line[k * p.channels] * p.x.template weights<Sum>()[e.offset + static_cast<unsigned>(k)];
  return sum;
}

template <class T, class Sum>
__device__ __forceinline__ T horizontal_sample(const resample_program& p, const axis_table::entry& e, const Sum* line,
                                               int c) {
  if constexpr (std::is_same_v<Sum, std::int16_t>) {
    const int drop = p.x.shift + resample_bits;
    std::int32_t sum = 1 << (drop - 1);
    for (int k = 0; k < e.count; ++k)
      sum += p.x.whole[e.offset + static_cast<unsigned>(k)] * std::int32_t{line[k * p.channels]};
    const std::int32_t level = sum >> drop;
    return static_cast<T>(level < 0 ? 0 : level > 255 ? 255 : level);
  } else {
    const bool is_alpha = p.alpha && c + 1 == p.channels;
    const Sum sum = horizontal_sum(p, e, line);
    const Sum alpha = p.alpha && !is_alpha ? horizontal_sum(p, e, line + p.channels - 1 - c) : Sum(1);
    return finished<T>(p, sum, alpha, is_alpha);
  }
}

template <class T, class Sum>
__global__ void __launch_bounds__(256, 2)
    resample_columns(const __grid_constant__ task_list list, const __grid_constant__ resample_program p) {
  const place at = place_of(list, columns, rows);
  const task& t = list.items[at.index];
  const int i = at.x + static_cast<int>(threadIdx.x), x = i / p.channels, c = i - x * p.channels;
  if (i >= t.width) return;
  const axis_table::entry e = p.x.entries[t.out_x + x], last = p.x.entries[t.out_x + t.width / p.channels - 1];
  const std::int64_t first = p.x.entries[t.out_x].first, samples = (last.first + last.count - first) * p.channels;
  for (int y = at.y + static_cast<int>(threadIdx.y); y < smaller(at.y + rows, t.height);
       y += static_cast<int>(blockDim.y)) {
    const auto* line = reinterpret_cast<const Sum*>(t.scratch + y * between_pitch(samples, sizeof(Sum))) +
                       (e.first - first) * p.channels + c;
    reinterpret_cast<T*>(t.out + y * t.out_pitch)[i] = horizontal_sample<T>(p, e, line, c);
  }
}

/// The mean of 2 x 2 pixels, rounded half up.
__global__ void __launch_bounds__(256)
    halve(const __grid_constant__ task_list list, const __grid_constant__ resample_program p) {
  const place at = place_of(list, columns, rows);
  const task& t = list.items[at.index];
  const int i = at.x + static_cast<int>(threadIdx.x), x = i / p.channels, c = i - x * p.channels;
  if (i >= t.width) return;
  for (int y = at.y + static_cast<int>(threadIdx.y); y < smaller(at.y + rows, t.height);
       y += static_cast<int>(blockDim.y)) {
    const auto* upper = reinterpret_cast<const u8*>(t.in + (2 * (t.out_y + y) - t.in_y) * t.in_pitch) +
                        (2 * (t.out_x + x) - t.in_x) * p.channels + c;
    const u8* lower = upper + t.in_pitch;
    const int sum = upper[0] + upper[p.channels] + lower[0] + lower[p.channels];
    reinterpret_cast<u8*>(t.out + y * t.out_pitch)[i] = static_cast<u8>((sum + 2) >> 2);
  }
}

template <int Bytes>
__global__ void __launch_bounds__(256)
    pick(const __grid_constant__ task_list list, const __grid_constant__ resample_program p) {
  const place at = place_of(list, gather_columns, gather_rows);
  const task& t = list.items[at.index];
  gather<Bytes>(t, at, [&](int x, int y) {
    return t.in + (p.y.entries[t.out_y + y].first - t.in_y) * t.in_pitch +
           (p.x.entries[t.out_x + x].first - t.in_x) * Bytes;
  });
}

constexpr tiling cut{columns, rows, {columns, 4, 1}};

template <class T, class Sum>
cudaError_t launch_passes(const resample_data& d, const resample_program& p, std::span<const job> jobs,
                          cudaStream_t stream) {
  const auto first = [&](const job& j) {
    return task_of(j, columns_read(d, j.out.region) * p.channels, j.out.region.height());
  };
  const auto second = [&](const job& j) {
    return task_of(j, j.out.region.width() * p.channels, j.out.region.height());
  };
  if (const cudaError_t e = launch_tasks(&resample_rows<T, Sum>, cut, jobs, first, stream, p); e != cudaSuccess)
    return e;
  return launch_tasks(&resample_columns<T, Sum>, cut, jobs, second, stream, p);
}

}  // namespace

cudaError_t launch_resample(const resample_data& d, const resample_program& p, std::span<const job> jobs,
                            cudaStream_t stream) {
  switch (d.how) {
    case resample_way::nearest:
      return with_pixel_bytes(d.pixel_bytes, [&](auto bytes) {
        return launch_tasks(&pick<decltype(bytes)::value>, {gather_columns, gather_rows, dim3(256)}, jobs, whole_output,
                            stream, p);
      });
    case resample_way::halve:
      return launch_tasks(
          &halve, cut, jobs,
          [&](const job& j) { return task_of(j, j.out.region.width() * p.channels, j.out.region.height()); }, stream,
          p);
    case resample_way::fixed:
      return launch_passes<u8, std::int16_t>(d, p, jobs, stream);
    case resample_way::single:
      return with_sample(d.type, [&](auto zero) { return launch_passes<decltype(zero), float>(d, p, jobs, stream); });
    case resample_way::precise:
      return with_sample(d.type, [&](auto zero) { return launch_passes<decltype(zero), double>(d, p, jobs, stream); });
  }
  return cudaErrorInvalidValue;
}

}  // namespace tessera::inline v0::cuda
