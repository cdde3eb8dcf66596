// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tessera/kernels/cpu/level_table.hpp"
#include "tessera/kernels/math.hpp"

namespace tessera::inline v0::cpu {

namespace {

struct tables_program {
  tile_tables what;
  format layout;
  std::vector<tile_place> columns;  ///< of the picture
};

template <class T>
std::int64_t entry_of(T sample) {
  if constexpr (std::is_same_v<T, f32>) return static_cast<std::int64_t>(quantise(sample * 65535.0f, 65535.0f));
  else return sample;
}

template <class T>
T level_of(float fraction) {
  if constexpr (std::is_same_v<T, f32>) return fraction;
  else return static_cast<T>(quantise(fraction * white<T>, white<T>));
}

template <class T>
void run_row(const tables_program& p, const T* in, T* out, std::int64_t x0, std::int64_t x1, std::int64_t y) {
  const tile_place down = place_between(y, p.what.grid.tile.height, p.what.grid.rows);
  const std::int64_t entries = p.what.entries, row = entries * p.what.grid.columns;
  const float* const rows[2] = {p.what.values->data() + down.first * row, p.what.values->data() + down.second * row};
  const int colours = p.layout.colour_channels();
  for (std::int64_t x = x0; x < x1; ++x, in += p.layout.channels, out += p.layout.channels) {
    const tile_place& across = p.columns[static_cast<std::size_t>(x)];
    for (int c = 0; c < colours; ++c) out[c] = level_of<T>(blended(rows, entries, across, down.part, entry_of(in[c])));
    if (p.layout.alpha) out[colours] = in[colours];
  }
}

void run(const void* data, const row_job& job) {
  const auto& p = *static_cast<const tables_program*>(data);
  for (int k = 0; k < job.rows; ++k) {
    const std::byte* in = job.in[0].row[job.y + k - job.in[0].y] + (job.x0 - job.in[0].x) * p.layout.pixel_bytes();
    with_sample(p.layout.type, [&](auto zero) {
      using T = decltype(zero);
      run_row(p, reinterpret_cast<const T*>(in), reinterpret_cast<T*>(job.out[k]), job.x0, job.x1, job.y + k);
    });
  }
}

}  // namespace

kernel compile(const tile_tables& stage, const format& in, const format&, int) {
  auto p = std::make_shared<tables_program>(tables_program{stage, in, {}});
  for (std::int64_t x = 0; x < in.size.width; ++x)
    p->columns.push_back(place_between(x, stage.grid.tile.width, stage.grid.columns));
  return {std::move(p), &run, &no_scratch};
}

}  // namespace tessera::inline v0::cpu
