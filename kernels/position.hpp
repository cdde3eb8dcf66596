// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"

namespace tessera::inline v0 {

/// A bijection of 32-bit numbers in which every bit of the result depends on every bit of `x` ("lowbias32" of Chris Wellons' search for integer hashes, 2018).
TESSERA_FN std::uint32_t scrambled(std::uint32_t x) {
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  return x ^ (x >> 16);
}

/// A multiple of 2^-24 in [0, 1) for a column; the value type V is a float here, simd.hpp has the one for columns side by side.
TESSERA_FN float uniform(float, std::uint32_t column, std::uint32_t key) {
  return static_cast<float>(scrambled(scrambled(column) ^ key) >> 8) * 0x1p-24f;
}

/// Where a formula works. The coordinates are absolute, so a result depends on no tile.
template <class V>
struct position {
  V x, y;               ///< of the pixel, whole numbers; exact below 2^24
  float width, height;  ///< of the picture
  std::uint32_t column, row, channel;

  /// A number in [0, 1) that depends on the pixel, the seed and the stream alone: a stateless hash, in the manner of Salmon and others,
  /// "Parallel random numbers: as easy as 1, 2, 3", 2011.
  TESSERA_FN V random(std::uint32_t seed, std::uint32_t stream) const {
    return uniform(x, column, scrambled(scrambled(scrambled(seed) ^ row) + 0x9e3779b9u * (stream + 1)));
  }
};

}  // namespace tessera::inline v0
