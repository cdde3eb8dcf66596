// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/cpu/level_table.hpp"
#include "tessera/kernels/patterns/shaper.hpp"

namespace tessera::inline v0::cpu {

/// Samples and pixels by tables. Float rows have room for `float_slack` more.
struct lookups_table {
  /// Leaves every sample at places keep - 1, 2 keep - 1, ... as it is, where `keep` is not 0 but 2 or 4. `in` may be `out`.
  void (*lookup_u8)(const std::uint8_t* in, std::uint8_t* out, std::size_t n, const std::uint8_t* table,
                    std::size_t keep);
  /// Levels become the entry of a table that is nearest to factor times them; `last` is the number of the last one.
  void (*look_up)(float* data, std::size_t n, const float* table, float factor, float last);
  /// out = upper * (1 - part) + lower * part; n is a multiple of 16.
  void (*mix_tables)(const float* upper, const float* lower, float part, float* out, std::size_t n);
  /// Levels of white by two tables of 256 fractions, each at its part of the way.
  void (*mix_u8)(const std::uint8_t* in, std::uint8_t* out, std::size_t n, const float* before, const float* after,
                 const float* parts);
  void (*colour_table)(const colour_grid& grid, float* const* planes, std::size_t n, const tessera::scale& levels);
  void (*shaper)(const float* data, float* const* planes, std::size_t n, const tessera::scale& levels);
};

}  // namespace tessera::inline v0::cpu
