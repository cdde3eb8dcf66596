// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/host/device/backend.hpp"

namespace tessera::inline v0::cuda {

/// Makes one tile of a pass on the CPU: what the device would have made, from the same input. `in` holds the rows that the tile reads, at
/// their place in the picture; out(y) is where row y of the tile goes. With counts, rows are only counted.
void make_on_cpu(const pass_shape& shape, const rect& tile, const const_view& in, const view& out, histogram* counts);

}  // namespace tessera::inline v0::cuda
