// SPDX-License-Identifier: Apache-2.0
#include "noise.hpp"

namespace tessera::cli {

std::uint64_t hash(std::uint64_t seed, std::int64_t x, std::int64_t y, std::int64_t channel) {
  const auto stir = [](std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  };
  constexpr std::uint64_t step = 0x9e3779b97f4a7c15u;
  std::uint64_t state = stir(seed + step);
  state = stir(state + static_cast<std::uint64_t>(x) * step);
  return stir(state + static_cast<std::uint64_t>(y) * step + static_cast<std::uint64_t>(channel));
}

int value_noise(std::uint64_t seed, std::int64_t x, std::int64_t y) {
  const std::int64_t column = x >> 16, row = y >> 16;
  const auto smooth = [](std::int64_t t) { return (((t * t) >> 16) * (3 * 65536 - 2 * t)) >> 16; };
  const std::int64_t right = smooth(x & 65535), down = smooth(y & 65535);
  const auto at = [&](std::int64_t i, std::int64_t j) {
    return static_cast<int>(hash(seed, column + i, row + j) >> 48);
  };
  return mix(mix(at(0, 0), at(1, 0), right), mix(at(0, 1), at(1, 1), right), down);
}

int cloud_noise(std::uint64_t seed, std::int64_t x, std::int64_t y, int octaves) {
  std::int64_t sum = 0, weights = 0;
  for (int i = 0; i < octaves; ++i) {
    const std::int64_t weight = std::int64_t{1} << (octaves - 1 - i);
    sum += weight * value_noise(seed + static_cast<std::uint64_t>(i), x << i, y << i);
    weights += weight;
  }
  return static_cast<int>(sum / weights);
}

int cosine(std::int64_t phase) {
  const std::int64_t turn = phase & 65535;
  const bool negative = turn > 16384 && turn < 49152;
  // Distance from the nearest zero crossing, as a fraction of a quarter turn in Q16; then sin(t pi/2) = t (1.5707 - t^2
  // (0.6432 - 0.0727 t^2)).
  const std::int64_t quarter =
      negative ? 16384 - (turn > 32768 ? turn - 32768 : 32768 - turn) : (turn <= 16384 ? 16384 - turn : turn - 49152);
  const std::int64_t t = quarter * 4, square = (t * t) >> 16;
  const std::int64_t value = (t * (102938 - ((square * (42154 - ((square * 4762) >> 16))) >> 16))) >> 17;
  const int clipped = static_cast<int>(value > 32767 ? 32767 : value);
  return negative ? -clipped : clipped;
}

}  // namespace tessera::cli
