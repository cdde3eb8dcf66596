// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "tessera/kernels/cpu/level_table.hpp"
#include "tessera/kernels/patterns/axis.hpp"

namespace tessera::inline v0::cpu {

// Resampling filters vertically first, then turns `lanes` rows into the lanes of vectors, so that the horizontal filter reads whole vectors
// too, and turns the result back. See kernels/README.md.

/// Samples of a row that are filtered vertically before the next row's turn.
inline constexpr std::int64_t resample_strip = 256;

/// Rows that are filtered vertically, u8: `rows[k]` is at the strip's first sample and `readable` samples of it may be read.
struct fixed_vertical {
  const std::uint8_t* const* rows;
  const std::int16_t* weights;
  int count, shift;
  std::size_t samples, readable;
};

/// Output columns [begin, end) of a horizontal pass over turned rows whose first column is `origin`.
struct horizontal_job {
  const axis_table::entry* entries;
  std::int64_t origin, begin, end;
  int channels;
};

/// How sums become samples.
struct finish_job {
  std::size_t pixels;
  int channels;
  bool alpha, linear, whole_numbers;
  float white;
};

/// What the passes of one accumulator type (float or double) offer.
template <class Sum>
struct resample_sums {
  /// sums[i] += weight * samples[i]
  void (*accumulate)(const Sum* samples, Sum weight, Sum* sums, std::size_t n);
  /// turned[s * lanes + row] = sums of that row
  void (*turn)(const Sum* sums, std::ptrdiff_t pitch, std::size_t samples, Sum* turned);
  void (*horizontal)(const Sum* turned, const Sum* weights, const horizontal_job& job, Sum* out);
  /// Divides by alpha, encodes, bounds and rounds; out[s * lanes + row] is a level.
  void (*finish)(const Sum* sums, const finish_job& job, float* out);
};

/// The code of one SIMD level for the resample engine.
struct resample_table {
  int lanes;  ///< rows that are filtered horizontally at once: 32-bit lanes of a vector
  /// Writes sums with 6 fractional bits, 8 samples of one row at a time, as `pair` wants them; up to 63 samples past the end.
  void (*vertical)(const fixed_vertical& job, int row, std::int16_t* blocks);
  /// Turns rows into lanes: pairs[(x / 2 * channels + c) * lanes + row] holds channel c of the columns x and x + 1.
  void (*pair)(const std::int16_t* blocks, std::size_t column_pairs, int channels, std::int32_t* pairs);
  void (*horizontal)(const std::int32_t* pairs, const std::int16_t* weights, int shift, const horizontal_job& job,
                     std::int32_t* out);
  /// Writes `samples` sums of each row as u8; reads up to 15 past the end.
  void (*deliver)(const std::int32_t* sums, std::size_t samples, std::uint8_t* const* out, int rows);
  /// The mean of 2 x 2 pixels, rounded half up.
  void (*halve)(const std::uint8_t* upper, const std::uint8_t* lower, std::uint8_t* out, std::size_t pixels,
                int channels);
  resample_sums<float> single;
  resample_sums<double> precise;
  /// out[row][s] = levels[s * lanes + row]
  void (*turn_back)(const float* levels, std::size_t samples, float* rows, std::ptrdiff_t pitch);
};

}  // namespace tessera::inline v0::cpu
