// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "tessera/kernels/view.hpp"

namespace tessera::inline v0 {

/// Tiles of one size over a whole picture, anchored to its corner. Where they do not divide it the picture goes on mirrored (reflect101) to the right and
/// below, by 1 to `columns` and 1 to `rows` pixels, as in OpenCV's CLAHE.
struct tile_grid {
  int columns = 1, rows = 1;
  extent picture;
  extent tile;
  TESSERA_FN std::int64_t width() const { return tile.width * columns; }
  TESSERA_FN std::int64_t height() const { return tile.height * rows; }
  friend constexpr bool operator==(const tile_grid&, const tile_grid&) = default;
};

inline tile_grid make_grid(int columns, int rows, extent picture) {
  tile_grid grid{columns, rows, picture, {picture.width / columns, picture.height / rows}};
  if (picture.width % columns != 0 || picture.height % rows != 0) ++grid.tile.width, ++grid.tile.height;
  return grid;
}

/// Calls f with every position below `end` along an axis where the mirrored picture shows `i`: i, then there and back.
template <class F>
TESSERA_FN void for_places(std::int64_t i, std::int64_t size, std::int64_t end, const F& f) {
  const std::int64_t period = size > 1 ? 2 * size - 2 : 1;
  std::int64_t step = period - 2 * i;
  for (std::int64_t at = i; at < end;) {
    f(at);
    if (step == 0) step = period;
    at += step;
    step = step == period ? step : period - step;
  }
}

/// The two tiles between whose middles a position lies along an axis, and its part of the way; beyond the outer middles both are the same.
struct tile_place {
  int first, second;
  float part;
};

/// Positions are those of the pixels' corners, as in OpenCV: x / tile - 1/2.
TESSERA_FN tile_place place_between(std::int64_t position, std::int64_t tile, int tiles) {
  const std::int64_t twice = 2 * position + tile, whole = 2 * tile, next = twice / whole;
  const int last = tiles - 1, second = static_cast<int>(next);
  return {second > 0 ? second - 1 : 0, second < last ? second : last,
          static_cast<float>(twice - next * whole) / static_cast<float>(whole)};
}

/// What the tables around a place make of an entry: rows[0] and rows[1] are the tables of the tiles above and below. Downwards first, which a row
/// of pixels has in common.
TESSERA_FN float blended(const float* const (&rows)[2], std::int64_t entries, const tile_place& across, float down,
                         std::int64_t entry) {
  const std::int64_t left = across.first * entries + entry, right = across.second * entries + entry;
  const float before = rows[0][left] * (1.0f - down) + rows[1][left] * down;
  const float after = rows[0][right] * (1.0f - down) + rows[1][right] * down;
  return before * (1.0f - across.part) + after * across.part;
}

}  // namespace tessera::inline v0
