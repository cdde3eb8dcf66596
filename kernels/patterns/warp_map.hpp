// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/pixel.hpp"

namespace tessera::inline v0 {

/// The input position (pixel centres are whole numbers) of output pixel (x, y) along one axis; `m` is a row of the matrix. Monotone in x and
/// in y, whatever is rounded on the way, so the corners of a rectangle bound it.
TESSERA_FN double map_position(const double* m, double x, double y) {
  return (m[0] * (x + 0.5) + (m[1] * (y + 0.5) + m[2])) - 0.5;
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
