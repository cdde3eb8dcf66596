// SPDX-License-Identifier: Apache-2.0
// Copies by positions. A block reads a square, so that what it reads side by side stays in L1 where rows become columns.
#include "tessera/kernels/cuda/compile.hpp"
#include "tessera/kernels/cuda/pixels.hpp"
#include "tessera/kernels/patterns/fill.hpp"

namespace tessera::inline v0::cuda {

namespace {

struct move_program {
  std::int64_t left = 0, top = 0;
  extent turned;  ///< the input's extent after the transposition
  bool transpose = false, mirror_x = false, mirror_y = false;
  std::int32_t pixel_bytes = 1;
  alignas(16) std::byte fill[16] = {};
};

template <int Bytes>
__global__ void __launch_bounds__(256)
    run_move(const __grid_constant__ task_list list, const __grid_constant__ move_program p) {
  const place at = place_of(list, gather_columns, gather_rows);
  const task& t = list.items[at.index];
  gather<Bytes>(t, at, [&](int out_x, int out_y) {
    std::int64_t x = t.out_x + out_x - p.left, y = t.out_y + out_y - p.top;
    if (x < 0 || y < 0 || x >= p.turned.width || y >= p.turned.height) return p.fill;
    if (p.mirror_x) x = p.turned.width - 1 - x;
    if (p.mirror_y) y = p.turned.height - 1 - y;
    const std::int64_t row = (p.transpose ? x : y) - t.in_y, column = (p.transpose ? y : x) - t.in_x;
    return t.in + row * t.in_pitch + column * Bytes;
  });
}

cudaError_t launch(const void* data, const std::byte*, std::span<const job> jobs, cudaStream_t stream) {
  const auto& p = *static_cast<const move_program*>(data);
  return with_pixel_bytes(p.pixel_bytes, [&](auto bytes) {
    return launch_tasks(&run_move<decltype(bytes)::value>, {gather_columns, gather_rows, dim3(256)}, jobs, whole_output,
                        stream, p);
  });
}

}  // namespace

kernel compile(const move& stage, const format& in, const format&, const border_rule&) {
  auto p = std::make_shared<move_program>();
  p->left = stage.left;
  p->top = stage.top;
  p->turned = stage.transpose ? extent{in.size.height, in.size.width} : in.size;
  p->transpose = stage.transpose;
  p->mirror_x = stage.mirror_x;
  p->mirror_y = stage.mirror_y;
  p->pixel_bytes = static_cast<std::int32_t>(in.pixel_bytes());
  const auto levels = channels_of(stage.fill, in);
  with_sample(in.type, [&](auto zero) {
    using T = decltype(zero);
    for (std::size_t k = 0; k < static_cast<std::size_t>(in.channels); ++k) {
      const float level = levels[k] * white<T>;
      const T sample = static_cast<T>(std::is_same_v<T, f32> ? level : quantise(level, white<T>));
      std::memcpy(p->fill + k * sizeof(T), &sample, sizeof(T));
    }
  });
  return {std::move(p), {}, &no_scratch, &launch};
}

}  // namespace tessera::inline v0::cuda
