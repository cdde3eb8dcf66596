// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "tessera/kernels/patterns/sizing.hpp"

namespace tessera::inline v0 {

/// What the coordinates of points count.
enum class point_scale : std::uint8_t { fractions, pixels };

inline constexpr auto point_scales =
    one_of<point_scale>({{"fractions", point_scale::fractions}, {"pixels", point_scale::pixels}});

/// Four points, x and y each, in pixels from the picture's corner: top left, top right, bottom right, bottom left.
using four_points = std::array<double, 8>;
four_points corner_points(const std::vector<float>& corners, point_scale scale, extent in);

/// Makes `w` the projective map by which the points of the input become the corners of `w.out`, or, `inverse`, the input's corners become the
/// points. Throws `error` where three of the points lie on a line or the quadrilateral is not convex.
void set_perspective(warp& w, const four_points& points, extent in, bool inverse);

/// Makes `w` the affine map that takes input pixels (x, y) to (a x + b y + c, d x + e y + f); whole numbers are centres of pixels. Throws
/// `error` if all pixels would come to lie on a line.
void set_affine(warp& w, const std::vector<float>& matrix);

/// A shear of rows, then of columns, by degrees, on a canvas that holds all of it.
warp sheared(double x, double y, extent in);

/// To polar coordinates about the middle, or back; the last column's far side is `radius` halves of the diagonal away.
warp polar_map(double radius, bool inverse, extent in);

}  // namespace tessera::inline v0
