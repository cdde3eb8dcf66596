// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cpu/stencil.hpp"

#include <algorithm>
#include <vector>

#include "tessera/kernels/cpu/ring.hpp"
#include "tessera/kernels/cpu/rows.hpp"

namespace tessera::inline v0::cpu {

namespace {

/// Floats of the result that are made at a time: they and the rows they read stay in L1.
constexpr std::size_t stencil_chunk = 960;  // a multiple of 2, 3 and 4 channels and of every vector length
/// The same of a formula over derived numbers, of which it keeps several for each float of some rows.
constexpr std::size_t strip = 480;

struct stencil_data {
  const stencil_table* code = nullptr;
  format layout;
  formula what;  ///< empty for a matrix
  int level = 0;
  std::int64_t reach_x = 0, reach_y = 0;
  std::vector<tap> taps;
  float offset = 0;
  float gain = 0;  ///< sum of the weights if colour is weighted by alpha, else 0
  std::int64_t height() const { return 2 * reach_y + 1; }
  /// Floats of one row of the ring for `columns` pixels of output, a multiple of 16.
  std::size_t pitch(std::int64_t columns) const {
    const auto floats = static_cast<std::size_t>((columns + 2 * reach_x) * layout.channels) + float_slack;
    return (floats + 15) / 16 * 16;
  }
  const formula_kernels& kernels() const { return what.kernels[level]; }
  std::size_t samples(std::int64_t columns) const { return static_cast<std::size_t>(columns * layout.channels); }

  // Of a formula over derived numbers; `derive` reaches 1 pixel, `conclude` the rest.
  bool derives() const { return what && kernels().derive; }
  std::int64_t numbers_height() const { return height() - 2; }
  std::size_t numbers_margin() const { return static_cast<std::size_t>((reach_x - 1) * layout.channels); }
  std::size_t numbers_pitch() const { return (strip + 2 * numbers_margin() + 2 * float_slack + 15) / 16 * 16; }
  /// Rows of numbers that a strip keeps.
  std::size_t numbers_rows() const { return 3 * static_cast<std::size_t>(numbers_height()); }
  std::size_t strips(std::int64_t columns) const { return (samples(columns) + strip - 1) / strip; }
  std::size_t numbers(std::int64_t columns) const {
    return derives() ? strips(columns) * numbers_rows() * numbers_pitch() : 0;
  }
};

/// Where the ring and the row pointers of one tile lie in its scratch.
struct stencil_state {
  float* result;
  float* ring;
  float* numbers;
  const float** rows;
};

std::size_t stencil_scratch(const void* data, std::int64_t columns) {
  const auto& s = *static_cast<const stencil_data*>(data);
  const auto height = static_cast<std::size_t>(s.height());
  return (stencil_chunk + float_slack + height * s.pitch(columns) + s.numbers(columns)) * sizeof(float) +
         3 * height * sizeof(float*);
}

stencil_state state_of(const stencil_data& s, const row_job& job) {
  const std::int64_t columns = job.x1 - job.x0;
  stencil_state state{};
  state.result = reinterpret_cast<float*>(job.scratch);
  state.ring = state.result + stencil_chunk + float_slack;
  state.numbers = state.ring + static_cast<std::size_t>(s.height()) * s.pitch(columns);
  state.rows = reinterpret_cast<const float**>(state.numbers + s.numbers(columns));
  return state;
}

/// Whether floats are read and written where they are, without a ring: formulas then go over at least a whole vector.
bool in_place(const stencil_data& s, const row_job& job) {
  return s.layout.type == sample_type::f32 && s.what && s.samples(job.x1 - job.x0) >= float_slack;
}

const std::byte* input_row(const stencil_data& s, const row_job& job, std::int64_t row) {
  return job.in[0].row[row - job.in[0].y] + (job.x0 - s.reach_x - job.in[0].x) * s.layout.pixel_bytes();
}

/// The input row as fractions of white in its slot of the ring.
void convert(const stencil_data& s, const row_job& job, const stencil_state& state, std::int64_t row) {
  const std::int64_t columns = job.x1 - job.x0;
  float* out = state.ring + static_cast<std::size_t>(place_in_ring(row, s.height())) * s.pitch(columns);
  const auto pixels = static_cast<std::size_t>(columns + 2 * s.reach_x);
  s.code->to_fractions[static_cast<std::size_t>(s.layout.type)](input_row(s, job, row), out,
                                                                pixels * static_cast<std::size_t>(s.layout.channels));
  if (s.gain > 0) s.code->premultiply(out, s.layout.channels, pixels);
}

template <class T>
void copy_alpha(const std::byte* in, std::byte* out, int channels, std::size_t pixels) {
  const T* from = reinterpret_cast<const T*>(in);
  T* to = reinterpret_cast<T*>(out);
  const auto step = static_cast<std::size_t>(channels);
  for (std::size_t i = step - 1; i < pixels * step; i += step) to[i] = from[i];
}

/// The row as fractions of white, from the left of the window of the first pixel on.
const float* fractions(const stencil_data& s, const row_job& job, const stencil_state& state, std::int64_t row) {
  if (in_place(s, job)) return reinterpret_cast<const float*>(input_row(s, job, row));
  return state.ring + static_cast<std::size_t>(place_in_ring(row, s.height())) * s.pitch(job.x1 - job.x0);
}

/// Pointers to `count` rows from `first` on, each moved by `offset` samples.
const float* const* point_rows(const stencil_data& s, const row_job& job, const stencil_state& state,
                               std::int64_t first, std::int64_t count, std::size_t offset) {
  for (std::int64_t r = 0; r < count; ++r) state.rows[r] = fractions(s, job, state, first + r) + offset;
  return state.rows;
}

/// Where a formula puts its result for sample `i` of row `k`: floats where they belong.
float* result_at(const stencil_data& s, const row_job& job, const stencil_state& state, int k, std::size_t i) {
  return in_place(s, job) ? reinterpret_cast<float*>(job.out[k]) + i : state.result;
}

/// Brings a result to where it belongs, if it is not there.
void hand_on(const stencil_data& s, const row_job& job, const float* result, int k, std::size_t i, std::size_t n) {
  if (in_place(s, job)) return;
  s.code->to_levels[static_cast<std::size_t>(s.layout.type)](
      result, job.out[k] + i * static_cast<std::size_t>(bytes_of(s.layout.type)), n);
}

/// Calls f(i, n) for parts of a row; none that is read in place is shorter than a vector.
template <class F>
void for_parts(const stencil_data& s, const row_job& job, std::size_t size, const F& f) {
  const std::size_t samples = s.samples(job.x1 - job.x0), least = in_place(s, job) ? float_slack : 1;
  for (std::size_t i = 0; i < samples; i += size) {
    const std::size_t n = std::max(std::min(size, samples - i), least);
    f(std::min(i, samples - n), n);
  }
}

void finish_row(const stencil_data& s, const row_job& job, const stencil_state& state, int k) {
  const std::size_t centre = static_cast<std::size_t>(s.reach_x) * static_cast<std::size_t>(s.layout.channels);
  for_parts(s, job, stencil_chunk, [&](std::size_t i, std::size_t n) {
    const float* const* window = point_rows(s, job, state, job.y + k - s.reach_y, s.height(), s.what ? centre + i : i);
    float* result = result_at(s, job, state, k, i);
    if (s.what) {
      s.kernels().stencil(s.what.op.get(), {window, static_cast<int>(s.reach_y), s.layout.channels}, result, n);
    } else {
      s.code->weigh(window, s.taps.data(), s.taps.size(), s.gain > 0 ? 0.0f : s.offset, result, n);
      if (s.gain > 0)
        s.code->divide(result, s.layout.channels, n / static_cast<std::size_t>(s.layout.channels), s.gain, s.offset);
    }
    hand_on(s, job, result, k, i, n);
  });
}

/// Makes the numbers of row `row` for a strip of samples, and the result as soon as the rows around it are there.
void step_down(const stencil_data& s, const row_job& job, const stencil_state& state, std::int64_t row, std::size_t i,
               std::size_t n) {
  const std::int64_t height = s.numbers_height(), reach = s.reach_y - 1;
  const std::size_t margin = s.numbers_margin(), pitch = s.numbers_pitch();
  float* const kept = state.numbers + (i + strip - 1) / strip * s.numbers_rows() * pitch;
  const auto slot = [&](int number, std::int64_t of) {
    return kept + static_cast<std::size_t>(number * height + place_in_ring(of, height)) * pitch;
  };
  float* const numbers[] = {slot(0, row), slot(1, row), slot(2, row)};
  const float* const* window = point_rows(s, job, state, row - 1, 3, static_cast<std::size_t>(s.layout.channels) + i);
  s.kernels().derive(s.what.op.get(), {window, 1, s.layout.channels}, numbers, n + 2 * margin);
  const int k = static_cast<int>(row - reach - job.y);
  if (k < 0) return;
  for (int number = 0; number < 3; ++number)
    for (std::int64_t r = 0; r < height; ++r)
      state.rows[number * height + r] = slot(number, row - 2 * reach + r) + margin;
  float* result = result_at(s, job, state, k, i);
  s.kernels().conclude(s.what.op.get(), {state.rows, static_cast<int>(reach), s.layout.channels}, result, n);
  hand_on(s, job, result, k, i, n);
}

/// Strip by strip where rows are read in place, so that they are still in L1 when the next row reads them.
void run_derived(const stencil_data& s, const row_job& job, const stencil_state& state) {
  const std::int64_t reach = s.reach_y - 1, first = job.first ? job.y - reach : job.y + reach,
                     last = job.y + job.rows + reach;
  const auto strips = [&](const auto& f) { for_parts(s, job, strip, f); };
  if (in_place(s, job))
    return strips([&](std::size_t i, std::size_t n) {
      for (std::int64_t row = first; row < last; ++row) step_down(s, job, state, row, i, n);
    });
  if (job.first) convert(s, job, state, first - 1), convert(s, job, state, first);
  for (std::int64_t row = first; row < last; ++row) {
    convert(s, job, state, row + 1);
    strips([&](std::size_t i, std::size_t n) { step_down(s, job, state, row, i, n); });
  }
}

/// Formulas leave alpha alone.
void keep_alpha(const stencil_data& s, const row_job& job, int k) {
  const std::byte* centre = job.in[0].row[job.y + k - job.in[0].y] + (job.x0 - job.in[0].x) * s.layout.pixel_bytes();
  with_sample(s.layout.type, [&](auto zero) {
    copy_alpha<decltype(zero)>(centre, job.out[k], s.layout.channels, static_cast<std::size_t>(job.x1 - job.x0));
  });
}

void run_stencil(const void* data, const row_job& job) {
  const auto& s = *static_cast<const stencil_data*>(data);
  const stencil_state state = state_of(s, job);
  const auto finish = [&](int k) { finish_row(s, job, state, k); };
  if (s.derives()) {
    run_derived(s, job, state);
  } else if (in_place(s, job)) {
    for (int k = 0; k < job.rows; ++k) finish(k);
  } else {
    slide_down(
        job, s.reach_y, [&](std::int64_t row) { convert(s, job, state, row); }, finish);
  }
  if (!s.layout.alpha || s.gain > 0) return;
  for (int k = 0; k < job.rows; ++k) keep_alpha(s, job, k);
}

/// Weights of 0 are left out; the others keep their order, top to bottom and left to right.
void add_taps(stencil_data& s, const std::vector<double>& matrix) {
  const std::int64_t width = 2 * s.reach_x + 1;
  double sum = 0;
  bool weights_alpha = s.layout.alpha;
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    sum += matrix[i];
    weights_alpha &= matrix[i] >= 0;
    if (matrix[i] == 0) continue;
    const auto at = static_cast<std::int64_t>(i);
    s.taps.push_back({static_cast<int>(at / width), static_cast<std::ptrdiff_t>(at % width * s.layout.channels),
                      static_cast<float>(matrix[i])});
  }
  if (weights_alpha && sum > 0) s.gain = static_cast<float>(sum);
}

}  // namespace

kernel compile(const stencil& stage, const format& in, const format& out, int level) {
  if (in.type != out.type || in.channels != out.channels || in.size != out.size)
    throw error(error_kind::unsupported,
                "a stencil keeps size, channels and sample type; change them in a stage of its own");
  auto data = std::make_shared<stencil_data>();
  data->code = &table_of(level).stencil;
  data->layout = in;
  data->what = stage.what;
  data->level = level;
  data->reach_x = stage.reach_x;
  data->reach_y = stage.reach_y;
  data->offset = static_cast<float>(stage.offset);
  if (!stage.what) add_taps(*data, stage.matrix);
  return {std::move(data), &run_stencil, &stencil_scratch};
}

}  // namespace tessera::inline v0::cpu
