// SPDX-License-Identifier: Apache-2.0
#pragma once

// Elementary functions with the same bits on the host, on the device and at every SIMD level: only + - * /, comparisons and
// integer work on the bits of a float. Written over a value type V: a float, or the SIMD value of a CPU level.

#include "tessera/kernels/pixel.hpp"

#if !defined(__CUDACC__)
#include <bit>
#endif

namespace tessera::inline v0 {

// The primitives for a plain float; simd.hpp has the same ones for vectors, found by argument-dependent lookup.

TESSERA_FN float select(bool t, float yes, float no) { return t ? yes : no; }
TESSERA_FN float min(float a, float b) { return a < b ? a : b; }
TESSERA_FN float max(float a, float b) { return a > b ? a : b; }

#if defined(__CUDA_ARCH__)
TESSERA_FN std::int32_t bits_of(float a) { return __float_as_int(a); }
TESSERA_FN float float_of(std::int32_t bits) { return __int_as_float(bits); }
TESSERA_FN float abs(float a) { return ::fabsf(a); }
TESSERA_FN float sqrt(float a) { return __fsqrt_rn(a); }
TESSERA_FN float floor(float a) { return ::floorf(a); }
TESSERA_FN float round(float a) { return ::rintf(a); }
#else
TESSERA_FN std::int32_t bits_of(float a) { return __builtin_bit_cast(std::int32_t, a); }
TESSERA_FN float float_of(std::int32_t bits) { return __builtin_bit_cast(float, bits); }
TESSERA_FN float abs(float a) { return __builtin_fabsf(a); }
TESSERA_FN float sqrt(float a) { return __builtin_sqrtf(a); }
TESSERA_FN float floor(float a) { return __builtin_floorf(a); }
TESSERA_FN float round(float a) { return __builtin_rintf(a); }
#endif

TESSERA_FN float power_of_two(float n) { return float_of((static_cast<std::int32_t>(n) + 127) << 23); }
TESSERA_FN float exponent_of(float a) { return static_cast<float>((bits_of(a) >> 23) - 127); }
TESSERA_FN float mantissa_of(float a) { return float_of((bits_of(a) & 0x007fffff) | 0x3f800000); }

template <class V>
TESSERA_FN V bounded(V v, V low, V high) {
  return min(max(v, low), high);
}

/// The one in the middle of three.
template <class V>
TESSERA_FN V middle(V a, V b, V c) {
  return max(min(a, b), min(max(a, b), c));
}

/// v + (to - v) * t
template <class V>
TESSERA_FN V mix(V v, V to, V t) {
  return v + (to - v) * t;
}

/// Base-2 logarithm for normal x > 0; absolute error below 1e-7 near 1, relative error below 2e-7 elsewhere.
/// log2(m) = 2 / ln 2 * atanh((m - 1) / (m + 1)) as an odd series; with m in [1/sqrt 2, sqrt 2] the series' argument is below 0.1716.
template <class V>
TESSERA_FN V log2(V x) {
  V e = exponent_of(x);
  V m = mantissa_of(x);
  const auto high = m > V(1.41421356f);
  e = select(high, e + V(1.0f), e);
  m = select(high, m * V(0.5f), m);
  const V s = (m - V(1.0f)) / (m + V(1.0f));
  const V z = s * s;
  V p = V(0.26230818f);  // 2 / (11 ln 2)
  p = p * z + V(0.32059890f);
  p = p * z + V(0.41219858f);
  p = p * z + V(0.57707802f);
  p = p * z + V(0.96179669f);
  p = p * z + V(2.88539008f);
  return e + s * p;
}

/// 2^x, x clamped to [-126, 127]; relative error below 2e-7. Taylor series of e^(f ln 2), |f| <= 1/2.
template <class V>
TESSERA_FN V exp2(V x) {
  x = bounded(x, V(-126.0f), V(127.0f));
  const V n = round(x);
  const V t = (x - n) * V(0.69314718f);
  V p = V(1.9841270e-4f);
  p = p * t + V(1.3888889e-3f);
  p = p * t + V(8.3333333e-3f);
  p = p * t + V(4.1666667e-2f);
  p = p * t + V(1.6666667e-1f);
  p = p * t + V(0.5f);
  p = p * t + V(1.0f);
  p = p * t + V(1.0f);
  return p * power_of_two(n);
}

/// x^y for x >= 0; 0 for x below the smallest normal float.
template <class V>
TESSERA_FN V pow(V x, V y) {
  const V smallest(1.17549435e-38f);
  const V result = exp2(log2(max(x, smallest)) * y);
  return select(x < smallest, V(0.0f), result);
}

/// Bounds and rounds a level to what the sample type holds; see `scale`.
template <class V>
TESSERA_FN V quantise(V level, float out_white) {
  return round(bounded(level, V(0.0f), V(out_white)));
}

}  // namespace tessera::inline v0
