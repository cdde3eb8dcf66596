// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/cuda/device.hpp"

namespace tessera::inline v0::cuda {

template <class V>
__device__ __forceinline__ void sort_two(V& a, V& b) {
  const V low = a < b ? a : b;
  b = a < b ? b : a;
  a = low;
}

/// Moves the least of window[First .. Last] to its front and the greatest to its end.
template <int First, int Last, class V>
__device__ __forceinline__ void part_extremes(V* window) {
#pragma unroll
  for (int i = 0; i < (Last - First + 1) / 2; ++i) sort_two(window[First + i], window[Last - i]);
  constexpr int half = (Last - First) / 2;
#pragma unroll
  for (int i = 1; i <= half; ++i) sort_two(window[First], window[First + i]);
#pragma unroll
  for (int i = 1; i <= half; ++i) sort_two(window[Last - i], window[Last]);
}

/// Forgets extremes: among Size / 2 + 2 values neither the least nor the greatest can be the median, and so on with one more value each time
/// (Smith, Implementing median filters in XC4000E FPGAs, 1996). The least stays behind, the next value takes the place of the greatest.
template <int Size, int First, class V>
__device__ __forceinline__ V forget(V* window) {
  constexpr int last = Size / 2 + 1;
  part_extremes<First, last>(window);
  if constexpr (last - First == 2) {
    return window[First + 1];
  } else {
    window[last] = window[last + 1 + First];
    return forget<Size, First + 1>(window);
  }
}

/// The median of Size values, Size odd; they are left in another order.
template <int Size, class V>
__device__ __forceinline__ V median_of(V* window) {
  return forget<Size, 0>(window);
}

}  // namespace tessera::inline v0::cuda
