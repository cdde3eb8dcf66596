// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/numbers.hpp"

namespace tessera::inline v0 {

/// Rows of the hueRotate matrix of W3C Filter Effects Module Level 1.
numbers<13> hue_matrix(double degrees);

/// Factors for linear red, green and blue that turn a Planckian light of `kelvin` (1667 to 25000) into D65 white at unchanged luminance.
/// The locus is the cubic fit of Kim and others, 2002. `tint` above 0 takes green away.
numbers<4> balance_of(double kelvin, double tint);

}  // namespace tessera::inline v0
