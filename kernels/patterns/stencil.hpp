// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// The stencil of a matrix given row by row: `width` 0 means square; the weights are divided by `divisor`, or by their sum (1 if that is
/// not above 0) if it is 0. Throws `error` of kind usage unless both sides are odd.
stencil matrix_stencil(std::span<const float> weights, std::int64_t width, double divisor, double offset);

/// Equal weights along a line through the centre, `length` pixels long, turned clockwise by `degrees`: a pixel counts 1 less its distance from the
/// line between the centres of its last pixels, so the line's sides are soft. Their sum is 1.
stencil line_stencil(double length, double degrees);

/// The Laplacian of a Gaussian times sigma^2, sampled up to ceil(4 sigma) (Marr and Hildreth 1980); the weights add up to 0.
stencil gaussian_laplacian(double sigma, double offset);

}  // namespace tessera::inline v0
