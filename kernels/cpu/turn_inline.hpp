// SPDX-License-Identifier: Apache-2.0
#pragma once

// Turning rows into lanes, in blocks of 4 x 4 words of 32 bits: with L lanes, vector q holds 16 bytes each of the rows q, 4 + q, 8 + q, ...;
// turning every block in place gives L rows side by side.

#include <cstring>

#include "tessera/kernels/cpu/simd.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

using word32_tag = hn::ScalableTag<std::int32_t>;
using word32_vec = hn::Vec<word32_tag>;

inline constexpr int turn_lanes = HWY_MAX_BYTES / 4;
inline constexpr int turn_blocks = turn_lanes / 4;

/// Where the 16 bytes of a row stand among the lanes of four vectors, in units of 16 bytes.
TESSERA_FN constexpr int slot_of(int row) { return row % 4 * turn_blocks + row / 4; }

/// Turns the 4 x 4 words of every 128-bit block of four vectors.
TESSERA_FN void turn_words(word32_vec& a, word32_vec& b, word32_vec& c, word32_vec& e) {
  const word32_tag d;
  const hn::RepartitionToWide<word32_tag> wide;
  const auto ab_low = hn::BitCast(wide, hn::InterleaveLower(d, a, b)),
             ab_high = hn::BitCast(wide, hn::InterleaveUpper(d, a, b));
  const auto ce_low = hn::BitCast(wide, hn::InterleaveLower(d, c, e)),
             ce_high = hn::BitCast(wide, hn::InterleaveUpper(d, c, e));
  a = hn::BitCast(d, hn::InterleaveLower(wide, ab_low, ce_low));
  b = hn::BitCast(d, hn::InterleaveUpper(wide, ab_low, ce_low));
  c = hn::BitCast(d, hn::InterleaveLower(wide, ab_high, ce_high));
  e = hn::BitCast(d, hn::InterleaveUpper(wide, ab_high, ce_high));
}

/// Stores the k-th 128-bit block of v at to + k * step.
template <class D>
TESSERA_FN void store_blocks(D d, hn::Vec<D> v, hn::TFromD<D>* to, std::ptrdiff_t step) {
  if constexpr (HWY_MAX_BYTES == 16 || hn::MaxLanes(D()) * sizeof(hn::TFromD<D>) == 16) {
    hn::StoreU(v, d, to);
  } else {
    const hn::Half<D> half;
    store_blocks(half, hn::LowerHalf(half, v), to, step);
    store_blocks(half, hn::UpperHalf(half, v),
                 to + static_cast<std::ptrdiff_t>(hn::MaxLanes(half) * sizeof(hn::TFromD<D>) / 16) * step, step);
  }
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
