// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// The table of a curve through points (level in, level out, ...), by monotone cubic interpolation (F. Fritsch, R. Carlson: Monotone Piecewise
/// Cubic Interpolation, 1980), constant beyond the ends; as many entries as the sample type asks for. Throws `error` of kind usage unless the
/// points are pairs whose levels in rise.
lookup curve_table(std::span<const float> points, sample_type type);

}  // namespace tessera::inline v0
