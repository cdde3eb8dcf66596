// SPDX-License-Identifier: Apache-2.0
// Local moments: sums of columns that lose a row and gain a row, then differences of their prefix sums, so that a sample costs the same
// whatever the window.
#include "tessera/kernels/patterns/moments.hpp"

#include <algorithm>

#include "tessera/kernels/cpu/rows.hpp"

namespace tessera::inline v0::cpu {

namespace {

constexpr std::size_t moments_chunk = 1024;  // samples of floats at a time, in L1
constexpr std::size_t moments_pitch = moments_chunk + float_slack;

struct moments_data {
  const rows_table* rows = nullptr;
  formula what;
  format layout;
  int level = 0;
  std::int64_t rx = 0, ry = 0;

  std::size_t step() const { return static_cast<std::size_t>(layout.channels); }
  std::size_t wide(std::int64_t columns) const { return static_cast<std::size_t>(columns + 2 * rx) * step(); }
  /// Samples between those that a window is the difference of.
  std::size_t span() const { return static_cast<std::size_t>(2 * rx + 1) * step(); }
};

/// The scratch of a tile: sums of the columns and their prefix sums, rows of floats for the end.
template <class T>
struct moments_state {
  square_sum<T>*square_columns, *square_prefix;
  std::int64_t *columns, *prefix;
  float *centre, *mean, *deviation;

  static std::size_t line(const moments_data& s, std::int64_t width) {
    return (s.wide(width) + s.step() + 15) / 16 * 16;
  }
  static std::size_t bytes(const moments_data& s, std::int64_t width) {
    return 2 * line(s, width) * (sizeof(square_sum<T>) + sizeof(std::int64_t)) + 3 * moments_pitch * sizeof(float);
  }
  moments_state(const moments_data& s, const row_job& job) {
    const std::size_t n = line(s, job.x1 - job.x0);
    square_columns = reinterpret_cast<square_sum<T>*>(job.scratch);
    square_prefix = square_columns + n;
    columns = reinterpret_cast<std::int64_t*>(square_prefix + n);
    prefix = columns + n;
    centre = reinterpret_cast<float*>(prefix + n);
    mean = centre + moments_pitch;
    deviation = mean + moments_pitch;
  }
};

template <class T>
void add_row(const moments_state<T>& w, const T* row, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    const std::int64_t whole = whole_of(row[i]);
    w.columns[i] += whole;
    w.square_columns[i] += square_of<T>(whole);
  }
}

template <class T>
void take_row(const moments_state<T>& w, const T* row, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    const std::int64_t whole = whole_of(row[i]);
    w.columns[i] -= whole;
    w.square_columns[i] -= square_of<T>(whole);
  }
}

template <class T>
void add_columns(const moments_state<T>& w, std::size_t step, std::size_t n) {
  std::fill_n(w.prefix, step, 0);
  std::fill_n(w.square_prefix, step, square_sum<T>{0});
  for (std::size_t i = 0; i < n; ++i) {
    w.prefix[i + step] = w.prefix[i] + w.columns[i];
    w.square_prefix[i + step] = w.square_prefix[i] + w.square_columns[i];
  }
}

/// Samples `first` to `first` + n of a row; `centre_row` and `out` are those of its first one.
template <class T>
void finish(const moments_data& s, const moments_state<T>& w, const std::byte* centre_row, std::byte* out,
            std::size_t first, std::size_t n) {
  const double count = static_cast<double>((2 * s.rx + 1) * (2 * s.ry + 1));
  const std::size_t span = s.span();
  for (std::size_t k = 0, i = first; k < n; ++k, ++i) {
    const auto [mean, deviation] =
        moments_of<T>(w.prefix[i + span] - w.prefix[i], w.square_prefix[i + span] - w.square_prefix[i], count);
    w.mean[k] = mean;
    w.deviation[k] = deviation;
  }
  const auto type = static_cast<std::size_t>(s.layout.type);
  s.rows->to_float[type](centre_row + first * sizeof(T), w.centre, n);
  s.rows->scale(w.centre, n, 1.0f / white<T>);
  s.what.kernels[s.level].moments(s.what.op.get(), w.centre, w.mean, w.deviation, w.mean, n);
  if (s.layout.alpha)
    for (std::size_t i = s.step() - 1; i < n; i += s.step()) w.mean[i] = w.centre[i];
  if constexpr (!std::is_same_v<T, f32>) {
    s.rows->scale(w.mean, n, white<T>);
    s.rows->quantise(w.mean, n, white<T>);
  }
  s.rows->from_float[type](w.mean, out + first * sizeof(T), n);
}

template <class T>
void run_moments(const void* data, const row_job& job) {
  const auto& s = *static_cast<const moments_data*>(data);
  const moments_state<T> w(s, job);
  const std::size_t wide = s.wide(job.x1 - job.x0), samples = static_cast<std::size_t>(job.x1 - job.x0) * s.step();
  const auto row = [&](std::int64_t y) {
    return job.in[0].row[y - job.in[0].y] + (job.x0 - s.rx - job.in[0].x) * s.layout.pixel_bytes();
  };
  const auto samples_of = [&](std::int64_t y) { return reinterpret_cast<const T*>(row(y)); };
  if (job.first) {
    std::fill_n(w.columns, wide, 0);
    std::fill_n(w.square_columns, wide, square_sum<T>{0});
    for (std::int64_t y = job.y - s.ry; y < job.y + s.ry; ++y) add_row(w, samples_of(y), wide);
  }
  for (int k = 0; k < job.rows; ++k) {
    const std::int64_t y = job.y + k;
    add_row(w, samples_of(y + s.ry), wide);
    add_columns(w, s.step(), wide);
    const std::byte* centre_row = row(y) + s.rx * s.layout.pixel_bytes();
    for (std::size_t i = 0; i < samples; i += moments_chunk)
      finish(s, w, centre_row, job.out[k], i, std::min(moments_chunk, samples - i));
    take_row(w, samples_of(y - s.ry), wide);
  }
}

template <class T>
std::size_t moments_scratch(const void* data, std::int64_t columns) {
  return moments_state<T>::bytes(*static_cast<const moments_data*>(data), columns);
}

}  // namespace

kernel compile(const moments& stage, const format& in, const format& out, int level) {
  if (in != out)
    throw error(error_kind::unsupported,
                "local moments keep size, channels and sample type; change them in a stage of its own");
  auto data = std::make_shared<moments_data>();
  data->rows = &table_of(level).rows;
  data->what = stage.what;
  data->layout = in;
  data->level = level;
  data->rx = stage.radius_x;
  data->ry = stage.radius_y;
  return with_sample(in.type, [&](auto zero) {
    return kernel{data, &run_moments<decltype(zero)>, &moments_scratch<decltype(zero)>};
  });
}

}  // namespace tessera::inline v0::cpu
