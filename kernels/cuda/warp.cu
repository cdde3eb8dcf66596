// SPDX-License-Identifier: Apache-2.0
// Resampling along a map of positions: a thread per output pixel, positions in double from absolute coordinates, the sums of the CPU.
#include "tessera/kernels/cuda/compile.hpp"
#include "tessera/kernels/cuda/pixels.hpp"
#include "tessera/kernels/cuda/warp_sums.hpp"
#include "tessera/kernels/patterns/fill.hpp"

namespace tessera::inline v0::cuda {

namespace {

constexpr int columns = 32, rows = 8;

template <int Bytes>
__global__ void __launch_bounds__(256)
    pick_nearest(const __grid_constant__ task_list list, const __grid_constant__ warp_program p) {
  const place at = place_of(list, gather_columns, gather_rows);
  const task& t = list.items[at.index];
  gather<Bytes>(t, at, [&](int out_x, int out_y) {
    const warp_position where = locate(p, t.out_x + out_x, t.out_y + out_y, true);
    if (where.x < 0 || where.y < 0 || where.x >= p.size.width || where.y >= p.size.height) return p.fill_pixel;
    return t.in + (where.y - t.in_y) * t.in_pitch + (where.x - t.in_x) * Bytes;
  });
}

template <int Taps>
__global__ void __launch_bounds__(256)
    warp_fixed(const __grid_constant__ task_list list, const __grid_constant__ warp_program p) {
  const place at = place_of(list, columns, rows);
  const task& t = list.items[at.index];
  const int x = at.x + static_cast<int>(threadIdx.x), y = at.y + static_cast<int>(threadIdx.y);
  if (x >= t.width || y >= t.height) return;
  const warp_position where = locate(p, t.out_x + x, t.out_y + y, false);
  fixed_pixel<Taps>(p, t, where, reinterpret_cast<u8*>(t.out + y * t.out_pitch) + std::int64_t{x} * p.channels);
}

/// Sums of cubic weights want more registers than ptxas gives without being told.
template <class T, int Taps, bool Alpha>
__global__ void __launch_bounds__(256, Taps == 4 ? 2 : 0)
    warp_real(const __grid_constant__ task_list list, const __grid_constant__ warp_program p) {
  const place at = place_of(list, columns, rows);
  const task& t = list.items[at.index];
  const int x = at.x + static_cast<int>(threadIdx.x), y = at.y + static_cast<int>(threadIdx.y);
  if (x >= t.width || y >= t.height) return;
  const warp_position where = locate(p, t.out_x + x, t.out_y + y, false);
  real_pixel<T, Taps, Alpha>(p, t, where, reinterpret_cast<T*>(t.out + y * t.out_pitch) + std::int64_t{x} * p.channels);
}

template <class T>
cudaError_t launch_real(const warp_program& p, const tiling& cut, std::span<const job> jobs, cudaStream_t stream) {
  const auto go = [&](auto* code) { return launch_tasks(code, cut, jobs, whole_output, stream, p); };
  if (p.taps == 2) return p.alpha ? go(&warp_real<T, 2, true>) : go(&warp_real<T, 2, false>);
  return p.alpha ? go(&warp_real<T, 4, true>) : go(&warp_real<T, 4, false>);
}

cudaError_t launch(const void* data, const std::byte*, std::span<const job> jobs, cudaStream_t stream) {
  const auto& p = *static_cast<const warp_program*>(data);
  if (p.taps == 1)
    return with_pixel_bytes(p.channels * bytes_of(p.type), [&](auto bytes) {
      return launch_tasks(&pick_nearest<decltype(bytes)::value>, {gather_columns, gather_rows, dim3(256)}, jobs,
                          whole_output, stream, p);
    });
  const tiling cut{columns, rows, dim3(columns, rows)};
  if (p.type == sample_type::u8 && !p.alpha)
    return p.taps == 2 ? launch_tasks(&warp_fixed<2>, cut, jobs, whole_output, stream, p)
                       : launch_tasks(&warp_fixed<4>, cut, jobs, whole_output, stream, p);
  return with_sample(p.type, [&](auto zero) { return launch_real<decltype(zero)>(p, cut, jobs, stream); });
}

/// A pixel of the fill colour: what has no alpha has no colour.
template <class T>
void put_fill(warp_program& p) {
  const float alpha = p.alpha ? p.fill[p.channels - 1] : 1.0f;
  const bool gone = p.alpha && alpha <= no_alpha<T>;
  for (int k = 0; k < smaller(p.channels, 4); ++k) {
    const float kept = gone && k + 1 < p.channels ? 0.0f : p.fill[k];
    const T sample = static_cast<T>(std::is_same_v<T, f32> ? kept : quantise(kept, white<T>));
    std::memcpy(p.fill_pixel + static_cast<std::size_t>(k) * sizeof(T), &sample, sizeof(T));
  }
}

}  // namespace

kernel compile(const warp& stage, const format& in, const format&, const border_rule&) {
  auto p = std::make_shared<warp_program>();
  std::copy(std::begin(stage.matrix), std::end(stage.matrix), p->matrix);
  p->size = in.size;
  p->how = stage.how;
  p->type = in.type;
  p->channels = in.channels;
  p->alpha = in.alpha;
  p->taps = stage.kind == warp::interpolation::nearest ? 1 : stage.kind == warp::interpolation::bilinear ? 2 : 4;
  const auto fill = channels_of(stage.fill, in);
  for (std::size_t k = 0; k < fill.size(); ++k) p->fill[k] = fill[k] * white_of(in.type);
  with_sample(in.type, [&](auto zero) { put_fill<decltype(zero)>(*p); });
  return {std::move(p), {}, &no_scratch, &launch};
}

}  // namespace tessera::inline v0::cuda
