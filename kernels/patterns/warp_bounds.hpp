// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// Positions of the input, corners of pixels at whole numbers: closed intervals, which may be wider than what they bound.
struct spot_bounds {
  double left = 0, right = 0, top = 0, bottom = 0;
};

/// Bounds of where the pixel centres of a region that is not empty come from, by a map that is not affine; none beyond the horizon.
std::optional<spot_bounds> bounds_of(const warp& stage, const rect& out);

}  // namespace tessera::inline v0
