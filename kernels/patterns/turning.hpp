// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// The stage that turns a picture clockwise about its centre on a canvas that holds all of it: a move for multiples of 90 degrees, else a warp.
prepared turned(double degrees, warp::interpolation kind, const colour& background, const format& in);

}  // namespace tessera::inline v0
