// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/fill.hpp"
#include "tessera/kernels/patterns/regions.hpp"

namespace tessera::inline v0 {

namespace {

/// The interval [low, high) of [0, size) counted from the other end.
void mirror(std::int64_t& low, std::int64_t& high, std::int64_t size) {
  const std::int64_t first = size - high;
  high = size - low;
  low = first;
}

}  // namespace

/// Only what lies inside the input: positions beyond it take the fill colour.
rect needs(const move& stage, const rect& out, const format& in) {
  if (out.empty()) return {};
  const extent turned = stage.transpose ? extent{in.size.height, in.size.width} : in.size;
  rect r = intersect({out.x0 - stage.left, out.y0 - stage.top, out.x1 - stage.left, out.y1 - stage.top}, whole(turned));
  if (r.empty()) return {};
  if (stage.mirror_x) mirror(r.x0, r.x1, turned.width);
  if (stage.mirror_y) mirror(r.y0, r.y1, turned.height);
  return stage.transpose ? rect{r.y0, r.x0, r.y1, r.x1} : r;
}

bool is_monotone(const move& stage) { return !stage.transpose && !stage.mirror_y; }

move orientation_move(int exif_orientation, const format& in) {
  move result{in.size};
  if (exif_orientation >= 5 && exif_orientation <= 8) {
    result.transpose = true;
    result.out = {in.size.height, in.size.width};
  }
  result.mirror_x = exif_orientation == 2 || exif_orientation == 3 || exif_orientation == 6 || exif_orientation == 7;
  result.mirror_y = exif_orientation == 3 || exif_orientation == 4 || exif_orientation == 7 || exif_orientation == 8;
  return result;
}

std::array<float, 4> channels_of(const colour& c, const format& f) {
  std::array<float, 4> levels{c.r, c.g, c.b, 0};
  if (f.colour_channels() < 3) levels = {0.299f * c.r + 0.587f * c.g + 0.114f * c.b, 0, 0, 0};
  if (f.alpha) levels[static_cast<std::size_t>(f.channels - 1)] = c.a;
  return levels;
}

}  // namespace tessera::inline v0
