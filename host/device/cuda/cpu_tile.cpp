// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/device/cuda/cpu_tile.hpp"

#include <algorithm>

#include "tessera/host/device/parallel.hpp"
#include "tessera/host/schedule/plan.hpp"
#include "tessera/host/schedule/tile_runner.hpp"
#include "tessera/kernels/cpu/histogram.hpp"

namespace tessera::inline v0::cuda {

namespace {

void make_band(const graph& g, const rect& band, const rect& tile, const const_view& in, const view& out) {
  tile_runner runner(g, largest_spans(g, band, {band.width(), band.height()}, false), false);
  runner.begin(band, regions(g, band));
  const source_rows rows{in, nullptr, 0};
  std::byte* to[cpu::max_rows];
  for (std::int64_t y = band.y0; y < band.y1;) {
    const std::int64_t last = std::min<std::int64_t>(band.y1, y + cpu::max_rows);
    (void)runner.prepare(last);
    for (std::int64_t k = y; k < last; ++k) to[k - y] = out.row(k - tile.y0);
    runner.make(rows, to);
    y = last;
  }
}

}  // namespace

void make_on_cpu(const pass_shape& shape, const rect& tile, const const_view& in, const view& out, histogram* counts) {
  const graph& g = *shape.stages;
  const std::int64_t share = (tile.height() + shape.workers - 1) / shape.workers;
  const std::vector<rect> bands = tiles_of(tile, {tile.width(), std::max<std::int64_t>(share, 2 * cpu::max_rows)});
  share_work(static_cast<int>(bands.size()),
             [&](int i) { make_band(g, bands[static_cast<std::size_t>(i)], tile, in, out); });
  if (!counts) return;
  std::vector<const std::byte*> rows;
  for (std::int64_t y = 0; y < tile.height(); ++y) rows.push_back(out.row(y));
  cpu::count(*counts, g.output(), rows, tile.x0, tile.y0, tile.width());
}

}  // namespace tessera::inline v0::cuda
