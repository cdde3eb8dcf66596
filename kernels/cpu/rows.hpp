// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "tessera/kernels/cpu/level_table.hpp"

namespace tessera::inline v0::cpu {

/// Moves between samples in memory and floats in L1; arrays are indexed by sample type. Reads and writes exactly n samples or pixels
/// of the sample side; float buffers have room for `float_slack` more.
struct rows_table {
  using widen = void (*)(const std::byte* in, float* out, std::size_t n);
  using narrow = void (*)(const float* in, std::byte* out, std::size_t n);
  using split = void (*)(const std::byte* in, float* const* planes, int channels, std::size_t pixels);
  using join = void (*)(const float* const* planes, std::byte* out, int channels, std::size_t pixels);
  std::array<widen, 3> to_float;     ///< levels as floats; NaN is not expected
  std::array<narrow, 3> from_float;  ///< u8 and u16: whole numbers within range
  std::array<split, 3> to_planes;    ///< interleaved to one float row per channel
  std::array<join, 3> from_planes;
  /// Samples of one type times a factor to another, clamped and rounded as `quantise` does unless that is f32: change[in][out].
  using change_type = void (*)(const std::byte* in, std::byte* out, std::size_t n, float factor);
  std::array<std::array<change_type, 3>, 3> change;
  void (*quantise)(float* data, std::size_t n, float white);  ///< clamp to [0, white], round half to even
  widen clean;                                                ///< copies f32, NaN as 0; may work in place
  void (*scale)(float* data, std::size_t n, float factor);
  /// Interleaved pixels whose last channel is alpha: colour times (alpha times factor), and colour times factor over alpha, 0 where there is no alpha.
  void (*weigh_by_alpha)(float* data, std::size_t n, std::size_t channels, float factor);
  void (*divide_by_alpha)(float* data, std::size_t n, std::size_t channels, float factor);
};

/// Floats that kernels may read and write past the end of a float row.
inline constexpr std::size_t float_slack = 16;

}  // namespace tessera::inline v0::cpu
