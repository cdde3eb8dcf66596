// SPDX-License-Identifier: Apache-2.0
// Levels through the tables of the four tiles around a pixel. The tables are larger than shared memory, so they are read through L1 and L2.
#include "tessera/kernels/cuda/compile.hpp"
#include "tessera/kernels/cuda/tile.hpp"

namespace tessera::inline v0::cuda {

namespace {

struct tables_program {
  const float* values = nullptr;
  tile_grid grid;
  std::int32_t entries = 256, channels = 1, colours = 1;
  sample_type type = sample_type::u8;
};

constexpr int columns = 64, rows = 16;

template <class T>
__device__ __forceinline__ std::int32_t entry_of(T sample) {
  if constexpr (std::is_same_v<T, f32>) return static_cast<std::int32_t>(quantise(sample * 65535.0f, 65535.0f));
  else return sample;
}

template <class T>
__global__ void __launch_bounds__(256)
    run_tables(const __grid_constant__ task_list list, const __grid_constant__ tables_program p) {
  const place at = place_of(list, columns, rows);
  const task& t = list.items[at.index];
  const int width = smaller(columns, t.width - at.x), height = smaller(rows, t.height - at.y);
  const std::int64_t row = std::int64_t{p.entries} * p.grid.columns;
  const int x = at.x + thread_number() % columns;
  const tile_place across = place_between(t.out_x + x, p.grid.tile.width, p.grid.columns);
  if (x >= at.x + width) return;
  for (int y = at.y + thread_number() / columns; y < at.y + height; y += thread_count() / columns) {
    const tile_place down = place_between(t.out_y + y, p.grid.tile.height, p.grid.rows);
    const float* const tables[2] = {p.values + down.first * row, p.values + down.second * row};
    const T* in =
        reinterpret_cast<const T*>(t.in + (t.out_y + y - t.in_y) * t.in_pitch) + (t.out_x + x - t.in_x) * p.channels;
    T* out = reinterpret_cast<T*>(t.out + y * t.out_pitch) + x * p.channels;
    for (int c = 0; c < p.colours; ++c)
      out[c] = fit<T>(blended(tables, p.entries, across, down.part, entry_of(in[c])) * white<T>);
    if (p.colours < p.channels) out[p.colours] = in[p.colours];
  }
}

cudaError_t launch(const void* data, const std::byte* constants, std::span<const job> jobs, cudaStream_t stream) {
  tables_program p = *static_cast<const tables_program*>(data);
  p.values = reinterpret_cast<const float*>(constants);
  const tiling cut{columns, rows, dim3(256)};
  if (p.type == sample_type::u8) return launch_tasks(&run_tables<u8>, cut, jobs, whole_output, stream, p);
  if (p.type == sample_type::u16) return launch_tasks(&run_tables<u16>, cut, jobs, whole_output, stream, p);
  return launch_tasks(&run_tables<f32>, cut, jobs, whole_output, stream, p);
}

}  // namespace

kernel compile(const tile_tables& stage, const format& in, const format&, const border_rule&) {
  std::vector<std::byte> constants;
  append(constants, *stage.values);
  auto p = std::make_shared<tables_program>(
      tables_program{nullptr, stage.grid, stage.entries, in.channels, in.colour_channels(), in.type});
  return {std::move(p), std::move(constants), &no_scratch, &launch};
}

}  // namespace tessera::inline v0::cuda
