// SPDX-License-Identifier: Apache-2.0
#pragma once

// Angles in double for positions: whole turns, so that nothing is lost by reducing them. Only + - * / sqrt and comparisons, hence the same
// bits on the host and on the device.

#include "tessera/kernels/pixel.hpp"

namespace tessera::inline v0 {

#if defined(__CUDA_ARCH__)
TESSERA_FN double exact_floor(double a) { return ::floor(a); }
TESSERA_FN double exact_root(double a) { return __dsqrt_rn(a); }
#else
TESSERA_FN double exact_floor(double a) { return __builtin_floor(a); }
TESSERA_FN double exact_root(double a) { return __builtin_sqrt(a); }
#endif

/// A point of the unit circle.
struct direction {
  double x, y;
};

/// The direction at an angle of `turns` from the x axis towards the y axis; each coordinate within 3e-16. Taylor series up to an eighth of a turn.
TESSERA_FN direction direction_of(double turns) {
  const double quarters = exact_floor(4 * turns + 0.5), a = (turns - quarters / 4) * 6.283185307179586477, z = a * a;
  double s = -1.0 / 1307674368000;
  s = s * z + 1.0 / 6227020800;
  s = s * z - 1.0 / 39916800;
  s = s * z + 1.0 / 362880;
  s = s * z - 1.0 / 5040;
  s = s * z + 1.0 / 120;
  s = s * z - 1.0 / 6;
  s = a + a * (z * s);
  double c = 1.0 / 20922789888000;
  c = c * z - 1.0 / 87178291200;
  c = c * z + 1.0 / 479001600;
  c = c * z - 1.0 / 3628800;
  c = c * z + 1.0 / 40320;
  c = c * z - 1.0 / 720;
  c = c * z + 1.0 / 24;
  c = c * z - 0.5;
  c = 1 + z * c;
  const double quadrant = quarters - 4 * exact_floor(quarters / 4);
  if (quadrant == 0) return {c, s};
  if (quadrant == 1) return {-s, c};
  return quadrant == 2 ? direction{-c, -s} : direction{s, -c};
}

/// The angle of (x, y) in turns, at least 0 and below 1, within 2e-16; 0 for the origin.
/// The arc tangent's argument is halved twice (tan(a / 2) = t / (1 + sqrt(1 + t^2))), then its series needs eleven terms.
TESSERA_FN double turns_of(double x, double y) {
  const double across = x < 0 ? -x : x, along = y < 0 ? -y : y;
  const double most = across > along ? across : along, least = across > along ? along : across;
  if (!(most > 0)) return 0;
  double t = least / most;
  t = t / (1 + exact_root(1 + t * t));
  t = t / (1 + exact_root(1 + t * t));
  const double z = t * t;
  double p = 1.0 / 21;
  p = p * z - 1.0 / 19;
  p = p * z + 1.0 / 17;
  p = p * z - 1.0 / 15;
  p = p * z + 1.0 / 13;
  p = p * z - 1.0 / 11;
  p = p * z + 1.0 / 9;
  p = p * z - 1.0 / 7;
  p = p * z + 1.0 / 5;
  p = p * z - 1.0 / 3;
  double turns = (t + t * (z * p)) * (4 / 6.283185307179586477);
  if (along > across) turns = 0.25 - turns;
  if (x < 0) turns = 0.5 - turns;
  if (y < 0) turns = 1 - turns;
  return turns < 1 ? turns : 0;
}

}  // namespace tessera::inline v0
