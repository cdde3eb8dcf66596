// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"

namespace tessera::inline v0 {

// The transfer curve of sRGB (IEC 61966-2-1) over a value type V; below 0 its straight part goes on.

template <class V>
TESSERA_FN V srgb_to_linear(V v) {
  return select(v > V(0.04045f), pow((v + V(0.055f)) * V(1.0f / 1.055f), V(2.4f)), v * V(1.0f / 12.92f));
}

template <class V>
TESSERA_FN V linear_to_srgb(V v) {
  return select(v > V(0.0031308f), V(1.055f) * pow(v, V(1.0f / 2.4f)) - V(0.055f), v * V(12.92f));
}

}  // namespace tessera::inline v0
