// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "tessera/kernels/pixel.hpp"

namespace tessera::inline v0::cpu {

/// Sums over windows of equal weights, in whole numbers of type Sum: columns that gain a row and lose a row, then windows along the row. Arrays of
/// sums have room for `running_slack` more than is asked for; rows of samples do not.
template <class Sum>
struct running_sums {
  /// columns += row
  void (*add_u8)(const u8* row, Sum* columns, std::size_t n);
  void (*add_u16)(const u16* row, Sum* columns, std::size_t n);
  /// all = columns + entering; columns = all - leaving
  void (*pass_u8)(const u8* entering, const u8* leaving, Sum* columns, Sum* all, std::size_t n);
  void (*pass_u16)(const u16* entering, const u16* leaving, Sum* columns, Sum* all, std::size_t n);
  /// out[i]: the sum of in[i + k * step] over k < taps (odd). `blocks` and `out` hold n + (taps - 1) * step each.
  void (*windows)(const Sum* in, std::size_t taps, std::size_t step, Sum* blocks, Sum* out, std::size_t n);
  /// Rounded to the nearest: `area` up to `largest_byte_area`, where a float tells a mean from the middle between two levels.
  void (*to_bytes)(const Sum* in, std::size_t area, u8* out, std::size_t n);
  void (*to_levels)(const Sum* in, std::size_t area, float* out, std::size_t n);
};

struct running_table {
  running_sums<std::uint16_t> words;       ///< sums below 2^16
  running_sums<std::uint32_t> longs;       ///< below 2^31
  running_sums<std::uint64_t> long_longs;  ///< below 2^52
};

/// Sums that kernels may read and write past the end of an array.
inline constexpr std::size_t running_slack = 32;

/// A mean is at least 1 / (2 area) from the middle between two levels, as areas are odd; two roundings of a float below 256 cost at most 2^-15.
inline constexpr std::size_t largest_byte_area = 16383;

}  // namespace tessera::inline v0::cpu
