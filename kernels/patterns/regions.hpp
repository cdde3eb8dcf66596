// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

// The region of the input that the region `out` of the output reads, pattern by pattern: exact, total (an empty region needs an empty
// one), not clipped. It is what the engine really reads, so a kernel may touch nothing else.
rect needs(const resample& stage, const rect& out, const format& in);
rect needs(const move& stage, const rect& out, const format& in);
rect needs(const warp& stage, const rect& out, const format& in);

/// What a warp's engine takes as read: within `needs` of every region that holds `out`, whatever was rounded on the way.
rect reads(const warp& stage, const rect& out, const format& in);

/// Turns a picture stored with EXIF orientation 1 to 8 upright.
move orientation_move(int exif_orientation, const format& in);

/// Whether output rows read input rows in the same order, within a bounded window.
bool is_monotone(const move& stage);

}  // namespace tessera::inline v0
