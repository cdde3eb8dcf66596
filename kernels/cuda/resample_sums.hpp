// SPDX-License-Identifier: Apache-2.0
#pragma once

// The sums of resampling, in the order that the CPU takes them.

#include "tessera/kernels/cuda/device.hpp"
#include "tessera/kernels/patterns/axis.hpp"
#include "tessera/kernels/transfer.hpp"

namespace tessera::inline v0::cuda {

/// Weights of every output position of an axis.
struct axis_code {
  const axis_table::entry* entries = nullptr;
  const std::int16_t* whole = nullptr;
  const float* single = nullptr;
  const double* precise = nullptr;
  std::int32_t shift = 0;
  template <class Sum>
  __device__ __forceinline__ const Sum* weights() const {
    if constexpr (std::is_same_v<Sum, double>) return precise;
    else return single;
  }
};

/// A resampling as a kernel's parameter.
struct resample_program {
  edge_rule edges;
  axis_code x, y;
  std::int32_t channels = 1;
  bool alpha = false, linear = false;
  const float* linear_levels = nullptr;  ///< of u8 and u16
};

/// Fractional bits of u8 rows between the passes.
inline constexpr int resample_bits = 6;

template <class Sum, class T>
__device__ __forceinline__ Sum colour_of(const resample_program& p, T sample) {
  if (!p.linear) return static_cast<Sum>(sample);
  if constexpr (std::is_same_v<T, f32>) return static_cast<Sum>(srgb_to_linear(sample));
  else return static_cast<Sum>(p.linear_levels[sample]);
}

/// A sample as sums take it: linear light if asked for, colour times alpha.
template <class Sum, class T>
__device__ __forceinline__ Sum decoded(const resample_program& p, const source<T>& from, const T* line,
                                       std::int64_t place, int c) {
  const T sample = from.at(line, place, c);
  if (p.alpha && c + 1 == p.channels) return static_cast<Sum>(sample);
  const Sum colour = colour_of<Sum>(p, sample);
  return p.alpha ? colour * static_cast<Sum>(from.at(line, place, p.channels - 1)) : colour;
}

/// colour / alpha where alpha is above `least`, else 0.
template <class Sum>
__device__ __forceinline__ float divided(Sum colour, Sum alpha, float least) {
  return alpha > static_cast<Sum>(least) ? static_cast<float>(colour / alpha) : 0.0f;
}

/// Divides by alpha, encodes, bounds and rounds.
template <class T, class Sum>
__device__ __forceinline__ T finished(const resample_program& p, Sum sum, Sum alpha, bool is_alpha) {
  if (is_alpha) return fit<T>(static_cast<float>(sum));
  float level = p.alpha ? divided(sum, alpha, no_alpha<T>) : static_cast<float>(sum);
  if (p.linear) level = linear_to_srgb(level) * white<T>;
  return fit<T>(level);
}

}  // namespace tessera::inline v0::cuda
