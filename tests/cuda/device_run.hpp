// SPDX-License-Identifier: Apache-2.0
#pragma once

// Runs stages by the engines of kernels/cuda, tile by tile, from and to device memory with loose pitches: every job gets exactly the region
// that it asks for, and what surrounds the rows that it writes is watched.

#include <optional>
#include <span>

#include "support/stage_harness.hpp"
#include "tessera/kernels/cuda/engine.hpp"

namespace tessera::tests {

/// How a picture is cut into jobs; all of them are launched at once.
struct device_cutting {
  std::int64_t tile_width = 1 << 20, tile_height = 1 << 20;
};

/// A run of point stages, of which the first may take a second picture, or one stage of any kind. Throws std::runtime_error where CUDA reports an error or a kernel writes where it may not.
picture run_on_device(std::span<const prepared> stages, const picture& in, const device_cutting& how = {},
                      const border_rule& edges = {}, const picture* second = nullptr);

/// The same by a kernel at hand that makes a picture of the format `out`; `wanted` is what it needs for a region of it.
picture run_kernel(const cuda::kernel& code, const picture& in, const format& out,
                   const std::function<rect(const rect&)>& wanted, const device_cutting& how, border_kind kind,
                   const picture* second = nullptr);

/// The histogram of a picture, by tiles if there is a grid, counted by jobs of rows.
histogram count_on_device(const picture& in, std::int64_t rows_per_job, const std::optional<tile_grid>& grid = {});

}  // namespace tessera::tests
