// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the neighbourhood operators mean: whole pictures in float64, written from their definitions. Levels, not clamped, not rounded.

#include <vector>

#include "support/stage_harness.hpp"

namespace tessera::tests {

/// Levels of a picture, channels interleaved.
using levels = std::vector<double>;

/// The level at a position that may lie beyond the picture; a constant border is black and transparent.
double level_at(const picture& in, std::int64_t x, std::int64_t y, int c, border_kind border);

/// Calls make(x, y, c) for every sample in memory order.
template <class Make>
levels each(const picture& in, Make&& make) {
  levels result;
  for (std::int64_t y = 0; y < in.layout.size.height; ++y)
    for (std::int64_t x = 0; x < in.layout.size.width; ++x)
      for (int c = 0; c < in.layout.channels; ++c) result.push_back(make(x, y, c));
  return result;
}

/// The sample at place round(fraction * (n - 1)) of the sorted window.
levels rank_oracle(const picture& in, int radius_x, int radius_y, double fraction, border_kind border);

/// The sum of weight * sample; colour is weighted by alpha if no weight is below 0 and their sum is above; else alpha is the centre's.
levels matrix_oracle(const picture& in, const std::vector<double>& matrix, int radius_x, int radius_y, double offset,
                     border_kind border);

/// 0 the length of the slope, 1 to the right, 2 downwards; Sobel's weights over 4.
levels sobel_oracle(const picture& in, int direction, double offset, border_kind border);

levels laplacian_oracle(const picture& in, bool diagonals, double offset, border_kind border);

/// The greatest distance of a picture from the levels clamped to what its type holds; f32: relative to white or the level, whichever is greater.
double distance(const picture& got, const levels& expected);

/// Pictures on which neighbourhoods go wrong: noise, black, white, checkers of both, a scene.
std::vector<picture> hard_pictures(const format& f);

}  // namespace tessera::tests
