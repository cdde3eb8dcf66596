// SPDX-License-Identifier: Apache-2.0
#include "device/runs.hpp"

#include <algorithm>

namespace tessera::test {

std::vector<trace_event> ideal_run(int tiles, int slots, tile_times times, int device) {
  std::vector<trace_event> events;
  std::vector<double> free_slot(static_cast<std::size_t>(slots), 0.0);
  double upload = 0, kernel = 0, download = 0;
  for (int i = 0; i < tiles; ++i) {
    double& slot_free = free_slot[static_cast<std::size_t>(i % slots)];
    const auto tile = static_cast<std::size_t>(i);
    const auto next = [&](activity what, const char* name, std::int64_t bytes, double& engine, double takes) {
      const double start = std::max(engine, slot_free);
      slot_free = engine = start + takes;
      events.push_back({what, name, device, i % slots, tile, bytes, start, engine});
    };
    next(activity::upload, "", 1000, upload, times.upload);
    next(activity::kernel, "gaussian", 0, kernel, times.kernel);
    next(activity::download, "", 500, download, times.download);
  }
  return events;
}

}  // namespace tessera::test
