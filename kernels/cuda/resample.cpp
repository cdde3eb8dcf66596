// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "tessera/kernels/cuda/compile.hpp"
#include "tessera/kernels/cuda/resample_program.hpp"

namespace tessera::inline v0::cuda {

namespace {

std::size_t sum_bytes(resample_way how) {
  return how == resample_way::fixed ? 2 : how == resample_way::precise ? sizeof(double) : sizeof(float);
}

std::size_t scratch_of_resample(const void* data, const rect& out) {
  const auto& d = *static_cast<const resample_data*>(data);
  if (d.how == resample_way::nearest || d.how == resample_way::halve) return 0;
  const std::int64_t samples = columns_read(d, out) * d.program.channels;
  return static_cast<std::size_t>(between_pitch(samples, static_cast<std::int64_t>(sum_bytes(d.how))) * out.height());
}

void point_at(axis_code& axis, const std::byte* entries, const std::byte* weights) {
  axis.entries = reinterpret_cast<const axis_table::entry*>(entries);
  axis.whole = reinterpret_cast<const std::int16_t*>(weights);
  axis.single = reinterpret_cast<const float*>(weights);
  axis.precise = reinterpret_cast<const double*>(weights);
}

cudaError_t launch(const void* data, const std::byte* constants, std::span<const job> jobs, cudaStream_t stream) {
  const auto& d = *static_cast<const resample_data*>(data);
  resample_program program = d.program;
  point_at(program.x, constants + d.columns_at, constants + d.weights_x_at);
  point_at(program.y, constants + d.rows_at, constants + d.weights_y_at);
  program.linear_levels = reinterpret_cast<const float*>(constants + d.levels_at);
  return launch_resample(d, program, jobs, stream);
}

/// One input position for every output position.
std::vector<axis_table::entry> picked(const axis& a) {
  std::vector<axis_table::entry> entries;
  for (std::int64_t i = 0; i < a.out; ++i) entries.push_back({window_of(a, i).first, 1, 0});
  return entries;
}

/// Whole-number weights where they are precise enough.
bool fix(const axis_table& columns, const axis_table& rows, resample_data& d, std::vector<std::byte>& constants) {
  const fixed_table x = quantise_table(columns, 15), y = quantise_table(rows, 20);
  const double gain_x = columns.gain(), gain_y = rows.gain();
  const double error = 255 * (x.error * gain_y + y.error * gain_x);
  if (error > 0.4 || gain_x > 1.9 || gain_y > 1.9 || rows.largest_count() > 1024 || y.shift <= 7) return false;
  d.how = x.halves() && y.halves() ? resample_way::halve : resample_way::fixed;
  d.program.x.shift = x.shift;
  d.program.y.shift = y.shift;
  d.columns = x.entries;
  d.columns_at = append(constants, x.entries);
  d.rows_at = append(constants, y.entries);
  d.weights_x_at = append(constants, x.weights);
  d.weights_y_at = append(constants, y.weights);
  return true;
}

template <class Sum>
void add_tables(const axis_table& columns, const axis_table& rows, resample_data& d,
                std::vector<std::byte>& constants) {
  d.columns = columns.entries;
  d.columns_at = append(constants, columns.entries);
  d.rows_at = append(constants, rows.entries);
  d.weights_x_at = append(constants, std::vector<Sum>(columns.weights.begin(), columns.weights.end()));
  d.weights_y_at = append(constants, std::vector<Sum>(rows.weights.begin(), rows.weights.end()));
}

void add_levels(resample_data& d, std::vector<std::byte>& constants) {
  std::vector<float> levels;
  const float white = white_of(d.type);
  for (int v = 0; v <= static_cast<int>(white); ++v) levels.push_back(srgb_to_linear(static_cast<float>(v) / white));
  d.levels_at = append(constants, levels);
}

void choose(const axis& x, const axis& y, const format& in, resample_data& d, std::vector<std::byte>& constants) {
  const axis_table columns = make_table(x), rows = make_table(y);
  const bool linear = d.program.linear;
  if (in.type == sample_type::u8 && !in.alpha && !linear && fix(columns, rows, d, constants)) return;
  // 2^-24 of white is lost at every addition: 64 taps of u16 cost at most 0.25 level.
  const bool long_sums = in.type == sample_type::u16 && columns.largest_count() + rows.largest_count() > 64;
  const bool precise = long_sums || (in.alpha && in.type != sample_type::u8);
  d.how = precise ? resample_way::precise : resample_way::single;
  if (precise) add_tables<double>(columns, rows, d, constants);
  else add_tables<float>(columns, rows, d, constants);
  if (linear && in.type != sample_type::f32) add_levels(d, constants);
}

}  // namespace

kernel compile(const resample& stage, const format& in, const format&, const border_rule& edges) {
  const axis x = horizontal_axis(stage, in), y = vertical_axis(stage, in);
  auto d = std::make_shared<resample_data>();
  d->type = in.type;
  d->pixel_bytes = in.pixel_bytes();
  d->program.edges = edges_of(edges, in);
  d->program.channels = in.channels;
  d->program.alpha = in.alpha;
  d->program.linear = stage.linear;
  std::vector<std::byte> constants;
  if (stage.kind == resample::filter::nearest) {
    d->how = resample_way::nearest;
    d->columns_at = append(constants, picked(x));
    d->rows_at = append(constants, picked(y));
  } else {
    choose(x, y, in, *d, constants);
  }
  return {std::move(d), std::move(constants), &scratch_of_resample, &launch};
}

}  // namespace tessera::inline v0::cuda
