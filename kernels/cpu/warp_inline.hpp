// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/cpu/simd.hpp"
#include "tessera/kernels/cpu/warp.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

// Any sample type with real weights, in level/warp_real.cpp.
template <class T, bool Alpha>
void warp_real(const warp_input& in, const warp_positions& at, int begin, int end, const warp_colours& colours,
               std::byte* out);

/// How much of an output pixel at this position the picture covers along one axis: a ramp of one pixel about its edge.
template <class Real>
TESSERA_FN Real covered(std::int32_t whole, Real rest, std::int64_t size) {
  if (whole < -1 || whole >= size) return 0;
  if (whole == -1) return rest;
  return whole == size - 1 ? Real(1) - rest : Real(1);
}

/// The four taps around a position, those beyond the picture moved to its edge.
struct warp_taps {
  const std::byte* rows[4];
  std::int64_t columns[4];  ///< bytes
  TESSERA_FN warp_taps(const warp_input& in, std::int32_t x, std::int32_t y, int taps, std::int64_t pixel_bytes) {
    for (int k = 0; k < taps; ++k) {
      const std::int64_t before = taps / 2 - (taps > 1 ? 1 : 0);
      const std::int64_t column = x - before + k, row = y - before + k;
      const std::int64_t last_column = in.size.width - 1, last_row = in.size.height - 1;
      columns[k] = ((column < 0 ? 0 : column > last_column ? last_column : column) - in.x) * pixel_bytes;
      rows[k] = in.rows[(row < 0 ? 0 : row > last_row ? last_row : row) - in.y];
    }
  }
};

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
