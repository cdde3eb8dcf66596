// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/host/pipeline/pipeline.hpp"
#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// 1, 2, 4 or 8: the part of its size at which a JPEG of this upright format may be decoded where the pipeline begins with `thumbnail`, or if
/// `resizes` says so with `resize`. At least twice the result's size is left for the filter, and all of it where the filter wants light, positions
/// or every pixel, or a later stage the input.
int shrink_on_load(const pipeline& look, const format& upright, bool resizes = false);

/// The first stage for a picture that was decoded at a part of its size: the same part of what is seen in the same size. `full` is the upright
/// format of the file, `shrunk` that of what was decoded, rounded up; `orientation` says which of its edges have been moved.
prepared on_shrunk(const any_operator& first, const format& full, const format& shrunk, int factor, int orientation);

/// The size upright.
extent turned(extent stored, int orientation);

}  // namespace tessera::inline v0
