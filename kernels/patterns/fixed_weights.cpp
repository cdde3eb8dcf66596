// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/fixed_weights.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tessera::inline v0 {

namespace {

/// Rounds so that the sum is exactly 2^bits: what is missing goes to the weights that were cut most, mirror images together.
std::vector<std::int32_t> round_to_sum(const std::vector<double>& weights, int bits, bool symmetric) {
  const double one = std::ldexp(1.0, bits);
  std::vector<std::int32_t> whole(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) whole[i] = static_cast<std::int32_t>(std::floor(weights[i] * one));
  std::int64_t missing = (std::int64_t{1} << bits) - std::accumulate(whole.begin(), whole.end(), std::int64_t{0});
  const std::size_t centre = weights.size() / 2;
  std::vector<std::size_t> order(symmetric ? centre : weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto cut = [&](std::size_t i) { return weights[i] * one - whole[i]; };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return cut(a) > cut(b); });
  for (const std::size_t i : order) {
    if (missing < (symmetric ? 2 : 1)) break;
    ++whole[i];
    --missing;
    if (symmetric) ++whole[weights.size() - 1 - i], --missing;
  }
  whole[centre] += static_cast<std::int32_t>(missing);
  return whole;
}

}  // namespace

bool is_symmetric(const std::vector<double>& weights) {
  return weights.size() % 2 == 1 && std::equal(weights.begin(), weights.end(), weights.rbegin());
}

std::int32_t weight_at(const fixed_weights& weights, int tap) {
  if (tap < 0 || tap >= weights.taps) return 0;
  if (weights.symmetric) tap = std::min(tap, weights.taps - 1 - tap);
  const std::int32_t pair = weights.pairs[static_cast<std::size_t>(tap / 2)];
  return tap % 2 ? pair >> 16 : static_cast<std::int16_t>(pair & 0xffff);
}

fixed_weights quantise_weights(const std::vector<double>& weights, int sample_bits) {
  fixed_weights result;
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  const double largest = *std::max_element(weights.begin(), weights.end());
  if (std::abs(sum - 1) > 1e-9 || *std::min_element(weights.begin(), weights.end()) < 0) return result;
  result.taps = static_cast<int>(weights.size());
  result.symmetric = is_symmetric(weights);
  // A weight fits 16 bits with its sign, and 2^bits times the largest sample, rounding included, fits 32.
  result.bits = 30 - sample_bits;
  while (largest * std::ldexp(1.0, result.bits) > 32000) --result.bits;
  const std::vector<std::int32_t> whole = round_to_sum(weights, result.bits, result.symmetric);
  result.error = 0;
  for (std::size_t i = 0; i < weights.size(); ++i)
    result.error += std::abs(std::ldexp(whole[i], -result.bits) - weights[i]) / 2;
  const std::size_t terms = result.symmetric ? weights.size() / 2 + 1 : weights.size();
  for (std::size_t i = 0; i < terms; i += 2) {
    result.pairs.push_back(pack(whole[i], i + 1 < terms ? whole[i + 1] : 0));
  }
  return result;
}

}  // namespace tessera::inline v0
