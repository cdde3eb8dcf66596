// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tessera/kernels/cpu/separable_program.hpp"
#include "tessera/kernels/patterns/fixed_weights.hpp"

namespace tessera::inline v0::cpu {

void finish(const separable_data& s, float* filtered, float* centre, const std::byte* centre_row, std::byte* out,
            std::size_t first, std::size_t n, float unit) {
  const auto type = static_cast<std::size_t>(s.in.type);
  const std::size_t offset = first * static_cast<std::size_t>(bytes_of(s.in.type));
  const bool whole = s.in.type != sample_type::f32;
  if (s.epilogue && s.in.type == sample_type::u8 && !s.in.alpha) {
    s.epilogue.kernels[s.level].mixed_u8(s.epilogue.op.get(), reinterpret_cast<const u8*>(centre_row + offset),
                                         filtered, unit, reinterpret_cast<u8*>(out + offset), n,
                                         {white<u8>, white<u8>, true});
    return;
  }
  if (s.epilogue) {
    s.rows->to_float[type](centre_row + offset, centre, n);
    s.epilogue.kernels[s.level].mixed(s.epilogue.op.get(), centre, filtered, filtered, n,
                                      {white_of(s.in.type), white_of(s.in.type), whole});
    const auto channels = static_cast<std::size_t>(s.in.channels);
    if (s.in.alpha)
      for (std::size_t i = channels - 1; i < n; i += channels) filtered[i] = centre[i];
  } else if (whole) {
    s.rows->quantise(filtered, n, white_of(s.in.type));
  }
  s.rows->from_float[type](filtered, out + offset, n);
}

namespace {

std::size_t separable_scratch(const void* data, std::int64_t columns) {
  const auto& s = *static_cast<const separable_data*>(data);
  const std::size_t wide = s.wide(columns);
  std::size_t kept = s.taps() * sizeof(const std::byte*);
  if (s.how == way::weighted) kept += s.taps() * line((wide + float_slack) * sizeof(float));
  if (s.how == way::running) kept += running_bytes(s, wide);
  return work_space::before_kept(s, wide) + line(kept);
}

/// The horizontal pass and the end of one row, from the vertical pass's samples.
void finish_fixed(const separable_data& s, const row_task& t, const fixed_pass& x, const std::int16_t* middle,
                  const work_space& w) {
  if (!s.epilogue) return s.code->horizontal_u8(middle, s.in.channels, x, reinterpret_cast<std::uint8_t*>(t.out), t.n);
  if (s.sharpens)
    return s.code->horizontal_sharpened(middle, s.in.channels, x, *s.sharpens,
                                        reinterpret_cast<const std::uint8_t*>(t.centre),
                                        reinterpret_cast<std::uint8_t*>(t.out), t.n);
  const float unit = 1.0f / static_cast<float>(1 << x.shift);
  for (std::size_t i = 0; i < t.n; i += separable_chunk) {
    const std::size_t n = std::min(separable_chunk, t.n - i);
    s.code->horizontal_sums(middle + i, s.in.channels, x, w.filtered, n);
    finish(s, w.filtered, w.centre, t.centre, t.out, i, n, unit);
  }
}

void fixed_row(const separable_data& s, const row_task& t, const work_space& w) {
  auto* middle = reinterpret_cast<std::int16_t*>(w.middle);
  s.code->vertical_u8(reinterpret_cast<const std::uint8_t* const*>(t.rows), s.fixed_y, middle, wide_of(s, t));
  finish_fixed(s, t, s.fixed_x, middle, w);
}

/// `rows_at_once` rows one below the other; tasks[0].rows goes on to the last row of the last one.
void fixed_rows(const separable_data& s, const row_task* tasks, const work_space& w) {
  const std::size_t wide = wide_of(s, tasks[0]);
  // What comes of the lines of input rows fills whole lines, too.
  const std::size_t shift = reinterpret_cast<std::uintptr_t>(tasks[0].rows[0]) % 64;
  std::int16_t* middle[rows_at_once];
  for (int j = 0; j < rows_at_once; ++j)
    middle[j] = reinterpret_cast<std::int16_t*>(w.middle + static_cast<std::size_t>(j) * middle_line(wide)) + shift;
  stacked_pass y = s.stacked_y;
  fixed_pass x = s.fixed_x;
  if (s.copies)
    x.copy = y.copy = static_cast<std::ptrdiff_t>((rows_at_once * middle_line(wide) + 32) / sizeof(std::int16_t));
  s.code->vertical_rows_u8(reinterpret_cast<const std::uint8_t* const*>(tasks[0].rows), y, middle, wide);
  for (int j = 0; j < rows_at_once; ++j) finish_fixed(s, tasks[j], x, middle[j], w);
}

/// Samples [first, first + n) of a row.
void float_part(const separable_data& s, const std::byte* const* rows, sample_type type, const row_task& t,
                const work_space& w, std::size_t first, std::size_t n) {
  auto* const middle = reinterpret_cast<float*>(w.middle);
  s.code->vertical_float[static_cast<std::size_t>(type)](rows, first, s.float_y, middle, n + s.margin());
  for (std::size_t i = 0; i < n; i += separable_chunk) {
    const std::size_t count = std::min(separable_chunk, n - i);
    s.code->horizontal_float(middle + i, s.in.channels, s.float_x, w.filtered, count);
    if (s.how == way::weighted)
      s.rows->divide_by_alpha(w.filtered, count, static_cast<std::size_t>(s.in.channels), white_of(s.in.type));
    finish(s, w.filtered, w.centre, t.centre, t.out, first + i, count);
  }
}

/// Strip by strip, so that the rows of the window are still in L1 when the next row needs them.
void float_rows(const separable_data& s, const row_task* tasks, int count, const work_space& w) {
  const std::size_t strip = std::max<std::size_t>(504, 8 * s.margin());  // whole pixels
  for (std::size_t i = 0; i < tasks[0].n; i += strip)
    for (int k = 0; k < count; ++k)
      float_part(s, tasks[k].rows, s.in.type, tasks[k], w, i, std::min(strip, tasks[k].n - i));
}

/// Keeps the rows of the window as floats with colour times alpha; each input row is turned once.
void weighted_row(const separable_data& s, const row_task& t, const work_space& w) {
  const auto channels = static_cast<std::size_t>(s.in.channels);
  const std::size_t wide = wide_of(s, t);
  const std::size_t pitch = line((wide + float_slack) * sizeof(float));
  const auto taps = static_cast<std::int64_t>(s.taps());
  auto** pointers = reinterpret_cast<const std::byte**>(w.kept);
  std::byte* ring = w.kept + line(s.taps() * sizeof(const std::byte*));
  const float scale = 1.0f / white_of(s.in.type);
  for (std::int64_t k = 0; k < taps; ++k) {
    const std::int64_t slot = (((t.y + k) % taps) + taps) % taps;
    auto* row = reinterpret_cast<float*>(ring + static_cast<std::size_t>(slot) * pitch);
    pointers[k] = reinterpret_cast<const std::byte*>(row);
    if (!t.first && k + 1 < taps) continue;
    s.rows->to_float[static_cast<std::size_t>(s.in.type)](t.rows[k], row, wide);
    s.rows->weigh_by_alpha(row, wide, channels, scale);
  }
  float_part(s, pointers, sample_type::f32, t, w, 0, t.n);
}

void run_row(const separable_data& s, const row_task& t, const work_space& w) {
  switch (s.how) {
    case way::fixed:
      return fixed_row(s, t, w);
    case way::floats:
      return float_rows(s, &t, 1, w);
    case way::weighted:
      return weighted_row(s, t, w);
    case way::running:
      return running_row(s, t, w);
  }
}

void run_columns(const separable_data& s, const row_job& job) {
  const std::int64_t pixel = s.in.pixel_bytes();
  const work_space w(job.scratch, s, s.wide(job.x1 - job.x0));
  const std::byte* const* const window = job.in[0].row + (job.y - s.ry - job.in[0].y);
  const auto** rows = reinterpret_cast<const std::byte**>(w.pointers);
  const int count = static_cast<int>(s.taps()) + job.rows - 1;
  for (int r = 0; r < count; ++r) rows[r] = window[r] + (job.x0 - s.rx - job.in[0].x) * pixel;
  row_task tasks[max_rows];
  for (int k = 0; k < job.rows; ++k)
    tasks[k] = {rows + k,
                rows[k + s.ry] + s.rx * pixel,
                job.out[k],
                static_cast<std::size_t>((job.x1 - job.x0) * s.in.channels),
                job.first && k == 0,
                job.y + k};
  int k = 0;
  if (s.how == way::fixed && wide_of(s, tasks[0]) >= vector_samples)
    for (; k + rows_at_once <= job.rows; k += rows_at_once) fixed_rows(s, tasks + k, w);
  if (s.how == way::floats) {
    float_rows(s, tasks, job.rows, w);
    k = job.rows;
  }
  for (; k < job.rows; ++k) run_row(s, tasks[k], w);
}

/// Columns that fixed point does at a time for all rows of a call, so that L2 holds the window's rows until the last output row has read them.
std::int64_t columns_at_once(const separable_data& s, std::int64_t columns) {
  constexpr std::int64_t kept = 768 << 10, step = 256;  // bytes; pixels that are whole lines of memory
  const auto rows = static_cast<std::int64_t>(s.taps()) + max_rows;
  const std::int64_t most = std::max(kept / (rows * s.in.channels), 16 * (s.rx + 1));
  const std::int64_t parts = (columns + most - 1) / most;
  return ((columns + parts - 1) / parts + step - 1) / step * step;
}

void run_separable(const void* data, const row_job& job) {
  const auto& s = *static_cast<const separable_data*>(data);
  if (s.how != way::fixed) return run_columns(s, job);
  const std::int64_t step = columns_at_once(s, job.x1 - job.x0);
  for (std::int64_t x = job.x0; x < job.x1; x += step) {
    std::byte* out[max_rows];
    for (int k = 0; k < job.rows; ++k) out[k] = job.out[k] + (x - job.x0) * s.out.pixel_bytes();
    row_job part = job;
    part.out = out;
    part.x0 = x;
    part.x1 = std::min(job.x1, x + step);
    run_columns(s, part);
  }
}

/// The vertical weights for `rows_at_once` rows over the same pairs of input rows.
void stack(separable_data& s, const fixed_weights& y) {
  const int count = (y.taps + rows_at_once) / 2;
  for (int j = 0; j < rows_at_once; ++j)
    for (int p = 0; p < count; ++p) {
      const std::int32_t low = weight_at(y, 2 * p - j), high = weight_at(y, 2 * p + 1 - j);
      s.stacked.push_back(pack(low, high));
    }
  s.stacked_y = {s.stacked.data(), count, y.bits - middle_bits};
  if (y.taps < 5) return;
  const int last = y.taps - 1;
  for (const int tap : {0, 1, last - 1, last})
    if (weight_at(y, tap) > 127) return;
  const auto bytes = [&](int a, int b, int c, int d) {
    return static_cast<std::int32_t>(weight_at(y, a) | weight_at(y, b) << 8 | weight_at(y, c) << 16 |
                                     weight_at(y, d) << 24);
  };
  s.stacked_y.outer = {bytes(0, 1, last, last + 1), bytes(-1, 0, last - 1, last)};
}

/// The horizontal weights by pairs of neighbouring taps.
void pair_taps(separable_data& s, const fixed_weights& x) {
  for (int t = 0; t < x.taps; t += 2) {
    s.all_x.push_back(pack(weight_at(x, t), weight_at(x, t + 1)));
    s.later_x.push_back(pack(weight_at(x, t - 1), weight_at(x, t)));
  }
}

/// Everything that fixed point needs.
void set_fixed(separable_data& s, const fixed_weights& x, const fixed_weights& y) {
  s.how = way::fixed;
  s.pairs_x = x.pairs;
  s.pairs_y = y.pairs;
  pair_taps(s, x);
  stack(s, y);
  const auto pass = [](const fixed_weights& w, const std::vector<std::int32_t>& pairs, int shift) {
    return fixed_pass{pairs.data(), static_cast<int>(pairs.size()), w.taps, w.symmetric, shift, 1 << (shift - 1)};
  };
  s.fixed_x = pass(x, s.pairs_x, x.bits + middle_bits);
  s.fixed_x.all = s.all_x.data(), s.fixed_x.later = s.later_x.data();
  if (s.epilogue) s.fixed_x.start = 0;  // it takes the sum with its fraction
  s.fixed_y = pass(y, s.pairs_y, y.bits - middle_bits);
  s.copies = s.code->wants_copies(s.fixed_x, s.in.channels, s.sharpens.has_value());
}

std::vector<float> to_floats(const std::vector<double>& weights) { return {weights.begin(), weights.end()}; }

}  // namespace

kernel compile(const separable& stage, const format& in, const format& out, int level) {
  auto s = std::make_shared<separable_data>();
  s->code = &table_of(level).separable;
  s->rows = &table_of(level).rows;
  s->running = &table_of(level).running;
  s->epilogue = stage.epilogue;
  s->sharpens = stage.sharpens;
  s->level = level;
  s->in = in;
  s->out = out;
  s->rx = stage.reach_x();
  s->ry = stage.reach_y();
  s->weights_x = to_floats(stage.horizontal);
  s->weights_y = to_floats(stage.vertical);
  s->float_x = {s->weights_x.data(), static_cast<int>(s->weights_x.size()), is_symmetric(stage.horizontal)};
  s->float_y = {s->weights_y.data(), static_cast<int>(s->weights_y.size()), is_symmetric(stage.vertical)};
  if (in.alpha) {
    s->how = way::weighted;
  } else if (stage.uniform && in.type != sample_type::f32) {
    s->how = way::running;
  } else if (in.type == sample_type::u8) {
    const fixed_weights y = quantise_weights(stage.vertical, 8),
                        x = quantise_weights(stage.horizontal, 8 + middle_bits);
    if (255.0 * (x.error + y.error) + 0.5 / (1 << middle_bits) <= most_fixed_error) {
      set_fixed(*s, x, y);
    }
  }
  return {std::move(s), &run_separable, &separable_scratch};
}

}  // namespace tessera::inline v0::cpu
