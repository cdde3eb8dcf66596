// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cpu/warp.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/patterns/fill.hpp"
#include "tessera/kernels/patterns/regions.hpp"
#include "tessera/kernels/patterns/warp_map.hpp"

namespace tessera::inline v0::cpu {

namespace {

struct warp_program {
  const warp_table* code = nullptr;
  warp stage;
  format in;
  warp_colours colours;
  bool fixed = false;  ///< u8 without alpha: integer weights
  warp_table::real_function real = nullptr, beside = nullptr;
};

/// Pixels of a chunk whose taps all lie within the picture, and far enough from the region's end for whole vectors.
struct pixel_run {
  int begin = 0, end = 0;
};

/// The first such run of [from, n), if any.
pixel_run interior_of(const warp_program& p, const warp_input& in, const warp_positions& at, int from, int n) {
  const std::int64_t before = p.colours.taps / 2 - 1, after = p.colours.taps / 2;
  const std::int64_t vector = 15 / p.colours.channels + 1;  // pixels that 16 bytes touch
  const std::int64_t last_x = std::min(in.size.width - 1 - after, in.region.x1 - vector + before);
  const auto place = [](std::int64_t i) { return static_cast<std::int32_t>(i); };
  const warp_bounds bounds{place(before), place(last_x), place(before), place(in.size.height - 1 - after)};
  const auto inside = [&](int i) {
    return at.x[i] >= bounds.left && at.x[i] <= bounds.right && at.y[i] >= bounds.top && at.y[i] <= bounds.bottom;
  };
  pixel_run r{from, n};
  while (r.begin < n && !inside(r.begin)) ++r.begin;
  r.end = p.code->within(at, bounds, r.begin, n);
  return r;
}

/// The distance of the rows of a region, if it is always the same and what lies in the region is less than 2 GiB away.
std::ptrdiff_t even_pitch(const input_rows& from, const rect& region) {
  const std::byte* const* rows = from.row + (region.y0 - from.y);
  if (region.height() < 2) return 0;
  const std::ptrdiff_t pitch = rows[1] - rows[0];
  if (std::abs(pitch) > (std::ptrdiff_t{1} << 31) / region.height() - 64) return 0;
  for (std::int64_t k = 2; k < region.height(); ++k)
    if (rows[k] - rows[k - 1] != pitch) return 0;
  return pitch;
}

void fill_pixels(const warp_program& p, int n, std::byte* out) {
  const auto pixel = static_cast<std::size_t>(p.in.pixel_bytes()), size = static_cast<std::size_t>(n) * pixel;
  std::memcpy(out, p.colours.fill_pixel.data(), pixel);
  for (std::size_t done = pixel; done < size; done *= 2) std::memcpy(out + done, out, std::min(done, size - done));
}

/// A sample of the fill colour, whose alpha, if the picture has any, is `alpha`.
template <class T>
void put_fill(const warp_colours& c, T* pixel) {
  const float alpha = c.alpha ? c.fill[static_cast<std::size_t>(c.channels - 1)] : 1.0f;
  const bool gone = c.alpha && alpha <= no_alpha<T>;
  for (int k = 0; k < c.channels; ++k) {
    const float level = c.fill[static_cast<std::size_t>(k)];
    const float kept = gone && k + 1 < c.channels ? 0.0f : level;
    pixel[k] = static_cast<T>(std::is_same_v<T, f32> ? kept : quantise(kept, white<T>));
  }
}

void run_chunk(const warp_program& p, const warp_input& in, std::int64_t x, std::int64_t y, int n, std::byte* out) {
  if (reads(p.stage, {x, y, x + n, y + 1}, p.in).empty()) return fill_pixels(p, n, out);
  warp_positions at;
  warp_weights weights;
  p.code->locate(p.stage, x, y, n, in.size, at);
  if (p.fixed) p.code->weigh(at, n, p.colours.taps, weights);
  else if (!p.beside) return p.real(in, at, 0, n, p.colours, out);
  auto* to = reinterpret_cast<std::uint8_t*>(out);
  for (pixel_run r; r.end < n;) {
    const int done = r.end;
    r = interior_of(p, in, at, done, n);
    if (p.fixed) {
      p.code->anywhere(in, at, weights, done, r.begin, p.colours, to);
      p.code->interior(in, at, weights, r.begin, r.end, p.colours.channels, p.colours.taps, to);
    } else {
      p.real(in, at, done, r.begin, p.colours, out);
      p.beside(in, at, r.begin, r.end, p.colours, out);
    }
  }
}

void run_warp(const void* data, const row_job& job) {
  const auto& p = *static_cast<const warp_program*>(data);
  const rect region = reads(p.stage, {job.x0, job.y, job.x1, job.y + job.rows}, p.in);
  const warp_input in{job.in[0].row,
                      job.in[0].x,
                      job.in[0].y,
                      region,
                      p.in.size,
                      rows_go_round(p.stage.how),
                      p.fixed ? even_pitch(job.in[0], region) : 0};
  // Chunk by chunk, not row by row: rows below each other read the same lines and pages of the input.
  for (std::int64_t x = job.x0; x < job.x1; x += warp_chunk)
    for (int k = 0; k < job.rows; ++k)
      run_chunk(p, in, x, job.y + k, static_cast<int>(std::min<std::int64_t>(warp_chunk, job.x1 - x)),
                job.out[k] + (x - job.x0) * p.in.pixel_bytes());
}

}  // namespace

kernel compile(const warp& stage, const format& in, const format&, int level) {
  auto p = std::make_shared<warp_program>();
  p->code = &table_of(level).warp;
  p->stage = stage;
  p->in = in;
  const bool nearest = stage.kind == warp::interpolation::nearest;
  p->colours = {in.channels,
                in.alpha,
                nearest                                       ? 1
                : stage.kind == warp::interpolation::bilinear ? 2
                                                              : 4,
                channels_of(stage.fill, in),
                {}};
  for (float& level_of_fill : p->colours.fill) level_of_fill *= white_of(in.type);
  with_sample(in.type, [&](auto zero) {
    put_fill(p->colours, reinterpret_cast<decltype(zero)*>(p->colours.fill_pixel.data()));
  });
  p->fixed = in.type == sample_type::u8 && !in.alpha && !nearest;
  p->real = (in.alpha ? p->code->real_alpha : p->code->real)[static_cast<std::size_t>(in.type)];
  if (!nearest) p->beside = p->code->beside(in);
  return {std::move(p), &run_warp, &no_scratch};
}

}  // namespace tessera::inline v0::cpu
