// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/warp_bounds.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "tessera/kernels/patterns/warp_map.hpp"

namespace tessera::inline v0 {

namespace {

/// Numbers between two ends. Every operation holds the results of all numbers within, rounding included, as rounding is monotone.
struct interval {
  double low, high;
  friend interval operator+(interval a, interval b) { return {a.low + b.low, a.high + b.high}; }
  friend interval operator+(interval a, double b) { return {a.low + b, a.high + b}; }
  friend interval operator*(interval a, interval b) {
    const auto [low, high] = std::minmax({a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high});
    return {low, high};
  }
  friend interval operator*(interval a, double b) { return a * interval{b, b}; }
};

interval square(interval a) {
  const double low = a.low * a.low, high = a.high * a.high;
  const bool holds_zero = a.low <= 0 && a.high >= 0;
  return {holds_zero ? 0 : std::min(low, high), std::max(low, high)};
}

/// The least and the greatest distance of numbers within from 0.
interval distance(interval a) {
  const double low = std::abs(a.low), high = std::abs(a.high);
  return {a.low <= 0 && a.high >= 0 ? 0 : std::min(low, high), std::max(low, high)};
}

interval length(interval x, interval y) {
  const interval across = distance(x), along = distance(y);
  return {std::sqrt(across.low * across.low + along.low * along.low),
          std::sqrt(across.high * across.high + along.high * along.high)};
}

struct area {
  interval x, y;
  spot_bounds bounds() const { return {x.low, x.high, y.low, y.high}; }
  void add(spot p) {
    x = {std::min(x.low, p.x), std::max(x.high, p.x)};
    y = {std::min(y.low, p.y), std::max(y.high, p.y)};
  }
};

struct point_in_space {
  double x, y, w;
};

/// Projection keeps convex shapes convex: the corners of what lies before the horizon bound it.
std::optional<spot_bounds> projected(const double* m, const area& out) {
  const auto raise = [&](double x, double y) {
    return point_in_space{homogeneous(m, x, y), homogeneous(m + 3, x, y), homogeneous(m + 6, x, y)};
  };
  const std::array corners = {raise(out.x.low, out.y.low), raise(out.x.high, out.y.low), raise(out.x.high, out.y.high),
                              raise(out.x.low, out.y.high)};
  std::optional<area> found;
  const auto add = [&](const point_in_space& p, double w) {
    const spot at{p.x / w, p.y / w};
    if (!found) found = area{{at.x, at.x}, {at.y, at.y}};
    found->add(at);
  };
  for (std::size_t k = 0; k < corners.size(); ++k) {
    const point_in_space &a = corners[k], &b = corners[(k + 1) % corners.size()];
    const bool seen = a.w > horizon;
    if (seen) add(a, a.w);
    if (seen == (b.w > horizon)) continue;
    const double t = (horizon - a.w) / (b.w - a.w);
    add({a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t, horizon}, horizon);
  }
  return found ? std::optional(found->bounds()) : std::nullopt;
}

spot_bounds undistorted(const double* m, const area& out) {
  const interval u = (out.x + -m[0]) * (1 / m[2]), v = (out.y + -m[1]) * (1 / m[2]);
  const interval uu = square(u), vv = square(v), uv = u * v, r = uu + vv;
  const interval radial = r * (r * (r * m[5] + m[4]) + m[3]) + 1;
  const interval across = u * radial + uv * (2 * m[6]) + (r + uu * 2) * m[7];
  const interval along = v * radial + (r + vv * 2) * m[6] + uv * (2 * m[7]);
  return area{across * m[2] + m[0], along * m[2] + m[1]}.bounds();
}

/// What lies within the radius stays as far from the centre as it was.
spot_bounds unswirled(const double* m, const area& out) {
  const interval r = length(out.x + -m[0], out.y + -m[1]);
  area found = out;
  if (r.low < m[2]) {
    const double reach = std::min(r.high, m[2]);
    found.add({m[0] - reach, m[1] - reach});
    found.add({m[0] + reach, m[1] + reach});
  }
  return found.bounds();
}

/// A sector of a ring: its corners, and where it crosses the axes.
spot_bounds sector(const double* m, const area& out) {
  const double near = out.x.low * m[2], far = out.x.high * m[2], first = out.y.low * m[3], last = out.y.high * m[3];
  const direction start = direction_of(first);
  area found{{near * start.x, near * start.x}, {near * start.y, near * start.y}};
  const auto add = [&](double turns) {
    const direction d = direction_of(turns);
    found.add({near * d.x, near * d.y});
    found.add({far * d.x, far * d.y});
  };
  add(first), add(last);
  for (double quarter = std::ceil(4 * first); quarter <= 4 * last; ++quarter) add(quarter / 4);
  return area{found.x + m[0], found.y + m[1]}.bounds();
}

/// Distances are bounded by the nearest and the farthest point, angles by the corners unless the centre or the seam is within.
spot_bounds polar_part(const double* m, const area& out) {
  const interval x = out.x + -m[0], y = out.y + -m[1], r = length(x, y) * m[2];
  area found{{std::max(r.low, 0.5), std::max(r.high, 0.5)}, {0, m[3]}};
  if (y.low > 0 || y.high < 0 || x.high < 0) {
    const auto [low, high] = std::minmax(
        {turns_of(x.low, y.low), turns_of(x.high, y.low), turns_of(x.high, y.high), turns_of(x.low, y.high)});
    found.y = {low * m[3], high * m[3]};
  }
  return found.bounds();
}

}  // namespace

std::optional<spot_bounds> bounds_of(const warp& stage, const rect& out) {
  const auto centre = [](std::int64_t i) { return static_cast<double>(i) + 0.5; };
  const area centres{{centre(out.x0), centre(out.x1 - 1)}, {centre(out.y0), centre(out.y1 - 1)}};
  switch (stage.how) {
    case warp::map::undistort:
      return undistorted(stage.matrix, centres);
    case warp::map::swirl:
      return unswirled(stage.matrix, centres);
    case warp::map::to_polar:
      return sector(stage.matrix, centres);
    case warp::map::from_polar:
      return polar_part(stage.matrix, centres);
    default:
      return projected(stage.matrix, centres);
  }
}

}  // namespace tessera::inline v0
