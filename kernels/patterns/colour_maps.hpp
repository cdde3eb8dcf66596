// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// Colours for gray: viridis and magma by S. van der Walt and N. Smith (matplotlib, 2015), turbo by A. Mikhailov (2019).
enum class colour_map { viridis, magma, turbo, gray };

/// The published 256 colours of a map other than gray as tables of red, green and blue, linear in between.
lookup colour_map_table(colour_map map, sample_type type);

}  // namespace tessera::inline v0
