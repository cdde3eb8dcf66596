// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0::cpu {

/// A histogram of the right shape for a format, all zero; with a grid, by its tiles.
histogram empty_histogram(const format& in, const std::optional<tile_grid>& grid = {});
/// Adds the pixels of some rows, `pixels` of each from (x, y) down, which decides on the tile where there is a grid; alpha is not counted. f32
/// samples are clamped to 0..1 and rounded to 1/65535.
void count(histogram& counts, const format& in, std::span<const std::byte* const> rows, std::int64_t x, std::int64_t y,
           std::int64_t pixels);
/// Adds counts to counts: the order of tiles does not matter.
void merge(histogram& into, const histogram& from);

}  // namespace tessera::inline v0::cpu
