// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <type_traits>

#include "tessera/kernels/cpu/resample_program.hpp"
#include "tessera/kernels/cpu/rows.hpp"
#include "tessera/kernels/transfer.hpp"

namespace tessera::inline v0::cpu {

namespace {

template <class Sum>
struct sums_program {
  const resample_table* code = nullptr;
  const resample_sums<Sum>* passes = nullptr;
  const rows_table* rows_code = nullptr;
  std::vector<axis_table::entry> columns, rows;
  std::vector<Sum> column_weights, row_weights;
  column_groups groups;
  format layout;
  bool linear = false;
  std::vector<float> linear_levels;   ///< of u8 and u16
  std::size_t samples = 0, sums = 0;  ///< of one row of a group, going in and coming out
};

/// The parts of the scratch.
template <class Sum>
struct buffers {
  Sum *strip, *rows, *turned, *out;
  float *levels, *lines;
};

constexpr auto strip_size = static_cast<std::size_t>(resample_strip);

template <class Sum>
buffers<Sum> buffers_of(const sums_program<Sum>& p, std::byte* scratch) {
  const auto lanes = static_cast<std::size_t>(p.code->lanes);
  buffers<Sum> b;
  b.strip = reinterpret_cast<Sum*>(scratch);
  b.rows = b.strip + strip_size;
  b.turned = b.rows + strip_size * lanes;
  b.out = b.turned + p.samples * lanes;
  b.levels = reinterpret_cast<float*>(b.out + p.sums * lanes);
  b.lines = b.levels + p.sums * lanes;
  return b;
}

template <class Sum>
std::size_t sums_scratch(const void* data, std::int64_t) {
  const auto& p = *static_cast<const sums_program<Sum>*>(data);
  const auto lanes = static_cast<std::size_t>(p.code->lanes);
  return sizeof(Sum) * (strip_size + (strip_size + p.samples + p.sums) * lanes) + sizeof(float) * 2 * p.sums * lanes;
}

template <class T, class Sum>
Sum colour_of(const sums_program<Sum>& p, T sample) {
  if (!p.linear) return static_cast<Sum>(sample);
  if constexpr (std::is_same_v<T, f32>) return static_cast<Sum>(srgb_to_linear(sample));
  else return static_cast<Sum>(p.linear_levels[sample]);
}

/// Samples as sums take them: linear light if asked for, colour times alpha. `n` is a whole number of pixels.
template <class T, class Sum>
void decode(const sums_program<Sum>& p, const std::byte* in, Sum* out, std::size_t n) {
  const T* from = reinterpret_cast<const T*>(in);
  const auto channels = static_cast<std::size_t>(p.layout.channels);
  if (std::is_same_v<Sum, float> && !p.linear) {
    auto* levels = reinterpret_cast<float*>(out);
    p.rows_code->to_float[static_cast<std::size_t>(type_of<T>)](in, levels, n);
    if (p.layout.alpha) p.rows_code->weigh_by_alpha(levels, n, channels, 1.0f);
    return;
  }
  if (!p.layout.alpha) {
    for (std::size_t i = 0; i < n; ++i) out[i] = colour_of(p, from[i]);
    return;
  }
  for (std::size_t i = 0; i < n; i += channels) {
    const Sum alpha = static_cast<Sum>(from[i + channels - 1]);
    for (std::size_t c = 0; c + 1 < channels; ++c) out[i + c] = colour_of(p, from[i + c]) * alpha;
    out[i + channels - 1] = alpha;
  }
}

/// Every input row of a strip is decoded once and added to the output rows that it counts for.
template <class Sum>
void filter_strip(const sums_program<Sum>& p, const row_job& job, std::int64_t y, int rows, std::int64_t column,
                  std::size_t n, const buffers<Sum>& b) {
  const auto* entries = p.rows.data() + y;
  std::fill_n(b.rows, strip_size * static_cast<std::size_t>(p.code->lanes), Sum(0));
  const auto& bottom = entries[rows - 1];
  int top = 0;
  for (std::int64_t line = entries[0].first; line < bottom.first + bottom.count; ++line) {
    while (entries[top].first + entries[top].count <= line) ++top;
    if (entries[top].first > line) continue;
    const std::byte* in = job.in[0].row[line - job.in[0].y] + (column - job.in[0].x) * p.layout.pixel_bytes();
    with_sample(p.layout.type, [&](auto zero) { decode<decltype(zero)>(p, in, b.strip, n); });
    for (int r = top; r < rows && entries[r].first <= line; ++r)
      if (line < entries[r].first + entries[r].count)
        p.passes->accumulate(b.strip,
                             p.row_weights[entries[r].offset + static_cast<std::size_t>(line - entries[r].first)],
                             b.rows + static_cast<std::size_t>(r) * strip_size, n);
  }
}

template <class Sum>
void run_group(const sums_program<Sum>& p, const row_job& job, int row, int rows, std::int64_t x, std::int64_t end,
               const buffers<Sum>& b) {
  const auto channels = static_cast<std::int64_t>(p.layout.channels);
  const auto& final = p.columns[static_cast<std::size_t>(end - 1)];
  const std::int64_t first = p.columns[static_cast<std::size_t>(x)].first, last = final.first + final.count;
  const std::int64_t step = resample_strip / channels / 4 * 4;  // whole pixels and whole words of four samples
  for (std::int64_t column = first; column < last; column += step) {
    const auto n = static_cast<std::size_t>(std::min(step, last - column) * channels);
    filter_strip(p, job, job.y + row, rows, column, n, b);
    p.passes->turn(b.rows, resample_strip, n, b.turned + (column - first) * channels * p.code->lanes);
  }
  p.passes->horizontal(b.turned, p.column_weights.data(), {p.columns.data(), first, x, end, p.layout.channels}, b.out);
  const auto pixels = static_cast<std::size_t>(end - x), samples = pixels * static_cast<std::size_t>(channels);
  const bool whole = p.layout.type != sample_type::f32;
  p.passes->finish(b.out, {pixels, p.layout.channels, p.layout.alpha, p.linear, whole, white_of(p.layout.type)},
                   b.levels);
  p.code->turn_back(b.levels, samples, b.lines, static_cast<std::ptrdiff_t>(p.sums));
  for (int r = 0; r < rows; ++r)
    p.rows_code->from_float[static_cast<std::size_t>(p.layout.type)](
        b.lines + static_cast<std::size_t>(r) * p.sums, job.out[row + r] + (x - job.x0) * p.layout.pixel_bytes(),
        samples);
}

template <class Sum>
void run_sums(const void* data, const row_job& job) {
  const auto& p = *static_cast<const sums_program<Sum>*>(data);
  const buffers<Sum> b = buffers_of(p, job.scratch);
  for (int row = 0; row < job.rows; row += p.code->lanes) {
    const int rows = std::min(p.code->lanes, job.rows - row);
    for (std::int64_t x = job.x0; x < job.x1;) {
      const std::int64_t end = p.groups.end(p.columns, x, job.x1);
      run_group(p, job, row, rows, x, end, b);
      x = end;
    }
  }
}

}  // namespace

template <class Sum>
kernel compile_sums(const axis_table& columns, const axis_table& rows, const format& in, bool linear,
                    const level_table& code, const resample_sums<Sum>& passes) {
  auto p = std::make_shared<sums_program<Sum>>(sums_program<Sum>{&code.resample,
                                                                 &passes,
                                                                 &code.rows,
                                                                 columns.entries,
                                                                 rows.entries,
                                                                 {},
                                                                 {},
                                                                 column_groups(columns),
                                                                 in,
                                                                 linear,
                                                                 {},
                                                                 0,
                                                                 0});
  p->column_weights.assign(columns.weights.begin(), columns.weights.end());
  p->row_weights.assign(rows.weights.begin(), rows.weights.end());
  const auto channels = static_cast<std::size_t>(in.channels);
  p->samples = round_up(static_cast<std::size_t>(p->groups.most_in) * channels, 16) + 16;
  p->sums = round_up(static_cast<std::size_t>(p->groups.most_out) * channels, 16) + 16;
  if (linear && in.type != sample_type::f32) {
    const float white = white_of(in.type);
    for (int v = 0; v <= static_cast<int>(white); ++v)
      p->linear_levels.push_back(srgb_to_linear(static_cast<float>(v) / white));
  }
  return {std::move(p), &run_sums<Sum>, &sums_scratch<Sum>};
}

template kernel compile_sums(const axis_table&, const axis_table&, const format&, bool, const level_table&,
                             const resample_sums<float>&);
template kernel compile_sums(const axis_table&, const axis_table&, const format&, bool, const level_table&,
                             const resample_sums<double>&);

}  // namespace tessera::inline v0::cpu
