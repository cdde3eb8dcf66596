// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "tessera/kernels/math.hpp"

namespace tessera::inline v0 {

/// Porter and Duff, "Compositing digital images", 1984: the result holds the parts `a` of the first picture and `b` of the second one, each weighted by its
/// alpha. Colours are not premultiplied; where nothing is left the colour is 0.
template <class V>
TESSERA_FN rgba<V> weighted(rgba<V> first, V a, rgba<V> second, V b) {
  const V p = first.a * a, q = second.a * b;
  const V alpha = p + q;
  const auto there = alpha > V(0.0f);
  const V divisor = select(there, alpha, V(1.0f));
  const auto part = [&](V x, V y) { return select(there, (x * p + y * q) / divisor, V(0.0f)); };
  return {part(first.r, second.r), part(first.g, second.g), part(first.b, second.b), min(alpha, V(1.0f))};
}

/// Lays the second picture over the first one.
template <class V>
TESSERA_FN rgba<V> over(rgba<V> first, rgba<V> second) {
  return weighted(first, V(1.0f) - second.a, second, V(1.0f));
}

}  // namespace tessera::inline v0
