// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "tessera/kernels/patterns/regions.hpp"
#include "tessera/kernels/patterns/warp_bounds.hpp"
#include "tessera/kernels/patterns/warp_map.hpp"

namespace tessera::inline v0 {

namespace {

struct span_read {
  std::int64_t first = 0, last = 0;
};

/// Input positions along one axis that taps about [low, high] (centres of pixels at whole numbers) read: those within the picture, which
/// taps beyond its edge fall back to.
span_read reached(const warp& stage, double low, double high, std::int64_t size, bool goes_round = false) {
  const double end = static_cast<double>(size);
  const bool nearest = stage.kind == warp::interpolation::nearest;
  if (!(nearest ? high + 0.5 >= 0 && low + 0.5 < end : high > -1 && low < end)) return {};
  const double before = stage.kind == warp::interpolation::bicubic ? 1 : 0, after = nearest ? 0 : before + 1,
               half = nearest ? 0.5 : 0;
  const double first = std::floor(low + half) - before, last = std::floor(high + half) + after;
  if (goes_round && (first < 0 || last >= end)) return {0, size};
  const auto within = [&](double v) { return static_cast<std::int64_t>(std::clamp(std::floor(v), 0.0, end - 1)); };
  return {within(first), within(last) + 1};
}

rect both(const span_read& x, const span_read& y) {
  if (x.first >= x.last || y.first >= y.last) return {};
  return {x.first, y.first, x.last, y.last};
}

rect reached_affine(const warp& stage, const rect& out, const format& in) {
  const double x0 = static_cast<double>(out.x0), x1 = static_cast<double>(out.x1 - 1);
  const double y0 = static_cast<double>(out.y0), y1 = static_cast<double>(out.y1 - 1);
  const auto along = [&](const double* m, std::int64_t size) {
    const auto [low, high] = std::minmax(
        {map_position(m, x0, y0), map_position(m, x1, y0), map_position(m, x0, y1), map_position(m, x1, y1)});
    return reached(stage, low, high, size);
  };
  return both(along(stage.matrix, in.size.width), along(stage.matrix + 3, in.size.height));
}

/// `margin` is more than what rounding moves a position or the bounds of a larger region by.
rect reached_within(const warp& stage, const rect& out, const format& in, double margin) {
  if (out.empty()) return {};
  if (stage.how == warp::map::affine) return reached_affine(stage, out, in);
  const auto seen = bounds_of(stage, out);
  if (!seen) return {};
  const double less = 0.5 + margin, more = margin - 0.5;
  return both(reached(stage, seen->left - less, seen->right + more, in.size.width),
              reached(stage, seen->top - less, seen->bottom + more, in.size.height, rows_go_round(stage.how)));
}

}  // namespace

rect needs(const warp& stage, const rect& out, const format& in) { return reached_within(stage, out, in, 0x1p-4); }

rect reads(const warp& stage, const rect& out, const format& in) { return reached_within(stage, out, in, 0x1p-5); }

}  // namespace tessera::inline v0
