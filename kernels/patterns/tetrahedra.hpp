// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"

namespace tessera::inline v0 {

// Tetrahedral interpolation between the nodes of a colour table, over a value type V: the same bits on every backend.

/// A colour table as code reads it; see `colour_table`.
struct colour_grid {
  const float* nodes;
  int size;
  float low[3], scale[3];  ///< nodes per unit of red, green and blue
};

/// The floats that describe a grid in memory: low, scale, then the nodes.
inline constexpr int grid_head = 6;

TESSERA_FN float gather(const float* table, float index) { return table[static_cast<std::int32_t>(index)]; }

/// The node below a sample along an axis, and the way to the next one.
template <class V>
struct grid_place {
  V node, part;
};

template <class V>
TESSERA_FN grid_place<V> place_on(const colour_grid& g, int axis, V v) {
  const float last = static_cast<float>(g.size - 1);
  const V at = bounded((v - V(g.low[axis])) * V(g.scale[axis]), V(0.0f), V(last));
  const V node = min(floor(at), V(last - 1.0f));
  return {node, at - node};
}

/// The cube around a colour consists of six tetrahedra along its gray diagonal. The way from the lower corner goes along the axis of the
/// largest part first and along that of the smallest last; each corner on it has a weight. Indices stay below 2^24, where floats are exact.
template <class V>
TESSERA_FN rgb<V> interpolated(const colour_grid& grid, rgb<V> v) {
  const auto r = place_on(grid, 0, v.r), g = place_on(grid, 1, v.g), b = place_on(grid, 2, v.b);
  const float size = static_cast<float>(grid.size);
  const V along_r(3.0f), along_g(3.0f * size), along_b(3.0f * size * size);
  const V first =
      select(r.part >= g.part, select(r.part >= b.part, along_r, along_b), select(g.part >= b.part, along_g, along_b));
  const V last =
      select(b.part <= g.part, select(b.part <= r.part, along_b, along_r), select(g.part <= r.part, along_g, along_r));
  const V least = min(min(r.part, g.part), b.part), most = max(max(r.part, g.part), b.part);
  const V middle = max(min(r.part, g.part), min(max(r.part, g.part), b.part));
  const V start = V(3.0f) * r.node + along_g * g.node + along_b * b.node;
  const V end = start + (along_r + along_g + along_b);
  const V corner[4] = {start, start + first, end - last, end};
  const V weight[4] = {V(1.0f) - most, most - middle, middle - least, least};
  const auto colour = [&](int c) {
    V sum = gather(grid.nodes + c, corner[0]) * weight[0];
    for (int k = 1; k < 4; ++k) sum = sum + gather(grid.nodes + c, corner[k]) * weight[k];
    return sum;
  };
  return {colour(0), colour(1), colour(2)};
}

}  // namespace tessera::inline v0
