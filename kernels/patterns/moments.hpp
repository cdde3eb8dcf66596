// SPDX-License-Identifier: Apache-2.0
#pragma once

// Sums of samples and of their squares in whole numbers, which no order of adding changes, and what follows from them.

#include <cstdint>

#include "tessera/kernels/math.hpp"

namespace tessera::inline v0 {

__extension__ using wide_sum = unsigned __int128;

/// Holds the squares of a window of 501 x 501 samples and of a row as wide as a picture may be.
template <class T>
using square_sum = std::conditional_t<std::is_same_v<T, f32>, wide_sum, std::uint64_t>;

/// The step that f32 samples are rounded to, and the most that counts of them.
inline constexpr float moment_step = 0x1p-24f, most_moment = 0x1p15f;

/// A sample as a whole number: its level, or steps of an f32 (halves away from 0).
template <class T>
TESSERA_FN std::int64_t whole_of(T sample) {
  if constexpr (std::is_same_v<T, f32>) {
    const float steps = bounded(sample, -most_moment, most_moment) * (1.0f / moment_step);
    return static_cast<std::int64_t>(steps < 0.0f ? steps - 0.5f : steps + 0.5f);
  } else {
    return sample;
  }
}

template <class T>
TESSERA_FN square_sum<T> square_of(std::int64_t whole) {
  const auto size = static_cast<square_sum<T>>(whole < 0 ? -whole : whole);
  return size * size;
}

TESSERA_FN double real_of(std::uint64_t sum) { return static_cast<double>(sum); }
TESSERA_FN double real_of(wide_sum sum) {
  return static_cast<double>(static_cast<std::uint64_t>(sum >> 64)) * 0x1p64 +
         static_cast<double>(static_cast<std::uint64_t>(sum));
}

/// Mean and standard deviation of a window, in fractions of white.
struct mean_and_deviation {
  float mean, deviation;
};

template <class T>
TESSERA_FN mean_and_deviation moments_of(std::int64_t sum, square_sum<T> squares, double count) {
  constexpr double unit = std::is_same_v<T, f32> ? double{moment_step} : 1.0 / double{white<T>};
  const double mean = static_cast<double>(sum) / count;
  const double variance = real_of(squares) / count - mean * mean;
  const double scaled = variance * (unit * unit);
  return {static_cast<float>(mean * unit), sqrt(static_cast<float>(scaled > 0.0 ? scaled : 0.0))};
}

}  // namespace tessera::inline v0
