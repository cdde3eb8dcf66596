// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "tessera/host/device/trace.hpp"

namespace tessera::test {

/// Seconds that one tile takes on each engine.
struct tile_times {
  double upload = 2, kernel = 1, download = 2;
};

/// The events of an ideal device: one engine for each direction, one for kernels, each doing tiles in order; a slot takes a new tile when its
/// last one is down.
std::vector<trace_event> ideal_run(int tiles, int slots, tile_times times, int device = 0);

}  // namespace tessera::test
