// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/angles.hpp"
#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// The input position (pixel centres are whole numbers) of output pixel (x, y) along one axis; `m` is a row of the matrix. Monotone in x and
/// in y, whatever is rounded on the way, so the corners of a rectangle bound it.
TESSERA_FN double map_position(const double* m, double x, double y) {
  return (m[0] * (x + 0.5) + (m[1] * (y + 0.5) + m[2])) - 0.5;
}

/// A position; whole numbers are corners of pixels in what follows.
struct spot {
  double x, y;
};

/// What lies nearer to the horizon than this (w, which is 1 in the middle of what is seen) is not shown: there doubles no longer tell pixels apart.
inline constexpr double horizon = 0x1p-20;

/// Rows (a b c), (d e f), (g h i).
TESSERA_FN double homogeneous(const double* row, double x, double y) { return row[0] * x + (row[1] * y + row[2]); }

/// D. C. Brown 1966, "Decentering distortion of lenses"; coefficients in OpenCV's sense, m: centre x and y, focal length in pixels, k1, k2, k3, p1, p2.
TESSERA_FN spot distorted(const double* m, double x, double y) {
  const double u = (x - m[0]) / m[2], v = (y - m[1]) / m[2], uv = u * v, uu = u * u, vv = v * v, r = uu + vv;
  const double radial = 1 + r * (m[3] + r * (m[4] + r * m[5]));
  const double across = u * radial + (2 * m[6] * uv + m[7] * (r + 2 * uu));
  const double along = v * radial + (m[6] * (r + 2 * vv) + 2 * m[7] * uv);
  return {across * m[2] + m[0], along * m[2] + m[1]};
}

/// Turned about the centre by an angle that falls with the square of the distance, as ImageMagick does; m: centre x and y, radius, turns.
TESSERA_FN spot swirled(const double* m, double x, double y) {
  const double u = x - m[0], v = y - m[1], r = exact_root(u * u + v * v);
  if (!(r < m[2])) return {x, y};
  const double left = 1 - r / m[2];
  const direction d = direction_of(m[3] * (left * left));
  return {d.x * u - d.y * v + m[0], d.y * u + d.x * v + m[1]};
}

/// Columns are distances, rows angles; m: centre x and y, pixels to a column, turns to a row.
TESSERA_FN spot out_of_polar(const double* m, double x, double y) {
  const direction d = direction_of(y * m[3]);
  const double r = x * m[2];
  return {m[0] + r * d.x, m[1] + r * d.y};
}

/// The way back; m: centre x and y, columns to a pixel, rows to a turn. The middle shows the first column, and rows go round.
TESSERA_FN spot into_polar(const double* m, double x, double y) {
  const double u = x - m[0], v = y - m[1], across = exact_root(u * u + v * v) * m[2], along = turns_of(u, v) * m[3];
  return {across > 0.5 ? across : 0.5, along < m[3] ? along : 0};
}

/// Where the input shows output position (x, y) of a map that is not affine; false beyond the horizon.
TESSERA_FN bool map_spot(warp::map how, const double* m, double x, double y, spot& at) {
  switch (how) {
    case warp::map::undistort:
      at = distorted(m, x, y);
      return true;
    case warp::map::swirl:
      at = swirled(m, x, y);
      return true;
    case warp::map::to_polar:
      at = out_of_polar(m, x, y);
      return true;
    case warp::map::from_polar:
      at = into_polar(m, x, y);
      return true;
    default:
      break;
  }
  const double w = homogeneous(m + 6, x, y);
  if (!(w > horizon)) return false;
  at = {homogeneous(m, x, y) / w, homogeneous(m + 3, x, y) / w};
  return true;
}

/// A position along an axis of `size` pixels bounded to a little beyond them: all that lies outside is alike.
TESSERA_FN double near_picture(double at, std::int64_t size) {
  const double last = static_cast<double>(size) + 1.0;
  at = at > -2.0 ? at : -2.0;
  return at < last ? at : last;
}

/// Whether the last row of the input is followed by its first.
TESSERA_FN bool rows_go_round(warp::map how) { return how == warp::map::from_polar; }

/// How much of an output pixel at this position the picture covers along one axis: a ramp of one pixel about its edge.
template <class Real>
TESSERA_FN Real covered(std::int32_t whole, Real rest, std::int64_t size) {
  if (whole < -1 || whole >= size) return 0;
  if (whole == -1) return rest;
  return whole == size - 1 ? Real(1) - rest : Real(1);
}

/// Position `i` along an axis, moved to the nearest of its `size` pixels, or round where it `goes_round`.
TESSERA_FN std::int64_t tap_within(std::int64_t i, std::int64_t size, bool goes_round) {
  if (goes_round) return border_index(border_kind::wrap, i, size);
  return i < 0 ? 0 : i >= size ? size - 1 : i;
}

/// Keys' cubic convolution with a = -1/2 (4 taps), or linear interpolation (2), at distance t from the tap before.
template <class Real>
TESSERA_FN void tap_weights(Real t, int taps, Real* w) {
  if (taps == 1) {
    w[0] = 1;
  } else if (taps == 2) {
    w[0] = 1 - t;
    w[1] = t;
  } else {
    w[0] = ((Real(-0.5) * t + 1) * t - Real(0.5)) * t;
    w[1] = (Real(1.5) * t - Real(2.5)) * t * t + 1;
    w[2] = ((Real(-1.5) * t + 2) * t + Real(0.5)) * t;
    w[3] = (Real(0.5) * t - Real(0.5)) * t * t;
  }
}

}  // namespace tessera::inline v0
