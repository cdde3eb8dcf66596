// SPDX-License-Identifier: Apache-2.0
#pragma once

// The parts of the rank engine of one SIMD level.

#include "tessera/kernels/cpu/rank.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

/// Up to the next multiple of 64, so that rows of samples start on cache lines.
constexpr std::size_t padded(std::size_t n) { return (n + 63) / 64 * 64; }

std::array<rank_code, 3> minimum_code();
std::array<rank_code, 3> maximum_code();
std::array<rank_code, 3> shaped_minimum_code();
std::array<rank_code, 3> shaped_maximum_code();
std::array<rank_code, 3> median_3x3_code();
std::array<rank_code, 3> median_5x5_code();
/// By histograms of the columns: u8 only.
rank_code counted_code();
rank_code counted_large_code();
/// By one histogram that slides along the rows: u16 and f32.
rank_code sliding_u16_code();
rank_code sliding_f32_code();

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
