// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/colour_matrices.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace tessera::inline v0 {

namespace {

using triple = std::array<double, 3>;

constexpr triple luma{0.213, 0.715, 0.072};  // as the standard rounds them

/// Chromaticity of the Planckian locus.
std::array<double, 2> locus(double kelvin) {
  const double t = 1000 / kelvin;
  const double x = kelvin <= 4000 ? ((-0.2661239 * t - 0.2343589) * t + 0.8776956) * t + 0.179910
                                  : ((-3.0258469 * t + 2.1070379) * t + 0.2226347) * t + 0.240390;
  const double y = kelvin <= 2222   ? ((-1.1063814 * x - 1.34811020) * x + 2.18555832) * x - 0.20219683
                   : kelvin <= 4000 ? ((-0.9549476 * x - 1.37418593) * x + 2.09137015) * x - 0.16748867
                                    : ((3.0817580 * x - 5.87338670) * x + 3.75112997) * x - 0.37001483;
  return {x, y};
}

/// Linear sRGB of a chromaticity at luminance 1 (IEC 61966-2-1).
triple linear_rgb(double x, double y) {
  const double big_x = x / y, big_z = (1 - x - y) / y;
  return {3.2406 * big_x - 1.5372 - 0.4986 * big_z, -0.9689 * big_x + 1.8758 + 0.0415 * big_z,
          0.0557 * big_x - 0.2040 + 1.0570 * big_z};
}

}  // namespace

numbers<13> hue_matrix(double degrees) {
  // Weights that cosine and sine add to the luma weights, as the standard lists them.
  constexpr std::array<triple, 3> sine{{{-0.213, -0.715, 0.928}, {0.143, 0.140, -0.283}, {-0.787, 0.715, 0.072}}};
  const double angle = degrees * std::numbers::pi / 180, c = std::cos(angle), s = std::sin(angle);
  numbers<13> result;
  result.resize(9);
  for (std::size_t row = 0; row < 3; ++row)
    for (std::size_t k = 0; k < 3; ++k)
      result.begin()[3 * row + k] = static_cast<float>(luma[k] + c * ((row == k ? 1 : 0) - luma[k]) + s * sine[row][k]);
  return result;
}

numbers<4> balance_of(double kelvin, double tint) {
  const auto [x, y] = locus(kelvin);
  const triple light = linear_rgb(x, y);
  triple factors;
  // The reddest lights lie a little outside of sRGB; blue is then bounded.
  for (std::size_t i = 0; i < 3; ++i) factors[i] = 1 / std::max(light[i], 0.02);
  factors[1] *= std::exp2(-tint);
  const double luminance = 0.2126 * factors[0] + 0.7152 * factors[1] + 0.0722 * factors[2];
  numbers<4> result;
  result.resize(3);
  for (std::size_t i = 0; i < 3; ++i) result.begin()[i] = static_cast<float>(factors[i] / luminance);
  return result;
}

}  // namespace tessera::inline v0
