// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "tessera/host/schedule/executor.hpp"
#include "tessera/host/schedule/input.hpp"
#include "tessera/host/schedule/tile_runner.hpp"
#include "tessera/kernels/cpu/histogram.hpp"

namespace tessera::inline v0 {

/// Where the rows of a pass go: memory, a stream in order, or the counts of a statistic.
struct pass_output {
  const view* memory = nullptr;
  sink* stream = nullptr;
  histogram* counts = nullptr;
  bool ordered() const { return stream != nullptr; }
};

/// The graph of one pass over the CPU's workers and what they keep from run to run.
struct cpu_pass {
  graph g;
  rect result;
  std::int64_t part_width;  ///< what of a tile is made at a time
  bool continues = false;
  std::vector<rect> tiles;
  std::vector<span> largest;
  std::vector<tile_runner> runners;
  std::vector<arena> bands;        ///< of the result, where a stream takes it
  std::vector<spool::part> parts;  ///< of a source on disk

  /// `part_width`: a tile is made in parts of so many columns, each with a part of a source on disk of its own; 0: at once.
  cpu_pass(graph made, const rect& wanted, extent tile, int workers, std::int64_t part_width = 0);

  /// Makes every tile, in as many workers as the pass was made for; throws the first error of any of them.
  void run(input& in, const pass_output& out, const run_control& control);
};

}  // namespace tessera::inline v0
