// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// Histogram equalization: level k becomes (c(k) - c0) / (n - c0), where c counts the samples up to k and c0 those of the lowest level
/// that occurs (the form of OpenCV's equalizeHist). A picture of one level is left as it is. One table, or one per channel.
lookup equalizing_table(const histogram& counts, bool separate);

/// A linear stretch that makes at most the part `clip` of the samples black, and as many white. f32 pictures use it in 65536 steps.
lookup stretching_table(const histogram& counts, double clip, bool separate);

}  // namespace tessera::inline v0
