// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cpu/move.hpp"

#include <algorithm>
#include <cstring>

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/patterns/fill.hpp"

namespace tessera::inline v0::cpu {

namespace {

struct move_program {
  move stage;
  extent turned;  ///< the input's extent after the transposition
  std::size_t pixel_bytes = 1;
  std::array<std::byte, 16> fill{};
  move_table::reverse_function reverse = nullptr;
  move_table::turn_function turn = nullptr;
};

std::array<std::byte, 16> pixel_of(const colour& c, const format& f) {
  std::array<std::byte, 16> pixel{};
  const auto levels = channels_of(c, f);
  with_sample(f.type, [&](auto zero) {
    using T = decltype(zero);
    for (std::size_t k = 0; k < static_cast<std::size_t>(f.channels); ++k) {
      const float level = levels[k] * white<T>;
      const T sample = static_cast<T>(std::is_same_v<T, f32> ? level : quantise(level, white<T>));
      std::memcpy(pixel.data() + k * sizeof(T), &sample, sizeof(T));
    }
  });
  return pixel;
}

void fill_pixels(const move_program& p, std::byte* out, std::int64_t pixels) {
  if (pixels <= 0) return;
  const std::size_t size = static_cast<std::size_t>(pixels) * p.pixel_bytes;
  std::memcpy(out, p.fill.data(), p.pixel_bytes);
  for (std::size_t done = p.pixel_bytes; done < size;) {  // doubles what is there
    const std::size_t n = std::min(done, size - done);
    std::memcpy(out + done, out, n);
    done += n;
  }
}

/// The columns [x0, x1) of the job that show the input, relative to its first one.
struct span_of_input {
  std::int64_t begin, end;
};

span_of_input shown(const move_program& p, const row_job& job) {
  const std::int64_t width = job.x1 - job.x0;
  const std::int64_t begin = std::clamp<std::int64_t>(p.stage.left - job.x0, 0, width);
  return {begin, std::clamp<std::int64_t>(p.stage.left + p.turned.width - job.x0, begin, width)};
}

void run_straight(const void* data, const row_job& job) {
  const auto& p = *static_cast<const move_program*>(data);
  const auto bytes = static_cast<std::int64_t>(p.pixel_bytes);
  const auto [begin, end] = shown(p, job);
  const std::int64_t first = job.x0 + begin - p.stage.left;
  const std::int64_t column = p.stage.mirror_x ? p.turned.width - first - (end - begin) : first;
  for (int k = 0; k < job.rows; ++k) {
    std::byte* out = job.out[k];
    const std::int64_t row = job.y + k - p.stage.top;
    if (row < 0 || row >= p.turned.height || begin == end) {
      fill_pixels(p, out, job.x1 - job.x0);
      continue;
    }
    const std::int64_t source = p.stage.mirror_y ? p.turned.height - 1 - row : row;
    const std::byte* in = job.in[0].row[source - job.in[0].y] + (column - job.in[0].x) * bytes;
    const auto pixels = static_cast<std::size_t>(end - begin);
    fill_pixels(p, out, begin);
    if (p.stage.mirror_x) p.reverse(in, out + begin * bytes, pixels);
    else std::memcpy(out + begin * bytes, in, pixels * p.pixel_bytes);
    fill_pixels(p, out + end * bytes, job.x1 - job.x0 - end);
  }
}

/// Turns blocks: one output row is one input column, so as many rows as the job has are read side by side.
void run_turned(const void* data, const row_job& job) {
  const auto& p = *static_cast<const move_program*>(data);
  const auto bytes = static_cast<std::int64_t>(p.pixel_bytes);
  const auto [begin, end] = shown(p, job);
  const std::int64_t top = std::clamp<std::int64_t>(p.stage.top - job.y, 0, job.rows);
  const std::int64_t bottom = std::clamp<std::int64_t>(p.stage.top + p.turned.height - job.y, top, job.rows);
  for (std::int64_t k = 0; k < job.rows; ++k) {
    const bool inside = k >= top && k < bottom && begin < end;
    fill_pixels(p, job.out[k], inside ? begin : job.x1 - job.x0);
    if (inside) fill_pixels(p, job.out[k] + end * bytes, job.x1 - job.x0 - end);
  }
  if (top == bottom) return;
  const std::int64_t row = job.y + top - p.stage.top;
  const std::int64_t column = (p.stage.mirror_y ? p.turned.height - row - (bottom - top) : row) - job.in[0].x;
  constexpr std::int64_t block = 64;
  std::array<const std::byte*, block> in;
  std::array<std::byte*, max_rows> out;
  for (std::int64_t i = begin; i < end; i += block) {
    const std::int64_t n = std::min(block, end - i);
    for (std::int64_t k = 0; k < n; ++k) {
      const std::int64_t x = job.x0 + i + k - p.stage.left;
      in[static_cast<std::size_t>(k)] =
          job.in[0].row[(p.stage.mirror_x ? p.turned.width - 1 - x : x) - job.in[0].y] + column * bytes;
    }
    for (std::int64_t k = 0; k < bottom - top; ++k)
      out[static_cast<std::size_t>(k)] = job.out[p.stage.mirror_y ? bottom - 1 - k : top + k] + i * bytes;
    p.turn(in.data(), static_cast<std::size_t>(n), out.data(), static_cast<std::size_t>(bottom - top));
  }
}

}  // namespace

kernel compile(const move& stage, const format& in, const format&, int level) {
  auto p = std::make_shared<move_program>();
  const move_table& code = table_of(level).move;
  p->stage = stage;
  p->turned = stage.transpose ? extent{in.size.height, in.size.width} : in.size;
  p->pixel_bytes = static_cast<std::size_t>(in.pixel_bytes());
  p->fill = pixel_of(stage.fill, in);
  p->reverse = code.reverse[p->pixel_bytes];
  p->turn = code.turn[p->pixel_bytes];
  return {std::move(p), stage.transpose ? &run_turned : &run_straight, &no_scratch};
}

}  // namespace tessera::inline v0::cpu
