// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "tessera/kernels/cpu/level_table.hpp"

namespace tessera::inline v0::cpu {

/// One weight of a matrix: rows[row][i + offset] is the sample it applies to.
struct tap {
  int row = 0;
  std::ptrdiff_t offset = 0;
  float weight = 0;
};

/// The code of one SIMD level for the stencil engine. Float rows have room for `float_slack` floats past their end.
struct stencil_table {
  /// Levels to fractions of white; reads exactly n samples. Indexed by sample type.
  std::array<void (*)(const std::byte* in, float* out, std::size_t n), 3> to_fractions;
  /// Fractions of white to levels, clamped and rounded for u8 and u16; writes exactly n samples.
  std::array<void (*)(const float* in, std::byte* out, std::size_t n), 3> to_levels;
  /// out[i] = offset + sum of weight * sample, in the order of the taps.
  void (*weigh)(const float* const* rows, const tap* taps, std::size_t count, float offset, float* out, std::size_t n);
  /// Colour samples become sample * alpha, alpha stays; `pixels` of 2 or 4 channels.
  void (*premultiply)(float* row, int channels, std::size_t pixels);
  /// Colour sums become gain * sum / alpha sum + offset (0 where alpha is 0), alpha sums are divided by the gain.
  void (*divide)(float* row, int channels, std::size_t pixels, float gain, float offset);
};

}  // namespace tessera::inline v0::cpu
