// SPDX-License-Identifier: Apache-2.0
// Formulas over windows of whole pixels: input rows become planes of floats once, in a ring of as many rows as the window is high.
#include <algorithm>

#include "tessera/kernels/cpu/ring.hpp"
#include "tessera/kernels/cpu/rows.hpp"

namespace tessera::inline v0::cpu {

namespace {

/// Pixels of the result that are made at a time: what they read stays in L1 if the window is small.
constexpr std::size_t pixels_at_once = 512;
constexpr std::size_t plane_pitch = pixels_at_once + float_slack;

struct pixel_stencil_data {
  const rows_table* rows = nullptr;
  formula what;
  format in, out;
  int level = 0;
  std::int64_t reach_x = 0, reach_y = 0;
  bool mirrors = false;

  std::size_t height() const { return static_cast<std::size_t>(2 * reach_y + 1); }
  std::size_t planes() const { return static_cast<std::size_t>(in.channels); }
  std::size_t wide(std::int64_t columns) const { return static_cast<std::size_t>(columns + 2 * reach_x); }
  std::size_t pitch(std::int64_t columns) const { return (wide(columns) + float_slack + 15) / 16 * 16; }
  /// The plane that stands for red, green, blue or alpha.
  std::size_t plane_of(std::size_t channel) const {
    if (channel == 3) return planes() - 1;
    return in.colour_channels() == 1 ? 0 : channel;
  }
};

/// What lies in the scratch of a tile: planes of the result, the ring (row after row of each plane), pointers into it.
struct pixel_stencil_state {
  float* result;
  float* ring;
  const float** rows;
  std::size_t pitch;
};

std::size_t ring_floats(const pixel_stencil_data& s, std::int64_t columns) {
  return s.planes() * s.height() * s.pitch(columns);
}

std::size_t pixel_stencil_scratch(const void* data, std::int64_t columns) {
  const auto& s = *static_cast<const pixel_stencil_data*>(data);
  return (4 * plane_pitch + ring_floats(s, columns)) * sizeof(float) + 4 * s.height() * sizeof(float*);
}

pixel_stencil_state state_of(const pixel_stencil_data& s, const row_job& job) {
  auto* floats = reinterpret_cast<float*>(job.scratch);
  float* ring = floats + 4 * plane_pitch;
  const std::int64_t columns = job.x1 - job.x0;
  return {floats, ring, reinterpret_cast<const float**>(ring + ring_floats(s, columns)), s.pitch(columns)};
}

float* slot_of(const pixel_stencil_data& s, const pixel_stencil_state& state, std::size_t plane, std::int64_t row) {
  const auto slot = static_cast<std::size_t>(place_in_ring(row, static_cast<std::int64_t>(s.height())));
  return state.ring + (plane * s.height() + slot) * state.pitch;
}

/// Columns beyond the picture take those mirrored in its edge; all of them lie within the reach of the pixels that are made.
void mirror_columns(const pixel_stencil_data& s, const row_job& job, float* row) {
  const std::int64_t first = job.x0 - s.reach_x, last = job.x1 + s.reach_x;
  const auto mirror = [&](std::int64_t x) {
    row[x - first] = row[border_index(border_kind::reflect101, x, s.in.size.width) - first];
  };
  for (std::int64_t x = first; x < std::min<std::int64_t>(0, last); ++x) mirror(x);
  for (std::int64_t x = std::max(first, s.in.size.width); x < last; ++x) mirror(x);
}

/// The input row as planes of fractions of white, in its slot of the ring.
void convert(const pixel_stencil_data& s, const row_job& job, const pixel_stencil_state& state, std::int64_t row) {
  const std::int64_t source = s.mirrors ? border_index(border_kind::reflect101, row, s.in.size.height) : row;
  const std::byte* in = job.in[0].row[source - job.in[0].y] + (job.x0 - s.reach_x - job.in[0].x) * s.in.pixel_bytes();
  const std::size_t wide = s.wide(job.x1 - job.x0);
  float* planes[4];
  for (std::size_t p = 0; p < s.planes(); ++p) planes[p] = slot_of(s, state, p, row);
  s.rows->to_planes[static_cast<std::size_t>(s.in.type)](in, planes, s.in.channels, wide);
  for (std::size_t p = 0; p < s.planes(); ++p) {
    if (s.in.type != sample_type::f32) s.rows->scale(planes[p], wide, 1.0f / white_of(s.in.type));
    if (s.mirrors) mirror_columns(s, job, planes[p]);
  }
}

/// Pointers to the rows around output row `y`, at the pixel `i` of it.
void point_rows(const pixel_stencil_data& s, const pixel_stencil_state& state, std::int64_t y, std::size_t i) {
  for (std::size_t c = 0; c < 4; ++c)
    for (std::size_t r = 0; r < s.height(); ++r) {
      const std::int64_t row = y - s.reach_y + static_cast<std::int64_t>(r);
      state.rows[c * s.height() + r] =
          c == 3 && !s.in.alpha ? nullptr
                                : slot_of(s, state, s.plane_of(c), row) + static_cast<std::size_t>(s.reach_x) + i;
    }
}

/// The planes of the result as samples; alpha is the centre's.
void write_pixels(const pixel_stencil_data& s, const pixel_stencil_state& state, float* const* planes, std::byte* out,
                  std::size_t n) {
  const auto colours = static_cast<std::size_t>(s.out.colour_channels());
  float* joined[4] = {planes[0], planes[1], planes[2], planes[3]};
  joined[colours] = planes[3];
  if (s.in.alpha) std::copy_n(state.rows[3 * s.height() + static_cast<std::size_t>(s.reach_y)], n, planes[3]);
  if (s.out.type != sample_type::f32)
    for (std::size_t c = 0; c < static_cast<std::size_t>(s.out.channels); ++c) {
      s.rows->scale(joined[c], n, white_of(s.out.type));
      s.rows->quantise(joined[c], n, white_of(s.out.type));
    }
  s.rows->from_planes[static_cast<std::size_t>(s.out.type)](joined, out, s.out.channels, n);
}

void finish_row(const pixel_stencil_data& s, const row_job& job, const pixel_stencil_state& state, int k) {
  const auto columns = static_cast<std::size_t>(job.x1 - job.x0);
  const std::int64_t y = job.y + k;
  float* const planes[4] = {state.result, state.result + plane_pitch, state.result + 2 * plane_pitch,
                            state.result + 3 * plane_pitch};
  for (std::size_t i = 0; i < columns; i += pixels_at_once) {
    const std::size_t n = std::min(pixels_at_once, columns - i);
    point_rows(s, state, y, i);
    const bool odd_x = (static_cast<std::size_t>(job.x0) + i) % 2 != 0;
    const pixel_rows rows{state.rows, static_cast<int>(s.reach_y), s.in.colour_channels(), odd_x, y % 2 != 0};
    s.what.kernels[s.level].pixel_stencil(s.what.op.get(), rows, planes, n);
    write_pixels(s, state, planes, job.out[k] + i * static_cast<std::size_t>(s.out.pixel_bytes()), n);
  }
}

void run_pixel_stencil(const void* data, const row_job& job) {
  const auto& s = *static_cast<const pixel_stencil_data*>(data);
  const pixel_stencil_state state = state_of(s, job);
  slide_down(
      job, s.reach_y, [&](std::int64_t row) { convert(s, job, state, row); },
      [&](int k) { finish_row(s, job, state, k); });
}

}  // namespace

kernel compile(const pixel_stencil& stage, const format& in, const format& out, int level) {
  if (in.type != out.type || in.alpha != out.alpha || in.size != out.size)
    throw error(error_kind::unsupported,
                "a stencil keeps size, alpha and sample type; change them in a stage of its own");
  auto data = std::make_shared<pixel_stencil_data>();
  data->rows = &table_of(level).rows;
  data->what = stage.what;
  data->in = in;
  data->out = out;
  data->level = level;
  data->reach_x = stage.reach_x;
  data->reach_y = stage.reach_y;
  data->mirrors = stage.mirrors;
  return {std::move(data), &run_pixel_stencil, &pixel_stencil_scratch};
}

}  // namespace tessera::inline v0::cpu
