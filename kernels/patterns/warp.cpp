// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "tessera/kernels/patterns/regions.hpp"
#include "tessera/kernels/patterns/warp_map.hpp"

namespace tessera::inline v0 {

namespace {

struct interval {
  std::int64_t first = 0, last = 0;
};

/// Input positions along one axis that pixels of `out` read: those within the picture, which taps beyond its edge fall back to.
interval reached(const warp& stage, const double* m, const rect& out, std::int64_t size) {
  const double x0 = static_cast<double>(out.x0), x1 = static_cast<double>(out.x1 - 1);
  const double y0 = static_cast<double>(out.y0), y1 = static_cast<double>(out.y1 - 1);
  const auto [low, high] =
      std::minmax({map_position(m, x0, y0), map_position(m, x1, y0), map_position(m, x0, y1), map_position(m, x1, y1)});
  const double end = static_cast<double>(size);
  const bool nearest = stage.kind == warp::interpolation::nearest;
  if (!(nearest ? high + 0.5 >= 0 && low + 0.5 < end : high > -1 && low < end)) return {};
  const double before = stage.kind == warp::interpolation::bicubic ? 1 : 0, after = nearest ? 0 : before + 1,
               half = nearest ? 0.5 : 0;
  const auto within = [&](double v) { return static_cast<std::int64_t>(std::clamp(std::floor(v), 0.0, end - 1)); };
  return {within(std::floor(low + half) - before), within(std::floor(high + half) + after) + 1};
}

}  // namespace

rect needs(const warp& stage, const rect& out, const format& in) {
  if (out.empty()) return {};
  const interval x = reached(stage, stage.matrix, out, in.size.width),
                 y = reached(stage, stage.matrix + 3, out, in.size.height);
  if (x.first >= x.last || y.first >= y.last) return {};
  return {x.first, y.first, x.last, y.last};
}

}  // namespace tessera::inline v0
