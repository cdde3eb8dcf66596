// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "tessera/kernels/cpu/level_table.hpp"
#include "tessera/kernels/patterns/sharpening.hpp"

namespace tessera::inline v0::cpu {

/// Weights of one pass in whole numbers, two taps in each entry (low half first). A symmetric pass adds the two samples of equal
/// weight first, so it has terms for one half and the centre.
struct fixed_pass {
  const std::int32_t* pairs = nullptr;
  int count = 0;  ///< pairs
  int taps = 0;
  bool symmetric = false;
  int shift = 0;           ///< bits to drop after the sum
  std::int32_t start = 0;  ///< of the sum: half of what is dropped where that is rounded
  /// For the horizontal pass: pairs of all taps in their order, and those of windows that start a tap later: of taps -1 and 0, 1 and 2, ...
  const std::int32_t *all = nullptr, *later = nullptr;
  /// Samples from a row between the passes to its copy, which begins half a line of memory later; 0: it has none.
  std::ptrdiff_t copy = 0;
};

/// Output rows that the vertical pass makes at a time: they share the loading and pairing of input rows.
inline constexpr int rows_at_once = 4;

/// Weights of `rows_at_once` vertical passes, each one input row further down, over the same pairs of input rows: pairs[j * count + p]
/// holds the weights of rows 2p and 2p + 1 in output row j.
struct stacked_pass {
  const std::int32_t* pairs = nullptr;
  int count = 0;
  int shift = 0;
  /// Where the two outermost weights of both sides fit: those of the first two and the last two input rows of an output row as four bytes, and of the output
  /// row below it over the same input rows.
  std::array<std::int32_t, 2> outer = {};
  std::ptrdiff_t copy = 0;  ///< as in `fixed_pass`
};

/// Weights of one pass as floats, for `taps` samples; symmetric passes use the first half and the centre.
struct float_pass {
  const float* weights = nullptr;
  int taps = 0;
  bool symmetric = false;
};

/// The code of one SIMD level for separable filters. Fixed point serves u8: samples to 16 bits with six fractional ones by the
/// vertical pass, to whole levels or sums, levels times 2^shift, by the horizontal one. Rows to be read hold exactly n (+ reach) samples.
struct separable_table {
  void (*vertical_u8)(const std::uint8_t* const* rows, const fixed_pass& pass, std::int16_t* out, std::size_t n);
  void (*vertical_rows_u8)(const std::uint8_t* const* rows, const stacked_pass& pass, std::int16_t* const* out,
                           std::size_t n);
  void (*horizontal_u8)(const std::int16_t* in, std::ptrdiff_t step, const fixed_pass& pass, std::uint8_t* out,
                        std::size_t n);
  void (*horizontal_sums)(const std::int16_t* in, std::ptrdiff_t step, const fixed_pass& pass, float* out,
                          std::size_t n);
  /// To the samples of `centre`, sharpened.
  void (*horizontal_sharpened)(const std::int16_t* in, std::ptrdiff_t step, const fixed_pass& pass,
                               const sharpening& how, const std::uint8_t* centre, std::uint8_t* out, std::size_t n);
  /// From sample `first` of the rows on.
  using vertical = void (*)(const std::byte* const* rows, std::size_t first, const float_pass& pass, float* out,
                            std::size_t n);
  std::array<vertical, 3> vertical_float;
  void (*horizontal_float)(const float* in, std::ptrdiff_t step, const float_pass& pass, float* out, std::size_t n);
  /// Whether the horizontal pass in fixed point would rather read from copies, too.
  bool (*wants_copies)(const fixed_pass& pass, std::int64_t step, bool sharpens);
};

/// Fractional bits of the rows between the two passes of the fixed-point form.
inline constexpr int middle_bits = 6;

}  // namespace tessera::inline v0::cpu
