// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tessera/kernels/cpu/lookups.hpp"
#include "tessera/kernels/cpu/rows.hpp"
#include "tessera/kernels/math.hpp"

namespace tessera::inline v0::cpu {

namespace {

struct tables_program {
  tile_tables what;
  format layout;
  std::vector<tile_place> columns;  ///< of the picture
  std::vector<std::int64_t> ends;   ///< of runs of columns between the same two tiles
  std::vector<float> parts;         ///< of every sample
  const lookups_table* code = nullptr;
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

/// Pixels between the same two columns of tiles, on tables that a row has in common.
void run_bytes(const tables_program& p, const u8* in, u8* out, const row_job& job, std::int64_t y) {
  const tile_place down = place_between(y, p.what.grid.tile.height, p.what.grid.rows);
  const std::int64_t row = std::int64_t{256} * p.what.grid.columns;
  const float* const values = p.what.values->data();
  auto* const tables = reinterpret_cast<float*>(job.scratch);
  const auto place = [&](std::int64_t x) -> const tile_place& { return p.columns[static_cast<std::size_t>(x)]; };
  const int first = place(job.x0).first, last = place(job.x1 - 1).second;
  p.code->mix_tables(values + down.first * row + first * 256, values + down.second * row + first * 256, down.part,
                     tables + first * 256, static_cast<std::size_t>(last + 1 - first) * 256);
  const int channels = p.layout.channels;
  for (std::int64_t x = job.x0; x < job.x1;) {
    const tile_place& at = place(x);
    const std::int64_t end = std::min(job.x1, *std::upper_bound(p.ends.begin(), p.ends.end(), x));
    const std::int64_t done = (x - job.x0) * channels;
    p.code->mix_u8(in + done, out + done, static_cast<std::size_t>((end - x) * channels), tables + at.first * 256,
                   tables + at.second * 256, p.parts.data() + x * channels);
    x = end;
  }
  if (!p.layout.alpha) return;
  for (std::int64_t i = channels - 1; i < (job.x1 - job.x0) * channels; i += channels) out[i] = in[i];
}

void run(const void* data, const row_job& job) {
  const auto& p = *static_cast<const tables_program*>(data);
  for (int k = 0; k < job.rows; ++k) {
    const std::byte* in = job.in[0].row[job.y + k - job.in[0].y] + (job.x0 - job.in[0].x) * p.layout.pixel_bytes();
    with_sample(p.layout.type, [&](auto zero) {
      using T = decltype(zero);
      const T* from = reinterpret_cast<const T*>(in);
      T* to = reinterpret_cast<T*>(job.out[k]);
      if constexpr (std::is_same_v<T, u8>) run_bytes(p, from, to, job, job.y + k);
      else run_row(p, from, to, job.x0, job.x1, job.y + k);
    });
  }
}

std::size_t tables_scratch(const void* data, std::int64_t) {
  const auto& p = *static_cast<const tables_program*>(data);
  return p.layout.type == sample_type::u8 ? 256 * sizeof(float) * static_cast<std::size_t>(p.what.grid.columns) : 0;
}

}  // namespace

kernel compile(const tile_tables& stage, const format& in, const format&, int level) {
  auto p = std::make_shared<tables_program>(tables_program{stage, in, {}, {}, {}, &table_of(level).lookups});
  for (std::int64_t x = 0; x < in.size.width; ++x) {
    const tile_place at = place_between(x, stage.grid.tile.width, stage.grid.columns);
    if (x > 0 && (at.first != p->columns.back().first || at.second != p->columns.back().second)) p->ends.push_back(x);
    p->columns.push_back(at);
    if (in.type == sample_type::u8) p->parts.insert(p->parts.end(), static_cast<std::size_t>(in.channels), at.part);
  }
  p->ends.push_back(in.size.width);
  p->parts.resize(p->parts.size() + float_slack);
  return {std::move(p), &run, &tables_scratch};
}

}  // namespace tessera::inline v0::cpu
