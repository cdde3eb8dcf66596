// SPDX-License-Identifier: Apache-2.0
#pragma once

// Samples as whole numbers of the same order: u8 and u16 as they are; of an f32 the bits, all flipped where the sign is set, else the sign
// alone, so that -0 lies below 0.

#include "tessera/kernels/cuda/device.hpp"

namespace tessera::inline v0::cuda {

/// A rank filter as a kernel's parameter.
struct rank_program {
  edge_rule edges;
  std::int32_t channels = 1, radius_x = 1, radius_y = 1;
  std::int32_t position = 0;  ///< of the wanted sample among the sorted ones of the window
  const std::int32_t* heights =
      nullptr;  ///< of the columns of a window that is no rectangle, at distance 0, 1 ... radius_x
};

template <class T>
inline constexpr int key_bits = 8 * static_cast<int>(sizeof(T));

template <class T>
__device__ __forceinline__ std::uint32_t key_of(T sample) {
  if constexpr (std::is_same_v<T, f32>) {
    const auto bits = static_cast<std::uint32_t>(bits_of(sample));
    return bits ^ ((bits >> 31) != 0 ? 0xffffffffu : 0x80000000u);
  } else {
    return sample;
  }
}

template <class T>
__device__ __forceinline__ T sample_of(std::uint32_t key) {
  if constexpr (std::is_same_v<T, f32>)
    return float_of(static_cast<std::int32_t>(key ^ ((key >> 31) != 0 ? 0x80000000u : 0xffffffffu)));
  else return static_cast<T>(key);
}

template <bool Largest>
__device__ __forceinline__ std::uint32_t extreme(std::uint32_t a, std::uint32_t b) {
  return Largest ? (a > b ? a : b) : (a < b ? a : b);
}

/// The rows between the passes of minimum and maximum, in a job's scratch.
__host__ __device__ constexpr std::int64_t rank_pitch(std::int64_t samples, std::int64_t sample_bytes) {
  return (samples * sample_bytes + 127) / 128 * 128;
}

}  // namespace tessera::inline v0::cuda
