// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "tessera/kernels/patterns/tetrahedra.hpp"

namespace tessera::inline v0 {

// Curves, a matrix and curves again, over a value type V: what matrix profiles are (ICC.1:2022, F.3), with the same bits on every backend.

/// How a curve is given: v itself; below `start` a straight line and above it scale * (gain * v + shift)^power + lift; nodes evenly spaced
/// in v or in its square root, and straight lines between them.
enum class curve_kind : std::uint8_t { same, power, table, rooted };

/// A curve as numbers in a shaper's data; those of tables count from the start of the data.
struct shaper_curve {
  float kind = 0, start = 0, slope = 1, offset = 0, gain = 1, shift = 0, power = 1, scale = 1, lift = 0, first = 0,
        count = 0;
};
inline constexpr int curve_floats = sizeof(shaper_curve) / sizeof(float);

/// The data of a shaper: three curves, the matrix row by row, three curves, then the nodes of tables.
inline constexpr int shaper_matrix = 3 * curve_floats, shaper_ends = shaper_matrix + 9,
                     shaper_head = shaper_ends + 3 * curve_floats;

TESSERA_FN shaper_curve curve_at(const float* c) {
  return {c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10]};
}

template <class V>
TESSERA_FN V between_nodes(const float* nodes, float count, V v) {
  const V at = bounded(v, V(0.0f), V(1.0f)) * V(count - 1.0f);
  const V node = min(floor(at), V(count - 2.0f));
  const V low = gather(nodes, node), high = gather(nodes + 1, node);
  return low + (high - low) * (at - node);
}

/// The curve that begins at data[at].
template <class V>
TESSERA_FN V on_curve(const float* data, int at, V v) {
  const shaper_curve c = curve_at(data + at);
  const float* const nodes = data + static_cast<std::int32_t>(c.first);
  if (c.kind == static_cast<float>(curve_kind::same)) return v;
  if (c.kind == static_cast<float>(curve_kind::table)) return between_nodes(nodes, c.count, v);
  if (c.kind == static_cast<float>(curve_kind::rooted)) return between_nodes(nodes, c.count, sqrt(max(v, V(0.0f))));
  const V line = V(c.slope) * v + V(c.offset);
  const V raised = V(c.scale) * pow(V(c.gain) * v + V(c.shift), V(c.power)) + V(c.lift);
  return select(v < V(c.start), line, raised);
}

/// The three curves that begin at data[at].
template <class V>
TESSERA_FN rgb<V> on_curves(const float* data, int at, rgb<V> v) {
  return {on_curve(data, at, v.r), on_curve(data, at + curve_floats, v.g), on_curve(data, at + 2 * curve_floats, v.b)};
}

template <class V>
TESSERA_FN rgb<V> through_matrix(const float* data, rgb<V> v) {
  const float* const m = data + shaper_matrix;
  const auto row = [&](int k) { return V(m[k]) * v.r + V(m[k + 1]) * v.g + V(m[k + 2]) * v.b; };
  return {row(0), row(3), row(6)};
}

template <class V>
TESSERA_FN rgb<V> shaped(const float* data, rgb<V> v) {
  return on_curves(data, shaper_ends, through_matrix(data, on_curves(data, 0, v)));
}

/// A curve as it is made, in doubles.
struct curve_law {
  curve_kind kind = curve_kind::same;
  double start = 0, slope = 1, offset = 0, gain = 1, shift = 0, power = 1, scale = 1, lift = 0;
  std::vector<double> nodes{};  ///< at least 2
};
using three_curves = std::array<curve_law, 3>;

/// The curve's value at v.
double value_of(const curve_law& law, double v);

/// The curve that leads back; of tables, which must rise, one over roots. A part without slope leads to where it begins.
curve_law inverse_of(const curve_law& law);

/// From samples of sRGB to light (IEC 61966-2-1); its straight part goes on below 0.
curve_law srgb_law();

struct colour_shaper;

/// The shaper for samples of these types. 8 bits need no powers: 256 nodes before the matrix, 2048 after it.
colour_shaper make_shaper(three_curves in, const std::array<double, 9>& matrix, three_curves out, sample_type from,
                          sample_type to);

}  // namespace tessera::inline v0
