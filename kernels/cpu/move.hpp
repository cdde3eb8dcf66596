// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "tessera/kernels/cpu/level_table.hpp"

namespace tessera::inline v0::cpu {

/// The code of one SIMD level for the move engine, by the bytes of a pixel (1, 2, 3, 4, 6, 8, 12 or 16).
struct move_table {
  /// out[i] = in[pixels - 1 - i]
  using reverse_function = void (*)(const std::byte* in, std::byte* out, std::size_t pixels);
  /// out[r][i] = in[i][r], pixel by pixel, for i < columns and r < rows.
  using turn_function = void (*)(const std::byte* const* in, std::size_t columns, std::byte* const* out,
                                 std::size_t rows);
  std::array<reverse_function, 17> reverse{};
  std::array<turn_function, 17> turn{};
};

}  // namespace tessera::inline v0::cpu
