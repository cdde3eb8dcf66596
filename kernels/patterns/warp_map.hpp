// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/pixel.hpp"

namespace tessera::inline v0 {

/// The input position (pixel centres are whole numbers) of output pixel (x, y) along one axis; `m` is a row of the matrix. Monotone in x and
/// in y, whatever is rounded on the way, so the corners of a rectangle bound it.
TESSERA_FN double map_position(const double* m, double x, double y) {
  return (m[0] * (x + 0.5) + (m[1] * (y + 0.5) + m[2])) - 0.5;
}

}  // namespace tessera::inline v0
