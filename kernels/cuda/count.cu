// SPDX-License-Identifier: Apache-2.0
// Histograms: u8 in shared memory first, one table per block; u16 and f32, whose tables are larger, straight to the counters, equal
// neighbours as one addition.
#include "tessera/kernels/cuda/compile.hpp"
#include "tessera/kernels/cuda/tile.hpp"

namespace tessera::inline v0::cuda {

namespace {

using counter = unsigned long long;
static_assert(sizeof(counter) == sizeof(std::uint64_t));

struct count_program {
  sample_type type = sample_type::u8;
  std::int32_t channels = 1, colours = 1;
  bool by_tiles = false;
  tile_grid grid{};
};

constexpr int columns = 512, rows = 64;

template <class T>
__device__ __forceinline__ int entry_of(T sample) {
  if constexpr (std::is_same_v<T, f32>) return static_cast<int>(quantise(sample * 65535.0f, 65535.0f));
  else return sample;
}

template <class T>
__device__ __forceinline__ const T* row_of(const task& t, const place& at, int y, int channels) {
  const std::byte* row = t.in + (t.out_y + at.y + y - t.in_y) * t.in_pitch;
  return reinterpret_cast<const T*>(row) + (t.out_x + at.x - t.in_x) * channels;
}

__global__ void __launch_bounds__(256)
    count_bytes_of(const __grid_constant__ task_list list, const __grid_constant__ count_program p) {
  __shared__ unsigned bins[4 * 256];
  const place at = place_of(list, columns, rows);
  const task& t = list.items[at.index];
  for (int i = thread_number(); i < 256 * p.colours; i += thread_count()) bins[i] = 0;
  __syncthreads();
  const int width = smaller(columns, t.width - at.x), height = smaller(rows, t.height - at.y);
  for (int i = thread_number(); i < width * height; i += thread_count()) {
    const int y = i / width, x = i - y * width;
    const u8* pixel = row_of<u8>(t, at, y, p.channels) + x * p.channels;
    for (int c = 0; c < p.colours; ++c) atomicAdd(&bins[c * 256 + pixel[c]], 1u);
  }
  __syncthreads();
  auto* counters = reinterpret_cast<counter*>(t.out);
  for (int i = thread_number(); i < 256 * p.colours; i += thread_count())
    if (bins[i] != 0) atomicAdd(&counters[i], static_cast<counter>(bins[i]));
}

/// A thread goes down a column of one channel.
template <class T>
__global__ void __launch_bounds__(256)
    count_words_of(const __grid_constant__ task_list list, const __grid_constant__ count_program p) {
  const place at = place_of(list, columns, rows);
  const task& t = list.items[at.index];
  const int width = smaller(columns, t.width - at.x), height = smaller(rows, t.height - at.y);
  auto* counters = reinterpret_cast<counter*>(t.out);
  for (int i = thread_number(); i < width * p.colours; i += thread_count()) {
    const int x = i / p.colours, c = i - x * p.colours;
    const auto* sample = reinterpret_cast<const std::byte*>(row_of<T>(t, at, 0, p.channels) + (x * p.channels + c));
    counter* const mine = counters + c * 65536;
    int last = -1;
    unsigned run = 0;
    for (int y = 0; y < height; ++y, sample += t.in_pitch) {
      const int entry = entry_of(*reinterpret_cast<const T*>(sample));
      if (entry != last && run != 0) atomicAdd(&mine[last], static_cast<counter>(run));
      run = entry == last ? run + 1 : 1;
      last = entry;
    }
    if (run != 0) atomicAdd(&mine[last], static_cast<counter>(run));
  }
}

/// A pixel counts in its tile, and in those that show it mirrored.
template <class T>
__global__ void __launch_bounds__(256)
    count_tiles_of(const __grid_constant__ task_list list, const __grid_constant__ count_program p) {
  constexpr std::int64_t entries = std::is_same_v<T, u8> ? 256 : 65536;
  const place at = place_of(list, columns, rows);
  const task& t = list.items[at.index];
  const int width = smaller(columns, t.width - at.x), height = smaller(rows, t.height - at.y);
  auto* const counters = reinterpret_cast<counter*>(t.out);
  for (int i = thread_number(); i < width * height; i += thread_count()) {
    const int y = i / width, x = i - y * width;
    const T* const pixel = row_of<T>(t, at, y, p.channels) + x * p.channels;
    for_places(t.out_y + at.y + y, p.grid.picture.height, p.grid.height(), [&](std::int64_t in_y) {
      counter* const row = counters + in_y / p.grid.tile.height * p.grid.columns * entries;
      for_places(t.out_x + at.x + x, p.grid.picture.width, p.grid.width(), [&](std::int64_t in_x) {
        counter* const bins = row + in_x / p.grid.tile.width * entries;
        for (int c = 0; c < p.colours; ++c) atomicAdd(&bins[entry_of(pixel[c])], counter{1});
      });
    });
  }
}

cudaError_t launch(const void* data, const std::byte*, std::span<const job> jobs, cudaStream_t stream) {
  const auto& p = *static_cast<const count_program*>(data);
  const tiling cut{columns, rows, dim3(256)};
  if (p.by_tiles)
    return with_sample(p.type, [&](auto zero) {
      return launch_tasks(&count_tiles_of<decltype(zero)>, cut, jobs, whole_output, stream, p);
    });
  if (p.type == sample_type::u8) return launch_tasks(&count_bytes_of, cut, jobs, whole_output, stream, p);
  if (p.type == sample_type::u16) return launch_tasks(&count_words_of<u16>, cut, jobs, whole_output, stream, p);
  return launch_tasks(&count_words_of<f32>, cut, jobs, whole_output, stream, p);
}

}  // namespace

kernel compile_count(const format& in, const std::optional<tile_grid>& grid) {
  auto p = std::make_shared<count_program>(count_program{in.type, in.channels, in.colour_channels()});
  p->by_tiles = grid.has_value();
  if (grid) p->grid = *grid;
  return {std::move(p), {}, &no_scratch, &launch};
}

std::size_t count_bytes(const format& in, const std::optional<tile_grid>& grid) {
  const std::size_t entries = in.type == sample_type::u8 ? 256 : 65536;
  const int tables = grid ? grid->columns * grid->rows : in.colour_channels();
  return entries * static_cast<std::size_t>(tables) * sizeof(std::uint64_t);
}

}  // namespace tessera::inline v0::cuda
