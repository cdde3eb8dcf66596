// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>

#include "tessera/kernels/cpu/resample_program.hpp"

namespace tessera::inline v0::cpu {

namespace {

struct fixed_program {
  const resample_table* code = nullptr;
  fixed_table columns, rows;
  column_groups groups;
  std::int64_t channels = 1;
  std::size_t block_bytes = 0, pair_bytes = 0, sum_bytes = 0;
};

std::int64_t end_of(const axis_table::entry& e) { return e.first + e.count; }

/// The rows' strips of one group of columns, filtered vertically, as pairs in lanes.
void filter_rows(const fixed_program& p, const row_job& job, std::int64_t y, int rows, std::int64_t first,
                 std::int64_t last) {
  auto* blocks = reinterpret_cast<std::int16_t*>(job.scratch);
  auto* pairs = reinterpret_cast<std::int32_t*>(job.scratch + p.block_bytes);
  const std::int64_t region_end = end_of(p.columns.entries[static_cast<std::size_t>(job.x1 - 1)]);
  const std::int64_t samples = (last - first) * p.channels, readable = (region_end - first) * p.channels;
  const std::int64_t offset = (first - job.in[0].x) * p.channels;
  constexpr std::int64_t strip = resample_strip;
  const std::uint8_t* taps[1024];
  for (std::int64_t s = 0; s < samples; s += strip) {
    for (int r = 0; r < rows; ++r) {
      const auto& e = p.rows.entries[static_cast<std::size_t>(y + r)];
      for (std::int32_t k = 0; k < e.count; ++k)
        taps[k] = reinterpret_cast<const std::uint8_t*>(job.in[0].row[e.first + k - job.in[0].y]) + offset + s;
      p.code->vertical({taps, p.rows.weights.data() + e.offset, e.count, p.rows.shift,
                        static_cast<std::size_t>(std::min(strip, samples - s)), static_cast<std::size_t>(readable - s)},
                       r, blocks + s * p.code->lanes);
    }
  }
  p.code->pair(blocks, static_cast<std::size_t>((last - first + 1) / 2), static_cast<int>(p.channels), pairs);
}

void run_fixed(const void* data, const row_job& job) {
  const auto& p = *static_cast<const fixed_program*>(data);
  auto* pairs = reinterpret_cast<std::int32_t*>(job.scratch + p.block_bytes);
  auto* sums = reinterpret_cast<std::int32_t*>(job.scratch + p.block_bytes + p.pair_bytes);
  std::uint8_t* out[max_rows];
  for (int row = 0; row < job.rows; row += p.code->lanes) {
    const int rows = std::min(p.code->lanes, job.rows - row);
    for (std::int64_t x = job.x0; x < job.x1;) {
      const std::int64_t end = p.groups.end(p.columns.entries, x, job.x1);
      const std::int64_t first = p.columns.entries[static_cast<std::size_t>(x)].first;
      filter_rows(p, job, job.y + row, rows, first, end_of(p.columns.entries[static_cast<std::size_t>(end - 1)]));
      p.code->horizontal(pairs, p.columns.weights.data(), p.columns.shift,
                         {p.columns.entries.data(), first, x, end, static_cast<int>(p.channels)}, sums);
      for (int r = 0; r < rows; ++r)
        out[r] = reinterpret_cast<std::uint8_t*>(job.out[row + r]) + (x - job.x0) * p.channels;
      p.code->deliver(sums, static_cast<std::size_t>((end - x) * p.channels), out, rows);
      x = end;
    }
  }
}

std::size_t fixed_scratch(const void* data, std::int64_t) {
  const auto& p = *static_cast<const fixed_program*>(data);
  return p.block_bytes + p.pair_bytes + p.sum_bytes;
}

void lay_out(fixed_program& p) {
  const auto lanes = static_cast<std::size_t>(p.code->lanes), channels = static_cast<std::size_t>(p.channels);
  const std::size_t samples = round_up((static_cast<std::size_t>(p.groups.most_in) + 2) * channels, 64) + 64;
  p.block_bytes = samples * lanes * sizeof(std::int16_t);
  p.pair_bytes = (samples / 2 + 4) * lanes * sizeof(std::int32_t);
  p.sum_bytes = (static_cast<std::size_t>(p.groups.most_out) * channels + 16) * lanes * sizeof(std::int32_t);
}

void run_halve(const void* data, const row_job& job) {
  const auto& p = *static_cast<const fixed_program*>(data);
  const std::int64_t offset = (2 * job.x0 - job.in[0].x) * p.channels;
  const auto row = [&](std::int64_t y) {
    return reinterpret_cast<const std::uint8_t*>(job.in[0].row[y - job.in[0].y]) + offset;
  };
  for (int k = 0; k < job.rows; ++k)
    p.code->halve(row(2 * (job.y + k)), row(2 * (job.y + k) + 1), reinterpret_cast<std::uint8_t*>(job.out[k]),
                  static_cast<std::size_t>(job.x1 - job.x0), static_cast<int>(p.channels));
}

}  // namespace

kernel compile_fixed(const axis_table& columns, const axis_table& rows, const format& in, const resample_table& code) {
  // 15 bits: 255 levels x 64 x a gain of 2 x 2^15 stay within 31 bits horizontally; 20 bits do vertically.
  fixed_program made{
      &code, quantise_table(columns, 15), quantise_table(rows, 20), column_groups(columns), in.channels, 0, 0, 0};
  const double gain_x = columns.gain(), gain_y = rows.gain();
  const double error = 255 * (made.columns.error * gain_y + made.rows.error * gain_x);
  if (error > 0.4 || gain_x > 1.9 || gain_y > 1.9 || rows.largest_count() > 1024 || made.rows.shift <= 7) return {};
  const bool half = made.columns.halves() && made.rows.halves();
  lay_out(made);
  return {std::make_shared<fixed_program>(std::move(made)), half ? &run_halve : &run_fixed,
          half ? &no_scratch : &fixed_scratch};
}

}  // namespace tessera::inline v0::cpu
