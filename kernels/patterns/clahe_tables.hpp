// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// Contrast-limited equalization (K. Zuiderveld: Contrast Limited Adaptive Histogram Equalization, Graphics Gems IV, 1994) of each tile: no entry counts more than
/// `clip` times the mean of all, 0: as often as it occurs. What lies above is spread over all entries as OpenCV's CLAHE does.
tile_tables clahe_tables(const histogram& counts, double clip);

}  // namespace tessera::inline v0
