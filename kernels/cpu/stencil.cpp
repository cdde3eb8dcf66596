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
};

/// Where the ring and the row pointers of one tile lie in its scratch.
struct stencil_state {
  float* result;
  float* ring;
  const float** rows;
};

std::size_t stencil_scratch(const void* data, std::int64_t columns) {
  const auto& s = *static_cast<const stencil_data*>(data);
  const auto height = static_cast<std::size_t>(s.height());
  return (stencil_chunk + float_slack + height * s.pitch(columns)) * sizeof(float) + height * sizeof(float*);
}

stencil_state state_of(const stencil_data& s, const row_job& job) {
  stencil_state state{};
  state.result = reinterpret_cast<float*>(job.scratch);
  state.ring = state.result + stencil_chunk + float_slack;
  state.rows =
      reinterpret_cast<const float**>(state.ring + static_cast<std::size_t>(s.height()) * s.pitch(job.x1 - job.x0));
  return state;
}

/// The input row as fractions of white in its slot of the ring.
void convert(const stencil_data& s, const row_job& job, const stencil_state& state, std::int64_t row) {
  const std::int64_t columns = job.x1 - job.x0;
  const std::byte* in = job.in[0].row[row - job.in[0].y] + (job.x0 - s.reach_x - job.in[0].x) * s.layout.pixel_bytes();
  float* out = state.ring + static_cast<std::size_t>(place_in_ring(row, s.height())) * s.pitch(columns);
  const auto pixels = static_cast<std::size_t>(columns + 2 * s.reach_x);
  s.code->to_fractions[static_cast<std::size_t>(s.layout.type)](in, out,
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

/// Row pointers for output row `y`, sample `i` of it: at the pixel itself for a formula, at the left of its reach for a matrix.
void point_rows(const stencil_data& s, const row_job& job, const stencil_state& state, std::int64_t y, std::size_t i) {
  const std::size_t pitch = s.pitch(job.x1 - job.x0);
  const std::size_t left = s.what ? static_cast<std::size_t>(s.reach_x * s.layout.channels) : 0;
  for (std::int64_t r = 0; r < s.height(); ++r)
    state.rows[r] =
        state.ring + static_cast<std::size_t>(place_in_ring(y - s.reach_y + r, s.height())) * pitch + left + i;
}

void finish_row(const stencil_data& s, const row_job& job, const stencil_state& state, int k) {
  const auto channels = static_cast<std::size_t>(s.layout.channels);
  const std::size_t samples = static_cast<std::size_t>(job.x1 - job.x0) * channels;
  const auto type = static_cast<std::size_t>(s.layout.type);
  const auto sample_bytes = static_cast<std::size_t>(bytes_of(s.layout.type));
  for (std::size_t i = 0; i < samples; i += stencil_chunk) {
    const std::size_t n = std::min(stencil_chunk, samples - i);
    point_rows(s, job, state, job.y + k, i);
    if (s.what) {
      const stencil_rows rows{state.rows, static_cast<int>(s.reach_y), s.layout.channels};
      s.what.kernels[s.level].stencil(s.what.op.get(), rows, state.result, n);
    } else {
      s.code->weigh(state.rows, s.taps.data(), s.taps.size(), s.gain > 0 ? 0.0f : s.offset, state.result, n);
      if (s.gain > 0) s.code->divide(state.result, s.layout.channels, n / channels, s.gain, s.offset);
    }
    s.code->to_levels[type](state.result, job.out[k] + i * sample_bytes, n);
  }
  if (!s.layout.alpha || s.gain > 0) return;
  const std::byte* centre = job.in[0].row[job.y + k - job.in[0].y] + (job.x0 - job.in[0].x) * s.layout.pixel_bytes();
  with_sample(s.layout.type, [&](auto zero) {
    copy_alpha<decltype(zero)>(centre, job.out[k], s.layout.channels, samples / channels);
  });
}

void run_stencil(const void* data, const row_job& job) {
  const auto& s = *static_cast<const stencil_data*>(data);
  const stencil_state state = state_of(s, job);
  slide_down(
      job, s.reach_y, [&](std::int64_t row) { convert(s, job, state, row); },
      [&](int k) { finish_row(s, job, state, k); });
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
