// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace tessera::inline v0 {

/// Weights as 16-bit whole numbers whose sum is exactly 2^bits, packed two to an entry, low half first. Symmetric weights are packed
/// for one half and the centre.
struct fixed_weights {
  std::vector<std::int32_t> pairs;
  int taps = 0;
  int bits = 0;
  bool symmetric = false;
  double error =
      1e9;  ///< largest error of a result, as a fraction of the sample range; huge if the weights have no such form
};

/// Two weights in one entry.
constexpr std::int32_t pack(std::int32_t low, std::int32_t high) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(low & 0xffff) | (static_cast<std::uint32_t>(high) << 16));
}

/// The whole-number weight of a tap; 0 beyond the taps.
std::int32_t weight_at(const fixed_weights& weights, int tap);

/// The largest error that quantised weights may cause, in levels of u8; a filter that would exceed it is done in floats.
inline constexpr double most_fixed_error = 0.4;

bool is_symmetric(const std::vector<double>& weights);

/// Quantises non-negative weights that add up to 1, as finely as sums in 32 bits allow for samples of `sample_bits` bits.
fixed_weights quantise_weights(const std::vector<double>& weights, int sample_bits);

}  // namespace tessera::inline v0
