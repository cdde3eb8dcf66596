// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// The stencil of a matrix given row by row: `width` 0 means square; the weights are divided by `divisor`, or by their sum (1 if that is
/// not above 0) if it is 0. Throws `error` of kind usage unless both sides are odd.
stencil matrix_stencil(std::span<const float> weights, std::int64_t width, double divisor, double offset);

}  // namespace tessera::inline v0
